"""The single transferable vote by Meek's method.

Source: Hill, Wichmann and Woodall, "Algorithm 123: single transferable vote by Meek's method", The Computer
Journal 30 (1987) 277-281, in the fixed-point arithmetic of the Proportional Representation Foundation's
reference rule: nine decimals, keep factors rounded up, a count settled when the surplus is below 1/1000000.
"""

from __future__ import annotations

import numpy as np

from rembuk.reckon.collective_choice.elections import Election, Number, Outcome, Round, strict_ballots
from rembuk.reckon.refusal import Refusal

_ONE = 10**9
_SETTLED = 1000  # one millionth of a vote


class _Ballots:
    """Hold strict orders as a table, so one pass of the count is a few array operations."""

    def __init__(self, election: Election) -> None:
        orders = strict_ballots(election)
        self.size = len(election.ids)
        depth = max((len(order) for order, _ in orders), default=0)
        self.table = np.full((depth, len(orders)), self.size, dtype=np.int64)
        for column, (order, _) in enumerate(orders):
            self.table[: len(order), column] = order
        # A vote is 10^9 steps; beyond this many ballots 64 bits could not hold the sums.
        if sum(weight for _, weight in orders) > 2**62 // _ONE:
            raise Refusal(
                "Surat suara terlalu banyak untuk stv-meek (lebih dari empat miliar); pakai stv-scottish.",
                "There are too many ballots for stv-meek (over four thousand million); use stv-scottish.",
            )
        self.weights = np.array([weight for _, weight in orders], dtype=np.int64)

    def distribute(self, keep: list[int]) -> list[int]:
        """Return the votes of each candidate, in steps, when each keeps its share of what reaches it."""
        factors = np.array([*keep, 0], dtype=np.int64)
        votes = np.zeros(self.size + 1, dtype=np.int64)
        left = np.full(self.weights.shape, _ONE, dtype=np.int64)
        for row in self.table:
            share = -(-left * factors[row] // _ONE)  # rounded up, as the reference rule does
            np.add.at(votes, row, share * self.weights)
            left -= share
        return [int(n) for n in votes[: self.size]]


def stv_meek(election: Election, seats: int) -> Outcome:
    """Count STV by Meek: every elected candidate keeps just a quota, and the quota falls as votes exhaust.

    A ballot is cut at its first tie. Who reaches the quota is elected at once; when the surplus is settled
    the lowest is eliminated. Among those whose votes lie within the remaining surplus of the lowest, the
    one named later in the file goes; the tie is reported.
    """
    ballots = _Ballots(election)
    total = int(ballots.weights.sum()) * _ONE
    keep = [_ONE] * ballots.size
    hopeful = list(range(ballots.size))
    winners: list[int] = []
    rounds: list[Round] = []
    ties: list[tuple[int, ...]] = []
    step = election.unit / _ONE

    def note(votes: list[int], quota: int, elected: list[int], gone: list[int], why: str) -> None:
        facts: dict[str, Number] = {"quota": quota * step, "exhausted": (total - sum(votes)) * step}
        tallies: dict[int, Number] = {c: n * step for c, n in enumerate(votes)}
        rounds.append(Round(tallies, tuple(elected), tuple(gone), why, facts))

    while len(winners) < seats and len(winners) + len(hopeful) > seats:
        votes, quota, surplus, elected = _settle(ballots, keep, hopeful, winners, seats)
        if elected:
            winners += elected
            hopeful = [c for c in hopeful if c not in elected]
            note(votes, quota, elected, [], "quota")
            continue
        lowest = min(votes[c] for c in hopeful)
        tied = [c for c in hopeful if votes[c] <= lowest + surplus]
        if len(tied) > 1:
            ties.append(tuple(tied))
        gone = tied[-1]
        hopeful.remove(gone)
        keep[gone] = 0
        note(votes, quota, [], [gone], "lowest")
    if len(winners) < seats:
        votes = ballots.distribute(keep)
        rest = sorted(hopeful, key=lambda c: (-votes[c], c))
        winners += rest
        note(votes, sum(votes) // (seats + 1) + 1, rest, [], "fill")
    return Outcome(tuple(winners), tuple(rounds), tuple(dict.fromkeys(ties)))


def _settle(
    ballots: _Ballots, keep: list[int], hopeful: list[int], winners: list[int], seats: int
) -> tuple[list[int], int, int, list[int]]:
    """Adjust keep factors until someone is elected or the surplus is settled.

    Return votes, quota and surplus in steps, and who is elected now, most votes first.
    """
    before: int | None = None
    while True:
        votes = ballots.distribute(keep)
        quota = sum(votes) // (seats + 1) + 1
        elected = sorted((c for c in hopeful if votes[c] >= quota), key=lambda c: (-votes[c], c))
        surplus = sum(max(0, votes[c] - quota) for c in winners)
        if elected or surplus < _SETTLED or (before is not None and surplus >= before):
            return votes, quota, surplus, elected
        before = surplus
        for c in winners:
            # Two roundings up, in this order, are the reference rule's.
            product = -(-keep[c] * quota // _ONE)
            keep[c] = -(-product * _ONE // votes[c])
