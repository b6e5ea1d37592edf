"""Exact arithmetic of Equal Shares: every purse as a sum of whole numbers over one denominator.

A supporter who never ran dry has the starting money less the prices of the projects of theirs that were
bought; one who ran dry has nothing. So any sum of purses is a sum of few prices, each times a whole
number of voters, and those numbers are counted by compiled loops. No rounding occurs here.
"""

# ruff: noqa: PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.budget_instance import Rows
from rembuk.reckon.compiled import compiled


@compiled
def _count_poor(
    p: int, k: int, fans: Any, pointers: Any, weights: Any, dead: Any, items: Any, item_pointers: Any,
    round_of: Any, counts: Any,
) -> int:  # fmt: skip
    """Count who of those left with nothing by round K paid in which round; return the weight of the rest."""
    rich = 0
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        if dead[i] < 0 or dead[i] > k:
            rich += weights[i]
        elif dead[i] == k:
            counts[0] += weights[i]
            for spot in range(item_pointers[i], item_pointers[i + 1]):
                r = round_of[items[spot]]
                if 0 <= r < k:
                    counts[r + 1] += weights[i]
    return rich


@compiled
def _count_below(
    p: int, price: float, margin: float, fans: Any, pointers: Any, weights: Any, purse: Any,
    dead: Any, items: Any, item_pointers: Any, round_of: Any, counts: Any, edges: Any, found: Any,
) -> int:  # fmt: skip
    """Count as above over those surely poorer than PRICE; list who may be; return the others' weight."""
    rich, near = 0, 0
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        if dead[i] >= 0:
            continue
        if abs(purse[i, 0] - price) <= margin + purse[i, 1]:
            edges[near] = i
            near += 1
        elif purse[i, 0] > price:
            rich += weights[i]
        else:
            counts[0] += weights[i]
            for spot in range(item_pointers[i], item_pointers[i + 1]):
                r = round_of[items[spot]]
                if r >= 0:
                    counts[r + 1] += weights[i]
    found[0] = near
    return rich


@dataclass
class Ledger:
    """Keep the exact starting money and prices of one run as numerators over one denominator."""

    costs: Sequence[int]
    supporters: Rows
    ballots: Rows
    weights: NDArray[np.int64]
    dead: NDArray[np.int32]
    start: int
    denominator: int
    prices: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.round_of = np.full(len(self.costs), -1, np.int32)
        self._edges = np.empty(len(self.weights), np.int32)

    def _sum(self, counts: NDArray[np.int64]) -> int:
        """Return the sum of purses behind COUNTS (voters, voters who paid round 0, round 1 …)."""
        numbers = counts.tolist()
        paid = sum(n * q for n, q in zip(numbers[1:], self.prices, strict=False) if n)
        return int(numbers[0] * self.start - paid)

    def catch_up(self, order: Sequence[int]) -> None:
        """Enter the exact prices of the rounds not yet entered; ORDER lists all that were bought."""
        for k in range(len(self.prices), len(order)):
            p = order[k]
            counts = np.zeros(k + 1, np.int64)
            rich = _count_poor(
                p,
                k,
                self.supporters.items,
                self.supporters.pointers,
                self.weights,
                self.dead,
                self.ballots.items,
                self.ballots.pointers,
                self.round_of,
                counts,
            )
            left = int(self.costs[p]) * self.denominator - self._sum(counts)
            # Where all ran dry nobody's purse holds the price, and 0 does as well as any.
            self._enter(left if rich else 0, rich or 1)
            self.round_of[p] = k

    def _enter(self, numerator: int, divisor: int) -> None:
        divisor //= (shared := gcd(numerator, divisor))
        if divisor > 1:
            self.start *= divisor
            self.denominator *= divisor
            self.prices = [q * divisor for q in self.prices]
        self.prices.append(numerator // shared)

    def money_of(self, p: int) -> Fraction:
        """Return what the supporters of project P still have, all together."""
        counts = np.zeros(len(self.prices) + 1, np.int64)
        found = np.zeros(1, np.int64)
        nothing = np.zeros((len(self.weights), 2))
        self._below(p, (np.inf, 0.0), nothing, counts, found)
        return Fraction(self._sum(counts), self.denominator)

    def _below(
        self,
        p: int,
        price: tuple[float, float],
        purse: NDArray[np.float64],
        counts: NDArray[np.int64],
        found: NDArray[np.int64],
    ) -> int:
        return int(
            _count_below(
                p,
                *price,
                self.supporters.items,
                self.supporters.pointers,
                self.weights,
                purse,
                self.dead,
                self.ballots.items,
                self.ballots.pointers,
                self.round_of,
                counts,
                self._edges,
                found,
            )
        )

    def price_of(
        self, p: int, price: float, margin: float, purse: NDArray[np.float64]
    ) -> tuple[Fraction, NDArray[np.int32], NDArray[np.int8]]:
        """Return the exact price of P, who stood too near to it to tell, and who of them runs dry (1).

        PRICE lies within half of MARGIN of the exact one; PURSE holds money and the bounds of its error.
        """
        counts, found = np.zeros(len(self.prices) + 1, np.int64), np.zeros(1, np.int64)
        rich = self._below(p, (price, margin), purse, counts, found)
        edges = self._edges[: found[0]].copy()
        groups: dict[bytes, list[int]] = {}
        for at, i in enumerate(edges.tolist()):
            paid = self.round_of[self.ballots.row(i)]
            groups.setdefault(np.sort(paid[paid >= 0]).tobytes(), []).append(at)
        purses = []
        for key, members in groups.items():
            spent = sum(self.prices[r] for r in np.frombuffer(key, np.int32).tolist())
            purses.append((self.start - spent, int(self.weights[edges[members]].sum()), members))
        purses.sort(key=lambda each: each[0])
        left = int(self.costs[p]) * self.denominator - self._sum(counts)
        rich += sum(weight for _, weight, _ in purses)
        for money, weight, _ in purses:
            if money * rich >= left or rich == weight:
                break
            left -= money * weight
            rich -= weight
        sides = np.zeros(len(edges), np.int8)
        for money, _, members in purses:
            sides[members] = money * rich <= left
        return Fraction(left, rich * self.denominator), edges, sides
