"""Average-link grouping of a graph of likenesses, with pairs that must stay apart, in bounded pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import pair_loops as loops

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

# A piece larger than this is first cut at its weaker edges: the cost of a piece grows with its square.
LARGEST = 600
APART = -1e6
_PAIRS_AT_ONCE = 400_000


def components(size: int, first: Ints, second: Ints) -> Ints:
    """Return for each of SIZE nodes the smallest node it is joined with by edges (FIRST, SECOND)."""
    root = np.arange(size)
    while True:
        low = np.minimum(root[first], root[second])
        before = root.copy()
        np.minimum.at(root, root[first], low)
        np.minimum.at(root, root[second], low)
        root = root[root]
        if np.array_equal(root, before):
            return root


def group(
    edges: tuple[Ints, Ints, Floats], size: int, threshold: float, compare: Callable[[Ints, Ints], Floats]
) -> Ints:
    """Return a group number for each of SIZE nodes: the smallest node of its group.

    EDGES are pairs of nodes and their likeness; COMPARE gives that of any pairs, APART for such as must stay
    apart. Two groups join while the mean likeness between them is at least THRESHOLD and no pair is apart.
    """
    labels = np.arange(size)
    strong = edges[2] >= threshold
    waiting = [(edges[0][strong], edges[1][strong], edges[2][strong], threshold)]
    pieces: list[Ints] = []
    while waiting:
        a, b, like, level = waiting.pop()
        if not len(a):
            continue
        nodes, inverse = np.unique(np.concatenate([a, b]), return_inverse=True)
        a_local, b_local = inverse[: len(a)], inverse[len(a) :]
        root = components(len(nodes), a_local, b_local)
        order = np.argsort(root, kind="stable")
        parts = np.split(order, np.flatnonzero(np.diff(root[order])) + 1)
        pieces += [nodes[part] for part in parts if len(part) <= LARGEST]
        large = [int(root[part[0]]) for part in parts if len(part) > LARGEST]
        higher = level + 0.25 * (1.0 - level)
        if large and higher < 0.999:
            keep = np.isin(root[a_local], large) & (like >= higher)
            waiting.append((a[keep], b[keep], like[keep], higher))
    for nodes, owners in _linked(pieces, threshold, compare):
        labels[nodes] = owners
    return labels


def _linked(
    pieces: list[Ints], threshold: float, compare: Callable[[Ints, Ints], Floats]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield nodes and the smallest node of the group of each, comparing many pieces in one call."""
    at = 0
    while at < len(pieces):
        end, count, widest = at, 0, 0
        while end < len(pieces) and (end == at or count < _PAIRS_AT_ONCE):
            count += len(pieces[end]) * (len(pieces[end]) - 1) // 2
            widest = max(widest, len(pieces[end]))
            end += 1
        nodes = np.concatenate(pieces[at:end])
        starts = np.cumsum([0] + [len(piece) for piece in pieces[at:end]])
        first, second = np.empty(count, np.int64), np.empty(count, np.int64)
        loops.piece_pairs(nodes, starts, first, second)
        likeness = compare(first, second)
        owner = np.zeros(len(nodes), np.int64)
        weight, best, merged = np.zeros(widest), np.zeros(widest), np.zeros(widest)
        loops.average_link(
            starts, likeness, threshold, APART, np.zeros(widest * widest), weight, best,
            np.zeros(widest, np.int64), merged, owner,
        )  # fmt: skip
        yield nodes, nodes[np.repeat(starts[:-1], np.diff(starts)) + owner]
        at = end
