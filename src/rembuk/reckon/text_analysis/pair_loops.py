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
def _met(sketch: Any, a: int, b: int, band: int, rows: int) -> bool:
    """Return whether A and B share a band of ROWS before BAND."""
    for earlier in range(band):
        same = True
        for k in range(earlier * rows, (earlier + 1) * rows):
            if sketch[a, k] != sketch[b, k]:
                same = False
                break
        if same:
            return True
    return False


@compiled
def likely_pairs(
    starts: Any, members: Any, crowd: int, sketch: Any, terms: Any, weights: Any, counts: Any, norms: Any,
    log: float, model: Any, least: float, band: int, rows: int, state: Any, first: Any, second: Any,
) -> int:  # fmt: skip
    """Write pairs of MEMBERS of one bucket that may be likely enough, and return how many.

    All pairs of a bucket of at most CROWD; of a larger one each with the four before it and with the first.
    Left out are pairs with less than LEAST of their letter pieces in common, pairs that share a band of ROWS
    before BAND, and pairs whose scores fall short. MODEL: a row for each of two models, the weights of
    letters, cosine, share and weight and what must be added up to; nothing shared by terms weighs less than
    0. STATE (bucket, member) is where to go on when FIRST is full, the number of buckets at the end.
    """
    count, width, bucket, begun = 0, sketch.shape[1], state[0], state[1]
    while bucket < len(starts) - 1:
        begin, end = starts[bucket], starts[bucket + 1]
        small = end - begin <= crowd
        for at in range(max(begin + 1, begun), end):
            if count + crowd + 5 > len(first):
                state[0], state[1] = bucket, at
                return count
            b = members[at]
            low = begin if small else max(begin, at - 4)
            # One more turn for the first of a crowd.
            for turn in range(low - (not small and at - begin > 4), at):
                a = members[turn] if turn >= low else members[begin]
                same = 0
                for k in range(width):
                    same += sketch[a, k] == sketch[b, k]
                letters = (same / width - 1 / 256) / (1 - 1 / 256)
                if letters < least:
                    continue
                letters = max(0.0, letters)
                rest_0 = model[0, 4] - model[0, 0] * letters
                rest_1 = model[1, 4] - model[1, 0] * letters
                if (
                    model[0, 1] + model[0, 2] + model[0, 3] < rest_0
                    and model[1, 1] + model[1, 2] + model[1, 3] < rest_1
                ):
                    continue
                i, j, shared = 0, 0, 0.0
                while i < counts[a] and j < counts[b]:
                    left, right = terms[a, i], terms[b, j]
                    if left == right:
                        shared += weights[a, i] * weights[a, i]
                    i += left <= right
                    j += right <= left
                lighter = min(norms[a], norms[b])
                cosine = min(shared / (norms[a] * norms[b]), 1.0)
                share = min(shared / (lighter * lighter), 1.0)
                weight = min(math.sqrt(shared) / (2 * log), 1.0)
                if (
                    model[0, 1] * cosine + model[0, 2] * share + model[0, 3] * weight < rest_0
                    and model[1, 1] * cosine + model[1, 2] * share + model[1, 3] * weight < rest_1
                ):
                    continue
                if not _met(sketch, a, b, band, rows):
                    first[count], second[count] = a, b
                    count += 1
        bucket, begun = bucket + 1, 0
    state[0] = bucket
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
