"""Which lives a request and a breach can lead."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

# UU 27/2022 articles 30, 32, 40, 41 and 46: within 3 x 24 hours. For erasure the Act names no hours; the
# house promises the same.
CLOCK = timedelta(hours=72)


def due_of(at: datetime) -> datetime:
    """Return when the clock that began AT has run out."""
    return at + CLOCK


class RequestKind(models.TextChoices):
    """Name what a person asks about their data."""

    ACCESS = "access", _("Melihat data saya dan untuk apa dipakai (pasal 7 dan 32)")
    CORRECT = "correct", _("Memperbaiki data saya (pasal 6 dan 30)")
    WITHDRAW = "withdraw", _("Mencabut persetujuan (pasal 9 dan 40)")
    RESTRICT = "restrict", _("Menunda atau membatasi pemakaian (pasal 11 dan 41)")
    ERASE = "erase", _("Menghapus data saya (pasal 8, 43 dan 44)")
    OBJECT = "object", _("Berkeberatan atas keputusan mesin (pasal 10)")
    MOVE = "move", _("Membawa salinan data saya (pasal 13)")


class Outcome(models.TextChoices):
    """Name how a request ended."""

    DONE = "done", _("Dipenuhi")
    PARTLY = "partly", _("Dipenuhi sebagian")
    REFUSED = "refused", _("Ditolak, dengan alasan")


class StepKind(models.TextChoices):
    """Name what was done about a breach."""

    CONTAINED = "contained", _("Kebocoran dihentikan")
    ASSESSED = "assessed", _("Data dan orang yang terkena sudah jelas")
    AUTHORITY = "authority", _("Lembaga diberi tahu tertulis")
    PERSONS = "persons", _("Orang yang datanya terkena diberi tahu tertulis")
    PUBLIC = "public", _("Umum diberi tahu")
    RECOVERED = "recovered", _("Keadaan dipulihkan")
    CLOSED = "closed", _("Ditutup, dengan pelajarannya")


# What the law wants told within the clock (article 46).
TOLD = (StepKind.AUTHORITY, StepKind.PERSONS)


class Decision(models.TextChoices):
    """Name what an impact assessment came to."""

    GO = "go", _("Boleh berjalan dengan langkah pengaman di atas")
    LATER = "later", _("Ditunda sampai langkah pengamannya ada")
    STOP = "stop", _("Tidak dijalankan")
