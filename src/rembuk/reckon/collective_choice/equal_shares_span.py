"""Prove for a whole span of starting money at once that Equal Shares buys the same in the same order.

Let money grow from one amount to another while the purchases stay as they are. Then nobody ever has less,
so every price falls or stays; whoever is poor (runs dry) at the end was so all along, whoever is rich at
the start stays so. Between, purses and prices are piecewise linear: a price falls by what the poor gain,
divided by the number of the rich. With both ends of the span counted, and bounds on every slope from those
who are surely poor or surely rich, two lines hold the gap between the project bought and a rival from
below. Where the lines stay above zero, the rival is never bought first, however narrow the gap.
"""

# ruff: noqa: PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.equal_shares_kernel import BOUGHT, IN, OUT, UNIT, cheapest, evaluate
from rembuk.reckon.compiled import compiled

# Sums of thousands of doubles, each a little off.
_MORE, _LESS = 1 + 1e-9, 1 - 1e-9
# As good as endless, yet a product with 0 is 0.
_STEEP = 1e280
# Beyond this a gap stands for a project that cannot be bought.
LARGEST_GAP = _STEEP / 2
# And this for two that ask the same.
TIED_GAP = 1e-280


@dataclass
class Span:
    """Keep what is known of the amounts FIRST to LAST, both included: the first ROUNDS of ORDER are bought.

    `trace` (projects, 7): see `follow`. `low` and `status`: what each project asks at least in the next
    round, and whether it is still in. `both`: see `follow`, after those rounds, if it is known.
    """

    first: int
    last: int
    rounds: int
    order: NDArray[np.int32]
    trace: NDArray[np.float64]
    low: NDArray[np.float64]
    status: NDArray[np.int8]
    both: NDArray[np.float64] | None = None

    def guesses(self, at: int) -> NDArray[np.float64]:
        """Return for each round a price that is not expected to be undercut with AT more."""
        share = (self.last - at) / max(1, self.last - self.first)
        end = self.trace[: self.rounds, 3] - self.trace[: self.rounds, 4]
        return np.asarray(end + 0.9 * share * np.maximum(0.0, self.trace[: self.rounds, 0] - end))

    def split(self, after: int, prices: Mapping[int, NDArray[np.float64]]) -> tuple[Span, Span]:
        """Return the span up to AFTER and the rest; PRICES are those of the rounds at some amounts."""
        return self._part(self.first, after, 0, 3, prices), self._part(after + 1, self.last, 3, 0, prices)

    def _part(
        self, first: int, last: int, known: int, asked: int, prices: Mapping[int, NDArray[np.float64]]
    ) -> Span:
        trace, rounds, edge = np.full_like(self.trace, np.nan), self.rounds, last if asked else first
        trace[:rounds, known : known + 3] = self.trace[:rounds, known : known + 3]
        if first == last:
            trace[:rounds, asked : asked + 3] = trace[:rounds, known : known + 3]
        elif edge in prices:
            trace[:rounds, asked : asked + 3] = prices[edge][:rounds]
        trace[:rounds, 6] = self.guesses(edge)
        return Span(first, last, rounds, self.order.copy(), trace, self.low.copy(), self.status.copy())


@compiled
def _slopes(
    p: int, q0: float, x0: float, q1: float, x1: float, fans: Any, shares: Any, pointers: Any, both: Any,
    out: Any,
) -> None:  # fmt: skip
    """Put into OUT the least and the most by which the price of P falls for one more of money.

    Q0 and X0 are price and bound at the start of the span (infinite: too dear there), Q1 and X1 at its end.
    """
    least, most, steady, moved = 0.0, 0.0, 0.0, 0.0
    for at in range(pointers[p], pointers[p + 1]):
        i, w = fans[at], shares[at]
        # Products with a comparison spare the processor a branch it could not foresee.
        poor = int(both[i, 2] + both[i, 3] < q1 - x1)
        rich = int(both[i, 0] - both[i, 1] >= q0 + x0)
        least += w * both[i, 4] * poor
        most += w * both[i, 5] * (1.0 - rich)
        moved += w * (1.0 - poor)
        steady += w * rich
    out[0] = _LESS * least / moved if moved > 0 else 0.0
    out[1] = min(_STEEP, _MORE * most / steady) if steady > 0 else _STEEP


