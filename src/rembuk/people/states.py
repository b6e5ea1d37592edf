"""Between which ages a person is: a band, never a birth date."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Band(models.TextChoices):
    """Name the ages that PP 17/2025 (PP TUNAS) tells apart; a child is who is under 18."""

    UNDER_13 = "under13", _("Di bawah 13 tahun")
    FROM_13 = "13to15", _("13 sampai 15 tahun")
    FROM_16 = "16to17", _("16 atau 17 tahun")
    ADULT = "adult", _("18 tahun ke atas")


MINOR = (Band.UNDER_13, Band.FROM_13, Band.FROM_16)
# Whoever grows older says so; sooner than this the next band is not taken, so that nobody walks around
# their parents with a second try.
GROWN = timedelta(days=365)
