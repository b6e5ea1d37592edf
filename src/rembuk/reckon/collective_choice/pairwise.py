"""Rules that read only how many ballots put one candidate above another.

A listed candidate beats every candidate listed later and every one not listed; candidates tied on a ballot
and two unlisted ones add nothing (extended strict preference). All numbers are whole, so no comparison is
ever close.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import cast

import numpy as np

from rembuk.reckon.collective_choice.elections import Election, Number, Outcome, Round, best_by

Matrix = list[list[int]]
# Ballots are taken in batches of so many cells, so memory does not grow with their number.
_CELLS = 10_000_000


def pairwise_matrix(election: Election) -> Matrix:
    """Return M with M[a][b] = ballots that put a above b, in units of `election.unit`."""
    if "pairwise" not in election.derived:
        large = sum(election.weights) >= 2**62
        election.derived["pairwise"] = (_matrix_of_large_weights if large else _matrix)(election)
    return cast(Matrix, election.derived["pairwise"])


def _matrix(election: Election) -> Matrix:
    size = len(election.ids)
    total = np.zeros((size, size), dtype=np.int64)
    step = max(1, _CELLS // size)
    for first in range(0, len(election.ballots), step):
        ballots = election.ballots[first : first + step]
        rows: list[int] = []
        columns: list[int] = []
        depths: list[int] = []
        for row, ballot in enumerate(ballots):
            for depth, rank in enumerate(ballot.ranking):
                rows += [row] * len(rank)
                columns += rank
                depths += [depth] * len(rank)
        places = np.full((len(ballots), size), size, dtype=np.int32)
        places[rows, columns] = depths
        weights = np.array([ballot.weight for ballot in ballots], dtype=np.int64)
        for a in range(size):
            total[a] += weights @ (places[:, [a]] < places)
    return [[int(n) for n in row] for row in total]


def _matrix_of_large_weights(election: Election) -> Matrix:
    size = len(election.ids)
    matrix = [[0] * size for _ in range(size)]
    for ballot in election.ballots:
        rest = set(range(size))
        for rank in ballot.ranking:
            rest.difference_update(rank)
            later = rest
            for a in rank:
                for b in later:
                    matrix[a][b] += int(ballot.weight)
    return matrix


def condorcet_winner(matrix: Matrix) -> int | None:
    """Return the candidate that beats every other one, or None."""
    for a, row in enumerate(matrix):
        if all(a == b or row[b] > matrix[b][a] for b in range(len(matrix))):
            return a
    return None


def _one_round(election: Election, scores: Sequence[Number], seats: int, why: str) -> Outcome:
    winners, ties = best_by(scores, seats)
    return Outcome(winners, (Round(dict(enumerate(scores)), elected=winners, why=why),), ties)


def copeland(election: Election, seats: int) -> Outcome:
    """Elect who wins most duels, a drawn duel counting one half (Copeland 1951)."""
    matrix = pairwise_matrix(election)
    size = range(len(matrix))
    scores = [
        sum(
            Fraction(1) if matrix[a][b] > matrix[b][a] else Fraction(matrix[a][b] == matrix[b][a], 2)
            for b in size
            if b != a
        )
        for a in size
    ]
    return _one_round(election, [Fraction(score) for score in scores], seats, "duels")


def minimax(election: Election, seats: int) -> Outcome:
    """Elect whose heaviest defeat is lightest, defeats weighed by margin (Simpson 1969, Kramer 1977).

    The tally is minus the heaviest margin against the candidate, so a Condorcet winner's is positive.
    """
    matrix = pairwise_matrix(election)
    size = range(len(matrix))
    scores = [
        election.unit * -max((matrix[b][a] - matrix[a][b] for b in size if b != a), default=0) for a in size
    ]
    return _one_round(election, scores, seats, "margin")


def schulze_paths(matrix: Matrix) -> Matrix:
    """Return the strength of the strongest path between each two candidates, by winning votes."""
    size = range(len(matrix))
    paths = [[matrix[a][b] if matrix[a][b] > matrix[b][a] else 0 for b in size] for a in size]
    for via in size:
        for a in size:
            if a == via:
                continue
            first = paths[a][via]
            if first == 0:
                continue
            for b in size:
                if b not in (a, via):
                    paths[a][b] = max(paths[a][b], min(first, paths[via][b]))
    return paths


def schulze(election: Election, seats: int) -> Outcome:
    """Elect by the strongest paths of winning votes (Schulze 2011).

    Path comparison is transitive, so the number of candidates whose paths back are weaker (the tally) orders
    the candidates; candidates with equal strengths both ways may differ in it, therefore the seats are
    filled one by one among those whom nobody left beats.
    """
    matrix = pairwise_matrix(election)
    paths = schulze_paths(matrix)
    wins = [sum(1 for b in range(len(paths)) if paths[a][b] > paths[b][a]) for a in range(len(paths))]
    return _peel(election, wins, lambda a, b: paths[a][b] > paths[b][a], seats, "paths")


def _peel(
    election: Election, tallies: Sequence[int], beats: Callable[[int, int], bool], seats: int, why: str
) -> Outcome:
    """Fill seats by taking, again and again, the unbeaten of those left; the earlier in the file first."""
    left = list(range(len(tallies)))
    winners: list[int] = []
    ties: list[tuple[int, ...]] = []
    while len(winners) < seats:
        top = [a for a in left if not any(beats(b, a) for b in left)]
        room = seats - len(winners)
        if len(top) > room:
            ties.append(tuple(top))
        winners += top[:room]
        left = [a for a in left if a not in top]
    rounds = (Round(dict(enumerate(tallies)), elected=tuple(winners), why=why),)
    return Outcome(tuple(winners), rounds, tuple(ties))


def ranked_pairs(election: Election, seats: int) -> Outcome:
    """Lock duels from the largest margin down, leaving out those that close a circle (Tideman 1987).

    Equal margins are locked by more winning votes first, then the winner earlier in the file, then the
    loser later in the file. A candidate that would take a seat if every equal margin were locked in its
    favour is named in the ties.
    """
    matrix = pairwise_matrix(election)
    order = _locked_order(matrix, None)
    winners = tuple(order[:seats])
    tied = set()
    duels = [matrix[a][b] - matrix[b][a] for a in range(len(matrix)) for b in range(a)]
    if len({abs(margin) for margin in duels}) < len(duels) or 0 in duels:
        for candidate in range(len(matrix)):
            if candidate not in winners and candidate in _locked_order(matrix, candidate)[:seats]:
                tied.add(candidate)
    ties = (tuple(sorted(tied | {winners[-1]})),) if tied else ()
    wins = {candidate: len(order) - 1 - place for place, candidate in enumerate(order)}
    return Outcome(
        winners,
        (Round({c: wins[c] for c in range(len(matrix))}, elected=winners, why="locked"),),
        ties,
    )


def _locked_order(matrix: Matrix, favoured: int | None) -> list[int]:
    """Return all candidates in the locked order; ties between equal duels favour `favoured` if given."""
    size = len(matrix)
    duels = [(a, b) for a in range(size) for b in range(size) if a != b and matrix[a][b] >= matrix[b][a]]

    def strength(duel: tuple[int, int]) -> tuple[int, ...]:
        a, b = duel
        favour = 0 if favoured is None else (favoured == b) - (favoured == a)
        votes = -matrix[a][b] if favoured is None else 0
        return (matrix[b][a] - matrix[a][b], favour, votes, a, -b)

    above = [1 << a for a in range(size)]  # bit b of above[a]: b is a, or locked above a
    for a, b in sorted(duels, key=strength):
        if above[a] >> b & 1:
            continue
        if above[b] >> a & 1:
            continue
        for c in range(size):
            if above[c] >> b & 1:
                above[c] |= above[a]
    return sorted(range(size), key=lambda a: (above[a].bit_count(), a))
