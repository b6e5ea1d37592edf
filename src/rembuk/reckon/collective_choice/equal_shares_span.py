"""Prove for a whole span of starting money at once that Equal Shares buys the same in the same order.

Let money grow from one amount to another while the purchases stay as they are. Then nobody ever has less,
so every price falls or stays; whoever is poor (runs dry) at the end was so all along, whoever is rich at
the start stays so. Between, purses and prices are piecewise linear: a price falls by what the poor gain,
divided by the number of the rich. With both ends of the span counted, and bounds on every slope from those
who are surely poor or surely rich, two lines hold the gap between the project bought and a rival from
below. Where the lines stay above zero, the rival is never bought first, however narrow the gap.
"""

# ruff: noqa: PLR0912, PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from typing import Any

import numpy as np

from rembuk.reckon.collective_choice.equal_shares_kernel import (
    BOUGHT,
    BY_COST,
    IN,
    OUT,
    SMALL,
    UNIT,
    evaluate,
    recall,
)
from rembuk.reckon.compiled import compiled

# Sums of thousands of doubles, each a little off.
_MORE, _LESS = 1 + 1e-9, 1 - 1e-9
# As good as endless, yet a product with 0 is 0.
_STEEP = 1e280


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
def _safe_until(f0: float, f1: float, down: float, up: float, width: float) -> float:
    """Return WIDTH if a gap of at least F0 at the start and F1 at the end never closes, else until where.

    The gap changes by at least DOWN and at most UP per unit of money.
    """
    if f0 > 0 and f0 + width * min(0.0, down) > 1e-13 * (f0 + width * abs(min(0.0, down))):
        return width
    if f1 > 0 and up < _STEEP / 2 and f1 - width * max(0.0, up) > 1e-13 * (f1 + width * max(0.0, up)):
        return width
    if f0 > 0 and f1 > 0 and -_STEEP / 2 < down < 0 < up < _STEEP / 2:
        lowest = f0 + (f0 + width * up - f1) / (up - down) * down
        if lowest > 1e-12 * (f0 + f1 + width * (up - down)):
            return width
    if f0 > 0 and f1 < 0:
        # The rival is ahead at the end: gaps are nearly straight, so this is where they cross.
        return width * f0 / (f0 - f1)
    if f0 > 0 and down < 0:
        return f0 / -down
    return 0.0


@compiled
def _behind(p: int, weight: float, chosen: int, mine: float, whole: Any, by_cost: bool) -> int:
    """Return 1 if P surely asks more than CHOSEN, or the same with the later name.

    WEIGHT and MINE: what their costs are divided by exactly, or 0.
    """
    own, other = (1, 1) if by_cost else (whole[chosen], whole[p])
    gap = other * int(mine) - own * int(weight)
    return int(weight > 0 and mine > 0 and (gap > 0 or (gap == 0 and p > chosen)))


@compiled
def _share_lacked(p: int, cost: float, fans: Any, shares: Any, pointers: Any, both: Any) -> float:
    """Guess after which share of the span the supporters of P, who cannot buy it at first, can."""
    lacked, spare = cost, -cost
    for at in range(pointers[p], pointers[p + 1]):
        lacked -= shares[at] * both[fans[at], 0]
        spare += shares[at] * both[fans[at], 2]
    return float(lacked / (lacked + spare)) if lacked > 0 and spare > 0 else 0.5


@compiled
def _apart(
    p: int, worth: float, limit: float, at_end: float, mine: Any, width: float, cost: Any, total: Any,
    need: Any, fans: Any, shares: Any, pointers: Any, both: Any, start: float,
    buf: Any, out: Any, figures: Any, falls: Any,
) -> float:  # fmt: skip
    """Return until where, of WIDTH, rival P surely asks more per worth than the project bought.

    LIMIT and AT_END: upper bounds of what that one asks at both ends; MINE: bounds on how fast it falls.
    FIGURES: price and bound of P at the end.
    """
    q1, x1 = figures[0], figures[1]
    state = evaluate(
        p, cost, total, need, fans, shares, pointers, both[:, :2], start, (q1 - x1) * (1 - 1e-9), False, buf,
        out,
    )  # fmt: skip
    q0, x0, f0 = np.inf, 0.0, 0.0
    if state == IN:
        q0, x0 = out[0], out[1]
        f0 = (q0 - x0) / worth * (1 - 4 * UNIT) - limit
    _slopes(p, q0, x0, q1, x1, fans, shares, pointers, both, falls)
    f1 = (q1 - x1) / worth * (1 - 4 * UNIT) - at_end
    if state != IN and f1 <= 0:
        # It lacks the money at first, and leads as soon as it has it.
        return width * _share_lacked(p, cost, fans, shares, pointers, both)
    down = max(-_STEEP, mine[0] - falls[1] / worth) if falls[1] < _STEEP else -_STEEP
    up = mine[1] - falls[0] / worth
    return float(_safe_until(f0, f1, down, up, width))


