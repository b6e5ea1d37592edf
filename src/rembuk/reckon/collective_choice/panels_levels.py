"""Leximin over true panels level by level, where the relaxation is far wider than the mixtures of panels.

The chances are raised as in Flanigan et al. (Nature 596, 2021): a linear programme over the panels known so
far raises the least chance; its prices ask for a panel that would help; where an exact search proves that
there is none, everybody with a price stays at this level for good. Searches are counted, not seconds, so the
same tables give the same answer everywhere; where the count runs out, the rest is the fairest mixture of the
panels known, and what is not proven is said with a bound.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.panels_polytope import Panels, Vector, quiet_solver, solved
from rembuk.reckon.collective_choice.panels_relaxation import maximin_point
from rembuk.reckon.collective_choice.panels_report import Unproven

_GAIN = 1e-8  # a panel worth less than this more than the known ones would not be seen in the chances
_HAIR = 1e-9  # levels are held a hair below their value, so that rounding cannot make the next one infeasible
_PRICED = 1e-7
_TRIES = (12, 40)


class Levels:
    """Hold the panels known, the programme that mixes them, and the levels found so far."""

    def __init__(self, panels: Panels, columns: list[Vector], searches: int) -> None:
        self.panels, self.searches = panels, searches
        self.columns: list[Vector] = []
        self.known: set[bytes] = set()
        self.unproven: Unproven | None = None
        number = len(panels.counts)
        self.free: NDArray[np.bool_] = np.ones(number, dtype=bool)
        self.master = _programme(panels.counts)
        for panel in columns:
            self._learn(panel)

    def _learn(self, panel: Vector) -> bool:
        """Add a panel to the programme; False if it is there already."""
        if panel.tobytes() in self.known:
            return False
        self.known.add(panel.tobytes())
        self.columns.append(panel)
        places = np.flatnonzero(panel).astype(np.int32)
        rows = np.append(places, np.int32(len(panel))).astype(np.int32)
        entries = np.append(panel[places], 1.0)
        self.master.addCol(0.0, 0.0, highspy.kHighsInf, len(rows), rows, entries)
        return True

    def _learn_all(self, found: list[Vector]) -> bool:
        """Add panels; False if all are there already."""
        return sum([self._learn(panel) for panel in found]) > 0

    def _better(self, price: Vector, known: float) -> tuple[list[Vector], float]:
        """Return panels worth more than KNOWN at these prices, or none and a bound on any panel's worth."""
        scale = 1.0 / max(float(price.max()), 1e-300)
        for tries in _TRIES:
            good = self.panels.good(price * scale, tries)
            found = [panel for panel in good if float(price @ panel) > known + _GAIN]
            if found:
                return found, np.inf
        if self.searches <= 0:
            return [], self.panels.at_most(price * scale) / scale
        self.searches -= 1
        panel, bound = self.panels.search(price * scale, (known + _GAIN) * scale)
        if panel is not None and float(price @ panel) > known + _GAIN:
            return [panel], np.inf
        return [], max(known, bound / scale)

    def cover(self) -> None:
        """Look for panels until everybody who fits in one is in one; the others stay at 0."""
        while True:
            bare = (np.sum(self.columns, axis=0) < 0.5).astype(float)
            found, bound = self._better(bare, 0.5) if bare.any() else ([], 0.0)
            if not self._learn_all(found):
                break
        if bound >= 1.0 - 1e-6:
            # Nothing above is proven either, so everybody is open; divided people bound the least chance.
            level = maximin_point(self.panels, [])[1] / self.panels.counts
            self._leave_open(0.0, float(level.min()), self.free)
        self._hold(bare > 0, 0.0)

    def raise_level(self) -> None:
        """Raise the least open chance as far as it goes, and hold those whom nothing can lift."""
        while True:
            if not solved(self.master):
                raise ArithmeticError("the mixture of panels has no optimum")
            level = -float(self.master.getInfo().objective_function_value)
            price = np.abs(np.array(self.master.getSolution().row_dual[:-1]))
            known = max(float(price @ panel) for panel in self.columns)
            if self.unproven is not None or price.max() < _PRICED / self.panels.counts.max():
                break
            found, bound = self._better(price, known)
            if self._learn_all(found):
                continue
            if bound > known + 10 * _GAIN and not found:
                self._leave_open(level, level + bound - known, self.free)
            break
        priced = self.free & (price * self.panels.counts > _PRICED)
        self._hold(priced if priced.any() else self.free.copy(), level)

    def _leave_open(self, least: float, at_most: float, whom: NDArray[np.bool_]) -> None:
        people = int(self.panels.counts[whom].sum())
        self.unproven = Unproven(people, max(least, 0.0), min(at_most, 1.0))

    def _hold(self, whom: NDArray[np.bool_], level: float) -> None:
        for place in map(int, np.flatnonzero(whom)):
            least = max(0.0, float(self.panels.counts[place]) * level - _HAIR)
            self.master.changeCoeff(place, 0, 0.0)
            self.master.changeRowBounds(place, least, highspy.kHighsInf)
        self.free &= ~whom

    def mixture(self) -> list[tuple[Vector, float]]:
        """Return the panels with their weights in the last solution."""
        weights = np.array(self.master.getSolution().col_value[1:])
        held = [(panel, float(w)) for panel, w in zip(self.columns, weights, strict=True) if w > 0]
        total = sum(weight for _, weight in held)
        return [(panel, weight / total) for panel, weight in held]


def lottery_by_levels(
    panels: Panels, columns: list[Vector], searches: int, *, every_level: bool
) -> tuple[list[tuple[Vector, float]], Unproven | None]:
    """Return the fairest lottery, and what of it is not proven after so many SEARCHES over whole panels.

    COLUMNS are panels known already, at least one. With EVERY_LEVEL False only the least chance is raised.
    """
    levels = Levels(panels, columns, searches)
    levels.cover()
    while levels.free.any():
        levels.raise_level()
        if not every_level:
            break
    return levels.mixture(), levels.unproven


def _programme(counts: Vector) -> Any:
    """Return the model max z with the mixture's people of each profile >= counts z, panels still to come."""
    number = len(counts)
    solver = quiet_solver()
    for _ in range(number):
        solver.addRow(0.0, highspy.kHighsInf, 0, np.array([], np.int32), np.array([]))
    solver.addRow(1.0, 1.0, 0, np.array([], np.int32), np.array([]))
    solver.addCol(-1.0, 0.0, 1.0, number, np.arange(number, dtype=np.int32), -counts)
    return solver