@compiled
def _pay(
    p: int, q0: float, x0: float, q1: float, x1: float, falls: Any, fans: Any, pointers: Any, both: Any,
) -> None:  # fmt: skip
    """Let the supporters of P pay at both ends of the span, and bound how fast their purses grow after."""
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        m0, e0, m1, e1 = both[i, 0], both[i, 1], both[i, 2], both[i, 3]
        poor = int(m1 + e1 < q1 - x1)
        rich = int(m0 - e0 >= q0 + x0)
        both[i, 4] = (both[i, 4] + falls[0]) * rich
        both[i, 5] = min(_STEEP, both[i, 5] + falls[1]) * (1.0 - poor)
        # Who may have run dry or not keeps a purse in doubt, which the bound on its error covers.
        both[i, 0] = max(0.0, m0 - q0)
        both[i, 1] = (e0 + x0 + 2 * UNIT * m0) * ((m0 - q0 > -e0 - x0) & (e0 > 0))
        both[i, 2] = max(0.0, m1 - q1)
        both[i, 3] = (e1 + x1 + 2 * UNIT * m1) * ((m1 - q1 > -e1 - x1) & (e1 > 0))


@compiled
def _sure_from(f0: float, f1: float, down: float, up: float, width: float) -> float:
    """Return −1 if a gap of at least F0 at the start and F1 at the end never closes, else from where on.

    The gap changes by at least DOWN and at most UP per unit of money.
    """
    if f1 <= 0:
        # Too close to tell at the end: alone there, or, it may be, all along.
        return width / 2 if 4 * f1 <= f0 <= 0 else width
    if f0 < 0:
        # The rival is ahead at the start: gaps are nearly straight, so this is where they cross.
        return width * f0 / (f0 - f1)
    if f0 > 0 and f0 + width * min(0.0, down) > 1e-13 * (f0 + width * abs(min(0.0, down))):
        return -1.0
    if up < _STEEP / 2 and f1 - width * max(0.0, up) > 1e-13 * (f1 + width * max(0.0, up)):
        return -1.0
    if f0 > 0 and -_STEEP / 2 < down < 0 < up < _STEEP / 2:
        lowest = f0 + (f0 + width * up - f1) / (up - down) * down
        if lowest > 1e-12 * (f0 + f1 + width * (up - down)):
            return -1.0
    return min(width / 2, max(0.0, width - f1 / max(up, f1 / width)))


@compiled
def _behind(p: int, weight: float, chosen: int, mine: float, whole: Any, by_cost: bool) -> int:
    """Return 1 if P surely asks more than CHOSEN, or the same with the later name.

    WEIGHT and MINE: what their costs are divided by exactly, or 0.
    """
    own, other = (1, 1) if by_cost else (whole[chosen], whole[p])
    gap = other * int(mine) - own * int(weight)
    return int(weight > 0 and mine > 0 and (gap > 0 or (gap == 0 and p > chosen)))


@compiled
def _apart(
    p: int, worth: float, limit: float, at_end: float, mine: Any, width: float, narrow: bool, cost: Any,
    total: Any, need: Any, fans: Any, shares: Any, pointers: Any, both: Any, start: float,
    buf: Any, out: Any, figures: Any, falls: Any,
) -> float:  # fmt: skip
    """Return from where, of WIDTH, rival P surely asks more per worth than the project bought (−1: always).

    LIMIT and AT_END: upper bounds of what that one asks at both ends; MINE: bounds on how fast it falls.
    FIGURES: price and bound of P at the end. NARROW: no amount lies between the ends.
    """
    q1, x1 = figures[0], figures[1]
    f1 = (q1 - x1) / worth * (1 - 4 * UNIT) - at_end
    if width == 0.0:
        return -1.0 if f1 > 0 else 0.0
    state = evaluate(
        p, cost, total, need, fans, shares, pointers, both[:, :2], start, (q1 - x1) * (1 - 1e-9), False, buf,
        out,
    )  # fmt: skip
    q0, x0, f0 = np.inf, 0.0, 0.0
    if state == IN:
        q0, x0 = out[0], out[1]
        f0 = (q0 - x0) / worth * (1 - 4 * UNIT) - limit
    if narrow:
        return -1.0 if f1 > 0 and (f0 > 0 or state == OUT) else 0.0
    _slopes(p, q0, x0, q1, x1, fans, shares, pointers, both, falls)
    down = max(-_STEEP, mine[0] - falls[1] / worth) if falls[1] < _STEEP else -_STEEP
    up = mine[1] - falls[0] / worth
    out[1], out[2], out[3] = f0, f1, 1.0 if f0 < 0 < f1 else 0.0
    return float(_sure_from(f0, f1, down, up, width))


