"""Random panels against brute force over all panels, and against the axioms of each method."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

from rembuk.reckon.collective_choice.panels import Lottery, panel_lottery
from rembuk.reckon.collective_choice.panels_exchange import Exchange
from rembuk.reckon.collective_choice.panels_files import Pool, Quota
from rembuk.reckon.collective_choice.panels_infeasible import smallest_change
from rembuk.reckon.collective_choice.panels_levels import lottery_by_levels
from rembuk.reckon.collective_choice.panels_polytope import Panels
from rembuk.reckon.collective_choice.panels_relaxation import leximin_point
from rembuk.reckon.refusal import Refusal


def _pool(rows: list[list[int]]) -> Pool:
    features = tuple(f"f{j}" for j in range(len(rows[0])))
    return Pool({f"p{i:02d}": tuple(map(str, row)) for i, row in enumerate(rows)}, features)


def _small_case(rng: random.Random) -> tuple[Pool, list[Quota], int]:
    """Make a pool of 6 to 11 people with quotas that one chosen panel meets, most of them tight."""
    people, features = rng.randint(6, 11), rng.randint(2, 5)
    size = rng.randint(2, min(5, people - 1))
    values = [rng.randint(2, 3) for _ in range(features)]
    rows = [[rng.randrange(v) for v in values] for _ in range(people)]
    chosen = rng.sample(rows, size)
    quotas = []
    for j, v in enumerate(values):
        for value in range(v):
            held = sum(row[j] == value for row in chosen)
            low, high = max(0, held - rng.choice([0, 0, 1])), held + rng.choice([0, 0, 1])
            quotas.append(Quota(f"f{j}", str(value), low, high))
    return _pool(rows), quotas, size


def _all_panels(pool: Pool, quotas: list[Quota], size: int) -> list[tuple[str, ...]]:
    places = {quota: pool.features.index(quota.feature) for quota in quotas}
    return [
        panel
        for panel in combinations(pool.people, size)
        if all(
            q.minimum <= sum(pool.people[p][places[q]] == q.value for p in panel) <= q.maximum for q in quotas
        )
    ]


def _leximin_by_enumeration(pool: Pool, panels: list[tuple[str, ...]]) -> dict[str, float]:
    """Solve leximin over every panel and every person: a programme that shares nothing with ours."""
    people = list(pool.people)
    inside = np.array([[float(person in panel) for panel in panels] for person in people])
    fixed = np.full(len(people), -1.0)
    while (fixed < 0).any():
        free = fixed < 0
        answer = linprog(
            np.append(np.zeros(len(panels)), -1.0),
            A_ub=np.hstack([-inside, free.astype(float)[:, None]]),
            b_ub=np.where(free, 0.0, -(fixed - 1e-11)),
            A_eq=[[1.0] * len(panels) + [0.0]],
            b_eq=[1.0],
            bounds=[(0, None)] * len(panels) + [(None, None)],
            method="highs",
        )
        done = free & (-answer.ineqlin.marginals > 1e-7)
        assert done.any()
        fixed[done] = -answer.fun
    return dict(zip(people, fixed, strict=True))


def _check_lottery(pool: Pool, quotas: list[Quota], size: int, lottery: Lottery) -> None:
    draws = lottery.draws
    profile = [pool.people[group[0]] for group in draws.members]
    assert sum(lottery.probabilities.values()) == size
    for panel in draws.panels:
        assert sum(panel) == size
        for quota in quotas:
            place = pool.features.index(quota.feature)
            held = sum(n for n, values in zip(panel, profile, strict=True) if values[place] == quota.value)
            assert quota.minimum <= held <= quota.maximum


@pytest.mark.parametrize("seed", range(40))
def test_leximin_equals_the_programme_over_all_panels(seed: int) -> None:
    pool, quotas, size = _small_case(random.Random(seed))
    expected = _leximin_by_enumeration(pool, _all_panels(pool, quotas, size))
    lottery = panel_lottery(pool, quotas, size)
    _check_lottery(pool, quotas, size, lottery)
    for person, chance in lottery.probabilities.items():
        assert float(chance) == pytest.approx(expected[person], abs=1e-7)


def test_relaxation_wider_than_the_panels_is_cut_back_to_the_exact_answer() -> None:
    # One of each value of three two-valued features, from people that make only odd combinations possible:
    # half of each of the four odd people meets every quota on paper, yet no two of them do as a panel.
    rows = [[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 1], [0, 0, 0], [1, 1, 1]]
    pool = _pool(rows)
    quotas = [Quota(f"f{j}", str(v), 1, 1) for j in range(3) for v in range(2)]
    panels = _all_panels(pool, quotas, 2)
    assert 0 < len(panels) < 4
    assert leximin_point(Panels(pool, quotas, 2), []).min() > 0.1
    lottery = panel_lottery(pool, quotas, 2)
    expected = _leximin_by_enumeration(pool, panels)
    assert min(expected.values()) == pytest.approx(0, abs=1e-9)
    assert {p: float(c) for p, c in lottery.probabilities.items()} == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("seed", range(12))
def test_level_by_level_equals_the_programme_over_all_panels(seed: int) -> None:
    """The way that is taken where inequalities do not close the gap, from a single panel."""
    pool, quotas, size = _small_case(random.Random(seed + 300))
    panels = Panels(pool, quotas, size)
    start = [panels.best(np.zeros_like(panels.counts))]
    mixture, unproven = lottery_by_levels(panels, start, 200, every_level=True)
    assert unproven is None
    mean = np.sum([weight * panel for panel, weight in mixture], axis=0) / panels.counts
    expected = _leximin_by_enumeration(pool, _all_panels(pool, quotas, size))
    for people, chance in zip(panels.members, mean, strict=True):
        assert chance == pytest.approx(expected[people[0]], abs=1e-7)


@pytest.mark.parametrize("seed", range(8))
def test_without_searches_the_bound_holds_and_the_lottery_is_one(seed: int) -> None:
    pool, quotas, size = _small_case(random.Random(seed + 400))
    panels = Panels(pool, quotas, size)
    start = [panels.best(np.zeros_like(panels.counts))]
    mixture, unproven = lottery_by_levels(panels, start, 0, every_level=True)
    assert sum(weight for _, weight in mixture) == pytest.approx(1)
    mean = np.sum([weight * panel for panel, weight in mixture], axis=0) / panels.counts
    best = _leximin_by_enumeration(pool, _all_panels(pool, quotas, size))
    assert mean.min() <= min(best.values()) + 1e-7
    if unproven is None:
        assert sorted(mean) == pytest.approx(sorted(best[people[0]] for people in panels.members), abs=1e-7)
    else:
        assert unproven.had <= unproven.at_most + 1e-9
        others = sorted(chance for chance in best.values())[-unproven.people :]
        assert min(others) <= unproven.at_most + 1e-7


@pytest.mark.parametrize("seed", range(15))
def test_maximin_reaches_the_same_least_chance_as_leximin(seed: int) -> None:
    pool, quotas, size = _small_case(random.Random(seed + 100))
    maximin = panel_lottery(pool, quotas, size, "maximin")
    _check_lottery(pool, quotas, size, maximin)
    least = min(_leximin_by_enumeration(pool, _all_panels(pool, quotas, size)).values())
    assert float(maximin.minimum) == pytest.approx(least, abs=1e-7)


@pytest.mark.parametrize("seed", range(15))
def test_nash_meets_the_first_order_condition_over_all_panels(seed: int) -> None:
    """At the optimum no panel's sum of 1/p exceeds the number of people who can be drawn."""
    pool, quotas, size = _small_case(random.Random(seed + 200))
    panels = _all_panels(pool, quotas, size)
    lottery = panel_lottery(pool, quotas, size, "nash")
    _check_lottery(pool, quotas, size, lottery)
    possible = {person for panel in panels for person in panel}
    assert {p for p, chance in lottery.probabilities.items() if chance > 1e-6} == possible
    for panel in panels:
        assert sum(float(1 / lottery.probabilities[p]) for p in panel) <= len(possible) * (1 + 1e-4)


