"""Group texts that say the same, as they come, without chains.

Two levels. Copies: texts whose letters agree closely join the first of them (its centre), found by banded
MinHash. Meaning: the centres join by average link on the probability that two texts say the same, which a
small model reads from shared letters and shared terms; other places and opposite wishes never join.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from hashlib import blake2b
from typing import Generic, TypeVar

import numpy as np

from rembuk.reckon.text_analysis.batch import READ_AT_ONCE, read_many, reading
from rembuk.reckon.text_analysis.guards import Guards
from rembuk.reckon.text_analysis.linkage import Ints, group
from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.reckon.text_analysis.pairs import BANDS, Reading, band_keys, order_of, overlap
from rembuk.reckon.text_analysis.signs import STANCE, WIDTH, Bytes, blocks, signature, signatures
from rembuk.reckon.text_analysis.vocabulary import SKETCH

__all__ = ["THRESHOLD", "Clusterer", "signature", "signatures"]

Id = TypeVar("Id", bound=Hashable)

THRESHOLD = 0.5
# Letters shared (Jaccard) from which a text is taken for a copy of another.
COPY = 0.75


class Clusterer(Generic[Id]):
    """Group texts that say the same.

    The partition depends on the set of texts only, not on the order in which they came or on how they were
    cut into batches. Add texts, or restore signatures kept from an earlier run; then ask for the clusters.
    `threshold`: 0 to 1, the mean probability of saying the same that two clusters need to become one.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self.threshold = threshold
        self._ids: list[Id] = []
        self._blocks: list[Bytes] = []
        self._tails: list[bytes] = []

    def add(self, ids: Sequence[Id], texts: Sequence[str]) -> None:
        """Take in TEXTS under IDS (as many, each id once)."""
        _as_many(ids, texts)
        with unhurried(), reading:
            for at in range(0, len(texts), READ_AT_ONCE):
                block, tails = blocks(read_many(texts[at : at + READ_AT_ONCE]))
                self._blocks.append(block)
                self._tails.extend(tails)
        self._ids.extend(ids)

    def restore(self, ids: Sequence[Id], kept: Sequence[bytes]) -> None:
        """Take in signatures KEPT from an earlier run under IDS, in place of the texts themselves."""
        _as_many(ids, kept)
        if any(len(one) < WIDTH for one in kept):
            raise ValueError("not a signature of this clusterer")
        if kept:
            joined = np.frombuffer(b"".join(one[:WIDTH] for one in kept), np.uint8)
            self._blocks.append(joined.reshape(len(kept), WIDTH))
            self._tails.extend(bytes(one[WIDTH:]) for one in kept)
            self._ids.extend(ids)

    def clusters(self) -> list[list[Id]]:
        """Return the clusters, each id in exactly one; first come first, inside a cluster too."""
        if not self._ids:
            return []
        if len(self._blocks) > 1:
            self._blocks = [np.concatenate(self._blocks)]
        labels = partition(self._blocks[0], self._tails, self.threshold)
        order = np.argsort(labels, kind="stable")
        cuts = np.flatnonzero(np.diff(labels[order])) + 1
        groups = [part.tolist() for part in np.split(order, cuts)]
        groups.sort()
        return [[self._ids[at] for at in members] for members in groups]


def _as_many(ids: Sequence[Id], others: Sequence[object]) -> None:
    if len(ids) != len(others):
        raise ValueError("as many ids as texts")


def partition(block: Bytes, tails: Sequence[bytes], threshold: float) -> Ints:
    """Return for each text the number of its cluster."""
    chosen, inverse = _distinct(block, tails)
    rows = block[chosen]
    guards = Guards(rows, [tails[at] for at in chosen.tolist()])
    centre = _copies(rows, guards)
    centres = np.flatnonzero(centre == np.arange(len(rows)))
    reading = Reading(rows[centres], guards.only(centres))
    labels = group(reading.edges(threshold), len(centres), threshold, reading.compare)
    at = np.empty(len(rows), np.int64)
    at[centres] = labels
    return np.asarray(at[centre][inverse], np.int64)


def _distinct(block: Bytes, tails: Sequence[bytes]) -> tuple[Ints, Ints]:
    """Return one text of each signature, in the order of their digests, and for each text which one is its.

    The order makes the outcome the same whatever order the texts came in. Texts without a word stay alone.
    """
    empty = (block[:, :STANCE].max(axis=1) == 0).tolist()
    found: dict[bytes, int] = {}
    which = np.empty(len(block), np.int64)
    keys: list[bytes] = []
    for at, (row, tail) in enumerate(zip(block, tails, strict=True)):
        key = blake2b(b"%d" % at if empty[at] else row.tobytes() + tail, digest_size=16).digest()
        number = found.setdefault(key, len(keys))
        if number == len(keys):
            keys.append(key)
        which[at] = number
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys))
    inverse = rank[which]
    chosen = np.empty(len(keys), np.int64)
    chosen[inverse[::-1]] = np.arange(len(block))[::-1]
    return chosen, inverse


def _copies(rows: Bytes, guards: Guards) -> Ints:
    """Return for each row its centre: itself, or the row that it is a copy of (never one that is a copy)."""
    sketch = np.ascontiguousarray(rows[:, :SKETCH])
    centre = np.arange(len(rows))
    has_copies = np.zeros(len(rows), bool)
    filled = np.flatnonzero(rows[:, :STANCE].any(axis=1))
    for band in range(0, BANDS, 2):
        alone = filled[centre[filled] == filled]
        keys = band_keys(sketch, band)[alone]
        order = order_of(keys)
        keys, members = keys[order], alone[order]
        starts = np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, bool)
        leader = members[np.maximum.accumulate(np.where(starts, np.arange(len(keys)), 0))]
        may = (leader != members) & ~has_copies[members]
        first, second = leader[may], members[may]
        near = overlap(sketch, first, second) >= COPY
        first, second = first[near], second[near]
        fits = ~guards.of_pairs(first, second)
        first, second = first[fits], second[fits]
        centre[second] = first
        has_copies[first] = True
    return centre
