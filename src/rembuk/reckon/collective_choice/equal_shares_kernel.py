"""The compiled loops of the Method of Equal Shares: doubles with a running bound on their error.

Every figure carries a bound on how far it can lie from the true one. Where two figures lie closer than
their bounds, the loop stops and `equal_shares` settles the question with exact fractions. Supporters who
ran dry hold exactly 0, in no doubt; all others are in some doubt.
"""

# ruff: noqa: PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from typing import Any

import numpy as np

from rembuk.reckon.compiled import compiled

# Why `run` came back.
DONE, TIE, AFFORDABLE, EDGE = range(4)
# Where things stand in the numbers that `run` shares with its caller.
ROUND, FORCED, ASKED, TIED, BY_COST, SMALL, TOLD = range(7)
# What a project is: out for good, still in, bought; or its money found to suffice, or not, this round.
OUT, IN, BOUGHT, SURE, POOR = range(5)

UNIT = 2.0**-53
_ALIVE = 1e-300


@compiled
def _settle(cost: float, kept: int, sums: Any, buf: Any) -> Any:
    """Move purses below the price from the first KEPT of BUF to the poor until none is left to move.

    SUMS holds the money, weight, doubt and number of the poor, and the weight of the others.
    """
    while True:
        price = (cost - sums[0]) / sums[4]
        size, kept = kept, 0
        money, weight, doubt = 0.0, 0.0, 0.0
        for at in range(size):
            m, w, e = buf[0, at], buf[1, at], buf[2, at]
            buf[0, kept], buf[1, kept], buf[2, kept] = m, w, e
            # Products with a comparison spare the processor a branch it could not foresee.
            kept += int(m >= price)
            w *= m < price
            money += w * m
            weight += w
            doubt += w * e
        if kept == size:
            return price, kept
        sums[0] += money
        sums[1] += weight
        sums[2] += doubt
        sums[3] += size - kept
        sums[4] -= weight
        if kept == 0:
            return price, kept


@compiled
def _bound(cost: float, price: float, kept: int, sure: bool, sums: Any, buf: Any, out: Any) -> int:
    """Put into OUT the price, how far it may be off, the weight of all who pay if they all pay it.

    At a fixed price the sum paid is in doubt by weight x error of the poorer supporters only; it grows by
    at least the weight of the others for each unit of price, so the price is off by at most the former
    divided by the latter.
    """
    doubt = 1.001 * sums[2] + (sums[3] + 8) * UNIT * (sums[0] + cost)
    if kept == 0:
        if not sure:
            return OUT if sums[0] < cost - doubt else -1
        out[0], out[1], out[2] = price, np.inf, 0.0
        return IN
    shift = 1.001 * doubt / sums[4] + 4 * UNIT * price
    near, close, excess, rest_doubt = 0.0, 0.0, 0.0, 0.0
    for at in range(kept):
        m, w, e = buf[0, at], buf[1, at], buf[2, at]
        excess += w * (m - price)
        rest_doubt += w * e
        w *= m <= price + 2 * shift + e
        near += w
        close += w * e
    rest_doubt += kept * UNIT * (excess + sums[4] * price)
    if not sure and excess <= 1.001 * (doubt + rest_doubt):
        return -1
    bound = shift
    if near > 0:
        # Some stand so near the price that they may lie on either side of it.
        rest = sums[4] - near
        bound = 1.001 * (doubt + close) / rest + 4 * UNIT * price if rest > 0 else np.inf
        if bound > 2 * shift:
            top = 0.0
            for at in range(kept):
                top = max(top, buf[0, at] + buf[2, at])
            bound = max(shift, top - price)
    out[0], out[1] = price, bound
    out[2] = sums[4] if sums[0] == 0 and sums[2] == 0 and near == 0 else 0.0
    return IN


@compiled
def evaluate(
    p: int, cost: float, everyone: float, need: float, fans: Any, shares: Any, pointers: Any, purse: Any,
    start: float, low: float, sure: bool, buf: Any, out: Any,
) -> int:  # fmt: skip
    """Find the price q of project P: sum over its supporters of weight x min(purse, q) = COST.

    OUT gets q, its error bound, and, if whoever pays less than q pays nothing, the weight of the others,
    so that q = cost / weight exactly (else 0). Returns OUT, IN, or −1 where it is too close to say whether
    the money suffices. LOW is a price that q is expected not to fall below;
    PURSE holds money and the bound of its error; SHARES the weights; the last row of BUF is room for sums.
    """
    sums = buf[3]
    size = pointers[p + 1] - pointers[p]
    while True:
        kept, money, weight, doubt = 0, 0.0, 0.0, 0.0
        for at in range(pointers[p], pointers[p + 1]):
            i, w = fans[at], shares[at]
            m, e = purse[i, 0], purse[i, 1]
            buf[0, kept], buf[1, kept], buf[2, kept] = m, w, e
            kept += int(m >= low)
            w *= m < low
            money += w * m
            weight += w
            doubt += w * e
        if kept == size:
            fresh = 0
            for at in range(kept):
                fresh += int(buf[0, at] == start)
            if fresh == size:
                out[0], out[1], out[2] = cost / everyone, 2 * UNIT * cost / everyone, everyone
                return IN if everyone >= need else OUT
        if kept > 0:
            sums[0], sums[1], sums[2], sums[3], sums[4] = money, weight, doubt, size - kept, everyone - weight
            price, kept = _settle(cost, kept, sums, buf)
            if price >= low:
                return _bound(cost, price, kept, sure, sums, buf, out)
        if low == 0.0:
            return OUT
        low = 0.0


