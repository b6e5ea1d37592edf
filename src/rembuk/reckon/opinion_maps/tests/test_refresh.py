"""A refreshed map is the map of all votes, and its groups keep their names."""

from __future__ import annotations

import numpy as np
import pytest

from rembuk.reckon.opinion_maps import OpinionMap, Votes, draw_map, refresh_map, votes_from_arrays


def conversation(people: range, seed: int, statements: int = 30) -> Votes:
    """Return votes of people in three camps on two thirds of the statements."""
    r = np.random.default_rng(seed)
    lean = np.random.default_rng(99).normal(0, 1.5, (3, 40))
    lines = [
        (p, s, int(np.sign(lean[p % 3, s] + 0.7 * r.normal())))
        for p in people
        for s in range(statements)
        if r.random() < 0.66
    ]
    return votes_from_arrays(*([line[i] for line in lines] for i in range(3)))


def joined(*parts: Votes) -> Votes:
    """Return all votes of PARTS one after the other."""
    people = [part.participant_ids[p] for part in parts for p in part.participant.tolist()]
    items = [part.statement_ids[s] for part in parts for s in part.statement.tolist()]
    return votes_from_arrays(people, items, np.concatenate([part.vote for part in parts]))


def by_name(drawn: OpinionMap) -> dict[str, int]:
    """Return the group of everybody by name."""
    return dict(zip(drawn.participant_ids, drawn.group.tolist(), strict=True))


def test_votes_axes_and_people_after_a_refresh_equal_a_map_of_all_votes() -> None:
    old, new = conversation(range(300), 1), conversation(range(280, 330), 2, statements=34)
    drawn, cold = refresh_map(draw_map(old), new), draw_map(joined(old, new))
    assert drawn.participant_ids == cold.participant_ids
    assert drawn.statement_ids == cold.statement_ids
    assert drawn.rows.start.tolist() == cold.rows.start.tolist()
    assert drawn.rows.code.tolist() == cold.rows.code.tolist()
    cosines = np.abs((drawn.projection.axes * cold.projection.axes).sum(axis=1))
    assert cosines == pytest.approx([1.0, 1.0], abs=1e-12)
    assert drawn.inside.tolist() == cold.inside.tolist()
    assert drawn.group_votes.sum(axis=0).tolist() == cold.group_votes.sum(axis=0).tolist()


def test_groups_keep_their_names_and_signs_through_many_refreshes() -> None:
    first = drawn = draw_map(conversation(range(300), 1))
    for step in range(6):
        drawn = refresh_map(drawn, conversation(range(300 + 5 * step, 305 + 5 * step), step))
    assert drawn.k == first.k == 3
    before, after = by_name(first), by_name(drawn)
    assert np.mean([after[name] == g for name, g in before.items()]) > 0.97
    size = first.projection.axes.shape[1]
    assert (first.projection.axes * drawn.projection.axes[:, :size]).sum(axis=1).min() > 0.9


def test_a_new_number_of_groups_is_taken_only_after_it_was_best_four_times() -> None:
    r = np.random.default_rng(4)
    camps = [[1, 1, 1, 1, -1, -1, -1, -1], [-1, -1, -1, -1, 1, 1, 1, 1]]
    third = [1, -1, 1, -1, 1, -1, 1, -1]

    def ballots(first: int, count: int, patterns: list[list[int]]) -> Votes:
        lines = [
            (first + i, s, v if r.random() > 0.02 else 0)
            for i in range(count)
            for s, v in enumerate(patterns[i % len(patterns)])
        ]
        return votes_from_arrays(*([line[i] for line in lines] for i in range(3)))

    drawn = draw_map(ballots(0, 60, camps))
    assert drawn.k == 2
    seen = []
    for tick in range(5):
        drawn = refresh_map(drawn, ballots(1000 + 30 * tick, 30, [third]))
        assert drawn.last_k is not None
        seen.append((drawn.last_k[0], drawn.k))
    best = [one for one, _ in seen]
    changed = next(i for i, (_, k) in enumerate(seen) if k != 2)
    assert len(set(best[changed - 3 : changed + 1])) == 1


def test_a_refresh_without_votes_changes_no_group() -> None:
    drawn = draw_map(conversation(range(90), 3))
    again = refresh_map(drawn, votes_from_arrays([], [], []))
    assert by_name(again) == by_name(drawn)
    assert again.rows.code.tolist() == drawn.rows.code.tolist()


def test_a_refresh_of_an_empty_map_is_a_cold_start() -> None:
    empty = draw_map(votes_from_arrays([], [], []))
    votes = conversation(range(60), 5)
    assert by_name(refresh_map(empty, votes)) == by_name(draw_map(votes))


def test_the_last_of_several_new_votes_of_a_pair_counts_and_hiding_takes_effect() -> None:
    drawn = draw_map(conversation(range(60), 6))
    name = drawn.statement_ids[4]
    again = refresh_map(drawn, votes_from_arrays(["5", "5"], [name, name], [1, 0]), hidden=[name])
    row = drawn.participant_ids.index("5")
    votes = again.rows.code[again.rows.start[row] : again.rows.start[row + 1]].tolist()
    assert 3 * 4 + 1 in votes
    assert not again.shown[4]
    assert again.projection.axes[:, 4].tolist() == [0.0, 0.0]
