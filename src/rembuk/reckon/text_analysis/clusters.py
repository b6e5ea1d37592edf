"""Group texts that say the same, as they come, without chains."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

import orjson

from rembuk.reckon.text_analysis.meaning import Meaning, read

Id = TypeVar("Id", bound=Hashable)

THRESHOLD = 0.5


def signature(text: str) -> bytes:
    """Return what the clusterer keeps of TEXT, a few hundred bytes; `Clusterer.restore` takes it back."""
    m = read(text)
    return orjson.dumps([m.terms, sorted(m.places), sorted(m.sides), sorted(m.forbidden)])


def signatures(texts: Sequence[str]) -> list[bytes]:
    """Return the signature of each of TEXTS."""
    return [signature(text) for text in texts]


class Clusterer(Generic[Id]):
    """Group texts that say the same.

    The partition depends on the set of texts only, not on the order in which they came or on how they were
    cut into batches. Add texts, or restore signatures kept from an earlier run; then ask for the clusters.
    `threshold`: 0 to 1, the mean probability of saying the same that two clusters need to become one.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self.threshold = threshold
        self._ids: list[Id] = []
        self._signatures: list[bytes] = []

    def add(self, ids: Sequence[Id], texts: Sequence[str]) -> None:
        """Take in TEXTS under IDS (as many, each id once)."""
        self.restore(ids, signatures(texts))

    def restore(self, ids: Sequence[Id], kept: Sequence[bytes]) -> None:
        """Take in signatures KEPT from an earlier run under IDS, in place of the texts themselves."""
        if len(ids) != len(kept):
            raise ValueError("as many ids as texts")
        self._ids.extend(ids)
        self._signatures.extend(kept)

    def clusters(self) -> list[list[Id]]:
        """Return the clusters, each id in exactly one; first come first, inside a cluster too."""
        from rembuk.reckon.text_analysis.keys import alike

        centres: list[tuple[Meaning, list[int]]] = []
        index: dict[str, list[int]] = {}
        for at in sorted(range(len(self._ids)), key=lambda i: self._signatures[i]):
            terms, places, sides, forbidden = orjson.loads(self._signatures[at])
            meaning = Meaning(
                terms, frozenset(map(tuple, places)), frozenset(sides), frozenset(forbidden), (), ()
            )
            near = {c for term in terms for c in index.get(term, [])}
            best = max(((alike(meaning, centres[c][0]), -c) for c in near), default=(0.0, 0))
            if best[0] >= self.threshold:
                centres[-best[1]][1].append(at)
                continue
            for term in terms:
                index.setdefault(term, []).append(len(centres))
            centres.append((meaning, [at]))
        groups = sorted(sorted(members) for _, members in centres)
        return [[self._ids[at] for at in group] for group in groups]
