"""Base clusters and opinion groups, drawn as Polis draws them.

Source of the definitions: compdemocracy/polis, math/src/polismath/math/clusters.clj and conversation.clj.
Two levels: up to 100 base clusters of people, then two to five groups of base clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled

BASE_CLUSTERS = 100
MOST_GROUPS = 5
BASE_ROUNDS = 101  # 100 repetitions after the first step
GROUP_ROUNDS = 21  # Polis means 100, but a misspelt option leaves the default of 20 repetitions
STILL = 0.01  # centres that moved less than this have settled


@dataclass(frozen=True)
class BaseClusters:
    """Hold base clusters: their centres (b, 2), sizes (b), and `member` (n) with -1 for people outside."""

    centres: NDArray[np.float64]
    sizes: NDArray[np.int64]
    member: NDArray[np.int32]


def in_conversation(given: NDArray[np.int64], statements: int, min_votes: int = 7) -> NDArray[np.int64]:
    """Return, in order of arrival, the people who take part in drawing the groups.

    GIVEN is votes by participant, hidden statements included. At least min(MIN_VOTES, STATEMENTS) votes are
    asked; if fewer than 15 people have them, the most active others join (the earlier on a tie).
    """
    inside = given >= min(min_votes, statements)
    lack = 15 - int(inside.sum())
    if lack > 0:
        others = np.flatnonzero(~inside)
        inside[others[np.argsort(-given[others], kind="stable")[:lack]]] = True
    return np.flatnonzero(inside)


@compiled
def _first_distinct(points: Any, most: int, out: Any) -> int:
    count = 0
    for i in range(points.shape[0]):
        known = False
        for j in range(count):
            if out[j, 0] == points[i, 0] and out[j, 1] == points[i, 1]:
                known = True
                break
        if not known:
            out[count, 0] = points[i, 0]
            out[count, 1] = points[i, 1]
            count += 1
            if count == most:
                break
    return count


@compiled
def _place(points: Any, x_edge: Any, y_edge: Any, cell: Any) -> None:
    """Find each point's cell in the grid of the rising edges; outer cells reach as far as the points do."""
    for i in range(cell.size):
        place = 0
        for axis in range(2):
            edge = x_edge if axis == 0 else y_edge
            low, high = 0, edge.size - 2
            while low < high:
                middle = (low + high + 1) // 2
                if points[i, axis] >= edge[middle]:
                    low = middle
                else:
                    high = middle - 1
            place = place * (edge.size - 1) + low
        cell[i] = place


@compiled
def _reach(low: float, high: float, x: float) -> tuple[float, float]:
    """Return the least and the greatest distance of X from the stretch LOW to HIGH."""
    near = max(low - x, x - high, 0.0)
    return near, max(x - low, high - x)


@compiled
def _rivals(x_edge: Any, y_edge: Any, centres: Any, room: Any, first: Any, listed: Any) -> None:
    """List for each cell the centres that can be nearest to a point in it, in order, ties included."""
    size = centres.shape[0]
    x_near, x_far, near = room[0], room[1], room[2]
    at = 0
    place = 0
    for column in range(x_edge.size - 1):
        for c in range(size):
            x_near[c], x_far[c] = _reach(x_edge[column], x_edge[column + 1], centres[c, 0])
        for row in range(y_edge.size - 1):
            least = 1e300
            for c in range(size):
                low, high = _reach(y_edge[row], y_edge[row + 1], centres[c, 1])
                near[c] = x_near[c] * x_near[c] + low * low
                least = min(least, x_far[c] * x_far[c] + high * high)
            least *= 1.0 + 1e-9
            first[place] = at
            for c in range(size):
                if near[c] <= least:
                    listed[at] = c
                    at += 1
            place += 1
    first[place] = at


@compiled
def _assign(
    points: Any, cell: Any, first: Any, listed: Any, centres: Any, label: Any, sums: Any, sizes: Any
) -> None:
    """Give each point its nearest centre, the later one on a tie, and add it to that centre's sums."""
    for i in range(cell.size):
        x, y = points[i, 0], points[i, 1]
        best = 1e300
        at = 0
        for j in range(first[cell[i]], first[cell[i] + 1]):
            c = listed[j]
            dx, dy = x - centres[c, 0], y - centres[c, 1]
            d = dx * dx + dy * dy
            if d <= best:
                best = d
                at = c
        label[i] = at
        sums[at, 0] += x
        sums[at, 1] += y
        sizes[at] += 1


