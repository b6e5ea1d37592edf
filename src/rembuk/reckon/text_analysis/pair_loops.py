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
