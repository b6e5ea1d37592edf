"""The single transferable vote of Scottish council elections.

Source: The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52, kept by
the Order of 2011 (SSI 2011/399). Where the law draws lots, the candidate named earlier in the file stays (or
goes first); the tie is reported.
"""

from __future__ import annotations

from collections.abc import Callable

from rembuk.reckon.collective_choice.elections import Election, Number, Outcome, Round, strict_ballots

_STEP = 100_000  # five decimal places, any remainder ignored: rule 48(3)


class _Count:
    """Hold the papers of each candidate: (order, place on it, how many, value of each in 1/100000 vote)."""

    def __init__(self, election: Election, seats: int) -> None:
        self.election = election
        self.seats = seats
        orders = strict_ballots(election)
        scale = election.unit.denominator
        valid = sum(weight for _, weight in orders)
        self.quota = (valid // scale // (seats + 1) + 1) * scale * _STEP
        self.papers: list[list[tuple[tuple[int, ...], int, int, int]]] = [[] for _ in election.ids]
        self.votes = [0] * len(election.ids)
        self.lost = 0
        for order, weight in orders:
            self.papers[order[0]].append((order, 0, weight, _STEP))
            self.votes[order[0]] += weight * _STEP
        self.total = valid * _STEP
        self.running = set(range(len(election.ids)))
        self.winners: list[int] = []
        self.pending: list[int] = []
        self.history: list[list[int]] = []
        self.rounds: list[Round] = []
        self.ties: list[tuple[int, ...]] = []

    def transfer(self, candidate: int, surplus: int | None) -> None:
        """Pass on every paper at its value (surplus None), or at the share of it that is surplus."""
        papers, self.papers[candidate] = self.papers[candidate], []
        credited = self.votes[candidate]
        for order, start, weight, old in papers:
            value = old if surplus is None else surplus * old // credited
            place = start + 1
            while place < len(order) and order[place] not in self.running:
                place += 1
            if place < len(order):
                self.papers[order[place]].append((order, place, weight, value))
                self.votes[order[place]] += weight * value
        self.votes[candidate] = 0 if surplus is None else self.quota
        # What no paper carries on: not transferable, and the remainders the law ignores.
        self.lost = self.total - sum(self.votes)

    def settle(self, tied: list[int], choose: Callable[[list[int]], int]) -> int:
        """Choose among equals by the most recent stage at which they differed, else the stated order."""
        left = list(tied)
        for stage in reversed(self.history):
            edge = choose([stage[c] for c in left])
            left = [c for c in left if stage[c] == edge]
            if len(left) == 1:
                return left[0]
        self.ties.append(tuple(sorted(left)))
        return max(left) if choose is min else min(left)

    def close_stage(self, why: str, eliminated: tuple[int, ...] = ()) -> None:
        """Deem elected who has the quota, then write the stage down."""
        reached = sorted(
            (c for c in self.running if self.votes[c] >= self.quota), key=lambda c: (-self.votes[c], c)
        )
        self.running.difference_update(reached)
        self.winners += reached
        self.pending += [c for c in reached if self.votes[c] > self.quota]
        vacancies = self.seats - len(self.winners)
        rest = sorted(self.running, key=lambda c: (-self.votes[c], c))
        if 0 < len(rest) <= vacancies:  # rule 52
            reached += rest
            self.winners += rest
            self.running.clear()
        self.history.append(list(self.votes))
        unit = self.election.unit / _STEP
        facts: dict[str, Number] = {"quota": self.quota * unit, "exhausted": self.lost * unit}
        tallies: dict[int, Number] = {c: votes * unit for c, votes in enumerate(self.votes)}
        self.rounds.append(Round(tallies, tuple(reached), eliminated, why, facts))


def stv_scottish(election: Election, seats: int) -> Outcome:
    """Count as Scottish councils do: quota whole, one transfer a stage, values to five decimals.

    A ballot is cut at its first tie. Fractional weights of a file count as so many ballots.
    """
    count = _Count(election, seats)
    count.close_stage("first")
    while len(count.winners) < seats:
        if count.pending:
            top = max(count.votes[c] for c in count.pending)
            giver = _one(count, [c for c in count.pending if count.votes[c] == top], max)
            count.pending.remove(giver)
            count.transfer(giver, count.votes[giver] - count.quota)
            count.close_stage("surplus")
        else:
            least = min(count.votes[c] for c in count.running)
            gone = _one(count, [c for c in count.running if count.votes[c] == least], min)
            count.running.discard(gone)
            if len(count.running) > seats - len(count.winners):
                count.transfer(gone, None)
            count.close_stage("lowest", (gone,))
    return Outcome(tuple(count.winners), tuple(count.rounds), tuple(dict.fromkeys(count.ties)))


def _one(count: _Count, tied: list[int], choose: Callable[[list[int]], int]) -> int:
    return tied[0] if len(tied) == 1 else count.settle(sorted(tied), choose)
