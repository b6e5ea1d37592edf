"""The completion add1 of Equal Shares: raise every voter's money by 1 until the budget is used."""

from __future__ import annotations

from collections.abc import Sequence
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

    In the first case that outcome counts, in the second the one before. Spans of amounts with which surely
    the same is bought are taken as one (`EqualShares.follow`), so the answer is that of going up one by one.
    Where it is not sure, the span is split, and each part goes on from the rounds that both have in common.
    """
    span = shares.span(0, 0)
    waiting, width, runs = [span], 1, 0
    while True:
        if not waiting:
            first = span.last + 1
            waiting, width = [shares.span(first, first + width - 1)], 2 * width
        span = waiting.pop()
        runs += 1
        parts = shares.follow(span)
        if len(parts) == 2:
            waiting += parts
            continue
        # A single amount at which figures lie too close is counted in full, with exact fractions.
        bought = shares.run(span.first).order if parts else shares.bought(span)
        if spent(shares, bought) > shares.budget.limit:
            raised = span.first - 1
            break
        if nothing_more_fits(shares, bought):
            raised = span.first
            break
    return Completed(shares.run(raised), raised, runs + 1)


def spent(shares: EqualShares, bought: Sequence[int]) -> int:
    """Return the cost of what was bought, in amounts."""
    return int(shares.budget.costs[list(bought)].sum())


def nothing_more_fits(shares: EqualShares, bought: Sequence[int]) -> bool:
    """Say whether no project fits into the money left over, or none is left that more money could buy.

    As in the literature a project nobody approves counts as fitting, though it is never bought.
    """
    waiting = np.ones(len(shares.candidates), np.bool_)
    waiting[list(bought)] = False
    left = shares.budget.limit - spent(shares, bought)
    fits = bool(np.any(shares.budget.costs[waiting] <= left))
    return not np.any(waiting & shares.candidates) or (left >= 0 and not fits)
