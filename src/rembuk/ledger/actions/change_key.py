"""Change the signing key of the record: planned, with the old key vouching for the new, or after a loss."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rembuk.ledger.actions.keys import beside, finish_change, key_path, make_key, read_key
from rembuk.ledger.actions.seal import lock_sequencer, refuse_fork, seal
from rembuk.ledger.actions.steps import record_step
from rembuk.ledger.models import Checkpoint
from rembuk.reckon.integrity.notes import SignerKey, VerifierKey, read_signer_key, read_verifier_key
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting

ABOUT = "ledger.sequencer:1"
NOT_BEGUN = _("Catatan ini belum pernah disegel, jadi belum ada kunci yang diganti.")
KEY_AWAY = _("Kunci yang sekarang tidak ada di sini. Bila memang hilang atau dicuri, pakai --lost.")
CHANGING = _("Kunci lama masih ikut menandatangani. Pensiunkan dulu dengan --retire.")


def change_key(*, lost: bool, by: Actor, at: datetime) -> VerifierKey:
    """Let a new key sign the record and return it; the change is a public leaf, and is sealed at once.

    The old key signs along until `retire_key`, so that its holders see it vouch for the new one. A LOST or
    stolen key never signs again: readers must learn the new one from elsewhere, and what they kept of the
    record holds it to the same history. The name, which is the origin, stays.
    """
    with transaction.atomic():
        sequencer = lock_sequencer()
        if not sequencer.vkey:
            raise Conflicting(NOT_BEGUN)
        # A spoiled file is as lost as none.
        old, present = read_verifier_key(sequencer.vkey), None if lost else read_key()
        if not lost and (present is None or present.verifier != old):
            raise Conflicting(KEY_AWAY)
        if not lost and beside("lama").exists():
            raise Conflicting(CHANGING)
        refuse_fork(Checkpoint.objects.order_by("-size").first(), old)
        new = _coming(old.name)
        if lost and key_path().exists():
            # Kept for whoever looks into the theft; nothing signs with it any more.
            key_path().replace(_free("tercabut"))
        if lost:
            beside("lama").unlink(missing_ok=True)
        record_step(
            kind="ledger.key_lost" if lost else "ledger.key_changed", about=ABOUT, by=by, at=at,
            facts={"old": str(old), "new": str(new.verifier)},
        )  # fmt: skip
        sequencer.vkey = str(new.verifier)
        sequencer.save(update_fields=["vkey"])
    finish_change(str(new.verifier))
    seal(at=at)
    return new.verifier


def _coming(name: str) -> SignerKey:
    """Return the key that comes, kept on disk before anything names it; one left by a crash is taken."""
    path = beside("baru")
    return read_signer_key(path.read_text()) if path.exists() else make_key(name, path)


def _free(name: str) -> Path:
    """Return the place NAME beside the key, with a number where an earlier one is there."""
    path, number = beside(name), 1
    while path.exists():
        number += 1
        path = beside(f"{name}-{number}")
    return path


def retire_key() -> bool:
    """Let the old key sign along no more; tell whether there was one."""
    there = beside("lama").exists()
    beside("lama").unlink(missing_ok=True)
    return there
