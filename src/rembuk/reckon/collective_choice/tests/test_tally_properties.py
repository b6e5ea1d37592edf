"""What every rule must keep for any ballots at all."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rembuk.reckon.collective_choice.elections import Ballot, Election, build_election
from rembuk.reckon.collective_choice.pairwise import condorcet_winner, pairwise_matrix, schulze_paths
from rembuk.reckon.collective_choice.tally_rules import RULES, count_election

RANKED = [rule for rule in RULES if rule not in ("score", "star")]
CONDORCET = ["copeland", "minimax", "schulze", "ranked-pairs"]
STV = ["stv-droop-exact", "stv-scottish", "stv-meek"]
MONOTONE = ["plurality", "approval", "borda", "copeland", "minimax", "schulze", "ranked-pairs", "score"]

# The same cases on every run; a slow machine is no failure.
MANY = settings(
    deadline=None,
    max_examples=25,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@st.composite
def profiles(draw: st.DrawFn, ties: bool = True) -> tuple[int, list[tuple[int, tuple[tuple[int, ...], ...]]]]:
    """Draw a number of candidates and rows of (weight, ranking)."""
    size = draw(st.integers(2, 5))
    rows = []
    for _ in range(draw(st.integers(1, 8))):
        order = draw(st.permutations(range(size)))[: draw(st.integers(1, size))]
        ranking: list[list[int]] = []
        for candidate in order:
            if ranking and ties and draw(st.integers(0, 3)) == 0:
                ranking[-1].append(candidate)
            else:
                ranking.append([candidate])
        rows.append((draw(st.integers(1, 9)), tuple(tuple(rank) for rank in ranking)))
    return size, rows


def _build(size: int, rows: list) -> Election:
    """Build an election; scores count down from 5 by rank so score rules can join."""
    ballots = []
    for weight, ranking in rows:
        scores = tuple((c, Fraction(max(0, 5 - i))) for i, rank in enumerate(ranking) for c in rank)
        ballots.append(Ballot(weight, ranking, tuple(c for rank in ranking for c in rank), scores))
    ids = [str(i + 1) for i in range(size)]
    return build_election(ids, {}, ballots)


@pytest.mark.parametrize("rule", RULES)
@MANY
@given(data=st.data())
def test_any_profile_seats_are_filled_with_different_candidates(rule: str, data: st.DataObject) -> None:
    size, rows = data.draw(profiles())
    seats = 1 if rule == "irv" else data.draw(st.integers(1, size))
    outcome = count_election(_build(size, rows), rule, seats)
    assert len(outcome.winners) == len(set(outcome.winners)) == seats
    elected = [c for step in outcome.rounds for c in step.elected]
    assert sorted(elected) == sorted(outcome.winners)


@pytest.mark.parametrize("rule", RULES)
@MANY
@given(data=st.data())
def test_voter_order_and_splitting_of_rows_change_nothing(rule: str, data: st.DataObject) -> None:
    size, rows = data.draw(profiles())
    split = [(1, ranking) for weight, ranking in rows for _ in range(weight)]
    shuffled = data.draw(st.permutations(split))
    assert count_election(_build(size, rows), rule, 1) == count_election(_build(size, shuffled), rule, 1)


@pytest.mark.parametrize("rule", RULES)
@MANY
@given(data=st.data())
def test_renaming_candidates_renames_the_winners_where_no_tie_was_settled(
    rule: str, data: st.DataObject
) -> None:
    size, rows = data.draw(profiles())
    names = data.draw(st.permutations(range(size)))
    renamed = [(w, tuple(tuple(names[c] for c in rank) for rank in ranking)) for w, ranking in rows]
    first = count_election(_build(size, rows), rule, 1)
    second = count_election(_build(size, renamed), rule, 1)
    assume(not first.ties and not second.ties)
    assert [names[c] for c in first.winners] == list(second.winners)


@pytest.mark.parametrize("rule", CONDORCET)
@MANY
@given(profile=profiles())
def test_condorcet_winner_exists_and_is_elected(rule: str, profile: tuple) -> None:
    election = _build(*profile)
    winner = condorcet_winner(pairwise_matrix(election))
    assume(winner is not None)
    outcome = count_election(election, rule, 1)
    assert outcome.winners == (winner,)
    assert outcome.ties == ()


@pytest.mark.parametrize("rule", MONOTONE)
@MANY
@given(data=st.data())
def test_lifting_the_winner_on_one_ballot_keeps_it_elected(rule: str, data: st.DataObject) -> None:
    size, rows = data.draw(profiles(ties=False))
    outcome = count_election(_build(size, rows), rule, 1)
    assume(not outcome.ties)
    winner = outcome.winners[0]
    # Only the winner's own score may rise, so rules of scores are tried on ballots that leave it out.
    apart = rule in ("score", "approval")
    free = [i for i, (_, ranking) in enumerate(rows) if not apart or (winner,) not in ranking]
    if not free:
        return
    index = data.draw(st.sampled_from(free))
    weight, ranking = rows[index]
    lifted = [rank[0] for rank in ranking]
    place = lifted.index(winner) if winner in lifted else len(lifted)
    if winner in lifted:
        lifted.remove(winner)
    lifted.insert(len(lifted) if apart else data.draw(st.integers(0, place)), winner)
    changed = [*rows[:index], (weight, tuple((c,) for c in lifted)), *rows[index + 1 :]]
    after = count_election(_build(size, changed), rule, 1)
    assert after.winners == (winner,) or any(winner in tie for tie in after.ties)


@pytest.mark.parametrize("rule", STV)
@MANY
@given(data=st.data())
def test_stv_votes_and_votes_lost_add_up_to_the_ballots_in_every_round(
    rule: str, data: st.DataObject
) -> None:
    size, rows = data.draw(profiles(ties=False))
    seats = data.draw(st.integers(1, size))
    total = sum(weight for weight, _ in rows)
    for step in count_election(_build(size, rows), rule, seats).rounds:
        assert sum(step.tallies.values()) + step.facts["exhausted"] == total


@pytest.mark.parametrize("rule", STV)
@MANY
@given(data=st.data())
def test_stv_a_solid_coalition_of_more_than_its_quotas_gets_its_seats(rule: str, data: st.DataObject) -> None:
    size, rows = data.draw(profiles(ties=False))
    seats = data.draw(st.integers(1, size))
    outcome = count_election(_build(size, rows), rule, seats)
    assume(not outcome.ties)
    total = sum(weight for weight, _ in rows)
    quota = total // (seats + 1) + 1
    for length in range(1, size + 1):
        for group in combinations(range(size), length):
            solid = sum(w for w, ranking in rows if {r[0] for r in ranking[:length]} == set(group))
            due = min(solid // quota, length)
            assert len(set(outcome.winners) & set(group)) >= due, (group, due)


@MANY
@given(profile=profiles())
def test_ranked_pairs_order_is_the_one_no_other_order_beats_lexicographically(profile: tuple) -> None:
    """A brute-force definition: the locked order agrees with the largest duels first (no equal margins)."""
    election = _build(*profile)
    matrix = pairwise_matrix(election)
    size = len(matrix)
    margins = {(a, b): matrix[a][b] - matrix[b][a] for a in range(size) for b in range(size) if a != b}
    strong = sorted((m for m in margins.values() if m > 0), reverse=True)
    assume(len(set(strong)) == len(strong) and 0 not in margins.values())
    duels = sorted((d for d in margins if margins[d] > 0), key=lambda d: -margins[d])

    def agreement(order: tuple[int, ...]) -> list[bool]:
        return [order.index(a) < order.index(b) for a, b in duels]

    best = max(permutations(range(size)), key=agreement)
    assert count_election(election, "ranked-pairs", size).winners == best


@MANY
@given(profile=profiles())
def test_schulze_paths_are_the_widest_over_all_simple_paths(profile: tuple) -> None:
    election = _build(*profile)
    matrix = pairwise_matrix(election)
    size = len(matrix)
    paths = schulze_paths(matrix)
    for a, b in permutations(range(size), 2):
        widest = 0
        others = [c for c in range(size) if c not in (a, b)]
        for length in range(len(others) + 1):
            for via in permutations(others, length):
                walk = [a, *via, b]
                steps = [matrix[x][y] if matrix[x][y] > matrix[y][x] else 0 for x, y in pairwise(walk)]
                widest = max(widest, min(steps))
        assert paths[a][b] == widest
