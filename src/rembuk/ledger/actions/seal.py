"""Seal the record: number what waits, grow the tree, sign its head."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from rembuk.ledger.actions.keys import (
    RecordRefused,
    finish_change,
    keep_head,
    make_key,
    read_head,
    read_key,
    read_old_key,
)
from rembuk.ledger.models import Checkpoint, Leaf, Sequencer, Step, Tile
from rembuk.ledger.queries.record import tile_reader
from rembuk.reckon.integrity import checkpoints
from rembuk.reckon.integrity.hash_tree import leaf_hash, root_hash
from rembuk.reckon.integrity.notes import SignerKey, VerifierKey, read_verifier_key, sign_note
from rembuk.reckon.integrity.tiles import WIDTH, Grower

BATCH = 5_000


def seal(*, at: datetime) -> Checkpoint | None:
    """Number every waiting leaf, integrate it and sign the head once; return the head, None when empty.

    The numbers are committed before the head is signed, and the head is on disk outside the database before
    it is published. So a crash at any point is mended by the next call, and a database put back to an older
    state is refused (RecordRefused) instead of signed over.
    """
    while _integrate(at=at) == BATCH:
        pass
    return _sign(at=at)


def examine() -> None:
    """Raise RecordRefused when the next seal would be refused; change nothing."""
    head = Checkpoint.objects.order_by("-size").first()
    key = read_key()
    kept = Sequencer.objects.first()
    if kept is not None and kept.vkey:
        key = _key_of(kept, new=False)
    if key is not None:
        refuse_fork(head, key.verifier)


def lock_sequencer() -> Sequencer:
    """Return the sequencer's row, locked to the end of the transaction."""
    Sequencer.objects.bulk_create([Sequencer(id=1)], ignore_conflicts=True)
    return Sequencer.objects.select_for_update().get(id=1)


@transaction.atomic
def _integrate(*, at: datetime) -> int:
    """Give the next numbers to at most BATCH waiting leaves, in the order they were written."""
    lock_sequencer()
    waiting = Leaf.objects.filter(index=None).order_by("id")
    leaves = list(waiting.values_list("id", "body")[:BATCH])
    if not leaves:
        return 0
    head = Checkpoint.objects.order_by("-size").first()
    size = head.size if head is not None else 0
    grower = Grower(size, _edge(size))
    numbered = []
    for number, (key, body) in enumerate(leaves, start=size):
        digest = leaf_hash(bytes(body))
        grower.append(digest)
        numbered.append((number, digest, key))
    with connection.cursor() as cursor:
        # One prepared statement over all rows; bulk_update would send a CASE of thousands of branches.
        cursor.executemany('UPDATE ledger_leaf SET "index" = %s, hash = %s WHERE id = %s', numbered)
    Tile.objects.bulk_create(
        [Tile(level=t.level, index=t.index, width=t.width, data=data) for t, data in grower.changed()],
        update_conflicts=True,
        unique_fields=["level", "index"],
        update_fields=["width", "data"],
    )
    Checkpoint.objects.create(size=grower.size, root=grower.root(), integrated_at=at)
    return len(leaves)


def _edge(size: int) -> list[bytes]:
    """Return the last, partial tile of each level of a tree of SIZE leaves."""
    edge: list[bytes] = []
    while size:
        size, width = divmod(size, WIDTH)
        row = Tile.objects.get(level=len(edge), index=size) if width else None
        edge.append(bytes(row.data) if row is not None else b"")
    return edge


@transaction.atomic
def _sign(*, at: datetime) -> Checkpoint | None:
    """Sign the newest head unless that is done; refuse where it does not continue what was signed before."""
    sequencer = lock_sequencer()
    head = Checkpoint.objects.order_by("-size").first()
    key = _key_of(sequencer, new=head is not None and not Checkpoint.objects.exclude(note="").exists())
    if key is None:
        return head
    refuse_fork(head, key.verifier)
    if head is None or head.note:
        return head
    old = read_old_key()
    signers = [key] if old is None else [key, old]
    note = sign_note(checkpoints.Checkpoint(key.name, head.size, bytes(head.root)).text, *signers)
    keep_head(note)
    head.note, head.signed_at = note, at
    head.save(update_fields=["note", "signed_at"])
    return head


def _key_of(sequencer: Sequencer, *, new: bool) -> SignerKey | None:
    """Return the key of this record, made when the record is NEW; refuse another or a missing one."""
    key = read_key()
    if not sequencer.vkey:
        if key is None and not new:
            return None
        key = key or make_key()
        sequencer.vkey = str(key.verifier)
        sequencer.save(update_fields=["vkey"])
    if key is None or str(key.verifier) != sequencer.vkey:
        key = finish_change(sequencer.vkey)
    if key is None:
        raise RecordRefused(
            _("Kunci penandatangan catatan hilang atau bukan yang dulu dipakai. Pulihkan berkas kuncinya.")
        )
    return key


def former_keys() -> list[VerifierKey]:
    """Return the keys that signed this record before the present one."""
    kinds = ("ledger.key_changed", "ledger.key_lost")
    steps = Step.objects.filter(kind__in=kinds).order_by("-pk")
    return [read_verifier_key(step.facts["old"]) for step in steps]


def refuse_fork(head: Checkpoint | None, key: VerifierKey) -> None:
    """Refuse to sign a head that does not continue every head signed before it, here or in the database."""
    size = head.size if head is not None else 0
    read = tile_reader(size)
    kept = read_head(key, former_keys)
    signed = Checkpoint.objects.exclude(note="").order_by("-size").first()
    before = [(kept.size, kept.root)] if kept is not None else []
    before += [(signed.size, bytes(signed.root))] if signed is not None else []
    for old_size, old_root in before:
        if old_size > size:
            raise RecordRefused(
                _(
                    "Basis data memuat %(size)s entri catatan, padahal %(old)s sudah ditandatangani. "
                    "Pulihkan cadangan yang lebih baru; catatan tidak boleh bercabang."
                )
                % {"size": size, "old": old_size}
            )
        if root_hash(old_size, read) != old_root:
            raise RecordRefused(
                _(
                    "Entri catatan sebelum nomor %(old)s sudah berubah sejak ditandatangani. "
                    "Pulihkan cadangan yang utuh; catatan tidak boleh bercabang."
                )
                % {"old": old_size}
            )
    if head is not None and root_hash(size, read) != bytes(head.root):
        raise RecordRefused(_("Ubin catatan tidak cocok dengan kepalanya. Pulihkan cadangan yang utuh."))