def _edges(values: NDArray[np.float64], cells: int) -> NDArray[np.float64]:
    """Return the edges of CELLS stretches that hold about as many of the values each (seen on a sample)."""
    sample = np.sort(values[:: max(1, len(values) // 4096)])
    inner = sample[(np.arange(1, cells) * len(sample)) // cells]
    return np.concatenate([[values.min()], inner, [values.max()]])


def _lloyd(
    points: NDArray[np.float64], centres: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Run Lloyd's algorithm and return centres, sizes and the label of each point.

    A grid over the points lists for each cell the few centres that can win there, so a round looks at those.
    """
    cells = int(min(128, max(1, (len(points) / 24) ** 0.5)))
    x_edge, y_edge = _edges(points[:, 0], cells), _edges(points[:, 1], cells)
    cell, label = np.empty(len(points), np.int32), np.empty(len(points), np.int64)
    _place(points, x_edge, y_edge, cell)
    first = np.empty(cells * cells + 1, np.int64)
    listed = np.empty(cells * cells * len(centres), np.uint8)
    sizes, room = np.zeros(len(centres), np.int64), np.empty((3, len(centres)))
    for _ in range(BASE_ROUNDS):
        _rivals(x_edge, y_edge, centres, room, first, listed)
        sums, sizes = np.zeros((len(centres), 2)), np.zeros(len(centres), np.int64)
        _assign(points, cell, first, listed, centres, label, sums, sizes)
        full = sizes > 0
        fresh = sums[full] / sizes[full, None]
        settled = _settled(centres, fresh)
        centres, sizes = fresh, sizes[full]
        if settled:
            return centres, sizes, (np.cumsum(full) - 1)[label]
    return centres, sizes, (np.cumsum(full) - 1)[label]


def _sorted_rows(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    return centres[np.lexsort((centres[:, 1], centres[:, 0]))]


def _settled(old: NDArray[np.float64], new: NDArray[np.float64]) -> bool:
    """Tell whether centres, each list sorted, moved less than STILL; the longer list is cut, as in Polis."""
    shared = min(len(old), len(new))
    step = _sorted_rows(old)[:shared] - _sorted_rows(new)[:shared]
    return bool((np.sqrt((step * step).sum(axis=1)) < STILL).all())


def base_clusters(
    positions: NDArray[np.float64], inside: NDArray[np.int64], begin: NDArray[np.float64] | None = None
) -> BaseClusters:
    """Cluster the people INSIDE by position (n, 2) into at most 100 base clusters.

    Lloyd's algorithm from BEGIN, or from the first 100 distinct positions in order of arrival; ties go to the
    later cluster, empty clusters vanish, and it ends once sorted centres move less than 0.01.
    """
    points = positions[inside]
    member = np.full(len(positions), -1, np.int32)
    if begin is None:
        begin = np.empty((BASE_CLUSTERS, 2))
        begin = begin[: _first_distinct(points, BASE_CLUSTERS, begin)].copy()
    if not len(points):
        return BaseClusters(np.zeros((0, 2)), np.zeros(0, np.int64), member)
    centres, sizes, label = _lloyd(points, begin)
    member[inside] = label
    return BaseClusters(centres, sizes, member)


def most_groups(bases: int) -> int:
    """Return the largest number of groups tried for so many base clusters."""
    return min(MOST_GROUPS, 2 + bases // 12)


def group_bases(bases: BaseClusters, k: int, begin: NDArray[np.float64] | None = None) -> NDArray[np.int64]:
    """Return the group (0, 1, ...) of each base cluster: k-means weighted by size, as `base_clusters`."""
    points, weight = bases.centres, bases.sizes.astype(np.float64)
    if begin is None:
        begin = np.empty((k, 2))
        begin = begin[: _first_distinct(points, k, begin)].copy()
    centres = begin
    label = np.zeros(len(points), np.int64)
    for _ in range(GROUP_ROUNDS if len(points) else 0):
        far = np.sqrt(((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2))
        label = len(centres) - 1 - np.argmin(far[:, ::-1], axis=1)
        fresh, label = group_centres(points, weight, label)
        settled = _settled(centres, fresh)
        centres = fresh
        if settled:
            break
    return label


def group_centres(
    points: NDArray[np.float64], weight: NDArray[np.float64], label: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return weighted centres of the labels that occur, and labels renumbered without gaps."""
    mass = np.bincount(label, weight)
    full = np.bincount(label) > 0
    sums = np.stack([np.bincount(label, weight * points[:, axis]) for axis in range(2)], axis=1)
    return sums[full] / mass[full, None], (np.cumsum(full) - 1)[label]


def silhouette(centres: NDArray[np.float64], label: NDArray[np.int64]) -> float:
    """Return the mean silhouette over base clusters, unweighted; a base cluster alone in its group scores 0.

    Source: Rousseeuw 1987, J. Comput. Appl. Math. 20:53-65; a single group scores 0.
    """
    groups = int(label.max()) + 1 if label.size else 0
    if groups < 2:
        return 0.0
    far = np.sqrt(((centres[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2))
    size = np.bincount(label, minlength=groups)
    sums = np.stack([far[:, label == g].sum(axis=1) for g in range(groups)], axis=1)
    here = np.arange(len(label))
    alone = size[label] == 1
    inner = sums[here, label] / np.maximum(size[label] - 1, 1)
    others = sums / size
    others[here, label] = np.inf
    outer = others.min(axis=1)
    wide = np.maximum(inner, outer)
    score = np.where(alone | (wide <= 0.0), 0.0, (outer - inner) / np.where(wide > 0.0, wide, 1.0))
    return float(score.sum() / len(score))


def choose_groups(
    bases: BaseClusters,
    k: int | None = None,
    begin: dict[int, NDArray[np.float64]] | None = None,
) -> tuple[dict[int, NDArray[np.int64]], dict[int, float], int | None]:
    """Try every number of groups and return labels by k, silhouettes by k, and the best k.

    The larger k wins a tie. K asks for that number alone; None of any when there are no base clusters.
    """
    if not len(bases.centres):
        return {}, {}, None
    tries = [k] if k is not None else list(range(2, most_groups(len(bases.centres)) + 1))
    labels = {one: group_bases(bases, one, (begin or {}).get(one)) for one in tries}
    scores = {one: silhouette(bases.centres, label) for one, label in labels.items()}
    best = tries[0]
    for one in tries[1:]:
        if scores[one] >= scores[best]:
            best = one
    return labels, scores, best
