"""Every real conversation equals what Polis's own engine makes of it from a cold start."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rembuk.reckon.opinion_maps import OpinionMap, as_document, draw_map, read_votes

pytestmark = pytest.mark.shared_data

CONVERSATIONS = [
    "austria-climate.5twd2jsnkf.2022-08-08",
    "austria-climate.7z7ejpbmv5.2022-08-08",
    "bg2050-volunteers",
    "canadian-electoral-reform",
    "football-concussions",
    "scoop-hivemind.affordable-housing",
    "scoop-hivemind.freshwater",
    "scoop-hivemind.taxes",
]


@pytest.fixture(scope="module", params=CONVERSATIONS)
def pair(request: pytest.FixtureRequest, shared_data: Path) -> tuple[OpinionMap, dict[str, Any]]:
    """Return our map of a conversation and the reference's."""
    folder = shared_data / "polis"
    expected = json.loads((folder / "expected" / f"{request.param}.json").read_text())
    return draw_map(read_votes(folder / request.param)), expected


def test_counts_and_people_in_the_groups_equal_the_reference(pair: tuple[OpinionMap, dict[str, Any]]) -> None:
    drawn, expected = pair
    reference = expected["reference"]
    assert drawn.rows.participants == expected["participants"]
    assert drawn.rows.statements == expected["statements"]
    assert drawn.rows.code.size == expected["votes_latest"]
    assert drawn.statement_ids == [str(one) for one in reference["pca"]["statement_ids"]]
    hidden = {name for name, shown in zip(drawn.statement_ids, drawn.shown, strict=True) if not shown}
    assert hidden == {str(one) for one in expected["moderated_out"]} & set(drawn.statement_ids)
    inside = {drawn.participant_ids[i] for i in drawn.inside}
    assert inside == set(reference["group_of_participant"])


def test_centre_and_axes_equal_the_reference_or_the_exact_vectors(
    pair: tuple[OpinionMap, dict[str, Any]],
) -> None:
    drawn, expected = pair
    pca = expected["reference"]["pca"]
    # The engine counts agree as -1, we as +1.
    assert np.abs(drawn.projection.centre + np.array(pca["center"])).max() < 1e-9
    assert drawn.projection.explained == pytest.approx(
        pca["explained_variance_ratio_of_imputed_matrix"], abs=1e-8
    )
    for axis in range(2):
        assert residual(drawn, axis) <= 1e-8 * drawn.projection.eigenvalues[axis]
        if pca["cosine_of_reference_to_exact_eigenvector"][axis] >= 1 - 1e-9:
            loading = np.array(pca["components"][axis])
            cosine = abs(loading @ drawn.projection.axes[axis]) / np.linalg.norm(loading)
            assert cosine >= 1 - 1e-9
            scale = np.abs(drawn.projection.positions).max()
            theirs = np.array(
                [expected["reference"]["projection"][one][axis] for one in drawn.participant_ids]
            )
            assert np.abs(theirs + drawn.projection.positions[:, axis]).max() < 1e-5 * scale


def residual(drawn: OpinionMap, axis: int) -> float:
    """Return ||A'Ax - lambda x|| by plain dense algebra, sharing no code with the engine."""
    rows, projection = drawn.rows, drawn.projection
    dense = np.zeros((rows.participants, rows.statements))
    person = np.repeat(np.arange(rows.participants), np.diff(rows.start))
    item = rows.code // 3
    dense[person, item] = (rows.code % 3) - 1.0 - projection.centre[item]
    dense[:, ~drawn.shown] = 0.0
    x = projection.axes[axis]
    return float(np.linalg.norm(dense.T @ (dense @ x) - projection.eigenvalues[axis] * x))


def test_base_clusters_k_and_groups_equal_the_reference(pair: tuple[OpinionMap, dict[str, Any]]) -> None:
    drawn, expected = pair
    reference = expected["reference"]
    names = [drawn.participant_ids[i] for i in drawn.inside]
    ours = dict(zip(names, drawn.bases.member[drawn.inside].tolist(), strict=True))
    assert partition(ours) == partition(reference["base_cluster_of_participant"])
    assert drawn.k == reference["k"]
    groups = dict(zip(names, drawn.group[drawn.inside].tolist(), strict=True))
    assert groups == reference["group_of_participant"]
    if min(reference["pca"]["cosine_of_reference_to_exact_eigenvector"]) >= 1 - 1e-9:
        for k, value in reference["silhouette_by_k"].items():
            assert drawn.silhouettes[int(k)] == pytest.approx(value, abs=1e-6)


def partition(labels: dict[str, int]) -> set[frozenset[str]]:
    """Return the sets of equal labels."""
    sets: dict[int, set[str]] = {}
    for name, label in labels.items():
        sets.setdefault(label, set()).add(name)
    return {frozenset(one) for one in sets.values()}


