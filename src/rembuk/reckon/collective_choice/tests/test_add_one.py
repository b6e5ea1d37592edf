"""add1 jumps over steps that change nothing, and answers what going up one by one answers."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rembuk.reckon.collective_choice.add_one import add_one, nothing_more_fits, spent
from rembuk.reckon.collective_choice.budget_instance import make_budget
from rembuk.reckon.collective_choice.equal_shares import EqualShares
from rembuk.reckon.collective_choice.tests.oracles import Ballots, Projects

Election = tuple[Projects, int, Ballots]


def stepping(shares: EqualShares) -> tuple[tuple[int, ...], int]:
    """Return what is bought and by how much money is raised, one full count a step."""
    now, raised = shares.run(), 0
    while not nothing_more_fits(shares, now.order):
        following = shares.run(raised + 1)
        if spent(shares, following.order) > shares.budget.limit:
            break
        now, raised = following, raised + 1
    return now.order, raised


@st.composite
def close_elections(draw: st.DrawFn) -> Election:
    """Draw costs so close together that prices nearly tie, and change places as money grows."""
    names = draw(st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=8, unique=True))
    around = draw(st.sampled_from([60, 500, 4000]))
    near = st.integers(around - 3, around + 3)
    cost = st.one_of(near, near.map(lambda c: 2 * c), near.map(lambda c: c // 3), st.integers(1, around))
    projects = {name: draw(cost) for name in names}
    ballots = draw(st.lists(st.frozensets(st.sampled_from(names), max_size=5), min_size=2, max_size=12))
    limit = draw(st.integers(around // 2, 3 * around))
    return projects, limit, ballots


@pytest.mark.parametrize("by_cost", [True, False], ids=["cost", "cardinality"])
@given(election=close_elections())
@settings(max_examples=100, deadline=None)
def test_jumping_equals_stepping_where_prices_nearly_tie(by_cost: bool, election: Election) -> None:
    budget = make_budget(*election)
    found = add_one(EqualShares(budget, by_cost=by_cost))
    assert (found.purchases.order, found.raised) == stepping(EqualShares(budget, by_cost=by_cost))


@pytest.mark.parametrize("by_cost", [True, False], ids=["cost", "cardinality"])
@pytest.mark.parametrize("seed", range(25))
def test_jumping_equals_stepping_with_dozens_of_voters_and_projects(by_cost: bool, seed: int) -> None:
    rng = random.Random(seed)
    names = [f"p{k:02}" for k in range(rng.randint(4, 24))]
    projects = {name: max(1, int(rng.lognormvariate(6, 0.8))) for name in names}
    weights = [rng.lognormvariate(0, 1) for _ in names]
    ballots = [frozenset(rng.choices(names, weights, k=rng.randint(1, 6))) for _ in range(rng.randint(5, 80))]
    budget = make_budget(projects, sum(projects.values()) // 3 + 1, ballots)
    found = add_one(EqualShares(budget, by_cost=by_cost))
    assert (found.purchases.order, found.raised) == stepping(EqualShares(budget, by_cost=by_cost))


@given(election=close_elections(), start=st.integers(0, 40), width=st.integers(2, 60))
@settings(max_examples=250, deadline=None)
@example(({"a": 60, "b": 60, "c": 59}, 90, [frozenset("ab"), frozenset("ab"), frozenset("c")]), 0, 30)
def test_what_a_span_is_said_to_buy_is_bought_at_every_step_of_it_and_of_its_parts(
    election: Election, start: int, width: int
) -> None:
    budget = make_budget(*election)
    for by_cost in (True, False):
        shares, plain = EqualShares(budget, by_cost=by_cost), EqualShares(budget, by_cost=by_cost)
        orders = [plain.run(start + more).order for more in range(width + 1)]
        waiting = [shares.span(start, start + width)]
        while waiting:
            span = waiting.pop()
            parts = shares.follow(span)
            known = shares.bought(span)
            for order in orders[span.first - start : span.last - start + 1]:
                assert order[: len(known)] == known if parts else order == known
            if len(parts) == 2:
                later, earlier = parts
                assert (earlier.first, earlier.last + 1, later.last) == (span.first, later.first, span.last)
                waiting += parts
            else:
                assert not parts or span.first == span.last


def test_projects_that_never_differ_do_not_hold_up_the_jumps() -> None:
    ballots = [frozenset("ab"), frozenset("abc"), frozenset("c"), frozenset("cd")]
    budget = make_budget({"a": 900_000, "b": 900_000, "c": 700_000, "d": 800_001}, 2_600_000, ballots)
    found = add_one(EqualShares(budget, by_cost=True))
    assert found.raised > 100_000
    assert found.runs < 300


@pytest.mark.parametrize(("by_cost", "most"), [(True, 200), (False, 90)], ids=["cost", "cardinality"])
def test_thousands_of_steps_of_one_take_few_counts_where_the_order_often_changes(
    by_cost: bool, most: int
) -> None:
    rng = random.Random(1)
    names = [f"p{k:02}" for k in range(40)]
    projects = {name: max(1, int(50_000 * rng.lognormvariate(0, 1))) for name in names}
    weights = [rng.lognormvariate(0, 1) for _ in names]
    ballots = [frozenset(rng.choices(names, weights, k=rng.randint(1, 6))) for _ in range(300)]
    found = add_one(EqualShares(make_budget(projects, sum(projects.values()) // 4, ballots), by_cost=by_cost))
    assert found.raised > 2500
    assert found.runs < most
