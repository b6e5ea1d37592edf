"""What earlier counts of Equal Shares say about the next: how little each project can ask at least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Two tables of projects x projects: beyond this they would cost more than they spare.
_LARGEST = 1500


@dataclass
class Floors:
    """Keep what was asked per worth, by round and project, in counts with other starting money.

    With every purse at most D larger, the poor give at most D each and the others save no more than that
    together, so a price falls by at most its pull x D. `known` (rounds, projects, 2) holds floor and pull in
    the count that `before` describes (rounds, 3): what was bought, an upper bound of its price, and in
    [0, 2] how much more money there is now at the start (less than 0: nothing is known). `later` holds the
    same for starting money `end`, after the same purchases.
    """

    known: NDArray[np.float64]
    later: NDArray[np.float64]
    before: NDArray[np.float64]
    end: int = -1

    @classmethod
    def of(cls, projects: int) -> Floors:
        """Return floors that know nothing yet; of 0 projects: that never will."""
        rounds = projects + 1 if 0 < projects <= _LARGEST else 0
        known = np.full((rounds, projects, 2), -np.inf)
        known[:, :, 1] = np.inf
        before = np.full((projects + 1, 3), -1.0)
        return cls(known, known.copy(), before)

    def expect(self, more: float, money: int) -> None:
        """Get ready for a count with MONEY, MORE a purse than what is known (less than 0: forget)."""
        self.before[0, 2] = more if len(self.known) else -1.0
        self.look_ahead(money)

    def stand_on(
        self, order: Sequence[int], prices: NDArray[np.float64], bounds: NDArray[np.float64]
    ) -> None:
        """Take the count just made as the one known: what was bought, its prices and their bounds."""
        if not len(self.known):
            return
        rounds = len(order)
        same = self.before[:rounds, 0] == np.asarray(order)
        apart = rounds if same.all() else int(np.argmin(same))
        self.later[apart + 1 :, :, 0] = -np.inf
        self.before[:, :2] = -1.0
        self.before[:rounds, 0], self.before[:rounds, 1] = order, prices + bounds

    def look_ahead(self, end: int) -> None:
        """Get ready for a count with money END; what was found with less says nothing there."""
        if end > self.end:
            self.later[:, :, 0] = -np.inf
        self.end = end

    def move(self, width: float, trace: NDArray[np.float64]) -> None:
        """Take the end of a span as what is known: TRACE holds prices and bounds at its start and end."""
        if not len(self.known):
            return
        rounds = len(trace)
        falls = trace[:, 0] + trace[:, 1] - trace[:, 3] + trace[:, 4]
        more = (width + np.concatenate(([0.0], np.cumsum(falls)))) * (1 + 1e-9)
        known, later = self.known[: rounds + 1], self.later[: rounds + 1]
        known[:, :, 0] -= known[:, :, 1] * more[:, None]
        better = later[:, :, 0] > known[:, :, 0]
        known[better] = later[better]
        self.before[:rounds, 1] = trace[:, 3] + trace[:, 4]
