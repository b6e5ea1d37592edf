"""The stages an idea can be at, and which may follow which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Name how far an idea has come."""

    NEW = "new", _("Menunggu telaah")
    ACCEPTED = "accepted", _("Diterima, menunggu keputusan")
    REFUSED = "refused", _("Tidak diterima")
    DECIDED = "decided", _("Diputuskan")
    DROPPED = "dropped", _("Tidak dikerjakan")
    PROMISED = "promised", _("Dijanjikan")
    KEPT = "kept", _("Ditepati")
    JOINED = "joined", _("Digabung")
    TAKEN_BACK = "taken_back", _("Ditarik kembali ke papan")


# An idea may only move along these lines; a refusal can be overturned by an objection.
NEXT: dict[str, frozenset[str]] = {
    Stage.NEW: frozenset({Stage.ACCEPTED, Stage.REFUSED, Stage.JOINED, Stage.TAKEN_BACK}),
    Stage.ACCEPTED: frozenset({Stage.DECIDED, Stage.DROPPED, Stage.JOINED}),
    Stage.REFUSED: frozenset({Stage.NEW, Stage.ACCEPTED}),
    Stage.DECIDED: frozenset({Stage.PROMISED, Stage.DROPPED}),
    Stage.DROPPED: frozenset({Stage.DECIDED}),
    Stage.PROMISED: frozenset({Stage.KEPT, Stage.DROPPED, Stage.PROMISED}),
    Stage.KEPT: frozenset(),
    Stage.JOINED: frozenset({Stage.NEW, Stage.ACCEPTED}),
    Stage.TAKEN_BACK: frozenset(),
}


class Phase(models.TextChoices):
    """Name how far a call for ideas has come; between draft and report its days decide."""

    DRAFT = "draft", _("Rancangan")
    PLANNED = "planned", _("Segera dibuka")
    GATHERING = "gathering", _("Mengumpulkan jawaban")
    SORTING = "sorting", _("Memilah jawaban")
    ANSWERING = "answering", _("Menyiapkan laporan")
    DONE = "done", _("Selesai")


# A call goes one way only; a phase that passed while nobody looked is entered in the record all the same.
PHASES_AFTER: dict[str, frozenset[str]] = {
    Phase.DRAFT: frozenset({Phase.PLANNED}),
    Phase.PLANNED: frozenset({Phase.GATHERING}),
    Phase.GATHERING: frozenset({Phase.SORTING}),
    Phase.SORTING: frozenset({Phase.ANSWERING, Phase.DONE}),
    Phase.ANSWERING: frozenset({Phase.DONE}),
    Phase.DONE: frozenset(),
}


class MergeState(models.TextChoices):
    """Name what became of a proposal that one idea joins another."""

    OPEN = "open", _("Menunggu jawaban pendukung")
    JOINED = "joined", _("Digabung")
    MOVED = "moved", _("Yang setuju pindah, gagasan tetap berjalan")
    LAPSED = "lapsed", _("Gugur")
    WITHDRAWN = "withdrawn", _("Usul ditarik")
    UNDONE = "undone", _("Dibatalkan")


class MergeRule(models.TextChoices):
    """Name when an idea is joined: a silent endorser stays, whichever rule holds."""

    EVERYONE = "everyone", _("Bergabung hanya bila tidak ada pendukung yang tetap")
    MOST = "most", _("Bergabung bila lebih banyak pendukung pindah daripada yang tetap atau diam")


class MergeReply(models.TextChoices):
    """Name what an endorser answers."""

    YES = "ya", _("Ya, pindahkan dukungan saya")
    STAY = "tetap", _("Tidak, dukungan saya tetap")


class Moved(models.TextChoices):
    """Name what a yes did: the endorsement moved, or its owner endorsed the other idea already."""

    MOVED = "moved", _("Pindah")
    HELD = "held", _("Sudah mendukung keduanya")
