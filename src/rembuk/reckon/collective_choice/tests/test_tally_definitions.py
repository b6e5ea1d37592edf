"""Rules of points, duels and runoff against their definitions, on small counts full of equal figures."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest

from rembuk.reckon.collective_choice.elections import Ballot, Election, build_election
from rembuk.reckon.collective_choice.tally_rules import count_election
from rembuk.reckon.collective_choice.tally_words import explain

Rows = list[tuple[int, list[list[int]]]]


def _draw(rng: random.Random) -> tuple[int, Rows]:
    """Draw one to six candidates and ballots with ties, blank ones and few different weights."""
    size = rng.randint(1, 6)
    rows: Rows = []
    for _ in range(rng.randint(1, rng.choice([2, 5, 9]))):
        ranking: list[list[int]] = []
        for candidate in rng.sample(range(size), rng.randint(0, size)):
            if ranking and rng.random() < 0.15:
                ranking[-1].append(candidate)
            else:
                ranking.append([candidate])
        rows.append((rng.choice([1, 1, 1, 2, 3, rng.randint(1, 30)]), ranking))
    return size, rows


def _election(size: int, rows: Rows) -> Election:
    ballots = [
        Ballot(
            weight,
            tuple(tuple(rank) for rank in ranking),
            tuple(c for rank in ranking for c in rank),
            tuple((c, Fraction(5 - i)) for i, rank in enumerate(ranking) for c in rank),
        )
        for weight, ranking in rows
    ]
    return build_election([str(i + 1) for i in range(size)], {}, ballots)


def _place(ranking: list[list[int]], candidate: int) -> int:
    return next((i for i, rank in enumerate(ranking) if candidate in rank), 99)


def _figures(size: int, rows: Rows) -> dict[str, list[Fraction]]:
    """Return each rule's figure of every candidate, straight from its definition."""
    above = {
        (a, b): sum(w for w, ranking in rows if _place(ranking, a) < _place(ranking, b))
        for a, b in product(range(size), repeat=2)
    }

    def half(first: int, second: int) -> Fraction:
        return Fraction(1 if first > second else 0) if first != second else Fraction(1, 2)

    def each(candidate: int) -> list[int]:
        return [d for d in range(size) if d != candidate]

    everybody = range(size)
    return {
        "plurality": [Fraction(sum(w for w, r in rows if r and r[0] == [c])) for c in everybody],
        "approval": [Fraction(sum(w for w, r in rows if _place(r, c) < 99)) for c in everybody],
        "score": [
            Fraction(sum(w * (5 - _place(r, c)) for w, r in rows if _place(r, c) < 99)) for c in everybody
        ],
        "borda": [
            sum((w * half(_place(r, d), _place(r, c)) for w, r in rows for d in each(c)), Fraction(0))
            for c in everybody
        ],
        "copeland": [sum((half(above[c, d], above[d, c]) for d in each(c)), Fraction(0)) for c in everybody],
        "minimax": [
            Fraction(-max((above[d, c] - above[c, d] for d in each(c)), default=0)) for c in everybody
        ],
    }


def _runoff_winners(size: int, rows: Rows) -> set[int]:
    """Return everybody whom dropping one of the last, in any order among equals, can elect."""
    ballots = []
    for weight, ranking in rows:
        cut = next((i for i, rank in enumerate(ranking) if len(rank) > 1), len(ranking))
        ballots.append((weight, [rank[0] for rank in ranking[:cut]]))
    found: dict[frozenset[int], set[int]] = {}

    def left(running: frozenset[int]) -> set[int]:
        if running not in found:
            votes = dict.fromkeys(running, 0)
            for weight, order in ballots:
                first = next((c for c in order if c in running), None)
                if first is not None:
                    votes[first] += weight
            most = [c for c in running if 2 * votes[c] > sum(votes.values())]
            last = [c for c in running if votes[c] == min(votes.values())]
            if most or len(running) == 1:
                found[running] = set(most or running)
            else:
                found[running] = set().union(*(left(running - {c}) for c in last))
        return found[running]

    return left(frozenset(range(size)))


@pytest.mark.parametrize("seed", range(60))
def test_figures_winners_and_ties_are_those_of_the_definition(seed: int) -> None:
    rng = random.Random(seed)
    size, rows = _draw(rng)
    election = _election(size, rows)
    for rule, figures in _figures(size, rows).items():
        order = sorted(range(size), key=lambda c: (-figures[c], c))
        for seats in {1, size, rng.randint(1, size)}:
            outcome = count_election(election, rule, seats)
            assert list(outcome.winners) == order[:seats], rule
            assert [outcome.rounds[0].tallies[c] for c in range(size)] == figures, rule
            split = seats < size and figures[order[seats]] == figures[order[seats - 1]]
            edge = figures[order[seats - 1]]
            level = [tuple(c for c in range(size) if figures[c] == edge)] if split else []
            assert list(outcome.ties) == level, rule
            assert all("None" not in line for line in explain(election, outcome, "id")), rule


@pytest.mark.parametrize("seed", range(60))
def test_runoff_elects_whom_dropping_the_last_one_by_one_can_elect(seed: int) -> None:
    size, rows = _draw(random.Random(seed + 1000))
    outcome = count_election(_election(size, rows), "irv", 1)
    possible = _runoff_winners(size, rows)
    assert outcome.winners[0] in possible
