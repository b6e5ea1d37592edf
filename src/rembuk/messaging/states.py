"""How often a receiver wants mail."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    """Name how often mail is sent."""

    AT_ONCE = "at_once", _("Segera, satu surel setiap langkah")
    DAILY = "daily", _("Sehari sekali, pagi hari, dalam satu surat")
    WEEKLY = "weekly", _("Seminggu sekali, Senin pagi, dalam satu surat")