@compiled
def _start(both: Any, start0: float, start1: float) -> None:
    for i in range(len(both)):
        both[i, 0], both[i, 1] = start0, UNIT * start0
        both[i, 2], both[i, 3] = start1, UNIT * start1
        both[i, 4], both[i, 5] = 1.0, 1.0


@compiled
def _repeat(
    rounds: int, order: Any, trace: Any, cost: Any, total: Any, need0: Any, need1: Any, start0: float,
    start1: float, narrow: bool, fans: Any, shares: Any, pointers: Any, both: Any, buf: Any, falls: Any,
    out: Any,
) -> None:  # fmt: skip
    """Buy again what is known to be bought in the first ROUNDS, at both ends; fill what TRACE lacks (NaN)."""
    falls[0], falls[1] = 0.0, _STEEP
    for k in range(rounds):
        p = order[k]
        if np.isnan(trace[k, 0]):
            evaluate(
                p, cost[p], total[p], need0[p], fans, shares, pointers, both[:, :2], start0, trace[k, 6],
                True, buf, out,
            )  # fmt: skip
            trace[k, 0], trace[k, 1], trace[k, 2] = out[0], out[1], out[2]
        if start1 == start0:
            trace[k, 3], trace[k, 4], trace[k, 5] = trace[k, 0], trace[k, 1], trace[k, 2]
        elif np.isnan(trace[k, 3]):
            evaluate(
                p, cost[p], total[p], need1[p], fans, shares, pointers, both[:, 2:4], start1, trace[k, 6],
                True, buf, out,
            )  # fmt: skip
            trace[k, 3], trace[k, 4], trace[k, 5] = out[0], out[1], out[2]
        q0, x0, q1, x1 = trace[k, 0], trace[k, 1], trace[k, 3], trace[k, 4]
        if not narrow:
            _slopes(p, q0, x0, q1, x1, fans, shares, pointers, both, falls)
        _pay(p, q0, x0, q1, x1, falls, fans, pointers, both)


@compiled
def _best_at_end(
    fans: Any, shares: Any, pointers: Any, cost: Any, total: Any, need: Any, whole: Any, both: Any,
    buf: Any, low: Any, seen: Any, figures: Any, status: Any, start: float, by_cost: bool, small: bool,
) -> int:  # fmt: skip
    """Return the project most likely bought next at the end; −1: none is affordable, −2: hard to tell."""
    seen[:] = 0
    best, chosen = np.inf, -1
    while True:
        p = cheapest(low, status, seen)
        if p < 0 or low[p] > best:
            break
        seen[p] = 1
        worth = cost[p] if by_cost else 1.0
        state = evaluate(
            p, cost[p], total[p], need[p], fans, shares, pointers, both[:, 2:4], start,
            low[p] * worth * (1 - 1e-9), False, buf, figures[p],
        )  # fmt: skip
        if state == OUT:
            status[p] = OUT
            continue
        if state == -1:
            return -2
        low[p] = (figures[p, 0] - figures[p, 1]) / worth * (1 - 4 * UNIT)
        top = (figures[p, 0] + figures[p, 1]) / worth * (1 + 4 * UNIT)
        ahead = top < best or (top == best and p < chosen)
        if chosen >= 0 and small:
            if _behind(chosen, figures[chosen, 2], p, figures[p, 2], whole, by_cost) > 0:
                ahead = True
            elif _behind(p, figures[p, 2], chosen, figures[chosen, 2], whole, by_cost) > 0:
                ahead = False
        if ahead or chosen < 0:
            chosen = p
        best = min(best, top)
    return chosen


