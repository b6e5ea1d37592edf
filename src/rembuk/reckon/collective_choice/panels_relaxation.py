"""The fairest mean panel when people could be divided: an upper bound that is nearly always reached.

Everything here works on the relaxation: real vectors x (T,) with 0 <= x <= counts, the quotas, and cuts
`a x <= b` that `panels_lottery` found to hold for every true panel.
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.panels_polytope import Panels, Vector, model, solved

_INFINITY = highspy.kHighsInf
# Levels are fixed a hair below their value, so that rounding cannot make the next one infeasible.
_HAIR = 1e-12
Cut = tuple[Vector, float]


def _rows(panels: Panels, cuts: list[Cut]) -> tuple[Vector, Vector, Vector]:
    if not cuts:
        return panels.rows, panels.low, panels.high
    extra = np.array([normal for normal, _ in cuts])
    return (
        np.vstack([panels.rows, extra]),
        np.concatenate([panels.low, np.full(len(cuts), -_INFINITY)]),
        np.concatenate([panels.high, [bound for _, bound in cuts]]),
    )


def _levels_model(panels: Panels, cuts: list[Cut]) -> tuple[Any, int]:
    """Return the model max z with x_t >= counts_t z, and the number of its first such row."""
    rows, low, high = _rows(panels, cuts)
    counts, number = panels.counts, len(panels.counts)
    matrix = np.vstack(
        [
            np.hstack([rows, np.zeros((len(rows), 1))]),
            np.hstack([np.eye(number), -counts[:, None]]),
        ]
    )
    # z has no upper bound of its own: x_t <= counts_t holds it, so a row of the limiting profile shows it.
    solver = model(
        np.append(np.zeros(number), 1.0),
        (np.zeros(number + 1), np.append(counts, _INFINITY)),
        matrix,
        (np.concatenate([low, np.zeros(number)]), np.concatenate([high, np.full(number, _INFINITY)])),
    )
    return solver, len(rows)


def leximin_point(panels: Panels, cuts: list[Cut]) -> Vector:
    """Return the mean panel whose sorted probabilities are lexicographically greatest.

    Level by level: raise the least probability as far as it goes; a profile whose row has a price
    (a positive dual) cannot go higher in any solution and is fixed there.
    """
    solver, first = _levels_model(panels, cuts)
    counts, number = panels.counts, len(panels.counts)
    open_ = np.ones(number, dtype=bool)
    share = np.zeros(number)
    while open_.any():
        _solve_level(solver, first, share * counts, ~open_)
        level = max(0.0, float(solver.getInfo().objective_function_value))
        price = np.abs(np.array(solver.getSolution().row_dual[first:])) * counts
        share[open_] = level
        fixed = open_ & (price > 1e-6)
        if not fixed.any():
            fixed = open_
        open_ = open_ & ~fixed
        for profile in map(int, np.flatnonzero(fixed)):
            solver.changeRowBounds(first + profile, float(counts[profile] * level - _HAIR), _INFINITY)
            solver.changeCoeff(first + profile, number, 0.0)
    return np.minimum(share, 1.0) * counts


def _solve_level(solver: Any, first: int, held: Vector, fixed: NDArray[np.bool_]) -> None:
    """Solve; where rounding made the fixed levels clash, lower them by a growing hair and try again."""
    hair = _HAIR
    while not solved(solver):
        hair *= 100
        if hair > 1e-7:
            raise ArithmeticError("the relaxation of the panels has no optimum")
        for profile in map(int, np.flatnonzero(fixed)):
            solver.changeRowBounds(first + profile, float(held[profile] - hair), _INFINITY)
        solver.clearSolver()


def maximin_point(panels: Panels, cuts: list[Cut]) -> tuple[Vector, Vector]:
    """Return a mean panel with the greatest least probability, and what every profile must at least have."""
    solver, _ = _levels_model(panels, cuts)
    if not solved(solver):
        raise ArithmeticError("the relaxation of the panels has no optimum")
    level = float(solver.getInfo().objective_function_value)
    point = np.clip(np.array(solver.getSolution().col_value[:-1]), 0.0, panels.counts)
    return point, np.minimum(level, 1.0) * panels.counts


def nash_point(panels: Panels, cuts: list[Cut]) -> Vector:
    """Return the mean panel with the greatest product of probabilities over the pool.

    Newton's method: each step maximises the second-order model of sum counts log x under all constraints
    (a convex quadratic programme), then goes as far along as the sum still rises. Profiles that no mean
    panel holds are left out of the product.
    """
    rows, low, high = _rows(panels, cuts)
    counts, number = panels.counts, len(panels.counts)
    point = leximin_point(panels, cuts)
    held = point > 1e-9
    upper = np.where(held, counts, 0.0)
    for _ in range(60):
        slope = np.where(held, counts / np.where(held, point, 1.0), 0.0)
        bend = np.where(held, slope / np.where(held, point, 1.0), 1.0)
        solver = model(slope + bend * point, (np.zeros(number), upper), rows, (low, high))
        solver.passHessian(_diagonal(-bend))
        if not solved(solver):
            break
        step = np.clip(np.array(solver.getSolution().col_value), 0.0, upper) - point
        gain = float(slope @ step)
        if gain < 1e-13:
            break
        length = _line(point[held], step[held], counts[held])
        point = point + length * step
    return point


def _diagonal(values: Vector) -> Any:
    hessian = highspy.HighsHessian()
    hessian.dim_ = len(values)
    hessian.format_ = highspy.HessianFormat.kTriangular
    hessian.start_ = np.arange(len(values) + 1, dtype=np.int32)
    hessian.index_ = np.arange(len(values), dtype=np.int32)
    hessian.value_ = values
    return hessian


def _line(point: Vector, step: Vector, counts: Vector) -> float:
    """Return the length in (0, 1] that maximises the concave sum of logarithms along the step."""

    def slope(length: float) -> float:
        at = point + length * step
        return float((counts * step / at).sum()) if (at > 0).all() else -1.0

    if slope(1.0) >= 0:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return low
