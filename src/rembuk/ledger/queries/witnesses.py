"""Who watches the record from outside, what they signed last, and who of them is silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from rembuk.ledger.models import Checkpoint, Witness
from rembuk.ledger.queries.record import signed_head, tile_reader
from rembuk.reckon.integrity.hash_tree import prove_consistency
from rembuk.reckon.integrity.witness import Submission

# A head older than this that a witness has not cosigned makes it silent.
SILENT_AFTER = timedelta(minutes=15)
# A head that stays the newest is shown again, so that the time beside a signature stays fresh.
AGAIN_AFTER = timedelta(hours=6)
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Asked:
    """Hold one question: the HEAD that WITNESS is shown, the OLD size it knows, the BODY of the request."""

    witness: Witness
    head: Checkpoint
    old: int
    body: bytes


def asked_now(*, at: datetime) -> list[Asked]:
    """Return what is to be asked of whom at AT: witnesses whose turn it is and that lack the newest head."""
    head = signed_head()
    if head is None:
        return []
    waiting = Witness.objects.filter(removed_at=None, next_try_at__lte=at).order_by("pk")
    asked = []
    for witness in waiting[:MOST_AT_ONCE]:
        fresh = witness.cosigned_at is not None and at - witness.cosigned_at < AGAIN_AFTER
        if witness.size == head.size and fresh:
            continue
        # What it has seen beyond our head cannot be proven to it; it answers with that size again.
        old = min(witness.size, head.size)
        proof = prove_consistency(old, head.size, tile_reader(head.size))
        asked.append(Asked(witness, head, old, Submission(old, tuple(proof), head.note).body))
    return asked


@dataclass(frozen=True)
class Standing:
    """Say how a witness stands: whether it is SILENT now, and whether it says it saw ANOTHER history."""

    witness: Witness
    silent: bool
    another: bool

    @property
    def signs(self) -> bool:
        """Tell whether its signature vouches for the record now."""
        # Who is only away may be asked a moment later; who answered otherwise did not sign.
        asked = self.witness.trouble in ("", Witness.Trouble.AWAY)
        return asked and not self.silent and not self.another and self.witness.size > 0


def witnesses(*, now: datetime) -> list[Standing]:
    """Return every witness that was not removed with how it stands at NOW, the oldest first; one query."""
    # Since when there is a head that it lacks: the newest head alone is always young where much happens.
    lacked = Checkpoint.objects.filter(size__gt=OuterRef("size")).exclude(note="").order_by("size")
    rows = Witness.objects.filter(removed_at=None).order_by("pk")
    return [
        _standing(witness, now)
        for witness in rows.annotate(lacks_since=Subquery(lacked.values("signed_at")[:1]))
    ]


def _standing(witness: Any, now: datetime) -> Standing:
    last = max(witness.cosigned_at or witness.added_at, witness.added_at)
    lacks = witness.lacks_since is not None and (
        now - max(witness.lacks_since, witness.added_at) > SILENT_AFTER
    )
    return Standing(
        witness,
        silent=lacks or now - last > AGAIN_AFTER + SILENT_AFTER,
        another=witness.trouble == Witness.Trouble.CONFLICT,
    )
