"""The Method of Equal Shares and its completion add1, every comparison exact.

Peters, Pierczyński and Skowron, "Proportional Participatory Budgeting with Additive Utilities", NeurIPS
2021. The money is split evenly. A project may be bought if its supporters have its cost between them;
all pay the same unless they have less, then they give what they have. Bought is the project that asks
least per unit of satisfaction: 1 a project (cardinality), or the cost of the project (cost).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice import equal_shares_kernel as kernel
from rembuk.reckon.collective_choice.budget_instance import Budget
from rembuk.reckon.collective_choice.equal_shares_floors import Floors
from rembuk.reckon.collective_choice.equal_shares_span import span
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
        self._figures, self._prices = np.empty((count, 4)), np.empty((count, 3))
        self._order, self._tied = np.empty(count, np.int32), np.empty(count, np.int32)
        self._ties = np.zeros((count, count), np.bool_)
        self.floors = Floors.of(0)
        self._room = np.empty((3, 4))

    def run(self, extra: int = 0) -> Purchases:
        """Count with the budget split evenly plus EXTRA units of currency for every voter.

        `floors` must know nothing, or what `Floors.expect` was told of this count.
        """
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
        self._each, self._need = each, _ = self._money(extra)
        self._purse[:], self._dead[:] = (each, kernel.UNIT * each), -1
        self._side[:], self._low[:], self._ties[:] = -1, self._least, False
        self._status[:] = np.where(self.candidates, kernel.IN, kernel.OUT)
        self._numbers = np.array([0, -1, -1, 0, self.by_cost, self._small, 0], np.int64)
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
                self._numbers, self._each, self.floors.known, self.floors.later, self.floors.before,
            )
        )  # fmt: skip

    def step(self, extra: int, more: float) -> tuple[Purchases, NDArray[np.float64]]:
        """Count with EXTRA, MORE amounts a voter than the last step or span (less than 0: none was).

        Returns the trace too that `same_until` asks of the count: three columns filled, three free.
        """
        self.floors.expect(more, extra)
        purchases = self.run(extra)
        order = purchases.order[len(self.free) :]
        trace = np.zeros((len(order), 6))
        trace[:, :3] = self._prices[: len(order)]
        self.floors.stand_on(order, trace[:, 0], trace[:, 1])
        return purchases, trace

    def same_until(
        self, purchases: Purchases, trace: NDArray[np.float64], extra: int, further: int
    ) -> tuple[bool, int]:
        """Say whether all money from EXTRA to FURTHER, both included, surely buys the same in the same order.

        TRACE is of EXTRA, and of FURTHER after a yes. After a no the number is a guess how far it may hold:
        a no says nothing about what is bought.
        """
        each, need0 = self._money(extra)
        last, need = self._money(further)
        self._both[:, :6] = each, kernel.UNIT * each, last, kernel.UNIT * last, 1.0, 1.0
        self._low[:] = self._least
        self._status[:] = np.where(self.candidates, kernel.IN, kernel.OUT)
        width = float((further - extra) * self.budget.unit)
        order = np.array(purchases.order[len(self.free) :], np.int32)
        self.floors.look_ahead(further)
        safe = span(
            self._fans, self._shares, self.budget.supporters.pointers, self.costs, self.total, need,
            self.budget.costs, self._twins, self._both, self._buf, self._low, self._figures, self._status,
            order, trace, self._numbers, each, last, need0, width, self._room, self.floors.known,
            self.floors.later,
        )  # fmt: skip
        if safe >= width:
            self.floors.move(width, trace)
            trace[:, :3] = trace[:, 3:]
        return safe >= width, extra + int(min(safe, width) / self.budget.unit)

    @cached_property
    def _twins(self) -> NDArray[np.int32]:
        """For each project the first with the same cost and supporters: their prices never differ."""
        first: dict[tuple[int, bytes], int] = {}
        fans = self.budget.supporters
        return np.array(
            [first.setdefault((self.whole[p], fans.row(p).tobytes()), p) for p in range(len(self.whole))],
            np.int32,
        )

    @cached_property
    def _both(self) -> NDArray[np.float64]:
        # Six figures in eight, so that those of one ballot lie in one line of the processor's cache.
        return np.empty((len(self._purse), 8))

    def _money(self, extra: int) -> tuple[float, NDArray[np.int64]]:
        """Return what each voter starts with, and how many supporters can pay for each project from that."""
        budget = self.budget
        start = budget.limit + extra * budget.unit * budget.voters
        needed = [-(-cost * budget.voters // start) if start else 2**62 for cost in self.whole]
        return start / budget.voters, np.array(needed, np.int64)

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
