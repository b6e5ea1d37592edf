"""The lives a milestone can lead, and what may be told of it in each."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class MilestoneState(models.TextChoices):
    """Name where a promise stands; a broken one reads as calmly as one kept."""

    RUNNING = "running", _("Berjalan")
    MOVED = "moved", _("Bergeser dengan alasan")
    LATE = "late", _("Lewat janji")
    KEPT = "kept", _("Ditepati")
    KEPT_LATE = "kept_late", _("Ditepati, lewat janji")
    BROKEN = "broken", _("Tidak ditepati")


class ReportKind(models.TextChoices):
    """Name what can be told of a milestone."""

    NEWS = "news", _("Kabar")
    MOVED = "moved", _("Janji bergeser")
    KEPT = "kept", _("Ditepati")
    BROKEN = "broken", _("Tidak ditepati")


OPEN = frozenset({MilestoneState.RUNNING, MilestoneState.MOVED, MilestoneState.LATE})
# What may be told in each state; a promise that has ended takes no more.
MAY_TELL: dict[str, frozenset[str]] = {
    **dict.fromkeys(OPEN, frozenset(ReportKind.values)),
    MilestoneState.KEPT: frozenset(),
    MilestoneState.KEPT_LATE: frozenset(),
    MilestoneState.BROKEN: frozenset(),
}


def state_of(
    *, first_due: date, due: date, kept_on: date | None, broken: bool, today: date
) -> MilestoneState:
    """Return the state of a promise first made for FIRST_DUE, now for DUE, as seen on TODAY."""
    if broken:
        return MilestoneState.BROKEN
    if kept_on is not None:
        return MilestoneState.KEPT_LATE if kept_on > first_due else MilestoneState.KEPT
    if today > due:
        return MilestoneState.LATE
    return MilestoneState.MOVED if due != first_due else MilestoneState.RUNNING


class Level(models.TextChoices):
    """Name the level of government that holds a matter."""

    VILLAGE = "village", _("Desa atau kelurahan")
    DISTRICT = "district", _("Kecamatan")
    REGENCY = "regency", _("Kabupaten atau kota")
    PROVINCE = "province", _("Provinsi")
    NATION = "nation", _("Pemerintah pusat")


class Way(models.TextChoices):
    """Name how a wish is handed on."""

    LAPOR = "lapor", _("Lewat SP4N-LAPOR!")
    LETTER = "letter", _("Lewat surat")


class LaporKind(models.TextChoices):
    """Name the three kinds of report that SP4N-LAPOR! takes."""

    COMPLAINT = "complaint", _("Pengaduan")
    ASPIRATION = "aspiration", _("Aspirasi")
    INFORMATION = "information", _("Permintaan informasi")


class Answer(models.TextChoices):
    """Name what an authority answered."""

    AGREED = "agreed", _("Dikerjakan")
    PARTLY = "partly", _("Dikerjakan sebagian")
    DECLINED = "declined", _("Tidak dikerjakan")
    PASSED_ON = "passed", _("Diteruskan ke instansi lain")


class DelegationState(models.TextChoices):
    """Name where a delegation stands."""

    PROPOSED = "proposed", _("Menunggu jawaban cabang")
    ACCEPTED = "accepted", _("Diterima cabang")
    DECLINED = "declined", _("Tidak diterima cabang")
    WITHDRAWN = "withdrawn", _("Ditarik kembali")
    MET = "met", _("Ditepati")
    BROKEN = "broken", _("Tidak ditepati")


class DelegationStep(models.TextChoices):
    """Name what can be done with a delegation."""

    ACCEPT = "accept", _("Diterima cabang")
    DECLINE = "decline", _("Tidak diterima cabang")
    WITHDRAW = "withdraw", _("Ditarik kembali")
    NEWS = "news", _("Kabar")
    MOVE = "move", _("Janji bergeser")
    MEET = "meet", _("Ditepati")
    BREAK = "break", _("Tidak ditepati")


# From each state: the steps that may be taken, and the state each leads to.
DELEGATION: dict[str, dict[str, str]] = {
    DelegationState.PROPOSED: {
        DelegationStep.ACCEPT: DelegationState.ACCEPTED,
        DelegationStep.DECLINE: DelegationState.DECLINED,
        DelegationStep.WITHDRAW: DelegationState.WITHDRAWN,
    },
    DelegationState.ACCEPTED: {
        DelegationStep.NEWS: DelegationState.ACCEPTED,
        DelegationStep.MOVE: DelegationState.ACCEPTED,
        DelegationStep.MEET: DelegationState.MET,
        DelegationStep.BREAK: DelegationState.BROKEN,
    },
    DelegationState.DECLINED: {},
    DelegationState.WITHDRAWN: {},
    DelegationState.MET: {},
    DelegationState.BROKEN: {},
}
OPEN_DELEGATION = tuple(state for state, steps in DELEGATION.items() if steps)