@compiled
def _exact_best(count: int, tied: Any, whole: Any, figures: Any, by_cost: bool) -> int:
    """Leave in TIED only the exact best of the first COUNT projects, whose price is cost / weight, sorted."""
    best = tied[0]
    for k in range(count):
        p = tied[k]
        # Per unit of cost the price is 1 / weight; per project it is cost / weight.
        top, rival = (1, 1) if by_cost else (whole[best], whole[p])
        if rival * int(figures[best, 2]) < top * int(figures[p, 2]):
            best = p
    kept = 0
    for k in range(count):
        p = tied[k]
        top, rival = (1, 1) if by_cost else (whole[best], whole[p])
        if rival * int(figures[best, 2]) == top * int(figures[p, 2]):
            tied[kept] = p
            kept += 1
    for at in range(1, kept):
        p, spot = tied[at], at
        while spot > 0 and tied[spot - 1] > p:
            tied[spot] = tied[spot - 1]
            spot -= 1
        tied[spot] = p
    return kept


@compiled
def _buy(
    p: int, k: int, price: float, bound: float, told: bool, fans: Any, pointers: Any, purse: Any,
    dead: Any, side: Any,
) -> int:  # fmt: skip
    """Let the supporters of P pay; return how many stand so near the price that SIDE must be told first."""
    near = 0
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        near += int((abs(purse[i, 0] - price) <= bound + purse[i, 1]) & (purse[i, 1] > 0) & (side[i] < 0))
    if near > 0:
        return near
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        m, e = purse[i, 0], purse[i, 1]
        stays = m > price
        if told and side[i] >= 0:
            stays = side[i] == 0
            m = max(m, price + _ALIVE)
            side[i] = -1
        # Who is left with nothing holds exactly that: no money, no doubt.
        dead[i] += (k - dead[i]) * int((not stays) & (e > 0))
        purse[i, 0] = (m - price) * stays
        purse[i, 1] = (e + bound + 2 * UNIT * m) * stays
    return 0


@compiled
def cheapest(low: Any, status: Any, seen: Any) -> int:
    """Return the project still in, not yet SEEN, whose price is known to be lowest at least, or −1."""
    p = -1
    for other in range(len(low)):
        if (
            status[other] != OUT
            and status[other] != BOUGHT
            and seen[other] == 0
            and (p < 0 or low[other] < low[p])
        ):
            p = other
    return p


@compiled
def _search(
    fans: Any, shares: Any, pointers: Any, cost: Any, total: Any, need: Any, purse: Any, buf: Any,
    low: Any, seen: Any, figures: Any, status: Any, tied: Any, numbers: Any, start: float,
) -> int:  # fmt: skip
    """Put into TIED all projects that may be the cheapest; return how many, or −1 for a question.

    Prices only rise from round to round, so a project is looked at again only if what it cost when last
    looked at does not rule it out.
    """
    found, best = 0, np.inf
    seen[:] = 0
    while True:
        p = cheapest(low, status, seen)
        if p < 0 or low[p] > best:
            break
        seen[p] = 1
        worth = cost[p] if numbers[BY_COST] == 1 else 1.0
        state = OUT
        if status[p] != POOR:
            state = evaluate(
                p, cost[p], total[p], need[p], fans, shares, pointers, purse, start,
                low[p] * worth * (1 - 1e-9), status[p] == SURE, buf, figures[p],
            )  # fmt: skip
        if state == OUT:
            status[p] = OUT
            continue
        if state == -1:
            numbers[ASKED] = p
            return -1
        low[p] = (figures[p, 0] - figures[p, 1]) / worth * (1 - 4 * UNIT)
        best = min(best, (figures[p, 0] + figures[p, 1]) / worth * (1 + 4 * UNIT))
        tied[found] = p
        found += 1
    kept = 0
    for at in range(found):
        if low[tied[at]] <= best:
            tied[kept] = tied[at]
            kept += 1
    for p in range(len(cost)):
        if status[p] == SURE:
            status[p] = IN
    return kept


@compiled
def run(
    fans: Any, shares: Any, pointers: Any, cost: Any, total: Any, need: Any, whole: Any, purse: Any,
    dead: Any, side: Any, buf: Any, low: Any, seen: Any, figures: Any, status: Any, order: Any, tied: Any,
    ties: Any, prices: Any, numbers: Any, start: float,
) -> int:  # fmt: skip
    """Buy project after project until nothing is affordable or a question needs exact fractions."""
    while True:
        k = numbers[ROUND]
        if numbers[FORCED] < 0:
            kept = _search(
                fans, shares, pointers, cost, total, need, purse, buf, low, seen, figures, status, tied,
                numbers, start,
            )  # fmt: skip
            if kept == 0:
                return DONE
            if kept < 0:
                return AFFORDABLE
            clean = numbers[SMALL] == 1
            for at in range(kept):
                clean = clean and figures[tied[at], 2] > 0
            numbers[TIED] = kept
            if kept > 1 and not clean:
                return TIE
            if kept > 1:
                numbers[TIED] = _exact_best(kept, tied, whole, figures, numbers[BY_COST] == 1)
            numbers[FORCED] = tied[0]
            for column in range(3):
                prices[k, column] = figures[tied[0], column]
        chosen = numbers[FORCED]
        if _buy(chosen, k, prices[k, 0], prices[k, 1], numbers[TOLD] == 1, fans, pointers, purse, dead, side):
            return EDGE
        if numbers[TIED] > 1:
            for at in range(numbers[TIED]):
                ties[k, tied[at]] = True
        order[k] = chosen
        status[chosen] = BOUGHT
        numbers[ROUND], numbers[FORCED], numbers[TIED], numbers[TOLD] = k + 1, -1, 0, 0
