"""Committees: published examples, seats, ties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.reckon.collective_choice.committees import RULES, committee
from rembuk.reckon.collective_choice.tests import committee_oracles
from rembuk.reckon.refusal import Refusal


def test_phragmen_on_his_own_example_of_1894_elects_the_published_order() -> None:
    # Phragmén's running example (Janson 2016, "Phragmén's and Thiele's election methods", example 3.3):
    # 1034 ABC, 519 PQR, 90 ABQ, 47 APQ; three seats go to A, Q, B.
    ballots = [(0, 1, 2), (3, 4, 5), (0, 1, 4), (0, 3, 4)]
    result = committee(ballots, [1034, 519, 90, 47], 6, 3, "seq-phragmen")
    assert result.winners == (0, 4, 1)
    assert result.rounds[0].tallies[0] == Fraction(1, 1171)


def test_sav_splits_a_vote_evenly_over_the_ballot() -> None:
    result = committee([(0, 1, 2), (3,)], [3, 1], 4, 2, "sav")
    assert result.rounds[0].tallies == {0: 1, 1: 1, 2: 1, 3: 1}
    assert result.winners == (0, 1)
    assert result.ties == ((0, 1, 2, 3),)


def test_pav_gives_each_side_its_share_where_approval_would_give_all_to_one() -> None:
    # 60 voters want 0-3, 40 want 4-7; four seats: 60/3 > 40/2 fails for a third seat only at a tie.
    result = committee([(0, 1, 2, 3), (4, 5, 6, 7)], [59, 41], 8, 4, "pav")
    assert result.winners == (0, 1, 4, 5)
    assert result.rounds[0].tallies[0] == Fraction(3, 2) * 100


def test_equal_shares_serves_a_group_large_enough_for_a_seat() -> None:
    result = committee([(0, 1, 2), (3,)], [2, 1], 4, 3, "mes")
    assert sorted(result.winners) == [0, 1, 3]


@pytest.mark.parametrize("rule", RULES)
def test_seats_are_filled_even_when_nobody_approves_enough(rule: str) -> None:
    assert len(set(committee([(2,)], [5], 4, 3, rule).winners)) == 3


def test_more_seats_than_candidates_are_refused() -> None:
    with pytest.raises(Refusal, match="between 1 and"):
        committee([(0,)], [1], 1, 2, "sav")


@st.composite
def profiles(draw: st.DrawFn) -> tuple[dict[frozenset[int], int], int, int]:
    candidates = draw(st.integers(1, 6))
    kinds = draw(st.lists(st.frozensets(st.integers(0, candidates - 1)), min_size=1, max_size=6, unique=True))
    ballots = {kind: draw(st.integers(1, 5)) for kind in kinds}
    return ballots, candidates, draw(st.integers(1, candidates))


@pytest.mark.parametrize(
    ("rule", "definition"),
    [
        ("seq-phragmen", committee_oracles.phragmen),
        ("mes", committee_oracles.equal_shares),
        ("pav", committee_oracles.pav),
    ],
)
@given(profile=profiles())
@settings(max_examples=200, deadline=None)
def test_a_rule_equals_its_definition(rule, definition, profile) -> None:
    ballots, candidates, seats = profile
    result = committee(list(ballots), list(ballots.values()), candidates, seats, rule)
    assert (list(result.winners), [list(tie) for tie in result.ties]) == definition(*profile)


@pytest.mark.parametrize("rule", RULES)
@given(profile=profiles())
@settings(max_examples=60, deadline=None)
def test_all_seats_are_filled_and_merged_ballots_change_nothing(rule: str, profile) -> None:
    ballots, candidates, seats = profile
    merged = committee(list(ballots), list(ballots.values()), candidates, seats, rule)
    voters = [ballot for ballot, weight in ballots.items() for _ in range(weight)]
    assert len(set(merged.winners)) == seats
    assert committee(voters[::-1], [1] * len(voters), candidates, seats, rule) == merged


def test_pav_that_is_too_large_to_be_exact_is_refused() -> None:
    ballots = [tuple(sorted({(k * 7) % 60, (k * 11) % 60, (k * 13 + 5) % 60})) for k in range(400)]
    with pytest.raises(Refusal, match="too large for exact PAV"):
        committee(ballots, [1] * len(ballots), 60, 20, "pav")