@compiled
def _in_doubt(
    k: int, chosen: int, mine: Any, fans: Any, shares: Any, pointers: Any, cost: Any, total: Any, need0: Any,
    need1: Any, whole: Any, twin: Any, both: Any, buf: Any, low: Any, seen: Any, figures: Any, status: Any,
    trace: Any, found: Any, start0: float, start1: float, width: float, narrow: bool, by_cost: bool,
    small: bool, room: Any,
) -> float:  # fmt: skip
    """Return −1 if CHOSEN is surely bought in round K all along, else from where on, of WIDTH, it may be.

    MINE: bounds on how fast the price of CHOSEN falls, per worth. FOUND and the end of ROOM: see `follow`.
    """
    out, falls, gaps = room[0], room[2], room[3]
    worth = cost[chosen] if by_cost else 1.0
    limit = (trace[k, 0] + trace[k, 1]) / worth * (1 + 4 * UNIT)
    at_end = (trace[k, 3] + trace[k, 4]) / worth * (1 + 4 * UNIT)
    cut = -1.0
    for p in range(len(cost)):
        if status[p] != IN or p == chosen or low[p] > limit or (twin[p] == twin[chosen] and p > chosen):
            continue
        worth = cost[p] if by_cost else 1.0
        if seen[p] == 0:
            state = evaluate(
                p, cost[p], total[p], need1[p], fans, shares, pointers, both[:, 2:4], start1,
                low[p] * worth * (1 - 1e-9), False, buf, figures[p],
            )  # fmt: skip
            if state == OUT:
                status[p] = OUT
                continue
            if state == -1:
                found[3] = 0
                return width
            low[p] = (figures[p, 0] - figures[p, 1]) / worth * (1 - 4 * UNIT)
            if low[p] > limit:
                continue
        if small and _behind(p, figures[p, 2], chosen, trace[k, 2], whole, by_cost) > 0:
            continue
        sure = _apart(
            p, worth, limit, at_end, mine, width, narrow, cost[p], total[p], need0[p], fans, shares,
            pointers, both, start0, buf, out, figures[p], falls,
        )  # fmt: skip
        if sure > cut:
            cut = sure
            found[2], found[3] = p, int(out[3] == 1.0)
            gaps[0], gaps[1] = out[1], out[2]
    return cut


@compiled
def follow(
    fans: Any, shares: Any, pointers: Any, cost: Any, total: Any, need0: Any, need1: Any, whole: Any,
    twin: Any, both: Any, buf: Any, low: Any, seen: Any, figures: Any, status: Any, order: Any, trace: Any,
    found: Any, start0: float, start1: float, width: float, narrow: bool, by_cost: bool, small: bool,
    ready: bool, room: Any,
) -> float:  # fmt: skip
    """Buy project after project at both ends of a span as long as surely the same is bought all along.

    Returns −1 if that holds to the end, when nothing more is affordable, or from where on, of WIDTH, the
    next purchase may be the same. FOUND holds how many rounds are known from the caller (in ORDER and TRACE)
    and is given how many are known now, the project bought next, its rival, and 1 if that one is ahead of it
    up to there (rival −1: money lacks); then the last row of ROOM holds the gap between the two at both ends.

    TRACE holds for each round at the start price, bound and, where it is cost / weight exactly, the weight;
    the same for the end; and a guess that no price falls below. BOTH: for each ballot purse and bound at the
    start, the same at the end, and least and most growth; READY: as they are after the rounds known. TWIN:
    for each project the first one with the same cost and supporters. NARROW: no amount lies between the ends.
    """
    out, mine, falls, gaps = room[0], room[1], room[2], room[3]
    k = found[0]
    if not ready:
        _start(both, start0, start1)
        _repeat(
            k, order, trace, cost, total, need0, need1, start0, start1, narrow, fans, shares, pointers, both,
            buf, falls, out,
        )  # fmt: skip
    while True:
        found[0], found[2], found[3] = k, -1, 0
        chosen = found[1] = _best_at_end(
            fans, shares, pointers, cost, total, need1, whole, both, buf, low, seen, figures, status, start1,
            by_cost, small,
        )  # fmt: skip
        if chosen < 0:
            return -1.0 if chosen == -1 else width
        worth = cost[chosen] if by_cost else 1.0
        q1, x1 = figures[chosen, 0], figures[chosen, 1]
        q0, x0, exact = q1, x1, figures[chosen, 2]
        trace[k, 3], trace[k, 4], trace[k, 5] = q1, x1, exact
        if width > 0.0:
            state = evaluate(
                chosen, cost[chosen], total[chosen], need0[chosen], fans, shares, pointers, both[:, :2],
                start0, (q1 - x1) * (1 - 1e-9), False, buf, out,
            )  # fmt: skip
            if state != IN:
                found[3], gaps[0], gaps[1] = 1, -_STEEP, _STEEP
                return width / 2
            q0, x0, exact = out[0], out[1], out[2]
        trace[k, 0], trace[k, 1], trace[k, 2] = q0, x0, exact
        pace0, pace1 = 0.0, _STEEP
        if not narrow:
            _slopes(chosen, q0, x0, q1, x1, fans, shares, pointers, both, falls)
            pace0, pace1 = falls[0], falls[1]
        mine[0], mine[1] = pace0 / worth, pace1 / worth if pace1 < _STEEP else _STEEP
        cut = _in_doubt(
            k, chosen, mine, fans, shares, pointers, cost, total, need0, need1, whole, twin, both, buf, low,
            seen, figures, status, trace, found, start0, start1, width, narrow, by_cost, small, room,
        )  # fmt: skip
        if cut >= 0:
            return cut
        falls[0], falls[1] = pace0, pace1
        _pay(chosen, q0, x0, q1, x1, falls, fans, pointers, both)
        status[chosen], order[k] = BOUGHT, chosen
        k += 1


