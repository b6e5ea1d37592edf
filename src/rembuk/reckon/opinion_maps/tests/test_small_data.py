"""A map of almost nothing is still a map, never an error."""

from __future__ import annotations

import json

import pytest

from rembuk.reckon.opinion_maps import (
    as_document,
    bridging_scores,
    draw_map,
    stability,
    votes_from_arrays,
    without_participants,
)
from rembuk.reckon.refusal import Refusal

CASES = {
    "nobody": [],
    "one person, one statement": [("a", "1", 1)],
    "one person, three statements": [("a", "1", 1), ("a", "2", 0), ("a", "3", -1)],
    "two people, one statement": [("a", "1", 1), ("b", "1", -1)],
    "two people who say the same": [("a", "1", 1), ("a", "2", -1), ("b", "1", 1), ("b", "2", -1)],
    "five people who all pass": [(str(p), str(s), 0) for p in range(5) for s in range(4)],
    "thirty identical ballots": [(str(p), str(s), 1) for p in range(30) for s in range(9)],
    "nobody shares a statement": [(str(p), str(p), 1) for p in range(6)],
}


@pytest.mark.parametrize("lines", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("k", [None, 1, 3, 9])
def test_every_step_answers_however_little_there_is(lines: list[tuple[str, str, int]], k: int | None) -> None:
    people, items, votes = ([line[i] for line in lines] for i in range(3))
    drawn = draw_map(votes_from_arrays(people, items, votes), k=k)
    document = as_document(
        drawn,
        bridging={"x": bridging_scores(drawn.rows, drawn.shown).objective},
        stability=stability(drawn, rounds=3),
    )
    json.dumps(document, allow_nan=False)
    assert set(document["assignments"]) == set(people)
    assert (document["k"] is None) == (not lines)
    assert document["cautions"]


def test_every_statement_hidden_leaves_one_group_in_the_middle() -> None:
    people, items = [str(i % 12) for i in range(60)], [str(i // 12) for i in range(60)]
    votes = [1 if (int(p) + int(s)) % 3 else -1 for p, s in zip(people, items, strict=True)]
    document = as_document(draw_map(votes_from_arrays(people, items, votes, hidden=range(5))))
    assert document["k"] == 1
    assert set(map(tuple, document["projection"].values())) == {(0.0, 0.0)}
    assert document["groups"][0]["representative"] == []
    assert document["consensus"] == {"agree": [], "disagree": []}


def test_two_camps_of_five_are_told_apart_and_said_to_be_few() -> None:
    lines = [(f"{camp}{i}", str(s), 1 if (s < 4) == (camp == "a") else -1) for camp in "ab" for i in range(5)
             for s in range(8)]  # fmt: skip
    votes = votes_from_arrays(*([line[i] for line in lines] for i in range(3)))
    document = as_document(draw_map(votes), lang="en")
    assert document["k"] == 2
    assert {name[0]: group for name, group in document["assignments"].items()} == {"a": "0", "b": "1"}
    assert document["polarisation"]["between_group_distance"] == pytest.approx(2.0)
    assert document["explained_variance"] == pytest.approx([1.0, 0.0])
    assert any("rest on 10 people" in one for one in document["cautions"])


def test_a_participant_below_the_threshold_is_placed_but_not_grouped() -> None:
    lines = [(p, s, 1 if (p * s) % 4 else -1) for p in range(20) for s in range(8)] + [(99, 0, 1)]
    votes = votes_from_arrays(*([line[i] for line in lines] for i in range(3)))
    document = as_document(draw_map(votes))
    assert document["assignments"]["99"] is None
    assert "99" in document["projection"]
    assert "99" not in document["in_conversation"]
    assert as_document(draw_map(votes, min_votes=1))["assignments"]["99"] is not None


def test_the_last_of_a_pair_counts_and_a_participant_left_out_never_voted() -> None:
    votes = votes_from_arrays(["a", "b", "a", "c"], [1, 1, 1, 2], [1, 1, -1, 0])
    drawn = draw_map(votes)
    assert drawn.rows.code.size == 3
    assert drawn.rows.counts.tolist() == [[1, 0, 1], [0, 1, 0]]
    left = draw_map(without_participants(votes, ["a", "c"]))
    assert (left.participant_ids, left.statement_ids) == (["b"], ["1"])


@pytest.mark.parametrize("k", [0, -2])
def test_a_number_of_groups_below_one_is_refused(k: int) -> None:
    with pytest.raises(Refusal, match="choose 1 or more"):
        draw_map(votes_from_arrays([1], [1], [1]), k=k)


def test_a_vote_outside_the_scale_is_refused_by_its_number() -> None:
    with pytest.raises(Refusal, match="Vote number 2"):
        votes_from_arrays([1, 2], [1, 1], [1, 5])
