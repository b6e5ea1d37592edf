"""Conversations made to reach every branch, against the definitions written out plainly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from rembuk.reckon.opinion_maps import as_document, draw_map, votes_from_arrays
from rembuk.reckon.opinion_maps.tests import plain_polis as plain

Events = list[tuple[str, str, int]]

# people, statements, chance of a vote, chance of a pass, camps, re-votes, hidden, meta
SHAPES = {
    "one person": (1, 5, 1.0, 0.1, 1, 0, 0, 0),
    "two people, one statement": (2, 1, 1.0, 0.0, 2, 1, 0, 0),
    "fewer than fifteen, all sparse": (9, 12, 0.3, 0.2, 2, 5, 1, 0),
    "filled up to fifteen by activity": (60, 30, 0.08, 0.1, 3, 10, 2, 1),
    "everybody above the threshold": (40, 10, 0.9, 0.1, 2, 0, 0, 0),
    "six statements, threshold six": (50, 6, 0.8, 0.3, 3, 20, 1, 1),
    "more than a hundred positions": (180, 20, 0.7, 0.15, 3, 40, 3, 1),
    "exactly at base cluster steps": (37, 9, 0.95, 0.2, 4, 0, 0, 0),
    "few distinct ballots": (120, 3, 1.0, 0.0, 3, 0, 0, 0),
    "nothing but passes": (30, 8, 0.8, 1.0, 1, 3, 0, 0),
    "one camp": (70, 15, 0.6, 0.05, 0, 5, 2, 0),
    "all statements hidden but one": (30, 8, 0.8, 0.1, 2, 5, 6, 1),
    "five camps": (150, 40, 0.5, 0.1, 5, 30, 4, 2),
    "statements hardly anybody saw": (80, 90, 0.06, 0.2, 2, 10, 10, 3),
}


def conversation(shape: str, seed: int) -> tuple[Events, set[str], set[str]]:
    """Make the events of one conversation, with ids that have gaps and do not begin at 0."""
    people, items, chance, passing, camps, again, away, meta = SHAPES[shape]
    r = np.random.default_rng([seed, *map(ord, shape)])
    lean = r.normal(0, 1.4, (max(camps, 1), items)) if camps else np.full((1, items), 5.0)
    pairs = [(p, s) for p in range(people) for s in range(items) if r.random() < chance]
    pairs = [pairs[i] for i in r.permutation(len(pairs))] or [(0, 0)]
    pairs += [pairs[i] for i in r.integers(0, len(pairs), again)]
    events = []
    for p, s in pairs:
        leaning = lean[p % len(lean), s] + r.normal()
        vote = 0 if r.random() < passing else 1 if leaning > 0 else -1
        events.append((str(11 + 7 * p), str(1000 - 3 * s), vote))
    gone = [str(1000 - 3 * int(s)) for s in r.permutation(items)]
    return events, set(gone[:away]), set(gone[away : away + meta])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shape", SHAPES)
def test_a_made_conversation_is_drawn_as_the_plain_definitions_draw_it(shape: str, seed: int) -> None:
    events, hidden, meta = conversation(shape, seed)
    votes = votes_from_arrays(*zip(*events, strict=True), hidden=hidden, meta=meta)
    drawn = draw_map(votes)
    document = as_document(drawn)
    ballots, statements = plain.ballots_of(events)
    away = hidden | meta
    assert document["statement_ids"] == statements
    assert drawn.participant_ids == list(ballots)
    inside = plain.in_conversation(ballots, statements)
    assert document["in_conversation"] == inside

    check_positions(document, ballots, away)
    # From here on the engine's own positions are the input, so that no rounding decides.
    points = [(float(x), float(y)) for x, y in (document["projection"][one] for one in inside)]
    member = plain.lloyd(points, [1.0] * len(points), 100, 100)
    assert partition([document["base_clusters"][one] for one in inside]) == partition(member)

    sizes = [int(n) for n in drawn.bases.sizes]
    centres = [(float(x), float(y)) for x, y in drawn.bases.centres]
    label, scores = plain.groups(centres, sizes)
    assert document["silhouette"] == pytest.approx({str(k): v for k, v in scores.items()}, abs=1e-12)
    of_person = [label[document["base_clusters"][one]] for one in inside]
    assert partition([document["assignments"][one] for one in inside]) == partition(of_person)
    assert document["k"] == len(set(label))

    names = sorted({document["assignments"][one] for one in inside})
    parts = {g: [one for one in inside if document["assignments"][one] == g] for g in names}
    assert names == sorted(names, key=lambda g: min(map(int, parts[g])))
    for group in document["groups"]:
        own = parts[group["id"]]
        rest = [one for one in inside if one not in own]
        assert [
            plain.Speaks(one["statement"], one["direction"], one["best_agree"])
            for one in group["representative"]
        ] == plain.speaks(ballots, own, rest, statements, away)
        assert document["group_votes"][group["id"]] == {
            s: list(plain.tally(ballots, own, s)) for s in statements
        }
    assert document["consensus"] == plain.consensus(ballots, statements, away)
    for s in statements:
        shares = [plain.tally(ballots, parts[g], s) for g in names]
        product = math.prod((agree + 1) / (seen + 2) for agree, _, seen in shares)
        assert document["group_consensus"][s] == pytest.approx(product, rel=1e-12)


def check_positions(document: dict[str, Any], ballots: plain.Ballots, away: set[str]) -> None:
    """Hold centre and projection against sums vote by vote; hidden statements count as zeros by everybody."""
    statements, centre, axes = document["statement_ids"], document["centre"], document["axes"]
    places = document["projection"]
    for column, s in enumerate(statements):
        votes = [given[s] for given in ballots.values() if s in given]
        assert centre[column] == pytest.approx(0.0 if s in away else sum(votes) / len(votes), abs=1e-12)
    for person, given in ballots.items():
        seen = len(set(given) | (away & set(statements)))
        scale = math.sqrt(len(statements) / seen)
        for axis in range(2):
            total = sum(
                (vote - centre[statements.index(s)]) * axes[axis][statements.index(s)]
                for s, vote in given.items()
                if s not in away
            )
            assert places[person][axis] == pytest.approx(scale * total, abs=1e-9)


def partition(labels: list[object]) -> set[frozenset[int]]:
    """Return the sets of places that carry equal labels."""
    sets: dict[object, set[int]] = {}
    for place, label in enumerate(labels):
        sets.setdefault(label, set()).add(place)
    return {frozenset(one) for one in sets.values()}
