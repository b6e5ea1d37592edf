"""What must hold for any votes: checked against slow plain re-derivations and against itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rembuk.reckon.opinion_maps import (
    OpinionMap,
    Votes,
    as_document,
    bridging_scores,
    draw_map,
    order_by_bridging,
    score_by_bridging,
    stability,
    votes_from_arrays,
)
from rembuk.reckon.opinion_maps.clusters import base_clusters, silhouette
from rembuk.reckon.opinion_maps.measures import bimodality_coefficient

Matrix = NDArray[np.float64]


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    """Return votes (people, statements) of up to 40 people in camps, NaN for none; everybody voted once."""
    people, items = draw(st.integers(3, 40)), draw(st.integers(2, 12))
    seed = draw(st.integers(0, 2**32 - 1))
    r = np.random.default_rng(seed)
    lean = r.normal(0, 1.2, (3, items))
    votes = np.sign(lean[r.integers(0, 3, people)] + r.normal(size=(people, items)))
    votes[r.random(votes.shape) < 0.15] = 0.0
    votes[r.random(votes.shape) < draw(st.sampled_from([0.0, 0.3, 0.6]))] = np.nan
    votes[np.isnan(votes).all(axis=1), 0] = 1.0
    votes[0, np.isnan(votes).all(axis=0)] = 1.0
    return votes


def events(votes: Matrix, order: NDArray[np.int64] | None = None) -> Votes:
    """Return the votes of a matrix person by person, or in ORDER."""
    person, item = np.nonzero(~np.isnan(votes))
    if order is not None:
        person, item = person[order], item[order]
    return votes_from_arrays(person, item, votes[person, item].astype(int))


@settings(deadline=None, max_examples=60)
@given(matrices())
def test_axes_and_positions_equal_a_dense_eigendecomposition(votes: Matrix) -> None:
    drawn = draw_map(events(votes))
    votes = votes[:, [int(name) for name in drawn.statement_ids]]
    dense = votes - np.nanmean(votes, axis=0)
    dense[np.isnan(votes)] = 0.0
    values, vectors = np.linalg.eigh(dense.T @ dense)
    assume(values[-1] > 1e-6 and values[-1] > 1.01 * values[-2])
    assert drawn.projection.eigenvalues[0] == pytest.approx(values[-1], rel=1e-10)
    assert drawn.projection.eigenvalues[1] == pytest.approx(max(values[-2], 0.0), rel=1e-8, abs=1e-9)
    assert abs(vectors[:, -1] @ drawn.projection.axes[0]) == pytest.approx(1.0, abs=1e-9)
    if values[-2] > 1e-6 and (len(values) < 3 or values[-2] > 1.01 * values[-3]):
        assert abs(vectors[:, -2] @ drawn.projection.axes[1]) == pytest.approx(1.0, abs=1e-9)
    given_votes = (~np.isnan(votes)).sum(axis=1)
    plain = (dense @ drawn.projection.axes.T) * np.sqrt(votes.shape[1] / given_votes)[:, None]
    assert np.allclose(plain, drawn.projection.positions, atol=1e-9)


def plain_lloyd(points: list[tuple[float, float]], k: int, rounds: int) -> list[int]:
    """Cluster by the definition, as slowly as it is written."""
    centres = list(dict.fromkeys(points))[:k]
    label: list[int] = []
    for _ in range(rounds):
        label = []
        for x, y in points:
            far = [(x - a) ** 2 + (y - b) ** 2 for a, b in centres]
            label.append(max(i for i, d in enumerate(far) if d == min(far)))
        fresh = []
        for c in range(len(centres)):
            mine = [p for p, one in zip(points, label, strict=True) if one == c]
            if mine:
                fresh.append((sum(p[0] for p in mine) / len(mine), sum(p[1] for p in mine) / len(mine)))
        settled = all(math.dist(a, b) < 0.01 for a, b in zip(sorted(centres), sorted(fresh), strict=False))
        centres = fresh
        if settled:
            break
    return label


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-8, 8), st.integers(-8, 8)), min_size=1, max_size=60),
    st.integers(0, 2**16),
    st.sampled_from([0.0, 0.3]),
)
def test_base_clusters_on_a_grid_equal_the_plain_definition_ties_included(
    spots: list[tuple[int, int]], seed: int, noise: float
) -> None:
    r = np.random.default_rng(seed)
    # Many copies, so the grid has several cells and 100 centres are passed.
    points = np.repeat(np.array(spots, float), 8, axis=0)
    points = points[r.permutation(len(points))] + noise * r.normal(size=points.shape)
    drawn = base_clusters(points, np.arange(len(points)))
    plain = plain_lloyd([tuple(p) for p in points.tolist()], 100, 101)
    pairs = set(zip(drawn.member.tolist(), plain, strict=True))
    assert len(pairs) == len(set(plain)) == len(drawn.sizes)


@settings(deadline=None, max_examples=30)
@given(matrices(), st.integers(0, 2**16))
def test_the_order_of_votes_after_everybody_and_everything_was_seen_changes_nothing(
    votes: Matrix, seed: int
) -> None:
    r = np.random.default_rng(seed)
    person, item = np.nonzero(~np.isnan(votes))
    first: list[int] = []
    for column in (person, item):
        _, places = np.unique(column, return_index=True)
        first += places.tolist()
    first = list(dict.fromkeys(first))
    rest = np.setdiff1d(np.arange(person.size), first)
    one = as_document(draw_map(events(votes, np.array(first + rest.tolist()))))
    other = as_document(draw_map(events(votes, np.array(first + r.permutation(rest).tolist()))))
    assert one == other


@settings(deadline=None, max_examples=30)
@given(matrices())
def test_turning_every_vote_round_turns_positions_but_keeps_axes_and_groups(votes: Matrix) -> None:
    drawn, turned = draw_map(events(votes)), draw_map(events(-votes))
    assert np.allclose(drawn.projection.axes, turned.projection.axes, atol=1e-8) or not gaps(drawn)
    if gaps(drawn):
        assert np.allclose(drawn.projection.positions, -turned.projection.positions, atol=1e-6)
    assert drawn.rows.counts.tolist() == turned.rows.counts[:, ::-1].tolist()


def gaps(drawn: OpinionMap) -> bool:
    """Tell whether both axes are determined by the votes."""
    first, second = drawn.projection.eigenvalues.tolist()
    total = drawn.projection.total
    return second > 1e-6 and first > 1.05 * second and second > 1.05 * (total - first - second)


@settings(deadline=None, max_examples=30)
@given(matrices())
def test_the_largest_loading_of_each_axis_is_positive_and_axes_are_orthonormal(votes: Matrix) -> None:
    axes = draw_map(events(votes)).projection.axes
    for axis in axes:
        length = float(np.linalg.norm(axis))
        assert length == pytest.approx(1.0) or length == 0.0
        if length:
            assert axis[np.argmax(np.abs(axis) >= np.abs(axis).max() * (1 - 1e-9))] > 0
    assert abs(float(axes[0] @ axes[1])) < 1e-8


@settings(deadline=None, max_examples=30)
@given(matrices())
def test_group_votes_add_up_and_statements_that_speak_are_significant_or_the_best(votes: Matrix) -> None:
    drawn = draw_map(events(votes))
    inside = drawn.rows
    total = np.zeros((inside.statements, 3), np.int64)
    for row in drawn.inside.tolist():
        for code in inside.code[inside.start[row] : inside.start[row + 1]].tolist():
            total[code // 3] += [code % 3 == 2, code % 3 == 0, 1]
    assert drawn.group_votes.sum(axis=0).tolist() == total.tolist()
    for listed in drawn.representative:
        assert len(listed) <= 5
        assert [one.direction for one in listed] == sorted(one.direction for one in listed)
        assert sum(one.best_agree for one in listed) <= 1
        sufficient = [one for one in listed if not one.best_agree]
        if len(listed) > 1:
            assert all(one.p_test > 1.2816 and one.ratio_test > 1.2816 for one in sufficient)


def plain_objective(votes: Matrix, mu: float, iu: Matrix, fu: Matrix, ii: Matrix, fi: Matrix) -> float:
    """Return the bridging objective by its definition."""
    error = (votes + 1) / 2 - (mu + iu[:, None] + ii[None, :] + fu[:, None] * fi[None, :])
    return float(
        np.nanmean(error**2)
        + 0.03 * (np.mean(fu**2) + np.mean(fi**2))
        + 0.15 * (np.mean(iu**2) + np.mean(ii**2) + mu**2)
    )


@settings(deadline=None, max_examples=25)
@given(matrices(), st.integers(0, 1000))
def test_bridging_states_its_objective_truly_and_no_small_step_improves_it(votes: Matrix, seed: int) -> None:
    drawn = draw_map(events(votes))
    votes = votes[np.ix_([int(n) for n in drawn.participant_ids], [int(n) for n in drawn.statement_ids])]
    fit = bridging_scores(drawn.rows, drawn.shown, drawn.projection.axes[0], tolerance=1e-13)
    parts = [fit.person_intercept, fit.person_factor, fit.scores, fit.statement_factor]
    here = plain_objective(votes, fit.mean, *parts)
    assert here == pytest.approx(fit.objective, abs=1e-6)
    r = np.random.default_rng(seed)
    for size in (1e-1, 1e-2):
        step = [part + size * r.normal(size=part.shape) for part in parts]
        assert plain_objective(votes, fit.mean + size * r.normal(), *step) > here - 1e-7


def test_bridging_puts_what_both_camps_like_above_what_one_camp_likes() -> None:
    votes = np.array([[1, 1, -1, -1]] * 10 + [[1, -1, 1, -1]] * 10, float)
    votes[0, 3] = 1.0
    drawn = draw_map(events(votes))
    fit = bridging_scores(drawn.rows, drawn.shown)
    scores = dict(zip(drawn.statement_ids, fit.scores.tolist(), strict=True))
    assert order_by_bridging(["9", "3", "1", "0"], scores) == ["0", "1", "3", "9"]
    alone = score_by_bridging(events(votes))
    assert alone == pytest.approx(scores, abs=1e-4)
    assert score_by_bridging(votes_from_arrays([], [], [])) == {}


def test_stability_of_far_camps_is_full_and_repeats_with_its_seed() -> None:
    votes = np.array([[1, 1, -1, -1, 1, -1, 1, -1]] * 20 + [[-1, -1, 1, 1, -1, 1, -1, 1]] * 20, float)
    drawn = draw_map(events(votes))
    assert stability(drawn, seed=1, rounds=10) == {"0": 1.0, "1": 1.0}
    r = np.random.default_rng(5)
    mixed = draw_map(events(np.sign(r.normal(size=(40, 9)))))
    once = stability(mixed, seed=3, rounds=10)
    assert once == stability(mixed, seed=3, rounds=10)
    assert all(0 < value < 1 for value in once.values())


def test_silhouette_equals_its_definition() -> None:
    r = np.random.default_rng(2)
    points, label = r.normal(size=(20, 2)), np.array([0] * 9 + [1] * 10 + [2])
    by_definition = []
    for i in range(20):
        if label[i] == 2:
            by_definition.append(0.0)
            continue
        mates = [o for o in range(20) if label[o] == label[i] and o != i]
        inner = np.mean([math.dist(points[i], points[o]) for o in mates])
        outer = min(
            float(np.mean([math.dist(points[i], points[o]) for o in range(20) if label[o] == g]))
            for g in range(3)
            if g != label[i]
        )
        by_definition.append((outer - inner) / max(inner, outer))
    assert silhouette(points, label) == pytest.approx(np.mean(by_definition))


def test_bimodality_of_two_points_is_one_and_of_a_bell_a_third() -> None:
    assert bimodality_coefficient(np.array([-1.0, 1.0] * 5000)) == pytest.approx(1.0, abs=1e-3)
    bell = np.random.default_rng(1).normal(size=100_000)
    assert bimodality_coefficient(bell) == pytest.approx(1 / 3, abs=0.01)
    assert bimodality_coefficient(np.linspace(0, 1, 10_001)) == pytest.approx(5 / 9, abs=1e-3)
    assert bimodality_coefficient(np.zeros(9)) is None
