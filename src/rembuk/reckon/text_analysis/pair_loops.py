"""The inner loops of comparing texts by their signatures."""
# ruff: noqa: PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

import math
from typing import Any

from rembuk.reckon.compiled import compiled


@compiled
def overlap(sketch: Any, first: Any, second: Any, out: Any) -> None:
    """Write the estimated Jaccard index of the letter pieces of each pair of rows of SKETCH.

    One byte a hash agrees by chance once in 256; that is taken off.
    """
    width = sketch.shape[1]
    for pair in range(len(first)):
        a, b, same = first[pair], second[pair], 0
        for k in range(width):
            same += sketch[a, k] == sketch[b, k]
        out[pair] = max(0.0, (same / width - 1 / 256) / (1 - 1 / 256))


@compiled
def alike(
    sketch: Any, terms: Any, weights: Any, counts: Any, norms: Any, first: Any, second: Any, log: float,
    out: Any,
) -> None:  # fmt: skip
    """Write for each pair: letters shared, cosine of terms, share of the lighter text, weight shared.

    TERMS stand in rising order, COUNTS of them a row; LOG is the weight of a term that one text has.
    """
    width = sketch.shape[1]
    for pair in range(len(first)):
        a, b, same = first[pair], second[pair], 0
        for k in range(width):
            same += sketch[a, k] == sketch[b, k]
        i, j, shared = 0, 0, 0.0
        while i < counts[a] and j < counts[b]:
            left, right = terms[a, i], terms[b, j]
            if left == right:
                shared += weights[a, i] * weights[a, i]
            i += left <= right
            j += right <= left
        lighter = min(norms[a], norms[b])
        out[pair, 0] = max(0.0, (same / width - 1 / 256) / (1 - 1 / 256))
        out[pair, 1] = min(shared / (norms[a] * norms[b]), 1.0)
        out[pair, 2] = min(shared / (lighter * lighter), 1.0)
        out[pair, 3] = min(math.sqrt(shared) / (2 * log), 1.0)


@compiled
def fresh(sketch: Any, first: Any, second: Any, band: int, rows: int, least: float, keep: Any) -> None:
    """Tell of each pair whether it shares LEAST of its letter pieces and no band of ROWS before BAND."""
    width = sketch.shape[1]
    for pair in range(len(first)):
        a, b, met = first[pair], second[pair], False
        for earlier in range(band):
            same = True
            for k in range(earlier * rows, (earlier + 1) * rows):
                if sketch[a, k] != sketch[b, k]:
                    same = False
                    break
            if same:
                met = True
                break
        keep[pair] = 0
        if not met:
            count = 0
            for k in range(width):
                count += sketch[a, k] == sketch[b, k]
            keep[pair] = (count / width - 1 / 256) / (1 - 1 / 256) >= least


@compiled
def bucket_pairs(starts: Any, members: Any, crowd: int, first: Any, second: Any) -> int:
    """Write pairs of MEMBERS of one bucket and return how many; with no room (length 0) only count them.

    All pairs of a bucket of at most CROWD; of a larger one each with the four before it and with the first.
    """
    count, write = 0, len(first) > 0
    for bucket in range(len(starts) - 1):
        begin, end = starts[bucket], starts[bucket + 1]
        small = end - begin <= crowd
        for at in range(begin + 1, end):
            low = begin if small else max(begin, at - 4)
            for other in range(low, at):
                if write:
                    first[count], second[count] = members[other], members[at]
                count += 1
            if not small and at - begin > 4:
                if write:
                    first[count], second[count] = members[begin], members[at]
                count += 1
    return count


@compiled
def piece_pairs(nodes: Any, starts: Any, first: Any, second: Any) -> None:
    """Write every pair of NODES of one piece, piece by piece, row by row."""
    count = 0
    for piece in range(len(starts) - 1):
        for low in range(starts[piece], starts[piece + 1]):
            for high in range(low + 1, starts[piece + 1]):
                first[count], second[count] = nodes[low], nodes[high]
                count += 1


@compiled
def _farthest(table: Any, base: int, size: int) -> int:
    """Return where the largest of SIZE numbers from BASE stands, the first of equals."""
    at = 0
    for k in range(1, size):
        if table[base + k] > table[base + at]:
            at = k
    return at


@compiled
def _join(table: Any, size: int, weight: Any, merged: Any, low: int, high: int, apart: float) -> None:
    """Put the mean of the rows LOW and HIGH in MERGED and in row LOW, and leave row HIGH apart from all."""
    total = weight[low] + weight[high]
    for k in range(size):
        left, right = table[low * size + k], table[high * size + k]
        merged[k] = (weight[low] * left + weight[high] * right) / total
        if left <= apart / 2 or right <= apart / 2 or k in (low, high):
            merged[k] = apart
    for k in range(size):
        table[low * size + k] = table[k * size + low] = merged[k]
    for k in range(size):
        table[high * size + k] = table[k * size + high] = apart
    weight[low] = total


@compiled
def average_link(
    starts: Any, likeness: Any, threshold: float, apart: float, table: Any, weight: Any, best: Any,
    best_at: Any, merged: Any, owner: Any,
) -> None:  # fmt: skip
    """Write for each node of each piece which node of its piece, the smallest, its group is called after.

    LIKENESS as `piece_pairs` orders it; TABLE, WEIGHT, BEST, BEST_AT and MERGED are room for one piece.
    """
    count = 0
    for piece in range(len(starts) - 1):
        begin = starts[piece]
        size = starts[piece + 1] - begin
        for low in range(size):
            table[low * size + low] = apart
            weight[low] = 1.0
            owner[begin + low] = low
            for high in range(low + 1, size):
                table[low * size + high] = table[high * size + low] = likeness[count]
                count += 1
        for k in range(size):
            best_at[k] = _farthest(table, k * size, size)
            best[k] = table[k * size + best_at[k]]
        while True:
            low = _farthest(best, 0, size)
            if best[low] < threshold:
                break
            high = best_at[low]
            low, high = min(low, high), max(low, high)
            _join(table, size, weight, merged, low, high, apart)
            for k in range(begin, begin + size):
                if owner[k] == high:
                    owner[k] = low
            for k in range(size):
                if best_at[k] == low or best_at[k] == high or k in (low, high):
                    best_at[k] = _farthest(table, k * size, size)
                    best[k] = table[k * size + best_at[k]]
                if merged[k] > best[k]:
                    best_at[k], best[k] = low, merged[k]
