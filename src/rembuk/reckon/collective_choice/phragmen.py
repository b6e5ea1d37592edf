"""Phragmén's sequential rule for projects with costs, every comparison exact.

Phragmén 1894; Brill, Freeman, Janson and Lackner, "Phragmén's Voting Methods and Justified
Representation", AAAI 2017; with costs: Los, Christoff and Grossi, "Proportional Budget Allocations", IJCAI
2022. Every voter earns money at the same pace; as soon as the supporters of a project own its cost it is
bought and their money is spent. The count stops when a project whose time has come exceeds the limit.
"""

# ruff: noqa: PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.budget_instance import Budget
from rembuk.reckon.compiled import compiled

_UNIT = 2.0**-53
_DONE, _CLOSE = range(2)
_FILLED, _FOUND, _FORCED, _LEFT = range(4)


@compiled
def _earned(
    p: int, cost: float, fans: Any, pointers: Any, weights: Any, last: Any, times: Any, errors: Any,
    filled: int, counts: Any, out: Any,
) -> None:  # fmt: skip
    """Find when the supporters of P own COST, and a bound on the error; COUNTS tells who paid when."""
    counts[:filled] = 0
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        counts[last[i]] += weights[i]
    everyone, spent, size, doubt = 0, 0.0, cost, 0.0
    for k in range(filled):
        if counts[k] > 0:
            everyone += counts[k]
            spent += counts[k] * times[k]
            size += counts[k] * abs(times[k])
            doubt += counts[k] * errors[k]
    out[0] = (cost + spent) / everyone
    out[1] = 1.001 * (doubt + (filled + 8) * _UNIT * size) / everyone


@compiled
def _search(
    fans: Any, pointers: Any, weights: Any, cost: Any, last: Any, times: Any, errors: Any, filled: int,
    counts: Any, low: Any, figures: Any, waiting: Any, seen: Any, tied: Any,
) -> int:  # fmt: skip
    """Put into TIED all projects whose time may come first; times only grow from round to round."""
    found, best = 0, np.inf
    seen[:] = False
    while True:
        p = -1
        for other in range(len(cost)):
            if waiting[other] and not seen[other] and (p < 0 or low[other] < low[p]):
                p = other
        if p < 0 or low[p] > best:
            break
        seen[p] = True
        _earned(
            p, cost[p], fans, pointers, weights, last, times, errors, filled, counts, figures[p]
        )  # fmt: skip
        low[p] = figures[p, 0] - figures[p, 1]
        best = min(best, figures[p, 0] + figures[p, 1])
        tied[found] = p
        found += 1
    kept = 0
    for at in range(found):
        if low[tied[at]] <= best:
            tied[kept] = tied[at]
            kept += 1
    return kept


@compiled
def _run(
    fans: Any, pointers: Any, weights: Any, cost: Any, whole: Any, groups: int, last: Any, times: Any,
    errors: Any, counts: Any, history: Any, low: Any, figures: Any, waiting: Any, seen: Any, order: Any,
    tied: Any, numbers: Any,
) -> int:  # fmt: skip
    """Buy until the limit stops it, or until times lie too close to tell apart."""
    while True:
        filled = numbers[_FILLED]
        k = filled - groups
        if numbers[_FORCED] < 0:
            numbers[_FOUND] = _search(
                fans, pointers, weights, cost, last, times, errors, filled, counts, low, figures, waiting,
                seen, tied,
            )  # fmt: skip
            if numbers[_FOUND] == 0:
                return _DONE
            if numbers[_FOUND] > 1:
                return _CLOSE
            numbers[_FORCED] = tied[0]
        p = numbers[_FORCED]
        if whole[p] > numbers[_LEFT]:
            return _DONE
        times[filled], errors[filled] = figures[p, 0], figures[p, 1]
        for at in range(pointers[p], pointers[p + 1]):
            i = fans[at]
            history[k, last[i]] += weights[i]
            last[i] = filled
        order[k], waiting[p] = p, False
        numbers[_LEFT] -= whole[p]
        numbers[_FILLED], numbers[_FORCED] = filled + 1, -1


@dataclass(frozen=True)
class Start:
    """Say when voters begin to earn: `group_of` each ballot, and for each group when (less than 0: earlier).

    `times` and `errors`: the starting times as doubles and how far they may be off; `exact` returns them
    as fractions.
    """

    group_of: NDArray[np.int32]
    times: NDArray[np.float64]
    errors: NDArray[np.float64]
    exact: Callable[[], Sequence[Fraction]]


@dataclass(frozen=True)
class Phragmen:
    """Keep the positions in order of purchase, the ties, the times, and who stopped the count.

    `times`: when each was bought, in amounts of money one voter has earned by then. `stopped_by`: the
    projects whose time had come when one of them no longer fitted (empty: none did). `earned_by(p)`: when
    the supporters of p would own its cost, at the end.
    """

    order: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]
    times: tuple[float, ...]
    stopped_by: tuple[int, ...]
    left: int
    earned_by: Callable[[int], Fraction]


