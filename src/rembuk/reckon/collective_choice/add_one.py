"""The completion add1 of Equal Shares: raise every voter's money by 1 until the budget is used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rembuk.reckon.collective_choice.equal_shares import EqualShares, Purchases
from rembuk.reckon.collective_choice.equal_shares_floors import Floors


@dataclass(frozen=True)
class Completed:
    """Keep the run that counts, by how much every voter's money was raised, and how many counts it took."""

    purchases: Purchases
    raised: int
    runs: int


def add_one(shares: EqualShares) -> Completed:
    """Raise every voter's money by 1 until nothing more fits, or the total would pass the budget.

    In the first case that outcome counts, in the second the one before. Steps between which the same is
    surely bought are jumped over (`EqualShares.same_until`), so the answer is that of going up one by one:
    the count can end only where what is bought changes.
    """
    shares.floors = Floors.of(len(shares.budget.ids))
    now, trace = shares.step(0, -1.0)
    raised, runs = 0, 1
    # How far the next jump is tried, and where what is bought may change, as far as is known.
    stride, usual, barrier, since = 2, 2.0, 0, 0
    while not nothing_more_fits(shares, now):
        runs += 1
        if stride > 1:
            same, until = shares.same_until(now, trace, raised, raised + stride)
            if same:
                raised += stride
                # Where the last no was expected to begin, the next amount is counted in full.
                stride = max(1, barrier - raised) if barrier else 2 * stride
            else:
                barrier = until
                stride = min(until - raised, stride - 1)
            continue
        following, after = shares.step(raised + 1, float(shares.budget.unit))
        if spent(shares, following) > shares.budget.limit:
            break
        raised, trace = raised + 1, after
        stride = 2
        if following.order != now.order:
            usual, since = 0.8 * usual + 0.2 * (raised - since), raised
            stride = max(2, int(usual))
        now, barrier = following, 0
    shares.floors = Floors.of(0)
    return Completed(shares.run(raised), raised, runs + 1)


def spent(shares: EqualShares, purchases: Purchases) -> int:
    """Return the cost of what was bought, in amounts."""
    return int(shares.budget.costs[list(purchases.order)].sum())


def nothing_more_fits(shares: EqualShares, purchases: Purchases) -> bool:
    """Say whether no project fits into the money left over, or none is left that more money could buy.

    As in the literature a project nobody approves counts as fitting, though it is never bought.
    """
    waiting = np.ones(len(shares.candidates), np.bool_)
    waiting[list(purchases.order)] = False
    left = shares.budget.limit - spent(shares, purchases)
    fits = bool(np.any(shares.budget.costs[waiting] <= left))
    return not np.any(waiting & shares.candidates) or (left >= 0 and not fits)
