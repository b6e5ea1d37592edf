"""Panels as points: how many people of each profile, under the quotas; solved with HiGHS.

People with the same values of all features are interchangeable, so a panel is a vector of whole numbers,
one a profile, and a lottery over panels is known by the mean of that vector (exact, by symmetry).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import highspy
import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.panels_exchange import Exchange
from rembuk.reckon.collective_choice.panels_files import Pool, Quota

Vector = NDArray[np.float64]
_WHOLE = 1e-7
# A search that needs more steps than this is given up; its bound is kept.
_NODES = 3000
_FOUND = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveTarget)


class Panels:
    """Hold the profiles of a pool, the quota rows, and solvers over the panels that meet them.

    `counts[t]` people have profile t; `rows` (R, T) with `low`, `high` are the quotas and, last, the size.
    """

    def __init__(self, pool: Pool, quotas: Sequence[Quota], size: int) -> None:
        self.size = size
        self.quotas = tuple(quotas)
        members: dict[tuple[str, ...], list[str]] = {}
        for person, values in pool.people.items():
            members.setdefault(values, []).append(person)
        self.profiles = sorted(members)
        self.members = [sorted(members[profile]) for profile in self.profiles]
        self.counts: Vector = np.array([len(group) for group in self.members], dtype=float)
        places = [pool.features.index(quota.feature) for quota in quotas]
        inside = [
            [float(profile[place] == quota.value) for profile in self.profiles]
            for quota, place in zip(quotas, places, strict=True)
        ]
        self.rows: Vector = np.array([*inside, [1.0] * len(self.profiles)])
        self.low: Vector = np.array([*(float(q.minimum) for q in quotas), float(size)])
        self.high: Vector = np.array([*(float(q.maximum) for q in quotas), float(size)])
        zeros = np.zeros(len(self.counts))
        self._box, self._band = (zeros, self.counts), (self.low, self.high)
        self._relaxed = model(zeros, self._box, self.rows, self._band)
        self._whole = model(zeros, self._box, self.rows, self._band, whole=True)
        self._places = np.arange(len(self.counts), dtype=np.int32)
        self._exchange: Exchange | None = None
        self._start: Vector = zeros
        self._tight = False  # whether the last dive found no panel

    def best(self, worth: Vector, enough: float = highspy.kHighsInf) -> Vector:
        """Return the panel of greatest total worth, exactly, or the first one met that is worth over ENOUGH.

        ArithmeticError where no panel meets the quotas.
        """
        self._whole.setOptionValue("mip_rel_gap", 0.0)
        self._whole.setOptionValue("objective_target", enough)
        self._set(self._whole, worth, self._box, self._band)
        if not solved(self._whole):
            raise ArithmeticError("no panel meets the quotas")
        return np.round(np.array(self._whole.getSolution().col_value))

    def search(self, worth: Vector, enough: float) -> tuple[Vector | None, float]:
        """Return a panel worth over ENOUGH, or the best one met, and a bound on the worth of any panel.

        The search ends after a number of steps, so that it ends; then the bound may lie above the panel.
        """
        self._whole.setOptionValue("mip_max_nodes", _NODES)
        self._whole.setOptionValue("mip_rel_gap", 0.0)
        self._whole.setOptionValue("objective_target", enough)
        self._set(self._whole, worth, self._box, self._band)
        solved(self._whole)
        self._whole.setOptionValue("mip_max_nodes", highspy.kHighsIInf)
        info, status = self._whole.getInfo(), self._whole.getModelStatus()
        proven = status == highspy.HighsModelStatus.kOptimal
        bound = float(info.objective_function_value if proven else info.mip_dual_bound)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        panel = np.round(np.array(self._whole.getSolution().col_value)) if found else None
        return panel, min(bound, self.at_most(worth)) if not proven else bound

    def at_most(self, worth: Vector) -> float:
        """Return what no panel is worth more than, from the relaxation."""
        self._set(self._relaxed, worth, self._box, self._band)
        if not solved(self._relaxed):
            raise ArithmeticError("the relaxation of the panels has no optimum")
        return float(self._relaxed.getInfo().objective_function_value)

    def good(self, worth: Vector, tries: int) -> list[Vector]:
        """Return panels of large, not always largest, total worth; none where the quick ways find none."""
        return self._quick(worth, self._box, self._band, tries, tries)

    def _quick(
        self, worth: Vector, box: tuple[Vector, Vector], band: tuple[Vector, Vector],
        tries: int, enough: int,
    ) -> list[Vector]:  # fmt: skip
        """Dive, and where that fails look next to where it began; where the last dive failed, look first."""
        found: list[Vector] = []
        if self._tight:
            self._set(self._relaxed, worth, box, band)
            if solved(self._relaxed):
                self._start = np.array(self._relaxed.getSolution().col_value)
                found = self._near(worth, box, band, tries, enough)
        if not found:
            panel = self._dive(worth, box, band)
            if panel is not None:
                found = [panel]
            elif not self._tight:
                found = self._near(worth, box, band, tries, enough)
            self._tight = panel is None
        return found

    def _near(
        self, worth: Vector, box: tuple[Vector, Vector], band: tuple[Vector, Vector],
        tries: int, enough: int,
    ) -> list[Vector]:  # fmt: skip
        """Return panels next to where the last dive began, by exchanging people four at a time."""
        if self._exchange is None:
            self._exchange = Exchange(self.rows, self.size)
        return self._exchange.near(self._start, worth, (*box, *band), tries, enough)

    def _dive(self, worth: Vector, box: tuple[Vector, Vector], band: tuple[Vector, Vector]) -> Vector | None:
        """Solve the relaxation, round one fraction up, and again, until the panel is whole.

        Where rounding up leaves no panel, that profile is rounded down instead.
        """
        self._set(self._relaxed, worth, box, band)
        lower, upper = box[0].copy(), box[1].copy()
        last: tuple[int, float, float] | None = None
        for _ in range(200):
            if not solved(self._relaxed):
                if last is None:
                    return None
                self._relaxed.changeColBounds(*last)
                lower[last[0]], upper[last[0]] = last[1:]
                last = None
                continue
            found: Vector = np.array(self._relaxed.getSolution().col_value)
            apart = np.abs(found - np.round(found))
            if last is None:
                self._start = found
            if apart.max() < _WHOLE:
                return np.round(found)
            place = int(np.argmax(np.where(apart > _WHOLE, found - np.floor(found), -1.0)))
            last = (place, float(lower[place]), float(np.floor(found[place])))
            lower[place] = np.ceil(found[place])
            self._relaxed.changeColBounds(place, float(lower[place]), float(upper[place]))
        return None

    def on_face(self, point: Vector, worth: Vector, slack: float, *, search: bool) -> Vector | None:
        """Return a panel of large worth on the smallest face of the relaxation that holds `point`.

        Bounds and quotas that `point` meets within `slack` are met by the panel too. A dive through linear
        programmes finds one, or an exchange of people next to where it began; a SEARCH over whole numbers
        follows only if asked for, and only with it None is proof that there is none.
        """
        lower = np.where(point > self.counts - slack, self.counts, 0.0)
        upper = np.where(point < slack, 0.0, self.counts)
        held = self.rows @ point
        low = np.where(held > self.high - slack, self.high, self.low)
        high = np.where(held < self.low + slack, self.low, self.high)
        for turn in range(3):
            # Other weights lead past the dead end; the golden ratio spreads them without a random generator.
            other = np.mod((np.arange(len(point)) + 1) * turn * 0.6180339887498949, 1.0)
            found = self._quick(worth + other, (lower, upper), (low, high), 10, 1)
            if found:
                return found[0]
        if not search:
            return None
        self._whole.setOptionValue("objective_target", -1.0)
        self._set(self._whole, worth, (lower, upper), (low, high))
        return np.round(np.array(self._whole.getSolution().col_value)) if solved(self._whole) else None

    def _set(
        self, solver: Any, worth: Vector, box: tuple[Vector, Vector], band: tuple[Vector, Vector]
    ) -> None:
        number = len(self.counts)
        solver.changeColsCost(number, self._places, worth)
        solver.changeColsBounds(number, self._places, *box)
        for row, (least, most) in enumerate(zip(*band, strict=True)):
            solver.changeRowBounds(row, float(least), float(most))


def model(
    worth: Vector,
    box: tuple[Vector, Vector],
    rows: Vector,
    band: tuple[Vector, Vector],
    *,
    whole: bool = False,
) -> Any:
    """Return a HiGHS model that maximises worth · x with x in the `box` and rows x in the `band`."""
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(worth), len(rows)
    programme.col_cost_, (programme.col_lower_, programme.col_upper_) = worth, box
    programme.row_lower_, programme.row_upper_ = band
    filled = rows != 0
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.concatenate([[0], np.cumsum(filled.sum(axis=1))]).astype(np.int32)
    programme.a_matrix_.index_ = np.nonzero(filled)[1].astype(np.int32)
    programme.a_matrix_.value_ = rows[filled]
    programme.sense_ = highspy.ObjSense.kMaximize
    if whole:
        programme.integrality_ = [highspy.HighsVarType.kInteger] * len(worth)
    solver = quiet_solver()
    if whole:
        solver.setOptionValue("mip_abs_gap", 0.0)
    solver.passModel(programme)
    return solver


def quiet_solver() -> Any:
    """Return an empty HiGHS solver with tight tolerances on one thread, so its bytes never vary."""
    solver = cast(Any, highspy).Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("primal_feasibility_tolerance", 1e-10)
    solver.setOptionValue("dual_feasibility_tolerance", 1e-10)
    return solver


def solved(solver: Any) -> bool:
    """Run the solver; return whether it found an optimum."""
    solver.run()
    return bool(solver.getModelStatus() in _FOUND)
