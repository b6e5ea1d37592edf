"""Rules that add up points: plurality, approval, Borda, score and STAR."""

from __future__ import annotations

from fractions import Fraction

from rembuk.reckon.collective_choice.elections import Election, Number, Outcome, Round, best_by
from rembuk.reckon.refusal import Refusal


def plurality(election: Election, seats: int) -> Outcome:
    """Elect who is first on most ballots; a ballot with a tie at its top names nobody first."""
    votes = [0] * len(election.ids)
    for ballot in election.ballots:
        if ballot.ranking and len(ballot.ranking[0]) == 1:
            votes[ballot.ranking[0][0]] += int(ballot.weight)
    return _answer(election, votes, seats, "first")


def approval(election: Election, seats: int) -> Outcome:
    """Elect who is approved by most (Brams and Fishburn 1978).

    A ranked ballot approves every candidate it lists, a scored one every score above 0, a categorical one
    its first category.
    """
    votes = [0] * len(election.ids)
    for ballot in election.ballots:
        for candidate in ballot.approved:
            votes[candidate] += int(ballot.weight)
    return _answer(election, votes, seats, "approved")


def borda(election: Election, seats: int) -> Outcome:
    """Elect by Borda points: one for each candidate below, one half for each beside (Borda 1784).

    Candidates that are not listed share the last rank, so every ballot hands out the same points.
    """
    size = len(election.ids)
    halves = [0] * size
    for ballot in election.ballots:
        weight = int(ballot.weight)
        below = size
        ranks = [*ballot.ranking]
        listed = {c for rank in ranks for c in rank}
        ranks.append(tuple(c for c in range(size) if c not in listed))
        for rank in ranks:
            below -= len(rank)
            for candidate in rank:
                halves[candidate] += weight * (2 * below + len(rank) - 1)
    return _answer(election, [Fraction(points, 2) for points in halves], seats, "borda")


def score_sums(election: Election) -> list[Fraction]:
    """Return the sum of scores of every candidate, in votes; a candidate without a score gets 0."""
    if all(ballot.scores is None for ballot in election.ballots):
        raise Refusal(
            "Surat suara ini tidak memuat nilai, padahal score dan star menjumlahkan nilai; "
            "beri CSV dengan satu kolom angka per calon, atau pakai borda.",
            "These ballots hold no scores, which score and star add up; "
            "give a CSV with one column of numbers per candidate, or use borda.",
        )
    sums = [Fraction(0)] * len(election.ids)
    for ballot in election.ballots:
        for candidate, value in ballot.scores or ():
            sums[candidate] += value * int(ballot.weight)
    return [total * election.unit for total in sums]


def score(election: Election, seats: int) -> Outcome:
    """Elect by the highest sum of scores; a candidate left empty counts 0."""
    sums = score_sums(election)
    winners, ties = best_by(sums, seats)
    return Outcome(winners, (Round(dict(enumerate(sums)), elected=winners, why="score"),), ties)


def star(election: Election, seats: int) -> Outcome:
    """Elect by score, then an automatic runoff of the two best (STAR; for several seats, bloc STAR).

    An equal place among the two finalists goes to the one more voters put above the other, then to the
    earlier in the file; an equal runoff goes to the higher sum of scores, then to the earlier in the file.
    For the next seat the elected one is taken out and the count begins again.
    """
    sums = score_sums(election)
    winners: list[int] = []
    rounds: list[Round] = []
    ties: list[tuple[int, ...]] = []
    for _ in range(seats):
        left = [c for c in range(len(sums)) if c not in winners]
        rounds.append(Round({c: sums[c] for c in left}, why="score"))
        if len(left) == 1:
            winner = left[0]
            rounds[-1] = Round({winner: sums[winner]}, elected=(winner,), why="score")
        else:
            finalists = _finalists(election, sums, left, ties)
            winner, votes = _runoff(election, sums, finalists, ties)
            rounds.append(Round(votes, elected=(winner,), why="runoff"))
        winners.append(winner)
    return Outcome(tuple(winners), tuple(rounds), tuple(ties))


def _finalists(
    election: Election, sums: list[Fraction], left: list[int], ties: list[tuple[int, ...]]
) -> tuple[int, int]:
    order = sorted(left, key=lambda c: (-sums[c], c))
    edge = sums[order[1]]
    level = [c for c in order if sums[c] == edge]
    room = 2 - sum(1 for c in order if sums[c] > edge)
    if len(level) > room:
        duels = {c: sum(_prefer(election, c, other)[0] for other in level if other != c) for c in level}
        level.sort(key=lambda c: (-duels[c], c))
        if duels[level[room - 1]] == duels[level[room]]:
            ties.append(tuple(sorted(level)))
    chosen = [c for c in order if sums[c] > edge] + level[:room]
    return chosen[0], chosen[1]


def _runoff(
    election: Election, sums: list[Fraction], pair: tuple[int, int], ties: list[tuple[int, ...]]
) -> tuple[int, dict[int, Number]]:
    a, b = pair
    for_a, for_b = _prefer(election, a, b)
    if for_a == for_b and sums[a] == sums[b]:
        ties.append((min(pair), max(pair)))
    winner = min(pair, key=lambda c: (-(for_a if c == a else for_b), -sums[c], c))
    return winner, {a: for_a * election.unit, b: for_b * election.unit}


def _prefer(election: Election, a: int, b: int) -> tuple[int, int]:
    """Count the ballots that score `a` above `b`, and `b` above `a`."""
    for_a = for_b = 0
    for ballot in election.ballots:
        scores = dict(ballot.scores or ())
        first, second = scores.get(a, 0), scores.get(b, 0)
        for_a += int(ballot.weight) * (first > second)
        for_b += int(ballot.weight) * (second > first)
    return for_a, for_b


def _answer(election: Election, votes: list[int] | list[Fraction], seats: int, why: str) -> Outcome:
    totals: list[Fraction] = [vote * election.unit for vote in votes]
    winners, ties = best_by(totals, seats)
    return Outcome(winners, (Round(dict(enumerate(totals)), elected=winners, why=why),), ties)
