"""Which pairs of texts may say the same, and how likely it is that they do."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import gazetteer
from rembuk.reckon.text_analysis.linkage import APART
from rembuk.reckon.text_analysis.meaning import ASKS, PEDDLES, PRAISES, apart_in_stance
from rembuk.reckon.text_analysis.signs import SKETCH, STANCE, TERMS, Bytes

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

BANDS, ROWS = 32, 4
# A bucket of the index (of letters, of terms) that holds more compares neighbours only, not its square.
LETTER_CROWD, TERM_CROWD = 32, 16
# How fast the odds of (same meaning, copy) fall with the logarithm of the number of texts, and from how many.
FALLS, FALLS_FROM = np.array([1.8, 0.3], np.float32), 500
_AT_ONCE = 200_000
_KEY_TERMS = 6


def band_keys(sketch: Bytes, band: int) -> NDArray[np.uint32]:
    """Return one 32-bit key a row: the four sketch bytes of BAND."""
    part = np.ascontiguousarray(sketch[:, band * ROWS : (band + 1) * ROWS])
    return part.view("<u4")[:, 0]


def overlap(sketch: Bytes, first: Ints, second: Ints) -> Floats:
    """Return the estimated Jaccard index of the letter pieces of pairs (one byte a hash agrees by chance)."""
    found = np.empty(len(first), np.float32)
    for at in range(0, len(first), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        same = (sketch[first[part]] == sketch[second[part]]).mean(axis=1)
        found[part] = np.maximum(0.0, (same - 1 / 256) / (1 - 1 / 256))
    return found


def distinct(codes: Ints) -> Ints:
    """Return CODES in rising order, each once."""
    codes = np.sort(codes)
    return codes[np.concatenate([[True], codes[1:] != codes[:-1]])] if len(codes) else codes


def bucket_pairs(keys: NDArray[Any], members: Ints, crowd: int) -> tuple[Ints, Ints]:
    """Return pairs of MEMBERS with equal KEYS: all in a small bucket, neighbours and first of a crowd."""
    order = np.lexsort((members, keys))
    keys, members = keys[order], members[order]
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.concatenate([starts, [len(keys)]]))
    place = np.arange(len(keys)) - np.repeat(starts, sizes)
    size_of = np.repeat(sizes, sizes)
    first, second = [], []
    for step in range(1, crowd):
        far = np.flatnonzero((place >= step) & ((size_of <= crowd) | (step <= 4)))
        if not len(far):
            break
        first.append(members[far - step])
        second.append(members[far])
    rest = np.flatnonzero((size_of > crowd) & (place > 4))
    first.append(members[rest - place[rest]])
    second.append(members[rest])
    return np.concatenate(first), np.concatenate(second)


class Reading:
    """Hold the terms, sketches and guards of texts, and compare any pairs of them."""

    def __init__(self, block: Bytes, tails: Sequence[bytes]) -> None:
        self.sketch = block[:, :SKETCH]
        self.terms = np.ascontiguousarray(block[:, SKETCH : SKETCH + 4 * TERMS]).view("<u4")
        self._log = float(np.log(len(block) + 50))
        weights = block[:, SKETCH + 4 * TERMS : STANCE].astype(np.float32) / 100
        self.weights = weights * self._rarity()
        self.stance = block[:, STANCE]
        self.counts = (self.terms > 0).sum(axis=1)
        norms = np.sqrt((self.weights**2).sum(axis=1))
        self.norms = np.maximum(norms, 1e-6)
        numbers: dict[bytes, int] = {b"": 0}
        self.guard = np.array([numbers.setdefault(tail, len(numbers)) for tail in tails], np.int64)
        self._guards = [orjson.loads(tail) if tail else [[], [], []] for tail in numbers]
        self._has = np.array([[bool(part) for part in guard] for guard in self._guards])
        self._apart: dict[tuple[int, int], bool] = {}

    def _rarity(self) -> Floats:
        """Return for each term how rare it is here; small sets lean on the tables' weights alone."""
        found, inverse, counts = np.unique(self.terms, return_inverse=True, return_counts=True)
        rare = np.log((len(self.terms) + 50) / (counts + 0.5))
        rare[found == 0] = 0
        return np.asarray(rare[inverse].reshape(self.terms.shape), np.float32)

    def keys(self) -> tuple[NDArray[np.uint64], Ints]:
        """Return (key, text) for each pair of a text's rarest terms: texts that share a key are compared."""
        width = min(_KEY_TERMS, TERMS)
        heavy = np.argsort(-self.weights, axis=1, kind="stable")[:, :width]
        chosen = np.take_along_axis(self.terms, heavy, axis=1).astype(np.uint64)
        chosen.sort(axis=1)
        keys, owners = [], []
        for a in range(width):
            for b in range(a + 1, width):
                there = np.flatnonzero(chosen[:, a] > 0)
                keys.append((chosen[there, a] << np.uint64(32)) | chosen[there, b])
                owners.append(there)
        return np.concatenate(keys), np.concatenate(owners)

    def features(self, first: Ints, second: Ints) -> Floats:
        """Return what speaks for pairs: letters shared, cosine, share of the lighter, weight shared."""
        found = np.zeros((len(first), 4), np.float32)
        found[:, 0] = overlap(self.sketch, first, second)
        # Terms stand in rising order with zeros behind, so short texts need only their first columns compared.
        wide = np.maximum(self.counts[first], self.counts[second])
        order = np.argsort(wide, kind="stable")
        for at in range(0, len(order), 16_384):
            part = order[at : at + 16_384]
            a, b, width = first[part], second[part], int(wide[part[-1]])
            left, right = self.terms[a, :width], self.terms[b, :width]
            same = (left[:, :, None] == right[:, None, :]).any(axis=2) & (left > 0)
            shared = (self.weights[a, :width] ** 2 * same).sum(axis=1)
            found[part, 1] = np.minimum(shared / (self.norms[a] * self.norms[b]), 1)
            found[part, 2] = np.minimum(shared / np.minimum(self.norms[a], self.norms[b]) ** 2, 1)
            found[part, 3] = np.minimum(np.sqrt(shared) / (2 * self._log), 1)
        return found

    def compare(self, first: Ints, second: Ints, floor: float = 0.02) -> Floats:
        """Return the probability that the texts of each pair say the same, APART where a guard stands.

        Guards are asked for pairs as likely as FLOOR; others cannot draw two clusters together.
        """
        seen = self.features(first, second)
        # The more texts there are, the less likely two of them say the same before they are read.
        crowd = max(0.0, float(np.log(len(self.terms) / FALLS_FROM)))
        weights, bias = pair_model()
        scores = seen @ weights + bias - FALLS * np.float32(crowd)
        likely: Floats = (1 / (1 + np.exp(-scores.max(axis=1)))).astype(np.float32)
        likely[((self.stance[first] ^ self.stance[second]) & (PRAISES | PEDDLES)) > 0] = APART
        asked = np.flatnonzero(likely >= floor)
        likely[asked[self.guarded(first[asked], second[asked])]] = APART
        return likely

    def guarded(self, first: Ints, second: Ints) -> NDArray[np.bool_]:
        """Return for pairs what `apart` says of each, asked once for pairs of guards that recur."""
        a, b = self.guard[first], self.guard[second]
        found = np.zeros(len(first), bool)
        placed = np.flatnonzero(self._has[a, 0] & self._has[b, 0] & (a != b))
        codes, inverse = np.unique(
            np.minimum(a, b)[placed] * len(self._guards) + np.maximum(a, b)[placed], return_inverse=True
        )
        answers = [self._places_apart(*divmod(code, len(self._guards))) for code in codes.tolist()]
        found[placed] = np.array(answers, bool)[inverse]
        has_a, has_b = self._has[a], self._has[b]
        sided = (self.stance[first] & self.stance[second] & ASKS > 0) & (
            (has_a[:, 1] & has_b[:, 1]) | has_a[:, 2] | has_b[:, 2]
        )
        for at in np.flatnonzero(sided & ~found).tolist():
            found[at] = self.apart(int(first[at]), int(second[at]))
        return found

    def _places_apart(self, a: int, b: int) -> bool:
        known = self._apart.get((a, b))
        if known is None:
            known = self._apart[a, b] = _places_apart(self._guards[a], self._guards[b])
        return known

    def apart(self, first: int, second: int) -> bool:
        """Return whether two texts name other places or take opposite sides."""
        a, b = int(self.guard[first]), int(self.guard[second])
        if a == b:
            return apart_in_stance(int(self.stance[first]), int(self.stance[second]))
        if self._places_apart(min(a, b), max(a, b)) or apart_in_stance(
            int(self.stance[first]), int(self.stance[second])
        ):
            return True
        if not self.stance[first] & self.stance[second] & ASKS:
            return False
        ours, theirs = self._guards[a][1], self._guards[b][1]
        if _opposite(ours, theirs) or _opposite(theirs, ours):
            return True
        return self._forbids(first, second, a, b) or self._forbids(second, first, b, a)

    def _forbids(self, first: int, second: int, a: int, b: int) -> bool:
        forbidden = set(self._guards[a][2]) - set(self._guards[b][2])
        return bool(forbidden) and not forbidden.isdisjoint(self.terms[second].tolist())


def _places_apart(first: list[Any], second: list[Any]) -> bool:
    return gazetteer.apart(frozenset(map(tuple, first[0])), frozenset(map(tuple, second[0])))


def _opposite(ours: list[str], theirs: list[str]) -> bool:
    return any(
        side[0] == "+" and "-" + side[1:] not in ours and "-" + side[1:] in theirs and side not in theirs
        for side in ours
    )


@cache
def pair_model() -> tuple[Floats, Floats]:
    """Return weights (4 x 2) and biases of the two models of pairs: same meaning, and copy."""
    with resources.files(__package__).joinpath("data", "pairs.npz").open("rb") as file:
        kept = np.load(file)
        return kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
