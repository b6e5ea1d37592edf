"""The answer of `rembuk map --json`: plain values by name, in a fixed order."""

from __future__ import annotations

from typing import Any

from rembuk.reckon.opinion_maps.caveats import cautions
from rembuk.reckon.opinion_maps.measures import polarisation
from rembuk.reckon.opinion_maps.opinion_map import OpinionMap


def as_document(
    drawn: OpinionMap,
    *,
    lang: str = "id",
    bridging: dict[str, float] | None = None,
    stability: dict[str, float] | None = None,
    order: list[str] | None = None,
) -> dict[str, Any]:
    """Return DRAWN as a document of strings, numbers, lists and dicts; ids are strings, agree is +1.

    BRIDGING, STABILITY and ORDER (statement ids) are added under their names where given.
    """
    people, items = drawn.participant_ids, drawn.statement_ids
    projection = drawn.projection
    member = drawn.bases.member.tolist()
    group = drawn.group.tolist()
    positions = projection.positions.tolist()
    document: dict[str, Any] = {
        "participants": drawn.rows.participants,
        "statements": drawn.rows.statements,
        "votes": int(drawn.rows.code.size),
        "statement_ids": items,
        "in_conversation": [people[i] for i in drawn.inside.tolist()],
        "k": drawn.k,
        "silhouette": {str(k): value for k, value in drawn.silhouettes.items()},
        "centre": projection.centre.tolist(),
        "axes": projection.axes.tolist(),
        "explained_variance": projection.explained,
        "projection": dict(zip(people, positions, strict=True)),
        "base_clusters": {people[i]: member[i] for i in drawn.inside.tolist()},
        "assignments": {name: str(g) if g >= 0 else None for name, g in zip(people, group, strict=True)},
        "groups": [_group(drawn, g) for g in range(drawn.groups)],
        "group_votes": {
            str(g): dict(zip(items, drawn.group_votes[g].tolist(), strict=True)) for g in range(drawn.groups)
        },
        "group_consensus": dict(zip(items, drawn.group_consensus.tolist(), strict=True))
        if drawn.groups
        else {},
        "consensus": {
            word: [items[one.statement] for one in listed] for word, listed in drawn.consensus.items()
        },
        "priorities": dict(zip(items, drawn.priorities.tolist(), strict=True)),
        "polarisation": polarisation(drawn),
    }
    if bridging is not None:
        document["bridging"] = bridging
    if stability is not None:
        document["stability"] = stability
    if order is not None:
        document["order"] = order
    document["cautions"] = cautions(drawn, lang)
    return document


def _group(drawn: OpinionMap, g: int) -> dict[str, Any]:
    return {
        "id": str(g),
        "size": int(drawn.sizes[g]),
        "representative": [
            {
                "statement": drawn.statement_ids[one.statement],
                "direction": one.direction,
                "best_agree": one.best_agree,
                "successes": one.successes,
                "trials": one.trials,
                "p": one.p,
                "p_test": one.p_test,
                "ratio": one.ratio,
                "ratio_test": one.ratio_test,
            }
            for one in drawn.representative[g]
        ],
    }
