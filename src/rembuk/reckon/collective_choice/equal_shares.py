"""The Method of Equal Shares and its completion add1, every comparison exact.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities", NeurIPS
2021. The money is split evenly. A project may be bought if its supporters have its cost between them;
all pay the same unless they have less, then they give what they have. Bought is the project that asks
least per unit of satisfaction: 1 a project (cardinality), or the cost of the project (cost).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice import equal_shares_kernel as kernel
from rembuk.reckon.collective_choice.budget_instance import Budget
from rembuk.reckon.collective_choice.exact import Ledger


@dataclass(frozen=True)
class Purchases:
    """Keep one run: positions of the projects in order of purchase, and what decided.

    `ties`: positions that stood equal at a choice. `prices`: the most that one supporter paid, in
    amounts; `settled`: those that exact fractions had to find. `ledger` holds the exact purses and is good
    until the next run.
    """

    order: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...]
    prices: tuple[float, ...]
    ledger: Ledger
    settled: dict[int, Fraction]

    def exact_price(self, k: int) -> Fraction:
        """Return exactly what was paid at most in round K, once the ledger has caught up."""
        known = self.settled.get(k)
        return Fraction(self.ledger.prices[k], self.ledger.denominator) if known is None else known


class EqualShares:
    """Count one budget by Equal Shares, for any starting money, on arrays made once.

    BY_COST: satisfaction is the cost of a project, else 1. Projects that nobody approves are never bought;
    ones that cost nothing give no cost satisfaction, and are bought first where each project counts 1.
    """

    def __init__(self, budget: Budget, *, by_cost: bool) -> None:
        self.budget, self.by_cost = budget, by_cost
        count, classes = len(budget.ids), len(budget.weights)
        self.costs = budget.costs.astype(np.float64)
        self.total = budget.support
        self.candidates = (budget.costs > 0) & (self.total > 0)
        self.free = () if by_cost else tuple(np.flatnonzero((budget.costs == 0) & (self.total > 0)).tolist())
        self.whole = budget.costs.tolist()
        with np.errstate(divide="ignore", invalid="ignore"):
            least = np.where(self.candidates, (1.0 if by_cost else self.costs) / self.total, np.inf)
        self._least = least * (1 - 8 * kernel.UNIT)
        self._small = int(budget.costs.max()) * int(self.total.max()) < 2**62
        supporters = budget.supporters
        # Unsigned, so that the compiled loops need not ask whether an index counts from the end.
        self._fans = supporters.items.astype(np.uint32)
        self._shares = budget.weights[supporters.items].astype(np.float64)
        self._purse, self._dead = np.empty((classes, 2)), np.empty(classes, np.int32)
        self._side = np.full(classes, -1, np.int8)
        self._buf = np.empty((4, max(5, int(np.diff(supporters.pointers).max()) + 1)))
        self._low, self._seen = np.empty(count), np.empty(count, np.int8)
        self._status = np.empty(count, np.int8)
        self._figures, self._prices = np.empty((count, 3)), np.empty((count, 3))
        self._order, self._tied = np.empty(count, np.int32), np.empty(count, np.int32)
        self._ties = np.zeros((count, count), np.bool_)

    def run(self, extra: int = 0) -> Purchases:
        """Count with the budget split evenly plus EXTRA units of currency for every voter."""
        ledger = self._reset(extra)
        while (question := self._advance()) != kernel.DONE:
            ledger.catch_up(self._order[: int(self._numbers[kernel.ROUND])].tolist())
            if question == kernel.TIE:
                self._settle_tie(ledger)
            elif question == kernel.AFFORDABLE:
                p = int(self._numbers[kernel.ASKED])
                enough = ledger.money_of(p) >= self.whole[p]
                self._status[p] = kernel.SURE if enough else kernel.POOR
            else:
                p, k = int(self._numbers[kernel.FORCED]), int(self._numbers[kernel.ROUND])
                price, edges, sides = self._exact_price(ledger, p, self._prices[k])
                self._enter_price(k, price)
                self._side[edges] = sides
                self._numbers[kernel.TOLD] = 1
        rounds = int(self._numbers[kernel.ROUND])
        ties = tuple(
            tuple(np.flatnonzero(self._ties[k]).tolist()) for k in range(rounds) if self._ties[k].any()
        )
        return Purchases(
            (*self.free, *self._order[:rounds].tolist()),
            ties,
            tuple(self._prices[:rounds, 0].tolist()),
            ledger,
            self._settled,
        )

    def _reset(self, extra: int) -> Ledger:
        budget = self.budget
        start = budget.limit + extra * budget.unit * budget.voters
        each = start / budget.voters
        self._purse[:], self._dead[:] = (each, kernel.UNIT * each), -1
        self._side[:], self._low[:], self._ties[:] = -1, self._least, False
        self._status[:] = np.where(self.candidates, kernel.IN, kernel.OUT)
        needed = [-(-cost * budget.voters // start) if start else 2**62 for cost in self.whole]
        self._need = np.array(needed, np.int64)
        self._numbers = np.array([0, -1, -1, 0, self.by_cost, self._small, 0], np.int64)
        self._each = each
        self._settled: dict[int, Fraction] = {}
        return Ledger(
            self.whole, budget.supporters, budget.ballots, budget.weights, self._dead, start, budget.voters
        )

    def _advance(self) -> int:
        return int(
            kernel.run(
                self._fans, self._shares, self.budget.supporters.pointers, self.costs, self.total, self._need,
                self.budget.costs, self._purse, self._dead, self._side, self._buf, self._low, self._seen,
                self._figures, self._status, self._order, self._tied, self._ties, self._prices,
                self._numbers, self._each,
            )
        )  # fmt: skip

    def trace_of(self, purchases: Purchases) -> NDArray[np.float64]:
        """Return what `holds` asks of the run just made: two columns filled, two free."""
        order = list(purchases.order[len(self.free) :])
        rounds = len(order)
        trace = np.zeros((rounds + 1, 4))
        worth = self.costs[order] if self.by_cost else np.ones(rounds)
        trace[:rounds, 0] = (self._prices[:rounds, 0] + self._prices[:rounds, 1]) / worth
        trace[:rounds, 0] *= 1 + 4 * kernel.UNIT
        trace[:rounds, 1] = self._prices[:rounds, 2]
        return trace

    def holds(self, purchases: Purchases, trace: NDArray[np.float64], extra: int) -> bool:
        """Say whether all money from that of TRACE up to EXTRA surely buys the same in the same order.

        TRACE then holds what the next question from EXTRA on needs. `False` says nothing about why.
        """
        self._reset(extra)
        order = np.array(purchases.order[len(self.free) :], np.int32)
        sure = kernel.holds(
            self._fans, self._shares, self.budget.supporters.pointers, self.costs, self.total, self._need,
            self.budget.costs, self._purse, self._buf, self._low, self._figures, self._status, order, trace,
            self._numbers, self._each,
        )  # fmt: skip
        if sure:
            trace[:, :2] = trace[:, 2:]
        return bool(sure)

    def _settle_tie(self, ledger: Ledger) -> None:
        """Choose among the projects too close to tell, by exact fractions, then by the smaller id."""
        close = sorted(self._tied[: int(self._numbers[kernel.TIED])].tolist())
        exact: dict[int, Fraction] = {}
        for p in close:
            exact[p], _, _ = self._exact_price(ledger, p, self._figures[p])
        worth = {p: exact[p] / (self.whole[p] if self.by_cost else 1) for p in close}
        best = min(worth.values())
        equal = [p for p in close if worth[p] == best]
        self._tied[: len(equal)] = equal
        self._numbers[kernel.TIED], self._numbers[kernel.FORCED] = len(equal), equal[0]
        k = int(self._numbers[kernel.ROUND])
        self._enter_price(k, exact[equal[0]])

    def _exact_price(
        self, ledger: Ledger, p: int, figures: NDArray[np.float64]
    ) -> tuple[Fraction, NDArray[np.int32], NDArray[np.int8]]:
        # Twice the bound: the exact price may lie anywhere within it.
        return ledger.price_of(p, float(figures[0]), 2 * float(figures[1]), self._purse)

    def _enter_price(self, k: int, price: Fraction) -> None:
        """Let the exact price stand for the computed one of round K."""
        self._settled[k] = price
        self._prices[k] = float(price), 2 * kernel.UNIT * float(price), 0.0
