"""The compiled loops of the Method of Equal Shares: doubles with a running bound on their error.

Every figure carries a bound on how far it can lie from the true one. Where two figures lie closer than
their bounds, the loop stops and `equal_shares` settles the question with exact fractions.
"""

# ruff: noqa: PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from typing import Any

import numpy as np

from rembuk.reckon.collective_choice.compiled import compiled

# Why `run` came back.
DONE, TIE, AFFORDABLE, EDGE = range(4)
# Where things stand in the arrays of numbers that `run` shares with its caller.
ROUND, FORCED, ASKED, TIED, BY_COST, EDGES, SMALL = range(7)
# What a project is: out for good, still in, bought; or its money found to suffice, or not, this round.
OUT, IN, BOUGHT, SURE, POOR = range(5)

UNIT = 2.0**-53


@compiled
def _add(total: float, carry: float, term: float) -> tuple[float, float]:
    """Add TERM to a compensated sum (Neumaier): two roundings of error however many terms there are."""
    new = total + term
    return new, carry + ((total - new) + term if total >= term else (term - new) + total)


@compiled
def _settle(cost: float, kept: int, rich: int, poor: float, carry: float, doubt: float, buf: Any) -> Any:
    """Move purses below the price from the first KEPT of BUF to the poor until none is left to move."""
    while True:
        price = (cost - (poor + carry)) / rich
        size, moved, kept = kept, 0, 0
        for at in range(size):
            money, weight, off = buf[0, at], buf[1, at], buf[2, at]
            if money < price and rich > weight:
                poor, carry = _add(poor, carry, weight * money)
                doubt += weight * off
                rich -= int(weight)
                moved += 1
            else:
                buf[0, kept], buf[1, kept], buf[2, kept] = money, weight, off
                kept += 1
        if moved == 0:
            return price, kept, rich, poor + carry, doubt


@compiled
def _affordable(cost: float, kept: int, poor: float, carry: float, doubt: float, buf: Any) -> int:
    """Say IN, OUT, or −1 where the sum of all purses is too near to COST to tell."""
    for at in range(kept):
        poor, carry = _add(poor, carry, buf[1, at] * buf[0, at])
        doubt += buf[1, at] * buf[2, at]
    slack = 1.001 * doubt + 8 * UNIT * (poor + carry + cost)
    if poor + carry < cost - slack:
        return OUT
    return IN if poor + carry > cost + slack else -1


@compiled
def _bound(
    price: float,
    cost: float,
    kept: int,
    rich: int,
    everyone: int,
    poor: float,
    doubt: float,
    buf: Any,
    out: Any,
) -> None:
    """Put into OUT the price, how far it may be off, and whether everybody surely pays all of it (1)."""
    doubt = 1.001 * doubt + 8 * UNIT * (poor + cost)
    shift = 1.001 * doubt / rich + 4 * UNIT * price
    near, top, close = 0, 0.0, 0.0
    for at in range(kept):
        top = max(top, buf[0, at] + buf[2, at])
        if buf[0, at] <= price + 2 * shift + buf[2, at]:
            near += int(buf[1, at])
            close += buf[1, at] * buf[2, at]
    bound = shift
    if near > 0:
        # Some stand so near the price that they may lie on either side of it.
        bound = np.inf if near >= rich else 1.001 * (doubt + close) / (rich - near) + 4 * UNIT * price
        if bound > 2 * shift:
            bound = max(shift, top - price)
    out[0], out[1] = price, bound
    out[2] = 1.0 if rich == everyone and near == 0 else 0.0


@compiled
def evaluate(
    p: int, cost: float, fans: Any, pointers: Any, weights: Any, purse: Any, off: Any, last: Any,
    need: int, low: float, sure: bool, buf: Any, out: Any,
) -> int:  # fmt: skip
    """Find the price q of project P: sum over its supporters of weight x min(purse, q) = COST.

    OUT gets q, its error bound, and 1 if nobody pays less than q, so that q = cost / weight exactly.
    Returns OUT, IN, or −1 where it is too close to say whether the money suffices. LOW is a price that q
    is expected not to fall below; OFF bounds the error of each purse.

    The bound: at a fixed price the sum paid is in doubt by weight x error of the poorer supporters only;
    it grows by at least the weight of the others for each unit of price, so q is off by at most the
    former divided by the latter.
    """
    while True:
        kept, everyone, rich, poor, carry, doubt, fresh = 0, 0, 0, 0.0, 0.0, 0.0, True
        for at in range(pointers[p], pointers[p + 1]):
            i = fans[at]
            w, money = weights[i], purse[i]
            everyone += w
            fresh = fresh and last[i] < 0
            if money < low:
                poor, carry = _add(poor, carry, w * money)
                doubt += w * off[i]
            else:
                buf[0, kept], buf[1, kept], buf[2, kept] = money, w, off[i]
                kept += 1
                rich += w
        if fresh:
            out[0], out[1], out[2] = cost / everyone, 2 * UNIT * cost / everyone, 1.0
            return IN if everyone >= need else OUT
        if not sure:
            state = _affordable(cost, kept, poor, carry, doubt, buf)
            if state != IN:
                return state
        if rich > 0:
            price, kept, rich, poor, doubt = _settle(cost, kept, rich, poor, carry, doubt, buf)
            if price >= low:
                break
        low = 0.0
    _bound(price, cost, kept, rich, everyone, poor, doubt, buf, out)
    return IN


