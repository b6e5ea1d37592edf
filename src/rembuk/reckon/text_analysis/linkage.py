"""Average-link grouping of a graph of likenesses, with pairs that must stay apart, in bounded pieces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

# A piece larger than this is first cut at its weaker edges: the cost of a piece grows with its square.
LARGEST = 600
APART = -1e6


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
    size: int,
    first: Ints,
    second: Ints,
    likeness: Floats,
    threshold: float,
    compare: Callable[[Ints, Ints], Floats],
) -> Ints:
    """Return a group number for each of SIZE nodes: the smallest node of its group.

    Edges (FIRST, SECOND) carry LIKENESS; COMPARE gives that of any pairs, APART for such as must stay apart.
    Two groups join while the mean likeness between them is at least THRESHOLD and no pair is apart.
    """
    labels = np.arange(size)
    strong = likeness >= threshold
    waiting = [(first[strong], second[strong], likeness[strong], threshold)]
    while waiting:
        a, b, like, level = waiting.pop()
        if not len(a):
            continue
        nodes, inverse = np.unique(np.concatenate([a, b]), return_inverse=True)
        a_local, b_local = inverse[: len(a)], inverse[len(a) :]
        root = components(len(nodes), a_local, b_local)
        order = np.argsort(root, kind="stable")
        sizes = np.bincount(root, minlength=len(nodes))
        edges_of = np.argsort(root[a_local], kind="stable")
        edge_roots = root[a_local][edges_of]
        at = 0
        for piece_root in np.flatnonzero(sizes):
            members = order[at : at + sizes[piece_root]]
            at += sizes[piece_root]
            if len(members) <= LARGEST:
                piece = nodes[np.sort(members)]
                labels[piece] = _average_link(piece, threshold, compare)
            else:
                span = np.searchsorted(edge_roots, [piece_root, piece_root + 1])
                own = edges_of[span[0] : span[1]]
                higher = level + 0.25 * (1.0 - level)
                keep = own[like[own] >= higher] if higher < 0.999 else own[:0]
                waiting.append((a[keep], b[keep], like[keep], higher))
    return labels


def _average_link(nodes: Ints, threshold: float, compare: Callable[[Ints, Ints], Floats]) -> Ints:
    """Return for each of NODES (sorted) the smallest node of its group."""
    size = len(nodes)
    upper = np.triu_indices(size, 1)
    table = np.full((size, size), APART, np.float64)
    table[upper] = compare(nodes[upper[0]], nodes[upper[1]])
    table.T[upper] = table[upper]
    if size == 2:
        return np.where(table[0, 1] >= threshold, nodes[[0, 0]], nodes)
    weight = np.ones(size)
    owner = np.arange(size)
    best_at = table.argmax(axis=1)
    best = table[np.arange(size), best_at]
    while True:
        low = int(best.argmax())
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
        stale = np.flatnonzero((best_at == low) | (best_at == high))
        stale = np.union1d(stale, [low, high])
        best_at[stale] = table[stale].argmax(axis=1)
        best[stale] = table[stale, best_at[stale]]
        better = merged > best
        best_at[better], best[better] = low, merged[better]
