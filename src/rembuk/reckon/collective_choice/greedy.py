"""The greedy rules: projects by votes, or by votes per money, each bought if it still fits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rembuk.reckon.collective_choice.budget_instance import Budget


@dataclass(frozen=True)
class Greedy:
    """Keep the positions bought in order, ties the id settled, and what was left when each lost its turn."""

    order: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]
    left: dict[int, int]


def greedy(budget: Budget, *, by_cost: bool, bought: tuple[int, ...] = ()) -> Greedy:
    """Buy projects that still fit, best first; BOUGHT stand bought already.

    BY_COST orders by votes (the gain in cost satisfaction per money, as most cities count), else by votes
    per money. A project nobody approves comes last, and so does a free one where votes alone count:
    it adds no cost satisfaction. Ties go to the smaller id.
    """
    scores = [_score(int(v), int(c), by_cost) for v, c in zip(budget.support, budget.costs, strict=True)]
    waiting = sorted(set(range(len(scores))) - set(bought), key=lambda p: (-scores[p][0], -scores[p][1], p))
    rest = budget.limit - int(budget.costs[list(bought)].sum())
    order: list[int] = []
    ties: list[tuple[int, ...]] = []
    left: dict[int, int] = {}
    for at, p in enumerate(waiting):
        cost = int(budget.costs[p])
        if cost > rest:
            left[p] = rest
            continue
        equal = [p]
        for other in waiting[at + 1 :]:
            if scores[other] != scores[p]:
                break
            if budget.costs[other] <= rest:
                equal.append(other)
        if len(equal) > 1:
            ties.append(tuple(equal))
        order.append(p)
        rest -= cost
    return Greedy(tuple(order), tuple(ties), left)


def _score(votes: int, cost: int, by_cost: bool) -> tuple[bool, Fraction]:
    """Return (endless, votes per money): free and wanted outranks any price where each project counts 1."""
    if cost == 0:
        return (votes > 0 and not by_cost, Fraction(0))
    return (False, Fraction(votes) if by_cost else Fraction(votes, cost))
