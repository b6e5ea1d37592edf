"""Which pairs of texts may say the same, and how likely it is that they do."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import pair_loops as loops
from rembuk.reckon.text_analysis.guards import Guards
from rembuk.reckon.text_analysis.linkage import APART
from rembuk.reckon.text_analysis.signs import STANCE, TERMS, Bytes
from rembuk.reckon.text_analysis.vocabulary import SKETCH

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

BANDS, ROWS = 32, 4
# A bucket of the index (of letters, of terms) that holds more compares neighbours only, not its square.
LETTER_CROWD, TERM_CROWD = 32, 16
# How fast the odds of (same meaning, copy) fall with the logarithm of the number of texts, and from how many.
FALLS, FALLS_FROM = np.array([1.8, 0.3], np.float32), 500
KEY_TERMS = 6
LEAST_OVERLAP = 0.3  # letters shared below which a pair found by letters is not looked at
COPIED = 0.6  # letters shared from which stance no longer parts two texts
# Scores worked out in two ways differ by less than this.
_MARGIN = 0.01
_PAIRS_AT_ONCE = 200_000
FEW = 1_500  # up to so many texts every pair is compared


def band_keys(sketch: Bytes, band: int) -> NDArray[np.uint32]:
    """Return one 32-bit key a row: the four sketch bytes of BAND."""
    part = np.ascontiguousarray(sketch[:, band * ROWS : (band + 1) * ROWS])
    return part.view("<u4")[:, 0]


def overlap(sketch: Bytes, first: Ints, second: Ints) -> Floats:
    """Return the estimated Jaccard index of the letter pieces of pairs (one byte a hash agrees by chance)."""
    found = np.empty(len(first), np.float32)
    loops.overlap(sketch, first, second, found)
    return found


def distinct(codes: Ints) -> Ints:
    """Return CODES in rising order, each once."""
    codes = np.sort(codes)
    return codes[np.concatenate([[True], codes[1:] != codes[:-1]])] if len(codes) else codes


def order_of(keys: NDArray[np.uint32]) -> Ints:
    """Return the order in which KEYS rise, of equals the first come first."""
    # Sorting whole numbers is several times as fast as sorting what they point to.
    joined = (keys.astype(np.uint64) << np.uint64(32)) | np.arange(len(keys), dtype=np.uint64)
    joined.sort()
    return (joined & np.uint64(0xFFFFFFFF)).astype(np.int64)


class Reading:
    """Hold the terms, sketches and guards of texts, and compare any pairs of them."""

    def __init__(self, block: Bytes, guards: Guards) -> None:
        self.sketch = np.ascontiguousarray(block[:, :SKETCH])
        self.guards = guards
        self.terms = self.guards.terms
        self._log = float(np.log(len(block) + 50))
        self.weights = block[:, SKETCH + 4 * TERMS : STANCE].astype(np.float32)
        self.weights *= np.float32(0.01)
        self._weigh_by_rarity()
        self.counts = (self.terms > 0).sum(axis=1)
        self.norms = np.maximum(np.sqrt(np.einsum("ij,ij->i", self.weights, self.weights)), 1e-6)

    def _weigh_by_rarity(self) -> None:
        """Multiply each weight by how rare the term is here; in small sets all terms are about as rare."""
        found, counts = np.unique(self.terms, return_counts=True)
        rare = np.log((len(self.terms) + 50) / (counts + 0.5)).astype(np.float32)
        rare[found == 0] = 0
        self._shared = np.empty(self.terms.shape, bool)
        for at in range(0, len(self.terms), 100_000):
            part = slice(at, at + 100_000)
            which = np.searchsorted(found, self.terms[part])
            self.weights[part] *= rare[which]
            self._shared[part] = counts[which] > 1

    def edges(self, threshold: float) -> tuple[Ints, Ints, Floats]:
        """Return the pairs found by the index whose likeness is at least THRESHOLD, each once.

        Up to FEW texts every pair is compared; beyond, pairs that share a band of letters or two rare terms.
        """
        size = len(self.terms)
        if size <= FEW:
            first, second = np.triu_indices(size, 1)
            parts = [self._kept(first.astype(np.int64), second.astype(np.int64), threshold)]
        else:
            parts = [self._by_letters(band, threshold) for band in range(BANDS)]
            parts += self._by_terms(threshold)
        first, second, likeness = (np.concatenate(part) for part in zip(*parts, strict=True))
        _, once = np.unique(first * size + second, return_index=True)
        return first[once], second[once], likeness[once]

    def _kept(self, first: Ints, second: Ints, threshold: float) -> tuple[Ints, Ints, Floats]:
        likeness = self.compare(first, second, threshold)
        keep = likeness >= threshold
        return first[keep], second[keep], likeness[keep]

    def _by_letters(self, band: int, threshold: float) -> tuple[Ints, Ints, Floats]:
        keys = band_keys(self.sketch, band)
        order = order_of(keys)
        # A pair that an earlier band brought has been compared.
        first, second = self._likely(keys[order], order, threshold, band)
        return self._kept(first, second, threshold)

    def _by_terms(self, threshold: float) -> list[tuple[Ints, Ints, Floats]]:
        """Compare texts that share two of their rarest terms."""
        heavy = np.argsort(-self.weights, axis=1, kind="stable")[:, :KEY_TERMS]
        chosen = np.take_along_axis(self.terms, heavy, axis=1).astype(np.uint64)
        # A term that no other text has brings nobody together.
        chosen[~np.take_along_axis(self._shared, heavy, axis=1)] = 0
        chosen.sort(axis=1)
        # Rarest together first: which columns hold two given terms differs by text, so all keys are one list,
        # dealt out by their remainder to parts small enough to be sorted near the processor.
        left, right = np.triu_indices(KEY_TERMS, 1)
        keys = ((chosen[:, left] << np.uint64(32)) | chosen[:, right]).ravel()
        stands = np.flatnonzero((chosen[:, left] > 0).ravel())
        keys = keys[stands]
        stands //= len(left)
        parts = max(1, len(chosen) // 40_000)
        dealt = (keys % np.uint64(parts)).astype(np.uint16)
        order = np.argsort(dealt, kind="stable")
        cuts = np.searchsorted(dealt[order], np.arange(1, parts))
        found = []
        for part in np.split(order, cuts):
            own, members = keys[part], stands[part]
            rising = np.argsort(own, kind="stable")
            first, second = self._likely(own[rising], members[rising], threshold, None)
            codes = distinct(first * len(chosen) + second)
            found.append(self._kept(codes // len(chosen), codes % len(chosen), threshold))
        return found

    def _likely(
        self, keys: NDArray[Any], members: Ints, threshold: float, band: int | None
    ) -> tuple[Ints, Ints]:
        """Return pairs of MEMBERS with equal KEYS (rising) that may be as likely as THRESHOLD.

        All of a bucket, neighbours and first of a crowd; a few that `compare` will find to fall short. BAND
        is that of letters the keys are of, None for keys of terms.
        """
        letters = band is not None
        crowd, least = (LETTER_CROWD, LEAST_OVERLAP) if letters else (TERM_CROWD, -1.0)
        edge = np.ones(min(len(keys), 1), bool)
        starts = np.flatnonzero(np.concatenate([edge, keys[1:] != keys[:-1], edge]))
        weights, bias = pair_model()
        needed = np.log(max(threshold, 1e-9) / max(1 - threshold, 1e-6)) - _MARGIN
        model = np.column_stack([weights.T, needed - bias + FALLS * np.float32(self._crowd())])
        model, state = model.astype(np.float64), np.zeros(2, np.int64)
        room = np.empty((2, _PAIRS_AT_ONCE), np.int64)
        parts: list[Ints] = []
        while state[0] < len(starts) - 1:
            count = loops.likely_pairs(
                starts, members, crowd, self.sketch, self.terms, self.weights, self.counts, self.norms,
                self._log, model, least, band or 0, ROWS, state, room[0], room[1],
            )  # fmt: skip
            parts.append(room[:, :count].copy())
        first, second = np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), np.int64)
        return first, second

    def _crowd(self) -> float:
        """Return how many are here: the more, the less likely two say the same before they are read."""
        return max(0.0, float(np.log(len(self.terms) / FALLS_FROM)))

    def features(self, first: Ints, second: Ints) -> Floats:
        """Return what speaks for pairs: letters shared, cosine, share of the lighter, weight."""
        found = np.zeros((len(first), 4), np.float32)
        loops.alike(
            self.sketch, self.terms, self.weights, self.counts, self.norms, first, second, self._log, found
        )  # fmt: skip
        return found

    def compare(self, first: Ints, second: Ints, floor: float = 0.02) -> Floats:
        """Return the probability that the texts of each pair say the same, APART where a guard stands.

        Guards are asked for pairs as likely as FLOOR; others cannot draw two clusters together.
        """
        seen = self.features(first, second)
        weights, bias = pair_model()
        scores = seen @ weights + bias - FALLS * np.float32(self._crowd())
        likely: Floats = (1 / (1 + np.exp(-scores.max(axis=1)))).astype(np.float32)
        asked = np.flatnonzero(likely >= floor)
        copies = seen[asked, 0] >= COPIED
        likely[asked[self.guards.of_pairs(first[asked], second[asked], copies)]] = APART
        return likely


@cache
def pair_model() -> tuple[Floats, Floats]:
    """Return weights (4 x 2) and biases of the two models of pairs: same meaning, and copy."""
    with resources.files(__package__).joinpath("data", "pairs.npz").open("rb") as file:
        kept = np.load(file)
        return kept["weights"].astype(np.float32), kept["bias"].astype(np.float32)
