"""What moderation chooses from: reasons, outcomes, and the clocks the law sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why something is hidden or flagged."""

    PERSONAL = "personal", _("Memuat data pribadi orang")
    ABUSIVE = "abusive", _("Hinaan, ancaman, atau kebencian")
    SPAM = "spam", _("Iklan, undian, atau pesan berantai")
    POSING = "posing", _("Mengaku sebagai orang lain")
    UNLAWFUL = "unlawful", _("Dilarang undang-undang")
    DANGER = "danger", _("Membahayakan jiwa atau keselamatan orang")
    CHILD = "child", _("Melecehkan anak")


URGENT = frozenset({Reason.DANGER, Reason.CHILD})


class Outcome(models.TextChoices):
    """What the second person decides about an appeal."""

    UPHELD = "upheld", _("Tetap")
    RESTORED = "restored", _("Dikembalikan")


class Source(models.TextChoices):
    """Who asks for something to be looked at."""

    CITIZEN = "citizen", _("Warga")
    AUTHORITY = "authority", _("Pihak berwenang")


@dataclass(frozen=True)
class Clock:
    """Hold within how many HOURS content must be dealt with, SINCE when, and by which SOURCE of law."""

    hours: int
    since: date
    source: str


# Private operators must act within a day, within four hours where it is urgent. Newest last; never delete.
CLOCKS = {
    False: (Clock(24, date(2020, 11, 24), "Permenkominfo 5/2020"),),
    True: (Clock(4, date(2020, 11, 24), "Permenkominfo 5/2020"),),
}


def clock(at: datetime, *, urgent: bool) -> Clock:
    """Return the clock that holds AT."""
    return [one for one in CLOCKS[urgent] if one.since <= at.date()][-1]


def due(at: datetime, *, urgent: bool) -> datetime:
    """Return by when what came in AT must be dealt with."""
    return at + timedelta(hours=clock(at, urgent=urgent).hours)
