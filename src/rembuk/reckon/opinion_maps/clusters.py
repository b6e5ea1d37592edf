"""Base clusters and opinion groups, drawn as Polis draws them.

Source of the definitions: compdemocracy/polis, math/src/polismath/math/clusters.clj and conversation.clj.
Two levels: up to 100 base clusters of people, then two to five groups of base clusters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.opinion_maps.compiled import compiled

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
def _assign(points: Any, centres: Any, order: Any, moved: float, label: Any, own: Any, rival: Any) -> None:
    """Give each point its nearest centre, the later one on a tie.

    ORDER lists centres by rising x. RIVAL holds a lower bound of the distance to any other centre, so a point
    that stays strictly nearer to its own is not looked at again (Hamerly 2010).
    """
    size = order.size
    for i in range(points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        at = label[i]
        best = 1e300
        rival[i] -= moved
        if at >= 0:
            best = np.sqrt((x - centres[at, 0]) ** 2 + (y - centres[at, 1]) ** 2)
            own[i] = best
            if best * (1.0 + 1e-12) < rival[i]:
                continue
        low, high = 0, size
        while low < high:
            middle = (low + high) // 2
            if centres[order[middle], 0] < x:
                low = middle + 1
            else:
                high = middle
        left, right = low - 1, low
        at, best, second = -1, 1e300, 1e300
        while left >= 0 or right < size:
            gap_left = x - centres[order[left], 0] if left >= 0 else 1e300
            gap_right = centres[order[right], 0] - x if right < size else 1e300
            if gap_left <= gap_right:
                gap, c = gap_left, order[left]
                left -= 1
            else:
                gap, c = gap_right, order[right]
                right += 1
            if gap > second:
                break
            d = np.sqrt((x - centres[c, 0]) ** 2 + (y - centres[c, 1]) ** 2)
            if d < best or (d == best and c > at):
                second = best
                best = d
                at = c
            elif d < second:
                second = d
        label[i], own[i], rival[i] = at, best, second


@compiled
def _means(points: Any, label: Any, sums: Any, sizes: Any) -> None:
    for i in range(label.size):
        c = label[i]
        sums[c, 0] += points[i, 0]
        sums[c, 1] += points[i, 1]
        sizes[c] += 1


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
    centres = begin
    label = np.full(len(points), -1, np.int64)
    own, rival = np.zeros(len(points)), np.zeros(len(points))
    sizes = np.zeros(len(centres), np.int64)
    moved = 0.0
    for _ in range(BASE_ROUNDS if len(points) else 0):
        order = np.lexsort((np.arange(len(centres)), centres[:, 0]))
        _assign(points, centres, order, moved, label, own, rival)
        sums, sizes = np.zeros((len(centres), 2)), np.zeros(len(centres), np.int64)
        _means(points, label, sums, sizes)
        full = sizes > 0
        fresh = sums[full] / sizes[full, None]
        moved = float(np.sqrt(((fresh - centres[full]) ** 2).sum(axis=1)).max())
        # Bounds compare against every other centre; one that vanished only makes them safer.
        label = (np.cumsum(full) - 1)[label]
        settled = _settled(centres, fresh)
        centres, sizes = fresh, sizes[full]
        if settled:
            break
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
