"""How sure the groups are: draw the people anew many times and see whether each group comes back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled
from rembuk.reckon.opinion_maps.ballots import Rows
from rembuk.reckon.opinion_maps.clusters import base_clusters, group_bases
from rembuk.reckon.opinion_maps.opinion_map import OpinionMap
from rembuk.reckon.opinion_maps.projection import project

ROUNDS = 100
FEWEST_ROUNDS = 20
BUDGET = 100_000_000  # votes walked over in all, so a large map takes fewer rounds


def stability(drawn: OpinionMap, *, seed: int = 0, rounds: int | None = None) -> dict[str, float]:
    """Return for each group how well it comes back under resampling, 0 to 1, by its name.

    In each of ROUNDS (100, fewer above a million votes, never under 20) as many people as are in the groups
    are drawn from them with replacement, the map is drawn anew with as many groups, and the Jaccard overlap
    of each group with its best match is noted among the people drawn; the mean is returned. Above 0.75 is a
    stable group, below 0.6 should not be trusted. SEED fixes the draws.
    Source: Hennig 2007, Computational Statistics and Data Analysis 52:258-271.
    """
    if not drawn.groups:
        return {}
    if rounds is None:
        rounds = min(ROUNDS, max(FEWEST_ROUNDS, BUDGET // max(int(drawn.rows.code.size), 1)))
    generator = np.random.Generator(np.random.PCG64(seed))
    total = np.zeros(drawn.groups)
    times = np.zeros(drawn.groups)
    for _ in range(rounds):
        people = np.sort(drawn.inside[generator.integers(0, len(drawn.inside), len(drawn.inside))])
        before = drawn.group[people]
        after = _redraw(drawn, people)
        for g, value in _best_overlaps(before, after, drawn.groups):
            total[g] += value
            times[g] += 1
    return {str(g): float(total[g] / times[g]) if times[g] else 0.0 for g in range(drawn.groups)}


def _redraw(drawn: OpinionMap, people: NDArray[np.int64]) -> NDArray[np.int64]:
    rows = take(drawn.rows, people)
    positions = project(rows, drawn.shown).positions
    bases = base_clusters(positions, np.arange(len(people)))
    return group_bases(bases, drawn.groups)[bases.member]


def _best_overlaps(
    before: NDArray[np.int64], after: NDArray[np.int64], groups: int
) -> list[tuple[int, float]]:
    both = np.zeros((groups, int(after.max()) + 1))
    np.add.at(both, (before, after), 1.0)
    union = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    overlap = both / np.maximum(union, 1.0)
    return [(g, float(overlap[g].max())) for g in range(groups) if both[g].sum() > 0]


@compiled
def _copy_rows(start: Any, code: Any, people: Any, new_start: Any, new_code: Any) -> None:
    at = 0
    for i in range(people.size):
        for j in range(start[people[i]], start[people[i] + 1]):
            new_code[at] = code[j]
            at += 1
        new_start[i + 1] = at


def take(rows: Rows, people: NDArray[np.int64]) -> Rows:
    """Return ROWS of PEOPLE, in that order, repeated where they repeat."""
    length = int((rows.start[people + 1] - rows.start[people]).sum())
    start, code = np.zeros(len(people) + 1, np.int64), np.empty(length, rows.code.dtype)
    _copy_rows(rows.start, rows.code, people, start, code)
    return Rows(start, code, rows.statements)