def test_same_profile_means_exactly_the_same_chance() -> None:
    pool, quotas, size = _small_case(random.Random(7))
    chances = panel_lottery(pool, quotas, size).probabilities
    for a, b in combinations(pool.people, 2):
        if pool.people[a] == pool.people[b]:
            assert chances[a] == chances[b]


@pytest.mark.parametrize("seed", range(12))
def test_infeasible_quotas_name_a_change_no_larger_than_any_other(seed: int) -> None:
    rng = random.Random(seed)
    pool, quotas, size = _small_case(rng)
    quotas = [
        q._replace(minimum=q.minimum + 1, maximum=max(q.maximum, q.minimum + 1)) if i % 2 == 0 else q
        for i, q in enumerate(quotas)
    ]
    changes = smallest_change(Panels(pool, quotas, size))
    total = sum(abs(new - old) for *_, old, new in changes)
    least = min(
        sum(
            max(0, q.minimum - held, held - q.maximum)
            for q in quotas
            if (held := sum(pool.people[p][pool.features.index(q.feature)] == q.value for p in panel))
            is not None
        )
        for panel in combinations(pool.people, size)
    )
    assert total == least
    changed = [
        q._replace(
            minimum=next(
                (new for f, v, b, _, new in changes if (f, v, b) == (q.feature, q.value, "min")), q.minimum
            ),
            maximum=next(
                (new for f, v, b, _, new in changes if (f, v, b) == (q.feature, q.value, "max")), q.maximum
            ),
        )
        for q in quotas
    ]
    assert _all_panels(pool, changed, size)
    if total:
        with pytest.raises(Refusal, match="smallest change"):
            panel_lottery(pool, quotas, size)


