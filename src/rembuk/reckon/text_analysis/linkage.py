"""Average-link grouping of a graph of likenesses, with pairs that must stay apart, in bounded pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

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
    for piece, table in _tables(pieces, compare):
        labels[piece] = _average_link(piece, table, threshold)
    return labels


def _tables(
    pieces: list[Ints], compare: Callable[[Ints, Ints], Floats]
) -> Iterator[tuple[Ints, NDArray[np.float64]]]:
    """Yield each piece with the table of likeness of its nodes, comparing many pieces in one call."""
    at = 0
    while at < len(pieces):
        end, count = at, 0
        while end < len(pieces) and (end == at or count < _PAIRS_AT_ONCE):
            count += len(pieces[end]) * (len(pieces[end]) - 1) // 2
            end += 1
        upper = [np.triu_indices(len(piece), 1) for piece in pieces[at:end]]
        first = [piece[rows] for piece, (rows, _) in zip(pieces[at:end], upper, strict=True)]
        second = [piece[columns] for piece, (_, columns) in zip(pieces[at:end], upper, strict=True)]
        likeness = compare(np.concatenate(first), np.concatenate(second))
        begin = 0
        for piece, own in zip(pieces[at:end], upper, strict=True):
            table = np.full((len(piece), len(piece)), APART, np.float64)
            table[own] = likeness[begin : begin + len(own[0])]
            table.T[own] = table[own]
            begin += len(own[0])
            yield piece, table
        at = end


def _average_link(nodes: Ints, table: NDArray[np.float64], threshold: float) -> Ints:
    """Return for each of NODES (sorted) the smallest node of its group; TABLE is used up."""
    size = len(nodes)
    if size == 2:
        return nodes[[0, 0]] if table[0, 1] >= threshold else nodes
    weight = np.ones(size)
    owner = np.arange(size)
    best_at = table.argmax(axis=1)
    best = table[np.arange(size), best_at]
    while True:
        low = int(np.argmax(best))
        if best[low] < threshold:
            return nodes[owner]
        high = int(best_at[low])
        low, high = min(low, high), max(low, high)
        total = weight[low] + weight[high]
        merged = (weight[low] * table[low] + weight[high] * table[high]) / total
        merged[(table[low] <= APART / 2) | (table[high] <= APART / 2)] = APART
        merged[[low, high]] = APART
        table[low], table[:, low] = merged, merged
        table[high], table[:, high] = APART, APART
        weight[low] = total
        owner[owner == high] = low
        lost = (best_at == low) | (best_at == high)
        lost[[low, high]] = True
        stale = np.flatnonzero(lost)
        best_at[stale] = table[stale].argmax(axis=1)
        best[stale] = table[stale, best_at[stale]]
        better = merged > best
        best_at[better], best[better] = low, merged[better]
