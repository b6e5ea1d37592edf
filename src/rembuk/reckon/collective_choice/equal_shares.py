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
from rembuk.reckon.collective_choice.equal_shares_span import (
    LARGEST_GAP,
    TIED_GAP,
    Span,
    follow,
    part,
    probe,
)
from rembuk.reckon.collective_choice.exact import Ledger

# Purses and prices at one amount.
Point = tuple[NDArray[np.float64], NDArray[np.float64]]
# With more ballots than this the purses of a part that waits are not kept, but found anew.
_COPIED = 100_000


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
        # Beyond 62 bits numpy counts in whole numbers of Python.
        bills = [cost * budget.voters for cost in self.whole]
        self._bills = np.array(bills, np.int64 if max(bills) < 2**62 else object)
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
        self._room = np.empty((4, 4))
        self._found = np.zeros(4, np.int64)
        self._spare: list[NDArray[np.float64]] = []
        self._points = [(np.empty((classes, 2)), np.empty((count, 3))) for _ in range(3)]

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
                self._numbers, self._each,
            )
        )  # fmt: skip

    def span(self, first: int, last: int) -> Span:
        """Return the span of FIRST to LAST more units a voter, nothing known of it."""
        count = len(self.budget.ids)
        status = np.where(self.candidates, kernel.IN, kernel.OUT).astype(np.int8)
        return Span(
            first, last, 0, np.empty(count, np.int32), np.full((count, 7), np.nan), self._least.copy(), status
        )

    def bought(self, span: Span) -> tuple[int, ...]:
        """Return what is known to be bought with all amounts of SPAN, in order."""
        return (*self.free, *span.order[: span.rounds].tolist())

    def follow(self, span: Span) -> tuple[Span, ...]:
        """Buy, and enter into SPAN, as long as surely the same is bought with all its amounts.

        Returns the two parts to go on with, the later one first, or nothing where there is no more to buy. A
        single amount that leaves a doubt is returned itself.
        """
        start0, need0 = self._money(span.first)
        start1, need1 = self._money(span.last) if span.last > span.first else (start0, need0)
        unit, steps = self.budget.unit, span.last - span.first
        both, ready = (self._rest(), False) if span.both is None else (span.both, True)
        while True:
            self._found[0] = span.rounds
            cut = follow(
                self._fans, self._shares, self.budget.supporters.pointers, self.costs, self.total, need0,
                need1, self.budget.costs, self._twins, both, self._buf, span.low, self._seen, self._figures,
                span.status, span.order, span.trace, self._found, start0, start1, float(steps * unit),
                steps < 2, self.by_cost, self._small, ready, self._room,
            )  # fmt: skip
            span.rounds, crosses = int(self._found[0]), bool(self._found[3]) and steps > 1
            if cut < 0 or crosses or not ready or steps < 2:
                break
            # Growth known of a wider span left the doubt: find out that of this one.
            ready = False
        if cut < 0 or steps == 0:
            self._spare.append(both)
            return () if cut < 0 else (span,)
        # A doubt at the very end may go back far: halve.
        after = span.first + (min(steps - 1, int(cut / unit)) if cut < steps * unit else steps // 2)
        points: dict[int, Point] = {}
        if crosses:
            after, points = self._crossing(span, after)
        parts = span.split(after, {at: prices for at, (_, prices) in points.items()})
        self._hand_on(both, parts, {at: purses for at, (purses, _) in points.items()})
        return parts[::-1]

    def _hand_on(
        self, both: NDArray[np.float64], parts: tuple[Span, Span], purses: dict[int, NDArray[np.float64]]
    ) -> None:
        """Let the PARTS of a span begin where BOTH stands, if the purses at their new ends are known."""
        first, second = parts
        nothing = np.empty((0, 2))
        until = both[:, :2].copy() if first.first == first.last else purses.get(first.last, nothing)
        since = both[:, 2:4].copy() if second.first == second.last else purses.get(second.first, nothing)
        if len(since) and len(both) <= _COPIED:
            second.both = self._rest()
        if len(until):
            first.both = both
        part(both, nothing if second.both is None else second.both, until, since)
        if first.both is None:
            self._spare.append(both)

    def _rest(self) -> NDArray[np.float64]:
        # Six figures in eight, so that those of one ballot lie in one line of the processor's cache.
        return self._spare.pop() if self._spare else np.empty((len(self._purse), 8))

    def _crossing(self, span: Span, at: int) -> tuple[int, dict[int, Point]]:
        """Return the last amount, AT as a guess, at which the rival found is still ahead, or money lacks.

        With it, purses and prices at amounts tried last.
        """
        chosen, rival = int(self._found[1]), int(self._found[2])
        low, high = span.first, span.last
        below, above = self._room[3, :2].tolist()
        spare, points = list(self._points), dict[int, Point]()
        for attempt in range(64):
            if high - low < 2:
                break
            at = max(low + 1, min(high - 1, at))
            start, need = self._money(at)
            point = spare.pop()
            gap = probe(
                span.rounds, span.order, chosen, rival, self._fans, self._shares,
                self.budget.supporters.pointers, self.costs, self.total, need, point[0], self._buf,
                span.trace, (at - span.first) / (span.last - span.first), point[1], start, self.by_cost,
                self._room[0],
            )  # fmt: skip
            points[at] = point
            if (gone := low if gap < 0 else high) in points:
                spare.append(points.pop(gone))
            low, below, high, above = (at, gap, high, above) if gap < 0 else (low, below, at, gap)
            known = min(-below, above) > TIED_GAP and max(-below, above) < LARGEST_GAP
            if attempt > 5 or not known:
                at = (low + high) // 2
            else:
                # Where a straight line crosses, but the next amount if that is nearer.
                zero = low - below * (high - low) / (above - below)
                at = max(low + 1, int(zero)) if gap < 0 else min(high - 1, int(zero) + 1)
        return low, points

    @cached_property
    def _twins(self) -> NDArray[np.int32]:
        """For each project the first with the same cost and supporters: their prices never differ."""
        first: dict[tuple[int, bytes], int] = {}
        fans = self.budget.supporters
        return np.array(
            [first.setdefault((self.whole[p], fans.row(p).tobytes()), p) for p in range(len(self.whole))],
            np.int32,
        )

    def _money(self, extra: int) -> tuple[float, NDArray[np.int64]]:
        """Return what each voter starts with, and how many supporters can pay for each project from that."""
        budget = self.budget
        start = budget.limit + extra * budget.unit * budget.voters
        bills = self._bills if start < 2**62 else self._bills.astype(object)
        needed = -(-bills // start) if start else np.full(len(self.whole), 2**62)
        return start / budget.voters, needed.astype(np.int64)

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
