"""Committees: published examples, seats, ties."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rembuk.reckon.collective_choice.committees import RULES, committee
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