@compiled
def part(both: Any, second: Any, until: Any, since: Any) -> None:
    """Let SECOND begin with the purses SINCE and end as BOTH does, and BOTH end with the purses UNTIL.

    An array of no length leaves its side alone.
    """
    for i in range(len(both)):
        if len(second) > 0:
            second[i, 2], second[i, 3] = both[i, 2], both[i, 3]
            second[i, 4], second[i, 5] = both[i, 4], both[i, 5]
            second[i, 0], second[i, 1] = since[i, 0], since[i, 1]
        if len(until) > 0:
            both[i, 2], both[i, 3] = until[i, 0], until[i, 1]


@compiled
def probe(
    rounds: int, order: Any, chosen: int, rival: int, fans: Any, shares: Any, pointers: Any, cost: Any,
    total: Any, need: Any, purse: Any, buf: Any, trace: Any, share: float, prices: Any, start: float,
    by_cost: bool, out: Any,
) -> float:  # fmt: skip
    """Return, roughly, how much more RIVAL asks than CHOSEN after ROUNDS of ORDER; −1: money over for CHOSEN.

    TRACE is that of the span, START after SHARE of it. PRICES and PURSE are filled: for each round price,
    bound and exact weight or 0, for each ballot what is left and its bound.
    """
    for i in range(len(purse)):
        purse[i, 0], purse[i, 1] = start, UNIT * start
    for k in range(rounds):
        p = order[k]
        q, x, w = trace[k, 3], trace[k, 4], trace[k, 5]
        if w == 0.0 or w != trace[k, 2]:
            guess = q - x + 0.9 * (1 - share) * max(0.0, trace[k, 0] - q + x)
            evaluate(
                p, cost[p], total[p], need[p], fans, shares, pointers, purse, start, guess, True, buf, out
            )
            q, x, w = out[0], out[1], out[2]
        # Else the same pay all of it at both ends, and between.
        prices[k, 0], prices[k, 1], prices[k, 2] = q, x, w
        for at in range(pointers[p], pointers[p + 1]):
            i = fans[at]
            m, e = purse[i, 0], purse[i, 1]
            purse[i, 0] = max(0.0, m - q)
            purse[i, 1] = (e + x + 2 * UNIT * m) * ((m - q > -e - x) & (e > 0))
    if rival < 0:
        over = -cost[chosen]
        for at in range(pointers[chosen], pointers[chosen + 1]):
            over += shares[at] * purse[fans[at], 0]
        return float(over)
    if evaluate(
        chosen, cost[chosen], total[chosen], need[chosen], fans, shares, pointers, purse, start, 0.0, False,
        buf, out,
    ) != IN:  # fmt: skip
        return -_STEEP
    mine = out[0] / (cost[chosen] if by_cost else 1.0)
    if evaluate(
        rival, cost[rival], total[rival], need[rival], fans, shares, pointers, purse, start, 0.0, False, buf,
        out,
    ) != IN:  # fmt: skip
        return _STEEP
    gap = out[0] / (cost[rival] if by_cost else 1.0) - mine
    return float(gap) if abs(gap) > 1e-12 * mine else -TIED_GAP
