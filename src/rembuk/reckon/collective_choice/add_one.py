"""The completion add1 of Equal Shares: raise every voter's money by 1 until the budget is used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rembuk.reckon.collective_choice.equal_shares import EqualShares, Purchases


@dataclass(frozen=True)
class Completed:
    """Keep the run that counts, by how much money was raised for every voter, and how many runs it took."""

    purchases: Purchases
    raised: int
    runs: int


def add_one(shares: EqualShares) -> Completed:
    """Raise every voter's money by 1 until nothing more fits, or the total would pass the budget.

    In the first case that outcome counts, in the second the one before.
    """
    now = shares.run()
    raised, runs = 0, 1
    while not nothing_more_fits(shares, now):
        following = shares.run(raised + 1)
        runs += 1
        if spent(shares, following) > shares.budget.limit:
            break
        now, raised = following, raised + 1
    return Completed(shares.run(raised), raised, runs)


def spent(shares: EqualShares, purchases: Purchases) -> int:
    """Return the cost of what was bought, in amounts."""
    return int(shares.budget.costs[list(purchases.order)].sum())


def nothing_more_fits(shares: EqualShares, purchases: Purchases) -> bool:
    """Say whether no project that somebody approves fits into the money left over."""
    waiting = shares.candidates.copy()
    waiting[list(purchases.order)] = False
    left = shares.budget.limit - spent(shares, purchases)
    return bool(left >= 0 and not np.any(shares.budget.costs[waiting] <= left))
