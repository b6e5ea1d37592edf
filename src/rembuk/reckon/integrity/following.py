"""Follow a published record from head to head: what is new, and whether it still continues what was seen.

A follower keeps the last head it accepted and the right edge of the tree below it, which it computed from
the entries itself. So every later head is checked against all that it ever saw, and no proof or tile of the
record has to be believed.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rembuk.reckon.integrity.checkpoints import Checkpoint, open_checkpoint
from rembuk.reckon.integrity.hash_tree import leaf_hash
from rembuk.reckon.integrity.notes import VerifierKey, read_verifier_key
from rembuk.reckon.integrity.record import Fetch
from rembuk.reckon.integrity.tiles import WIDTH, Grower, Tile, hashes_in, unpack_entries
from rembuk.reckon.refusal import Refusal, Said

Alarm = Literal["fork", "shrunk", "signature", "missing"]


@dataclass(frozen=True)
class Seen:
    """Hold what a follower keeps: the trusted KEY, the NOTE of the last head, and the EDGE of its tree."""

    key: VerifierKey
    note: str = ""
    edge: tuple[bytes, ...] = ()

    @property
    def head(self) -> Checkpoint | None:
        """Return the last head that was accepted, None before the first."""
        return open_checkpoint(self.note.encode(), self.key) if self.note else None

    def as_text(self) -> str:
        """Return the state as its file spells it."""
        edge = [base64.b64encode(row).decode() for row in self.edge]
        return json.dumps({"v": 1, "key": str(self.key), "note": self.note, "edge": edge}, indent=1) + "\n"


def read_seen(text: str) -> Seen:
    """Return the state that TEXT spells, or refuse; an edge that is not that of its head is refused too."""
    try:
        document = json.loads(text)
        key = read_verifier_key(document["key"])
        edge = tuple(base64.b64decode(row, validate=True) for row in document["edge"])
        seen = Seen(key, str(document["note"]), edge)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise _spoiled() from error
    head = seen.head
    if seen.note and (head is None or Grower(head.size, edge).root() != head.root):
        raise _spoiled()
    return seen


def _spoiled() -> Refusal:
    return Refusal(
        "Berkas keadaan ini rusak. Simpan sebagai barang bukti, lalu mulai lagi dengan berkas lain.",
        "This state file is spoiled. Keep it as evidence and start again with another file.",
    )


@dataclass(frozen=True)
class Advance:
    """Say what one look found: an ALARM and its WHY, or what is kept from now on (SEEN).

    FOUND is the note the record showed, signed or not: evidence when there is an alarm.
    """

    seen: Seen
    found: bytes | None
    first: int = 0
    size: int = 0
    alarm: Alarm | None = None
    why: Said | None = None


def look(fetch: Fetch, seen: Seen, told: Callable[[int, bytes], None] = lambda index, entry: None) -> Advance:
    """Return what the record behind FETCH shows to a follower that has SEEN earlier heads.

    TOLD is called with the number and bytes of each new entry, in order, before the head above them has been
    compared; what it is told stands only when no alarm is returned. Memory does not grow with the record.
    """
    note = fetch("checkpoint")
    old = seen.head
    first = old.size if old is not None else 0

    def alarm(kind: Alarm, why: Said) -> Advance:
        return Advance(seen, note, first, first, kind, why)

    if note is None:
        return alarm("missing", Said("checkpoint: tidak ada.", "checkpoint: not there."))
    head = open_checkpoint(note, seen.key)
    if head is None:
        return alarm(
            "signature",
            Said(
                f"checkpoint: tidak ditandatangani {seen.key.name} dengan kunci yang dipercaya.",
                f"checkpoint: not signed by {seen.key.name} with the key that is trusted.",
            ),
        )
    if head.size < first:
        return alarm(
            "shrunk",
            Said(
                f"dulu {first} entri, sekarang hanya {head.size}.",
                f"{first} leaves were there, only {head.size} are now.",
            ),
        )
    grower = Grower(first, seen.edge)
    heirs: list[VerifierKey] = []

    def tell(index: int, entry: bytes) -> None:
        heirs.extend(_heir(entry, heirs[-1] if heirs else seen.key))
        told(index, entry)

    # A head that did not grow is compared by its root alone.
    wrong = _grow(fetch, seen, grower, head.size, tell) if head.size > first else None
    if wrong is None and grower.root() != head.root:
        wrong = (
            "fork",
            Said(
                f"kepala atas {head.size} entri tidak melanjutkan kepala atas {first} entri.",
                f"the head over {head.size} leaves does not continue the one over {first}.",
            ),
        )
    if wrong is not None:
        return alarm(*wrong)
    # The old key signed the tree in which it names the new one, and the new one signed it too.
    key = heirs[-1] if heirs and open_checkpoint(note, heirs[-1]) is not None else seen.key
    kept = Seen(key, note.decode(), tuple(grower.edge()))
    return Advance(kept, note, first, head.size)


def _heir(entry: bytes, key: VerifierKey) -> list[VerifierKey]:
    """Return the key that takes over from KEY by ENTRY, none when it is about anything else."""
    try:
        said = json.loads(entry)
        if said["kind"] == "ledger.key_changed" and said["facts"]["old"] == str(key):
            return [new] if (new := read_verifier_key(said["facts"]["new"])).name == key.name else []
    except (ValueError, KeyError, TypeError, AttributeError, Refusal):
        pass
    return []


def _grow(
    fetch: Fetch, seen: Seen, grower: Grower, size: int, tell: Callable[[int, bytes], None]
) -> tuple[Alarm, Said] | None:
    """Add every leaf up to SIZE to GROWER; return what is wrong with the entries, None when nothing is."""
    first = grower.size
    for start in range(first // WIDTH * WIDTH, size, WIDTH):
        tile = Tile(0, start // WIDTH, min(WIDTH, size - start))
        entries = _bundle(fetch, tile)
        if entries is None:
            return (
                "missing",
                Said(
                    f"{tile.entries_path}: bukan berkas berisi {tile.width} entri.",
                    f"{tile.entries_path}: not a bundle of {tile.width} entries.",
                ),
            )
        before = max(0, first - start)
        if [leaf_hash(entry) for entry in entries[:before]] != _last_row(seen)[:before]:
            return (
                "fork",
                Said(
                    f"{tile.entries_path}: entri sebelum nomor {first} bukan yang pernah dilihat.",
                    f"{tile.entries_path}: entries before {first} are not those seen before.",
                ),
            )
        for index, entry in enumerate(entries[before:], start + before):
            grower.append(leaf_hash(entry))
            tell(index, entry)
        grower.changed()
    return None


def _bundle(fetch: Fetch, tile: Tile) -> Sequence[bytes] | None:
    data = fetch(tile.entries_path)
    entries = unpack_entries(data) if data is not None else None
    return entries if entries is not None and len(entries) == tile.width else None


def _last_row(seen: Seen) -> list[bytes]:
    return hashes_in(seen.edge[0]) if seen.edge else []