@compiled
def _exact_best(count: int, tied: Any, whole: Any, weight: Any, by_cost: bool) -> int:
    """Leave in TIED only the exact best of the first COUNT projects, whose price is cost / weight, sorted."""
    best = tied[0]
    for k in range(count):
        p = tied[k]
        # Per unit of cost the price is 1 / weight; per project it is cost / weight.
        top, rival = (1, 1) if by_cost else (whole[best], whole[p])
        if rival * weight[best] < top * weight[p]:
            best = p
    kept = 0
    for k in range(count):
        p = tied[k]
        top, rival = (1, 1) if by_cost else (whole[best], whole[p])
        if rival * weight[best] == top * weight[p]:
            tied[kept] = p
            kept += 1
    tied[:kept] = np.sort(tied[:kept])
    return kept


@compiled
def _buy(
    p: int, k: int, price: float, bound: float, margin: float, fans: Any, pointers: Any, purse: Any, off: Any,
    last: Any, dead: Any, side: Any, edges: Any,
) -> int:  # fmt: skip
    """Let the supporters of P pay; return how many stand so near the price that SIDE must be asked first."""
    near = 0
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        if dead[i] < 0 and side[i] < 0 and abs(purse[i] - price) <= margin + off[i]:
            edges[near] = i
            near += 1
    if near > 0:
        return near
    for at in range(pointers[p], pointers[p + 1]):
        i = fans[at]
        if dead[i] >= 0:
            continue
        poor = side[i] == 1 if side[i] >= 0 else purse[i] <= price
        side[i] = -1
        last[i] = k
        if poor:
            dead[i] = k
            purse[i] = off[i] = 0.0
        else:
            off[i] += bound + 2 * UNIT * purse[i]
            purse[i] = max(purse[i] - price, 0.0)
    return 0


@compiled
def _search(
    fans: Any, pointers: Any, weights: Any, cost: Any, need: Any, purse: Any, off: Any,
    last: Any, buf: Any, low: Any, upper: Any, seen: Any, figures: Any, status: Any, tied: Any, numbers: Any,
) -> int:  # fmt: skip
    """Put into TIED all projects that may be the cheapest; return how many, or −1 for a question.

    Prices only rise from round to round, so a project is looked at again only if what it cost when last
    looked at does not rule it out.
    """
    found, best = 0, np.inf
    seen[:] = 0
    while True:
        p = -1
        for other in range(len(cost)):
            if (
                status[other] != OUT
                and status[other] != BOUGHT
                and seen[other] == 0
                and (p < 0 or low[other] < low[p])
            ):
                p = other
        if p < 0 or low[p] > best:
            break
        seen[p] = 1
        worth = cost[p] if numbers[BY_COST] == 1 else 1.0
        state = OUT
        if status[p] != POOR:
            state = evaluate(
                p, cost[p], fans, pointers, weights, purse, off, last, need[p],
                low[p] * worth * (1 - 1e-9), status[p] == SURE, buf, figures[p],
            )  # fmt: skip
        if state == OUT:
            status[p] = OUT
            continue
        if state == -1:
            numbers[ASKED] = p
            return -1
        low[p] = (figures[p, 0] - figures[p, 1]) / worth * (1 - 4 * UNIT)
        upper[p] = (figures[p, 0] + figures[p, 1]) / worth * (1 + 4 * UNIT)
        best = min(best, upper[p])
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
    fans: Any, pointers: Any, weights: Any, cost: Any, whole: Any, total_weight: Any, need: Any,
    purse: Any, off: Any, last: Any, dead: Any, side: Any, edges: Any, buf: Any, low: Any, upper: Any,
    seen: Any, figures: Any, status: Any, order: Any, tied: Any, ties: Any, prices: Any, numbers: Any,
) -> int:  # fmt: skip
    """Buy project after project until nothing is affordable or a question needs exact fractions."""
    while True:
        k = numbers[ROUND]
        if numbers[FORCED] < 0:
            kept = _search(
                fans, pointers, weights, cost, need, purse, off, last, buf, low, upper, seen, figures,
                status, tied, numbers,
            )  # fmt: skip
            if kept == 0:
                return DONE
            if kept < 0:
                return AFFORDABLE
            clean = numbers[SMALL] == 1
            for at in range(kept):
                clean = clean and figures[tied[at], 2] == 1.0
            numbers[TIED] = kept
            if kept > 1 and not clean:
                return TIE
            if kept > 1:
                numbers[TIED] = _exact_best(kept, tied, whole, total_weight, numbers[BY_COST] == 1)
            numbers[FORCED] = tied[0]
            # The margin of the third column is what bounds the price until exact fractions better it.
            prices[k, 0], prices[k, 1], prices[k, 2] = (
                figures[tied[0], 0],
                figures[tied[0], 1],
                figures[tied[0], 1],
            )
        chosen = numbers[FORCED]
        near = _buy(
            chosen, k, prices[k, 0], prices[k, 1], prices[k, 2], fans, pointers, purse, off, last, dead,
            side, edges,
        )  # fmt: skip
        if near > 0:
            numbers[EDGES] = near
            return EDGE
        if numbers[TIED] > 1:
            for at in range(numbers[TIED]):
                ties[k, tied[at]] = True
        order[k] = chosen
        status[chosen] = BOUGHT
        numbers[ROUND], numbers[FORCED], numbers[TIED] = k + 1, -1, 0