def phragmen(budget: Budget, *, bought: Sequence[int] = (), start: Start | None = None) -> Phragmen:
    """Count BUDGET by Phragmén's sequential rule; BOUGHT stand bought already.

    Among projects whose time comes at once the smaller id is bought, unless one of them no longer fits:
    then the count stops. Projects nobody approves have no time; they come last, as long as all that are
    left fit. Projects dearer than the whole limit take no part.
    """
    count = _Count(budget, bought, start)
    ties: list[tuple[int, ...]] = []
    stopped: tuple[int, ...] = ()
    while True:
        state = count.advance()
        found = sorted(count.tied[: int(count.numbers[_FOUND])].tolist())
        if state == _CLOSE:
            exact = {p: count.time_of(p) for p in found}
            found = [p for p in found if exact[p] == min(exact.values())]
            count.force(found[0], exact[found[0]])
        if found and max(count.whole[p] for p in found) > count.numbers[_LEFT]:
            stopped = tuple(found)
            break
        if state == _DONE:
            break
        if len(found) > 1:
            ties.append(tuple(found))
    order = count.order[: int(count.numbers[_FILLED]) - count.groups].tolist()
    times = tuple(count.times[count.groups : int(count.numbers[_FILLED])].tolist())
    left = int(count.numbers[_LEFT])
    if not stopped:
        order += _unwanted(budget, {*order, *bought}, left)
    left = budget.limit - sum(count.whole[p] for p in (*bought, *order))
    return Phragmen(tuple(order), tuple(ties), times, stopped, left, count.time_of)


def _unwanted(budget: Budget, taken: set[int], left: int) -> list[int]:
    """Return the projects nobody approves that are bought, by id, until one of those waiting does not fit."""
    waiting = [
        p
        for p in range(len(budget.ids))
        if p not in taken and budget.support[p] == 0 and budget.costs[p] <= budget.limit
    ]
    order: list[int] = []
    while waiting and all(budget.costs[p] <= left for p in waiting):
        left -= int(budget.costs[waiting[0]])
        order.append(waiting.pop(0))
    return order


class _Count:
    """Run the rule on the arrays of one budget."""

    def __init__(self, budget: Budget, bought: Sequence[int], start: Start | None) -> None:
        self.budget = budget
        self.whole = budget.costs.tolist()
        count = len(budget.ids)
        classes = len(budget.weights)
        self.start = start or Start(
            np.zeros(classes, np.int32), np.zeros(1), np.zeros(1), lambda: [Fraction(0)]
        )
        self.groups = len(self.start.times)
        self.cost = budget.costs.astype(np.float64)
        self.waiting = (budget.support > 0) & (budget.costs <= budget.limit)
        self.waiting[list(bought)] = False
        self.last = self.start.group_of.copy()
        self.times = np.concatenate((self.start.times, np.zeros(count)))
        self.errors = np.concatenate((self.start.errors, np.zeros(count)))
        self.counts = np.zeros(self.groups + count, np.int64)
        self.history = np.zeros((count, self.groups + count), np.int64)
        self.low = np.full(count, -np.inf)
        self.figures = np.empty((count, 2))
        self.seen = np.empty(count, np.bool_)
        self.order, self.tied = np.empty(count, np.int32), np.empty(count, np.int32)
        left = budget.limit - sum(self.whole[p] for p in bought)
        self.numbers = np.array([self.groups, 0, -1, left], np.int64)
        # The exact times, as numerators over one denominator.
        self.known: list[int] = []
        self.denominator = 1

    def advance(self) -> int:
        """Go on until the end or a question."""
        fans = self.budget.supporters
        return int(
            _run(
                fans.items, fans.pointers, self.budget.weights, self.cost, self.budget.costs, self.groups,
                self.last, self.times, self.errors, self.counts, self.history, self.low, self.figures,
                self.waiting, self.seen, self.order, self.tied, self.numbers,
            )
        )  # fmt: skip

    def force(self, p: int, time: Fraction) -> None:
        """Let P be bought next, at the exact TIME."""
        self.numbers[_FORCED] = p
        self.figures[p] = float(time), abs(float(time)) * 2 * _UNIT

    def time_of(self, p: int) -> Fraction:
        """Return exactly when the supporters of P own its cost, or owned it when it was bought."""
        filled = int(self.numbers[_FILLED])
        if not self.known:
            first = self.start.exact()
            self.denominator = lcm(*(time.denominator for time in first))
            self.known = [int(time * self.denominator) for time in first]
        while len(self.known) < filled:
            k = len(self.known) - self.groups
            self._enter(self._sum_up(int(self.order[k]), self.history[k, : len(self.known)]))
        placed = np.flatnonzero(self.order[: filled - self.groups] == p)
        if len(placed):
            return Fraction(self.known[self.groups + int(placed[0])], self.denominator)
        fans = self.budget.supporters
        _earned(
            p, self.cost[p], fans.items, fans.pointers, self.budget.weights, self.last, self.times,
            self.errors, filled, self.counts, self.figures[p],
        )  # fmt: skip
        return self._sum_up(p, self.counts[:filled])

    def _enter(self, time: Fraction) -> None:
        wider = time.denominator // gcd(time.denominator, self.denominator)
        if wider > 1:
            self.denominator *= wider
            self.known = [t * wider for t in self.known]
        self.known.append(time.numerator * (self.denominator // time.denominator))

    def _sum_up(self, p: int, counts: NDArray[np.int64]) -> Fraction:
        numbers = counts.tolist()
        spent = sum(n * t for n, t in zip(numbers, self.known, strict=False) if n)
        return Fraction(self.whole[p] * self.denominator + spent, self.denominator * sum(numbers))
