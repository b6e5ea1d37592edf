"""Instant runoff and the single transferable vote with the unrounded Droop quota, in exact fractions.

Both count alike. A round first puts those still in the race in order of votes. Who has more than the quota
is elected. A candidate is eliminated when it and everyone below it together have no more votes than the one
directly above it: whatever happens among them, none can catch up. (The last one always satisfies that.)
A pile that moves on, whole or its surplus, is shared equally over all its ballots.

Equal votes: ahead stands who is next on more ballots (then the one after that, and so on) among those in
the race, then who is named earlier in the file.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from rembuk.reckon.collective_choice.elections import Election, Number, Outcome, Round, strict_ballots
from rembuk.reckon.refusal import Refusal


class _Race:
    """Hold piles of ballots: for each candidate its votes and the ballots that lie there."""

    def __init__(self, election: Election) -> None:
        self.orders = strict_ballots(election)
        self.size = len(election.ids)
        self.unit = election.unit
        self.running = set(range(self.size))
        self.votes: list[Number] = [0] * self.size
        self.piles: list[list[int]] = [[] for _ in range(self.size)]
        self.place = [0] * len(self.orders)
        self.exhausted = 0
        self.lost: Number = 0
        self.ties: list[tuple[int, ...]] = []
        self.later: dict[int, tuple[int, ...]] = {}
        for index, (order, weight) in enumerate(self.orders):
            self.piles[order[0]].append(index)
            self.votes[order[0]] += weight
        self.ballots = sum(weight for _, weight in self.orders)

    def ranking(self) -> list[int]:
        """Return those in the race, most votes first."""
        order = sorted(self.running, key=lambda c: (-self.votes[c], c))
        level = [c for c in order if any(d != c and self.votes[d] == self.votes[c] for d in order)]
        if level:
            self.later = self._later_choices(set(level))
            order.sort(key=lambda c: (-self.votes[c], self.later.get(c, ()), c))
        return order

    def _later_choices(self, wanted: set[int]) -> dict[int, tuple[int, ...]]:
        """Count, for each wanted candidate, minus the ballots where it stands 2nd, 3rd, … in the race."""
        counts = {c: [0] * self.size for c in wanted}
        for order, weight in self.orders:
            depth = 0
            for candidate in order:
                if candidate in self.running:
                    if depth and candidate in wanted:
                        counts[candidate][depth] -= weight
                    depth += 1
        return {c: tuple(row[1:]) for c, row in counts.items()}

    def note_tie(self, out: list[int], order: list[int]) -> None:
        """Remember a tie that only the order of the file settled between one who goes and one who stays."""
        for gone in out:
            same = [c for c in order if self.votes[c] == self.votes[gone]]
            level = [c for c in same if len(same) > 1 and self.later[c] == self.later[gone]]
            if any(c not in out for c in level) and tuple(sorted(level)) not in self.ties:
                self.ties.append(tuple(sorted(level)))

    def move(self, candidate: int, amount: Number) -> None:
        """Share `amount` votes of the pile equally over its ballots and hand each to its next choice."""
        pile, self.piles[candidate] = self.piles[candidate], []
        self.votes[candidate] -= amount
        total = sum(self.orders[index][1] for index in pile)
        moved: dict[int, int] = {}
        for index in pile:
            order, weight = self.orders[index]
            place = self.place[index] + 1
            while place < len(order) and order[place] not in self.running:
                place += 1
            self.place[index] = place
            if place < len(order):
                self.piles[order[place]].append(index)
                moved[order[place]] = moved.get(order[place], 0) + weight
            else:
                self.exhausted += weight
        for heir, weight in moved.items():
            self.votes[heir] += Fraction(amount) * weight / total
        if total:
            self.lost += Fraction(amount) * (total - sum(moved.values())) / total


def irv(election: Election, seats: int) -> Outcome:
    """Eliminate the hopeless until one has more than half of the ballots still in the count."""
    if seats != 1:
        raise Refusal(
            "irv mengisi satu kursi; untuk lebih, pakai stv-scottish, stv-meek, atau stv-droop-exact.",
            "irv fills one seat; for several use stv-scottish, stv-meek or stv-droop-exact.",
        )
    return _count(election, 1, lambda race: Fraction(race.ballots - race.exhausted, 2), surplus=False)


def stv_droop_exact(election: Election, seats: int) -> Outcome:
    """Count STV with the quota ballots / (seats + 1), unrounded; elected is who has more than it.

    Surpluses of all elected in a round move on before anyone is eliminated; the count ends when the
    hopefuls fill the seats left.
    """
    return _count(election, seats, lambda race: Fraction(race.ballots, seats + 1), surplus=True)


def _count(
    election: Election, seats: int, threshold: Callable[[_Race], Fraction], *, surplus: bool
) -> Outcome:
    race = _Race(election)
    winners: list[int] = []
    rounds: list[Round] = []
    while len(winners) < seats:
        order = race.ranking()
        quota = threshold(race)
        elected = [c for c in order if race.votes[c] > quota]
        out = [] if elected else _hopeless(race, order, seats - len(winners))
        race.note_tie(out, order)
        race.running.difference_update(elected, out)
        why = "quota" if elected else "hopeless"
        rest = [c for c in order if c in race.running]
        if rest and len(rest) <= seats - len(winners) - len(elected):
            elected += rest
            race.running.difference_update(rest)
            why = "fill"
        tallies = {c: race.votes[c] * race.unit for c in range(race.size)}
        facts: dict[str, Number] = {"quota": quota * race.unit, "exhausted": race.lost * race.unit}
        rounds.append(Round(tallies, tuple(elected), tuple(out), why, facts))
        winners += elected
        if surplus and len(winners) < seats:
            for candidate in elected:
                if race.votes[candidate] > quota:
                    race.move(candidate, race.votes[candidate] - quota)
        for candidate in out:
            race.move(candidate, race.votes[candidate])
    return Outcome(tuple(winners), tuple(rounds), tuple(race.ties))


def _hopeless(race: _Race, order: list[int], seats_left: int) -> list[int]:
    below = sum((race.votes[c] for c in order), start=Fraction(0))
    out = []
    for place, candidate in enumerate(order):
        if place >= seats_left and below <= race.votes[order[place - 1]]:
            out.append(candidate)
        below -= race.votes[candidate]
    return out[::-1]
