"""Every budget rule equals its slow definition; the properties the literature proves hold."""

from __future__ import annotations

import itertools
from fractions import Fraction
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rembuk.reckon.collective_choice.budget import RULES, Outcome, count_budget
from rembuk.reckon.collective_choice.budget_instance import make_budget
from rembuk.reckon.collective_choice.tests import oracles
from rembuk.reckon.collective_choice.tests.oracles import Ballots, Projects, elections
from rembuk.reckon.refusal import Refusal

Election = tuple[Projects, int, Ballots]
SHARES = ("mes-cost", "mes-card")


def count(election: Election, rule: str, completion: str = "none") -> Outcome:
    return count_budget(make_budget(*election), rule, completion)


def winners(outcome: Outcome) -> list[str]:
    return [outcome.budget.ids[p] for p in outcome.winners]


def ties(outcome: Outcome) -> list[list[str]]:
    return [[outcome.budget.ids[p] for p in tie] for tie in outcome.ties]


@pytest.mark.parametrize("rule", SHARES)
@given(election=elections())
@settings(max_examples=250, deadline=None)
@example(election=({"1": 4, "10": 4, "2": 2}, 6, [frozenset({"1", "10"}), frozenset({"10", "2"})]))
def test_equal_shares_equals_its_definition(rule: str, election: Election) -> None:
    outcome = count(election, rule)
    assert (winners(outcome), ties(outcome)) == oracles.equal_shares(*election, rule == "mes-cost")


@pytest.mark.parametrize("rule", SHARES)
@given(election=elections())
@settings(max_examples=120, deadline=None)
def test_add_one_equals_going_up_one_by_one(rule: str, election: Election) -> None:
    outcome = count(election, rule, "add1")
    assert (winners(outcome), outcome.raised) == oracles.add_one(*election, rule == "mes-cost")


@given(election=elections(largest_cost=400))
@settings(max_examples=60, deadline=None)
def test_add_one_with_a_small_step_equals_going_up_one_by_one(election: Election) -> None:
    outcome = count(election, "mes-cost", "add1")
    assert (winners(outcome), outcome.raised) == oracles.add_one(*election, True)


@given(election=elections())
@settings(max_examples=60, deadline=None)
def test_add_one_then_greedy_spends_the_rest_by_votes_per_money(election: Election) -> None:
    first, _ = oracles.add_one(*election, True)
    rest = oracles.greedy(*election, False, first)
    assert winners(count(election, "mes-cost", "add1u")) == [*first, *rest]


def test_add_one_goes_on_while_a_project_nobody_can_buy_would_fit() -> None:
    # With 14 each only "a" can be bought and "b" no longer fits; the free "z" still does.
    ballots = [frozenset(b) for b in ("zb", "z", "ba", "za", "ab", "bza", "z")]
    assert winners(count(({"a": 49, "b": 59, "z": 0}, 98, ballots), "mes-cost")) == ["a"]
    for loose in ({"z": 0}, {"z": 0, "unwanted": 30}):
        wide = count(({"a": 49, "b": 60, **loose}, 98, ballots), "mes-cost", "add1")
        assert wide.raised == oracles.add_one({"a": 49, "b": 60, **loose}, 98, ballots, True)[1] > 0


@given(election=elections())
@settings(max_examples=250, deadline=None)
def test_phragmen_equals_its_definition(election: Election) -> None:
    assert winners(count(election, "phragmen")) == oracles.phragmen(*election)


@pytest.mark.parametrize("rule", ["greedy-cost", "greedy-card"])
@given(election=elections())
@settings(max_examples=100, deadline=None)
def test_greedy_equals_its_definition(rule: str, election: Election) -> None:
    assert winners(count(election, rule)) == oracles.greedy(*election, rule == "greedy-cost")


COUNTS = [(rule, "none") for rule in RULES] + [("mes-cost", "add1"), ("mes-card", "add1u")]


@pytest.mark.parametrize(("rule", "completion"), COUNTS)
@given(election=elections())
@settings(max_examples=60, deadline=None)
def test_the_budget_is_never_passed_and_every_loser_lacked_money(
    rule: str, completion: str, election: Election
) -> None:
    outcome = count(election, rule, completion)
    assert outcome.spent <= election[1]
    for p, reason in enumerate(outcome.reasons):
        lacked = outcome.lacked(p)
        assert (lacked is None) == (p in outcome.winners)
        if lacked is not None and reason.by not in ("free", "limit", "phragmen"):
            assert lacked > 0 or outcome.budget.costs[p] == 0