@compiled
def span(
    fans: Any, shares: Any, pointers: Any, cost: Any, total: Any, need: Any, whole: Any, twin: Any,
    both: Any, buf: Any, low: Any, figures: Any, status: Any, order: Any, trace: Any,
    numbers: Any, start0: float, start1: float, need0: Any, width: float, room: Any, known: Any, later: Any,
) -> float:  # fmt: skip
    """Return WIDTH if all starting money of a span surely buys ORDER and no more, else a guess until where.

    The guess is the least over all rounds, so that the next try seldom fails.

    TRACE holds for each round at the start price, bound and, where it is cost / weight exactly, the weight;
    the three columns after are filled with the same for the end. BOTH: for each ballot purse and bound at
    the start, the same at the end, and 1, 1. KNOWN and LATER: see `equal_shares_floors`. TWIN: for each
    project the first one with the same cost and supporters.
    """
    by_cost = numbers[BY_COST] == 1
    rounds = len(order)
    out, mine, falls = room[0], room[1], room[2]
    more, safe = width, width
    for k in range(rounds + 1):
        limit, at_end, chosen = np.inf, np.inf, -1
        if k < rounds:
            chosen = order[k]
            mine_worth = cost[chosen] if by_cost else 1.0
            q0, x0 = trace[k, 0], trace[k, 1]
            limit = (q0 + x0) / mine_worth * (1 + 4 * UNIT)
            evaluate(
                chosen, cost[chosen], total[chosen], need[chosen], fans, shares, pointers, both[:, 2:4],
                start1, max(0.0, q0 * (1 - 20 * width / start1)), True, buf, out,
            )  # fmt: skip
            trace[k, 3], trace[k, 4], trace[k, 5] = out[0], out[1], out[2]
            q1, x1 = out[0], out[1]
            at_end = (q1 + x1) / mine_worth * (1 + 4 * UNIT)
            _slopes(chosen, q0, x0, q1, x1, fans, shares, pointers, both, falls)
            pace0, pace1 = falls[0], falls[1]
            mine[0] = pace0 / mine_worth
            mine[1] = pace1 / mine_worth if pace1 < _STEEP else _STEEP
        if len(known) > 0:
            recall(known[k], more, low)
            recall(later[k], 0.0, low)
        for p in range(len(cost)):
            if status[p] != IN or p == chosen or low[p] > limit:
                continue
            if k < rounds and twin[p] == twin[chosen] and p > chosen:
                continue
            worth = cost[p] if by_cost else 1.0
            state = evaluate(
                p, cost[p], total[p], need[p], fans, shares, pointers, both[:, 2:4], start1,
                low[p] * worth * (1 - 1e-9), False, buf, figures[p],
            )  # fmt: skip
            if state == OUT:
                status[p] = OUT
                continue
            if state == -1:
                return min(safe, width / 4)
            if k == rounds:
                safe = min(safe, width * _share_lacked(p, cost[p], fans, shares, pointers, both))
                continue
            low[p] = (figures[p, 0] - figures[p, 1]) / worth * (1 - 4 * UNIT)
            if len(later) > 0:
                later[k, p, 0], later[k, p, 1] = low[p], figures[p, 3] / worth
            if low[p] > limit:
                continue
            if numbers[SMALL] == 1 and _behind(p, figures[p, 2], chosen, trace[k, 2], whole, by_cost) > 0:
                continue
            until = _apart(
                p, worth, limit, at_end, mine, width, cost[p], total[p], need0[p], fans, shares, pointers,
                both, start0, buf, out, figures[p], falls,
            )  # fmt: skip
            # Later rounds may close the span earlier, but not where little of it is left.
            safe = min(safe, until)
            if safe < width / 8:
                return safe
        if k < rounds:
            falls[0], falls[1] = pace0, pace1
            _pay(chosen, q0, x0, q1, x1, falls, fans, pointers, both)
            more += max(0.0, q0 + x0 - q1 + x1)
            status[chosen] = BOUGHT
    return safe