def test_lists_in_order_and_group_votes_equal_the_reference(pair: tuple[OpinionMap, dict[str, Any]]) -> None:
    document, reference = as_document(pair[0]), pair[1]["reference"]
    for group in document["groups"]:
        theirs = reference["repness"][group["id"]]
        assert [
            (one["statement"], one["direction"], one["best_agree"], one["successes"], one["trials"])
            for one in group["representative"]
        ] == [
            (
                str(one["tid"]),
                one["repful-for"],
                one.get("best-agree", False),
                one["n-success"],
                one["n-trials"],
            )
            for one in theirs
        ]
        for mine, one in zip(group["representative"], theirs, strict=True):
            assert [mine["p"], mine["p_test"], mine["ratio"], mine["ratio_test"]] == pytest.approx(
                [one["p-success"], one["p-test"], one["repness"], one["repness-test"]], rel=1e-6
            )
        votes = reference["group_votes"][group["id"]]
        assert group["size"] == votes["n-members"]
        assert document["group_votes"][group["id"]] == {
            name: [count["A"], count["D"], count["S"]] for name, count in votes["votes"].items()
        }
    assert document["consensus"] == {
        word: [str(one["tid"]) for one in listed] for word, listed in reference["consensus"].items()
    }


def test_group_consensus_and_priorities_equal_the_reference(pair: tuple[OpinionMap, dict[str, Any]]) -> None:
    document, reference = as_document(pair[0]), pair[1]["reference"]
    assert document["group_consensus"] == pytest.approx(
        reference["group_aware_consensus"], rel=1e-9, abs=1e-11
    )
    assert document["priorities"] == pytest.approx(reference["comment_priorities"], rel=1e-4)


REFERENCE = Path(__file__).parents[5] / "docs" / "reference" / "opinion-maps.md"


def test_the_table_in_the_reference_says_what_is_found_here(shared_data: Path) -> None:
    heading = [
        "conversation",
        "people",
        "statements",
        "votes",
        "k",
        "lists groups and votes",
        "centre",
        "axes",
        "priorities",
    ]
    lines = ["| " + " | ".join(heading) + " |", "|---" * len(heading) + "|"]
    lines += [conformance_line(shared_data / "polis", name) for name in CONVERSATIONS]
    page = REFERENCE.read_text()
    begin = page.index("<!-- conformance -->") + len("<!-- conformance -->")
    end = page.index("<!-- end -->", begin)
    table = "\n" + "\n".join(lines) + "\n"
    if os.environ.get("REMBUK_WRITE_TABLES"):
        REFERENCE.write_text(page[:begin] + table + page[end:])
    else:
        assert page[begin:end] == table


def conformance_line(folder: Path, name: str) -> str:
    """Return one row of the table: the largest differences, rounded up to a power of ten."""
    expected = json.loads((folder / "expected" / f"{name}.json").read_text())
    reference = expected["reference"]
    drawn = draw_map(read_votes(folder / name))
    document = as_document(drawn)
    groups = {name: str(g) for name, g in reference["group_of_participant"].items()}
    speaking = [
        [(one["statement"], one["direction"]) for one in g["representative"]] for g in document["groups"]
    ]
    theirs = [reference["repness"][g["id"]] for g in document["groups"]]
    exact = (
        {name: g for name, g in document["assignments"].items() if g is not None} == groups
        and set(document["in_conversation"]) == set(groups)
        and partition(document["base_clusters"]) == partition(reference["base_cluster_of_participant"])
        and speaking == [[(str(one["tid"]), one["repful-for"]) for one in listed] for listed in theirs]
        and document["consensus"]
        == {word: [str(one["tid"]) for one in listed] for word, listed in reference["consensus"].items()}
        and all(
            votes == [reference["group_votes"][g]["votes"][s][letter] for letter in "ADS"]
            for g, items in document["group_votes"].items()
            for s, votes in items.items()
        )
    )
    centre = np.abs(drawn.projection.centre + np.array(reference["pca"]["center"])).max()
    axes = []
    for axis, cosine in enumerate(reference["pca"]["cosine_of_reference_to_exact_eigenvector"]):
        loading = np.array(reference["pca"]["components"][axis])
        ours = abs(loading @ drawn.projection.axes[axis]) / np.linalg.norm(loading)
        axes.append(0.0 if cosine < 1 - 1e-9 else 1 - ours)
    priority = max(
        abs(document["priorities"][s] / value - 1) for s, value in reference["comment_priorities"].items()
    )
    converged = min(reference["pca"]["cosine_of_reference_to_exact_eigenvector"]) > 0.999
    cells = [
        name,
        f"{drawn.rows.participants:,}",
        drawn.rows.statements,
        f"{drawn.rows.code.size:,}",
        drawn.k,
    ]
    cells += ["exact" if exact else "DIFFERS", bound(centre, 1e-9)]
    cells += [bound(max(axes), 1e-9) + ("" if converged else " (2nd: exact vector)"), bound(priority, 1e-4)]
    return "| " + " | ".join(map(str, cells)) + " |"


def bound(value: float, allowed: float) -> str:
    """Say whether VALUE is within what is ALLOWED."""
    return f"within {allowed:.0e}" if value <= allowed else f"OFF by {value:.0e}"
