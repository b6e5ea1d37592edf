"""The next state of a map: new votes on top of the last result, groups keeping their names.

The steps are those of a warm tick of Polis (compdemocracy/polis, clusters.clj and conversation.clj): axes
start from the last axes, people once in the groups stay in, clusters start from the last clusters, and the
number of groups changes only after it was best four times in a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled
from rembuk.reckon.opinion_maps.ballots import Rows, Votes
from rembuk.reckon.opinion_maps.clusters import (
    BASE_CLUSTERS,
    BaseClusters,
    base_clusters,
    choose_groups,
    group_centres,
    in_conversation,
)
from rembuk.reckon.opinion_maps.opinion_map import OpinionMap, assemble, finish
from rembuk.reckon.opinion_maps.projection import project

TICKS = 4  # how often a new number of groups must be best before it is taken


def refresh_map(last: OpinionMap, votes: Votes, *, hidden: Iterable[object] = ()) -> OpinionMap:
    """Return the map of all votes of LAST and the new VOTES (only those since), starting from LAST.

    HIDDEN adds statement ids to those hidden so far; so do the hidden and meta ids of VOTES. A group keeps
    the name of the old group most of its people were in. Linear in votes; the axes take most of the time.
    """
    merged, people, items = _names(last, votes)
    rows = _merge(last.rows, merged, len(people), len(items))
    away = votes.hidden | votes.meta | {str(one) for one in hidden}
    kept = dict(zip(last.statement_ids, last.shown.tolist(), strict=True))
    shown = np.array([kept.get(name, True) and name not in away for name in items], bool)
    known_meta = dict(zip(last.statement_ids, last.meta.tolist(), strict=True))
    meta = np.array([known_meta.get(name, False) or name in votes.meta for name in items], bool)
    named = Votes(
        merged.participant, merged.statement, merged.vote, people, items,
        texts={**last.texts, **votes.texts}, refused=votes.refused,
    )  # fmt: skip
    options: dict[str, Any] = {"min_votes": last.min_votes, "meta_first": last.meta_first}
    if not last.groups:
        return assemble(named, rows, shown, meta, k=last.asked_k, **options)
    like = np.zeros((2, len(items)))
    like[:, : last.rows.statements] = last.projection.axes
    projection = project(rows, shown, like if like.any() else None)
    inside = in_conversation(np.diff(rows.start), rows.statements, last.min_votes)
    stays = np.zeros(rows.participants, bool)
    stays[inside] = stays[last.inside] = True
    inside = np.flatnonzero(stays)
    bases, came_from = _warm_bases(last, projection.positions, inside)
    labels, scores, best = choose_groups(bases, last.asked_k, _warm_groups(last, bases, came_from))
    assert best is not None
    state = _smooth(last.last_k, best)
    if state[2] not in labels:
        state = (best, 1, best)
    label = labels[state[2]]
    base_group = _keep_names(last, bases, label)
    groups = int(label.max()) + 1
    return finish(
        named, rows, shown, meta, projection, inside, bases, base_group, groups,
        labels=labels, scores=scores, asked_k=last.asked_k, last_k=state, **options,
    )  # fmt: skip


def _names(last: OpinionMap, votes: Votes) -> tuple[Votes, list[str], list[str]]:
    """Number the new votes after the people and statements already known, new names at the end."""
    people, who = _extend(last.participant_ids, votes.participant_ids)
    items, what = _extend(last.statement_ids, votes.statement_ids)
    return Votes(who[votes.participant], what[votes.statement], votes.vote, [], []), people, items


def _extend(known: list[str], names: list[str]) -> tuple[list[str], NDArray[np.int32]]:
    wanted = set(names)
    place = {name: i for i, name in enumerate(known) if name in wanted}
    fresh = [name for name in names if name not in place]
    place.update({name: len(known) + i for i, name in enumerate(fresh)})
    return known + fresh, np.array([place[name] for name in names], np.int32)


@compiled
def _merge_rows(start: Any, code: Any, new_start: Any, new_code: Any, out_start: Any, out: Any) -> None:
    """Merge two sorted rows a person; of two votes on one statement the new one stays."""
    at = 0
    for row in range(new_start.size - 1):
        i = start[row] if row + 1 < start.size else 0
        end = start[row + 1] if row + 1 < start.size else 0
        for j in range(new_start[row], new_start[row + 1]):
            fresh = new_code[j]
            while i < end and code[i] // 3 < fresh // 3:
                out[at] = code[i]
                at += 1
                i += 1
            if i < end and code[i] // 3 == fresh // 3:
                i += 1
            out[at] = fresh
            at += 1
        while i < end:
            out[at] = code[i]
            at += 1
            i += 1
        out_start[row + 1] = at


def _merge(rows: Rows, votes: Votes, people: int, items: int) -> Rows:
    # Of the new votes of a pair only the last counts: sort by person, statement, time, keep the last.
    order = np.lexsort((np.arange(votes.vote.size), votes.statement, votes.participant))
    who, what = votes.participant[order].astype(np.int64), votes.statement[order]
    pair = who * max(items, 1) + what
    final = np.append(pair[1:] != pair[:-1], True) if pair.size else np.zeros(0, bool)
    who, what, how = who[final], what[final], votes.vote[order][final]
    kind = np.uint16 if 3 * items <= 0xFFFF else np.int32
    new_code = (3 * what + how + 1).astype(kind)
    new_start = np.zeros(people + 1, np.int64)
    np.cumsum(np.bincount(who, minlength=people), out=new_start[1:])
    start = np.zeros(people + 1, np.int64)
    out = np.empty(rows.code.size + new_code.size, kind)
    _merge_rows(rows.start, rows.code, new_start, new_code, start, out)
    return Rows(start, out[: start[-1]], items)


def _warm_bases(
    last: OpinionMap, positions: NDArray[np.float64], inside: NDArray[np.int64]
) -> tuple[BaseClusters, NDArray[np.int64]]:
    """Start base clusters from the members of the last ones, filled up with the most distant people.

    Returns them with, for each, the last group that most of its people were in (-1 for none).
    """
    old = np.full(len(positions), -1, np.int64)
    old[: last.rows.participants] = last.bases.member
    members = np.flatnonzero(old >= 0)
    centres, _ = group_centres(positions[members], np.ones(len(members)), old[members])
    centres = np.unique(centres, axis=0)
    points = positions[inside]
    far = _nearest(points, centres)
    while len(centres) < BASE_CLUSTERS:
        outlier = int(np.argmax(far))
        if far[outlier] <= 0.0:
            break
        centres = np.vstack([centres, points[outlier]])
        far = np.minimum(far, np.sqrt(((points - points[outlier]) ** 2).sum(axis=1)))
    bases = base_clusters(positions, inside, centres)
    group = np.full(len(positions), -1, np.int64)
    group[: last.rows.participants] = last.group
    held = np.flatnonzero((bases.member >= 0) & (group >= 0))
    votes = np.zeros((len(bases.sizes), last.groups))
    np.add.at(votes, (bases.member[held], group[held]), 1)
    return bases, np.where(votes.sum(axis=1) > 0, votes.argmax(axis=1), -1)


@compiled
def _nearest_loop(points: Any, centres: Any, out: Any) -> None:
    for i in range(out.size):
        best = 1e300
        for c in range(centres.shape[0]):
            dx, dy = points[i, 0] - centres[c, 0], points[i, 1] - centres[c, 1]
            best = min(best, dx * dx + dy * dy)
        out[i] = np.sqrt(best)


def _nearest(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.empty(len(points))
    if len(centres) < BASE_CLUSTERS:
        _nearest_loop(points, centres, out)
    return out


def _warm_groups(
    last: OpinionMap, bases: BaseClusters, came_from: NDArray[np.int64]
) -> dict[int, NDArray[np.float64]]:
    """Return centres to start the groups of the last k from; other numbers of groups start anew."""
    held = came_from >= 0
    if len(np.unique(came_from[held])) < last.groups or last.groups < 2:
        return {}
    weight = bases.sizes[held].astype(np.float64)
    centres, _ = group_centres(bases.centres[held], weight, came_from[held])
    return {last.groups: centres}


def _smooth(last: tuple[int, int, int] | None, best: int) -> tuple[int, int, int]:
    """Return best k, ticks in a row, and k in use, which changes after TICKS in a row."""
    if last is None:
        return best, 1, best
    ticks = last[1] + 1 if last[0] == best else 1
    return best, ticks, best if ticks >= TICKS else last[2]


def _keep_names(last: OpinionMap, bases: BaseClusters, label: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give each group the name of the old one it shares most people with; leftovers keep their order."""
    groups = int(label.max()) + 1
    people = np.flatnonzero(bases.member[: last.rows.participants] >= 0)
    people = people[last.group[people] >= 0]
    both = np.zeros((groups, max(groups, last.groups)))
    np.add.at(both, (label[bases.member[people]], last.group[people]), 1.0)
    name = np.full(groups, -1, np.int64)
    for _ in range(min(groups, last.groups)):
        new, old = divmod(int(np.argmax(both)), both.shape[1])
        if both[new, old] <= 0 or old >= groups:
            both[:, old] = -1.0
            continue
        name[new] = old
        both[new, :] = -1.0
        both[:, old] = -1.0
    free = [one for one in range(groups) if one not in name]
    for new in np.flatnonzero(name < 0).tolist():
        name[new] = free.pop(0)
    return name[label]