@pytest.mark.parametrize(("rule", "completion"), COUNTS)
@given(election=elections(), order=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_voters_changes_nothing(
    rule: str, completion: str, election: Election, order: Random
) -> None:
    projects, limit, ballots = election
    shuffled = list(ballots)
    order.shuffle(shuffled)
    first, second = (count((projects, limit, b), rule, completion) for b in (ballots, shuffled))
    assert (first.winners, first.ties, first.reasons) == (second.winners, second.ties, second.reasons)


@pytest.mark.parametrize(("rule", "completion"), COUNTS)
@given(election=elections())
@settings(max_examples=40, deadline=None)
def test_new_names_in_the_same_order_change_nothing(rule: str, completion: str, election: Election) -> None:
    projects, limit, ballots = election
    renamed = {name: f"p{k}" for k, name in enumerate(sorted(projects))}
    again = (
        {renamed[n]: c for n, c in projects.items()},
        limit,
        [frozenset(renamed[n] for n in b) for b in ballots],
    )
    assert count(again, rule, completion).winners == count(election, rule, completion).winners


@pytest.mark.parametrize("rule", ["greedy-cost", "greedy-card", "phragmen", "mes-cost", "mes-card"])
@given(election=elections())
@settings(max_examples=60, deadline=None)
def test_one_more_vote_for_the_first_project_bought_keeps_it(rule: str, election: Election) -> None:
    projects, limit, ballots = election
    before = winners(count(election, rule))
    if not before or all(before[0] in b for b in ballots):
        return
    at = next(i for i, b in enumerate(ballots) if before[0] not in b)
    more = [b | {before[0]} if i == at else b for i, b in enumerate(ballots)]
    assert before[0] in winners(count((projects, limit, more), rule))


@given(election=elections())
@settings(max_examples=60, deadline=None)
def test_greedy_keeps_a_winner_that_becomes_cheaper(election: Election) -> None:
    projects, limit, ballots = election
    for name in winners(count(election, "greedy-card")):
        if projects[name] > 1:
            cheaper = {**projects, name: projects[name] - 1}
            assert name in winners(count((cheaper, limit, ballots), "greedy-card"))


@given(
    ballots=st.lists(st.frozensets(st.sampled_from("abcde")), min_size=1, max_size=7),
    seats=st.integers(1, 4),
)
@settings(max_examples=120, deadline=None)
def test_equal_shares_gives_every_cohesive_group_its_due_at_unit_costs(ballots: Ballots, seats: int) -> None:
    """Extended justified representation (Aziz et al. 2017), by brute force over all groups and projects."""
    outcome = count((dict.fromkeys("abcde", 1), seats, ballots), "mes-card")
    won = set(winners(outcome))
    for size in range(1, seats + 1):
        for wanted in itertools.combinations("abcde", size):
            group = [b for b in ballots if set(wanted) <= b]
            poorly = [b for b in group if len(b & won) < size]
            assert Fraction(len(poorly), len(ballots)) < Fraction(size, seats)


def test_a_tie_goes_to_the_smaller_name_as_a_string_and_is_reported() -> None:
    outcome = count(({"9": 5, "10": 5}, 5, [frozenset({"9"}), frozenset({"10"})]), "greedy-cost")
    assert (winners(outcome), ties(outcome)) == (["10"], [["10", "9"]])


def test_a_tie_that_only_exact_fractions_can_see_is_seen() -> None:
    # After "a" both groups have paid the same third by different ways; doubles differ in the last digit.
    projects = {"a": 7, "b": 7, "c": 3, "d": 3}
    ballots = [
        frozenset("ac"),
        frozenset("ac"),
        frozenset("ac"),
        frozenset("bd"),
        frozenset("bd"),
        frozenset("bd"),
    ]
    outcome = count((projects, 25, ballots), "mes-card")
    expected = oracles.equal_shares(projects, 25, ballots, False)
    assert (winners(outcome), ties(outcome)) == expected
    assert ["a", "b"] in ties(outcome)


def test_a_completion_for_a_greedy_rule_is_refused() -> None:
    with pytest.raises(Refusal, match="only goes with mes-cost"):
        count(({"a": 1}, 1, [frozenset("a")]), "greedy-cost", "add1")
