"""What keeps two texts apart however alike their words: another place, the opposite wish, praise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import gazetteer
from rembuk.reckon.text_analysis.meaning import ASKS, PEDDLES, PRAISES, apart_in_stance
from rembuk.reckon.text_analysis.signs import STANCE, TERMS, Bytes
from rembuk.reckon.text_analysis.vocabulary import SKETCH

Ints = NDArray[np.int64]
_MOST_ANSWERS = 1_000_000


class Guards:
    """Hold what guards each text: its stance, and the tail of its signature."""

    def __init__(self, block: Bytes, tails: Sequence[bytes]) -> None:
        self.terms = np.ascontiguousarray(block[:, SKETCH : SKETCH + 4 * TERMS]).view("<u4")
        self.stance = block[:, STANCE]
        numbers: dict[bytes, int] = {b"": 0}
        self._of = np.array([numbers.setdefault(tail, len(numbers)) for tail in tails], np.int64)
        self._tails = list(numbers)
        self._has = np.zeros((len(self._tails), 3), bool)
        # Kind and name of the place of a tail that names one place, as most do that name any; else -1.
        self._kind, self._name = np.full((2, len(self._tails)), -1)
        kinds: dict[str, int] = {}
        names: dict[str, int] = {}
        for at, tail in enumerate(self._tails):
            # Read without remembering: each tail stands here once, and there are more than are remembered.
            parts = _parts(tail)
            self._has[at] = [bool(part) for part in parts]
            if len(parts[0]) == 1:
                kind, name = parts[0][0]
                self._kind[at] = kinds.setdefault(kind, len(kinds))
                self._name[at] = names.setdefault(name, len(names))
        self._names = list(names)
        self._answers: dict[tuple[int, int], bool] = {}

    def only(self, rows: Ints) -> Guards:
        """Return the guards of ROWS, with all that is known of their tails."""
        part = copy(self)
        part.terms, part.stance, part._of = self.terms[rows], self.stance[rows], self._of[rows]
        return part

    def of_pairs(
        self, first: Ints, second: Ints, copies: NDArray[np.bool_] | None = None
    ) -> NDArray[np.bool_]:
        """Return for pairs what `apart` says of each; places are asked once for pairs that recur.

        Stance does not part COPIES: "please pass this on" before a praise does not make a wish of it.
        """
        found = ((self.stance[first] ^ self.stance[second]) & (PRAISES | PEDDLES)) > 0
        if copies is not None:
            found &= ~copies
        a, b = self._of[first], self._of[second]
        placed = np.flatnonzero(self._has[a, 0] & self._has[b, 0] & (a != b) & ~found)
        one = (self._kind[a[placed]] >= 0) & (self._kind[b[placed]] >= 0)
        several, alone = placed[~one], placed[one]
        found[several] = _asked(self._places, a[several], b[several])
        # Places of other kinds keep nobody apart, and those of one name are one.
        a_name, b_name = self._name[a[alone]], self._name[b[alone]]
        doubted = (self._kind[a[alone]] == self._kind[b[alone]]) & (a_name != b_name)
        found[alone[doubted]] = _asked(self._other_names, a_name[doubted], b_name[doubted])
        has_a, has_b = self._has[a], self._has[b]
        sided = (self.stance[first] & self.stance[second] & ASKS > 0) & (
            (has_a[:, 1] & has_b[:, 1]) | has_a[:, 2] | has_b[:, 2]
        )
        for at in np.flatnonzero(sided & ~found & (a != b)).tolist():
            found[at] = self._sides(int(first[at]), int(second[at]))
        return found

    def apart(self, first: int, second: int) -> bool:
        """Return whether two texts name other places, take opposite sides, or one alone praises."""
        if apart_in_stance(int(self.stance[first]), int(self.stance[second])):
            return True
        a, b = int(self._of[first]), int(self._of[second])
        return a != b and (self._places(min(a, b), max(a, b)) or self._sides(first, second))

    def _places(self, a: int, b: int) -> bool:
        answer = self._answers.get((a, b))
        if answer is None:
            if len(self._answers) > _MOST_ANSWERS:
                self._answers.clear()
            ours, theirs = _read(self._tails[a])[0], _read(self._tails[b])[0]
            answer = gazetteer.apart(frozenset(map(tuple, ours)), frozenset(map(tuple, theirs)))
            self._answers[a, b] = answer
        return answer

    def _other_names(self, a: int, b: int) -> bool:
        return not gazetteer.same(self._names[a], self._names[b])

    def _sides(self, first: int, second: int) -> bool:
        """Return whether both ask for something and what one asks the other asks not to be."""
        if not self.stance[first] & self.stance[second] & ASKS:
            return False
        ours, theirs = _read(self._tails[self._of[first]]), _read(self._tails[self._of[second]])
        if _opposite(ours[1], theirs[1]) or _opposite(theirs[1], ours[1]):
            return True
        return self._forbids(ours[2], theirs[2], second) or self._forbids(theirs[2], ours[2], first)

    def _forbids(self, ours: list[int], theirs: list[int], other: int) -> bool:
        forbidden = set(ours) - set(theirs)
        return bool(forbidden) and not forbidden.isdisjoint(self.terms[other].tolist())


def _asked(ask: Callable[[int, int], bool], first: Ints, second: Ints) -> NDArray[np.bool_]:
    """Return what ASK says of pairs of numbers, asked once for each pair whichever stands first."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    size = int(high.max(initial=0)) + 1
    codes, inverse = np.unique(low * size + high, return_inverse=True)
    answers = [ask(*divmod(code, size)) for code in codes.tolist()]
    return np.array(answers, bool)[inverse]


def _parts(tail: bytes) -> list[Any]:
    found: list[Any] = orjson.loads(tail) if tail else [[], [], []]
    return found


_read = lru_cache(maxsize=50_000)(_parts)


def _opposite(ours: list[str], theirs: list[str]) -> bool:
    return any(
        side[0] == "+" and "-" + side[1:] not in ours and "-" + side[1:] in theirs and side not in theirs
        for side in ours
    )
