"""What stands in the public record: its head, its files, one leaf with its proof."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import Min

from rembuk.ledger.models import Checkpoint, Cosignature, Leaf, Opening, Sequencer, Tile
from rembuk.reckon.integrity import tiles
from rembuk.reckon.integrity.hash_tree import ReadHash, prove_inclusion
from rembuk.reckon.integrity.proofs import InclusionProof
from rembuk.reckon.integrity.silence import ARRIVALS, key_name


def signed_head() -> Checkpoint | None:
    """Return the newest signed head, or None before the first seal."""
    return Checkpoint.objects.exclude(note="").order_by("-size").first()


def cosigned_note(head: Checkpoint) -> str:
    """Return the note of HEAD as it is published: with the signatures of the witnesses below our own."""
    lines = Cosignature.objects.filter(checkpoint=head).order_by("witness_id").values_list("line", flat=True)
    return head.note + "".join(lines)


def verifier_key() -> str:
    """Return the record's verifier key as one line, "" before the first seal."""
    return Sequencer.objects.values_list("vkey", flat=True).first() or ""


def commitment(salt: bytes, value: str) -> str:
    """Return SHA-256(salt || value) in hex; SALT is 32 random bytes, so no value can be guessed from it."""
    return sha256(salt + value.encode()).hexdigest()


def arrival_salts(abouts: Collection[str]) -> dict[str, bytes]:
    """Return for each voice of ABOUTS the salt of its arrival that veils it in leaves; one query."""
    rows = Opening.objects.filter(leaf__step__about__in=abouts, leaf__step__kind__in=ARRIVALS)
    salts: dict[str, dict[str, bytes]] = {}
    for about, name, salt in rows.values_list("leaf__step__about", "name", "salt"):
        salts.setdefault(about, {})[name] = bytes(salt)
    return {about: named[key_name(named)] for about, named in salts.items()}


def waiting() -> tuple[int, Any]:
    """Return how many leaves wait for the seal and since when the first of them does."""
    rows = Leaf.objects.filter(index=None)
    return rows.count(), rows.aggregate(first=Min("written_at"))["first"]


def tile_reader(size: int) -> ReadHash:
    """Return a reader of subtree hashes of the tree of SIZE leaves, from the stored tiles."""
    # A tile that is missing reads as zeros: no root then fits, which is what its absence means.
    return tiles.read_from_tiles(size, lambda tile: _tile_bytes(tile) or bytes(32 * tile.width))


def _tile_bytes(tile: tiles.Tile) -> bytes | None:
    kept = Tile.objects.filter(level=tile.level, index=tile.index, width__gte=tile.width).first()
    return bytes(kept.data)[: tile.width * 32] if kept is not None else None


def _entry_bytes(tile: tiles.Tile) -> bytes | None:
    first = tile.index * tiles.WIDTH
    rows = Leaf.objects.filter(index__gte=first, index__lt=first + tile.width).order_by("index")
    entries = [bytes(body) for body in rows.values_list("body", flat=True)]
    return tiles.pack_entries(entries) if len(entries) == tile.width else None


def record_file(path: str) -> bytes | None:
    """Return the bytes of the published file at PATH below the record's address, None if there is none."""
    if path == "checkpoint":
        head = signed_head()
        return cosigned_note(head).encode() if head is not None else None
    if path == "key.vkey":
        key = verifier_key()
        return f"{key}\n".encode() if key else None
    named = tiles.parse_path(path)
    if named is None or named[0].index >= 2**40:
        return None
    tile, entries = named
    return _entry_bytes(tile) if entries else _tile_bytes(tile)


def record_paths(size: int) -> Iterator[str]:
    """Yield the path of every tile and entry bundle that a head of SIZE leaves needs."""
    for tile in tiles.tiles_of(size):
        if tile.level == 0:
            yield tile.entries_path
        yield tile.path


@dataclass(frozen=True)
class ProvenLeaf:
    """Hold one sealed leaf, what its bytes say, the head it is proven against and the proof."""

    leaf: Leaf
    document: dict[str, Any]
    head: Checkpoint
    proof: InclusionProof


def proven_leaf(index: int) -> ProvenLeaf | None:
    """Return leaf INDEX with its proof against the newest signed head, or None when it is not sealed."""
    head = signed_head()
    if head is None or not 0 <= index < head.size:
        return None
    leaf = Leaf.objects.select_related("step").filter(index=index).first()
    if leaf is None:
        return None
    path = prove_inclusion(index, head.size, tile_reader(head.size))
    proof = InclusionProof(index, tuple(path), cosigned_note(head))
    return ProvenLeaf(leaf, json.loads(bytes(leaf.body)), head, proof)


@dataclass(frozen=True)
class OpenedValue:
    """Hold what opens one commitment: with the salt, the value's hash is the one in the leaf."""

    index: int | None
    name: str
    salt: str
    commitment: str
    at: Any


def openings_of(about: str) -> list[OpenedValue]:
    """Return what opens the commitments in the leaves about ABOUT, for its owner's eyes only."""
    rows = Opening.objects.filter(leaf__step__about=about).select_related("leaf").order_by("leaf_id", "name")
    return [
        OpenedValue(
            index=row.leaf.index,
            name=row.name,
            salt=bytes(row.salt).hex(),
            commitment=json.loads(bytes(row.leaf.body))["sealed"][row.name],
            at=row.leaf.written_at,
        )
        for row in rows
    ]


def leaf_index(about: str, kind: str) -> int | None:
    """Return the number of the first leaf of KIND about ABOUT, None while it waits for the seal."""
    leaves = Leaf.objects.filter(step__about=about, step__kind=kind).order_by("pk")
    return leaves.values_list("index", flat=True).first()


def newest_leaves(before: int | None, count: int) -> list[Leaf]:
    """Return COUNT sealed leaves, newest first, those below BEFORE when it is given."""
    rows = Leaf.objects.exclude(index=None).select_related("step").order_by("-index")
    return list((rows if before is None else rows.filter(index__lt=before))[:count])


def as_base64(data: bytes) -> str:
    """Return DATA in base64, as the files of the record spell hashes."""
    return base64.b64encode(data).decode()