def test_size_beyond_the_pool_and_unknown_method_are_refused() -> None:
    pool, quotas, _ = _small_case(random.Random(1))
    for size in (0, len(pool.people) + 1):
        with pytest.raises(Refusal, match="--size"):
            panel_lottery(pool, quotas, size)
    with pytest.raises(Refusal, match="no method"):
        panel_lottery(pool, quotas, 2, "coin")


def test_chances_are_fractions_of_the_tickets_that_are_drawn() -> None:
    people = [list(map(int, row)) for row in product("01", repeat=3)]
    pool = _pool(people + people[:3])
    quotas = [Quota(f"f{j}", str(v), 1, 3) for j in range(3) for v in range(2)]
    lottery = panel_lottery(pool, quotas, 4)
    assert sum(lottery.draws.tickets) == 10**12
    assert sum(lottery.probabilities.values(), Fraction(0)) == 4
    assert lottery.minimum == min(lottery.probabilities.values())


def test_eight_features_with_every_quota_tight_are_mixed_to_the_fairest_mean() -> None:
    """Rounding fails here: two hundred people, nearly all of a profile of their own, no quota with room."""
    rng = random.Random(4)
    values = [rng.randint(2, 4) for _ in range(8)]
    rows = [[min(rng.randrange(v), rng.randrange(v)) for v in values] for _ in range(200)]
    pool, size = _pool(rows), 20
    chosen = rng.sample(rows, size)
    quotas = [
        Quota(f"f{j}", str(value), held, held)
        for j, v in enumerate(values)
        for value in range(v)
        for held in [sum(row[j] == value for row in chosen)]
    ]
    lottery = panel_lottery(pool, quotas, size)
    _check_lottery(pool, quotas, size, lottery)
    panels = Panels(pool, quotas, size)
    bound = leximin_point(panels, []) / panels.counts
    for people, best in zip(panels.members, bound, strict=True):
        for person in people:
            assert float(lottery.probabilities[person]) == pytest.approx(best, abs=1e-6)


def _tight_pool(seed: int) -> tuple[Pool, list[Quota], int]:
    """Make 200 people of eight features and the quotas of one panel of 20, every minimum its maximum."""
    rng = np.random.default_rng(seed)
    values = [int(rng.choice((2, 3, 4, 5, 6))) for _ in range(8)]
    shares = [rng.dirichlet(np.full(number, 2.0)) for number in values]
    rows = [
        [int(rng.choice(n, p=share)) for n, share in zip(values, shares, strict=True)] for _ in range(200)
    ]
    weights = rng.lognormal(0, 0.6, 200)
    chosen = [rows[i] for i in rng.choice(200, 20, replace=False, p=weights / weights.sum())]
    quotas = [
        Quota(f"f{j}", str(value), held, held)
        for j in range(8)
        for value in sorted({row[j] for row in rows})
        for held in [sum(row[j] == value for row in chosen)]
    ]
    return _pool(rows), quotas, 20


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 7))
def test_a_pool_without_room_ends_with_the_fairest_lottery_or_a_bound_on_it(seed: int) -> None:
    """In seed 5 inequality after inequality would have to be proved; it ends by its count of searches."""
    pool, quotas, size = _tight_pool(seed)
    lottery = panel_lottery(pool, quotas, size)
    _check_lottery(pool, quotas, size, lottery)
    panels = Panels(pool, quotas, size)
    bound = leximin_point(panels, []) / panels.counts
    assert float(lottery.minimum) <= bound.min() + 1e-6
    if lottery.unproven is not None:
        assert lottery.unproven.had <= lottery.unproven.at_most
        assert 0 < lottery.unproven.people <= len(pool.people)


@pytest.mark.parametrize("seed", range(5))
def test_a_panel_looked_for_next_to_a_divided_one_keeps_every_bound(seed: int) -> None:
    rng = random.Random(seed)
    pool = _pool([[rng.randrange(3) for _ in range(6)] for _ in range(60)])
    chosen = rng.sample(list(pool.people.values()), 12)
    quotas = [
        Quota(f"f{j}", str(v), max(0, held - j % 2), held + j % 2)
        for j in range(6)
        for v in range(3)
        for held in [sum(values[j] == str(v) for values in chosen)]
    ]
    panels = Panels(pool, quotas, 12)
    worth = np.array([rng.random() for _ in panels.counts])
    even = panels.counts * 12 / panels.counts.sum()
    bounds = np.zeros_like(panels.counts), panels.counts, panels.low, panels.high
    found = Exchange(panels.rows, 12).near(even, worth, bounds, 40, 40)
    assert found
    assert [float(worth @ one) for one in found] == sorted(
        (float(worth @ one) for one in found), reverse=True
    )
    for panel in found:
        assert ((panel >= 0) & (panel <= panels.counts)).all()
        assert ((panels.rows @ panel >= panels.low) & (panels.rows @ panel <= panels.high)).all()
    assert [one.tolist() for one in found] == [
        one.tolist() for one in Exchange(panels.rows, 12).near(even, worth, bounds, 40, 40)
    ]
