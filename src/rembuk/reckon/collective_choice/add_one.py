"""The completion add1 of Equal Shares: raise every voter's money by 1 until the budget is used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rembuk.reckon.collective_choice.equal_shares import EqualShares, Purchases


@dataclass(frozen=True)
class Completed:
    """Keep the run that counts, by how much every voter's money was raised, and how many counts it took."""

    purchases: Purchases
    raised: int
    runs: int


def add_one(shares: EqualShares) -> Completed:
    """Raise every voter's money by 1 until nothing more fits, or the total would pass the budget.

    In the first case that outcome counts, in the second the one before. Steps between which the same is
    surely bought are jumped over (`EqualShares.holds`), so the answer is that of going up one by one: the
    count can end only where what is bought changes.
    """
    now = shares.run()
    trace = shares.trace_of(now)
    raised, runs, stride = 0, 1, 1
    # How often the same must be bought before a jump is tried again: failed tries cost as much as steps.
    patience, waited = 1, 0
    while not nothing_more_fits(shares, now):
        runs += 1
        if stride > 1:
            if shares.holds(now, trace, raised + stride):
                raised, stride, patience = raised + stride, stride * 2, 1
            else:
                stride //= 2
                if stride == 1:
                    patience, waited = min(2 * patience, 16), 0
            continue
        following = shares.run(raised + 1)
        if spent(shares, following) > shares.budget.limit:
            break
        waited = waited + 1 if following.order == now.order else 0
        stride = 2 if waited >= patience else 1
        now, raised, trace = following, raised + 1, shares.trace_of(following)
    return Completed(shares.run(raised), raised, runs + 1)


def spent(shares: EqualShares, purchases: Purchases) -> int:
    """Return the cost of what was bought, in amounts."""
    return int(shares.budget.costs[list(purchases.order)].sum())


def nothing_more_fits(shares: EqualShares, purchases: Purchases) -> bool:
    """Say whether no project that somebody approves fits into the money left over."""
    waiting = shares.candidates.copy()
    waiting[list(purchases.order)] = False
    left = shares.budget.limit - spent(shares, purchases)
    return bool(left >= 0 and not np.any(shares.budget.costs[waiting] <= left))
