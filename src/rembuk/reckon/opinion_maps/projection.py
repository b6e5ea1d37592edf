"""Centre, axes and positions: the two-dimensional projection of Polis without its dense matrix.

A missing vote counts as the mean of its statement, so after centring it is exactly zero, and the dense
principal components of Polis are the leading right singular vectors of a sparse matrix.
Source: compdemocracy/polis, math/src/polismath/math/pca.clj and conversation.clj (definitions only).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled
from rembuk.reckon.opinion_maps.ballots import Rows

TOLERANCE = 1e-12
LONGEST = 320  # steps before a restart
COMPLETE = 128  # below this size the whole spectrum is found, so equal eigenvalues are too


@dataclass(frozen=True)
class Projection:
    """Hold centre (statements), axes (2, statements), variances (2), total variance, positions (n, 2)."""

    centre: NDArray[np.float64]
    axes: NDArray[np.float64]
    eigenvalues: NDArray[np.float64]
    total: float
    positions: NDArray[np.float64]

    @property
    def explained(self) -> list[float]:
        """Return the two shares of the variance of the mean-filled matrix."""
        return [float(value / self.total) if self.total > 0 else 0.0 for value in self.eigenvalues]

    @property
    def extremity(self) -> NDArray[np.float64]:
        """Return how far one lone agreement moves a person, by statement (Polis: comment extremity)."""
        reach = (1.0 - self.centre) * np.sqrt(float(max(self.centre.size, 1)))
        far: NDArray[np.float64] = np.hypot(self.axes[0] * reach, self.axes[1] * reach)
        return far


@compiled
def _gram_product(start: Any, code: Any, table: Any, back: Any) -> None:
    """Add to BACK[code] the row sums of TABLE: one pass makes both halves of A'Ax."""
    for row in range(start.size - 1):
        a = 0.0
        b = 0.0
        begin, end = start[row], start[row + 1]
        j = begin
        while j + 1 < end:
            a += table[code[j]]
            b += table[code[j + 1]]
            j += 2
        if j < end:
            a += table[code[j]]
        a += b
        for j in range(begin, end):
            back[code[j]] += a


@compiled
def _apply(start: Any, code: Any, centre: Any, shown: Any, x: Any, y: Any, table: Any, back: Any) -> None:
    for s in range(centre.size):
        for v in range(3):
            table[3 * s + v] = (v - 1 - centre[s]) * x[s] if shown[s] else 0.0
            back[3 * s + v] = 0.0
    _gram_product(start, code, table, back)
    for s in range(centre.size):
        y[s] = 0.0
        if shown[s]:
            for v in range(3):
                y[s] += (v - 1 - centre[s]) * back[3 * s + v]


@compiled
def _tridiagonal(diagonal: Any, off: Any, size: int, vectors: Any) -> None:
    """Diagonalise in place by implicit QL with Wilkinson shifts; VECTORS (size, size) gets columns."""
    for i in range(size):
        for j in range(size):
            vectors[i, j] = 1.0 if i == j else 0.0
    for low in range(size):
        for _ in range(60):
            m = low
            while m < size - 1:
                reach = abs(diagonal[m]) + abs(diagonal[m + 1])
                if abs(off[m]) <= 2.3e-16 * reach:
                    break
                m += 1
            if m == low:
                break
            g = (diagonal[low + 1] - diagonal[low]) / (2.0 * off[low])
            r = np.sqrt(g * g + 1.0)
            g = diagonal[m] - diagonal[low] + off[low] / (g + (r if g >= 0 else -r))
            s, c, p = 1.0, 1.0, 0.0
            broke = False
            for i in range(m - 1, low - 1, -1):
                f = s * off[i]
                b = c * off[i]
                r = np.sqrt(f * f + g * g)
                off[i + 1] = r
                if r == 0.0:
                    diagonal[i + 1] -= p
                    off[m] = 0.0
                    broke = True
                    break
                s = f / r
                c = g / r
                g = diagonal[i + 1] - p
                r = (diagonal[i] - g) * s + 2.0 * c * b
                p = s * r
                diagonal[i + 1] = g + p
                g = c * r - b
                for k in range(size):
                    f = vectors[k, i + 1]
                    vectors[k, i + 1] = s * vectors[k, i] + c * f
                    vectors[k, i] = c * vectors[k, i] - s * f
            if not broke:
                diagonal[low] -= p
                off[low] = g
                off[m] = 0.0


@compiled
def _orthogonalise(basis: Any, count: int, w: Any) -> Any:
    """Remove from W, twice, its part in the first COUNT rows of BASIS; return the length left."""
    for _ in range(2):
        for i in range(count):
            dot = 0.0
            for s in range(w.size):
                dot += basis[i, s] * w[s]
            for s in range(w.size):
                w[s] -= dot * basis[i, s]
    square = 0.0
    for s in range(w.size):
        square += w[s] * w[s]
    return np.sqrt(square)


@compiled
def _fresh(seed: int, basis: Any, count: int, shown: Any, w: Any) -> float:
    """Fill W with a fixed pseudo-random direction orthogonal to the basis; return 0 if none is left."""
    state = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1)
    for s in range(w.size):
        state = state * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        w[s] = (float(state >> np.uint64(11)) / 9007199254740992.0 - 0.5) if shown[s] else 0.0
    length = _orthogonalise(basis, count, w)
    if length < 1e-8:
        return 0.0
    for s in range(w.size):
        w[s] /= length
    return 1.0


@compiled
def _lanczos(
    start: Any, code: Any, centre: Any, shown: Any, scale: float, floor: int, tol: float, basis: Any,
    room: Any, vectors: Any, table: Any, back: Any, top: Any, values: Any,
) -> None:  # fmt: skip
    """Run Lanczos with full reorthogonalisation from BASIS[0]; fill TOP (2, statements) and VALUES (3).

    Stops when both residuals are below TOL x eigenvalue (then VALUES[2] is 1), not before FLOOR steps; a
    closed subspace is left through a fresh direction, so repeated eigenvalues are found.
    """
    size = centre.size
    limit = basis.shape[0] - 1
    diagonal, off, d, e = room[0], room[1], room[2], room[3]
    values[:] = 0.0
    steps = 0
    for step in range(limit):
        w = basis[step + 1]
        _apply(start, code, centre, shown, basis[step], w, table, back)
        alpha = 0.0
        for s in range(size):
            alpha += w[s] * basis[step, s]
        diagonal[step] = alpha
        beta = _orthogonalise(basis, step + 1, w)
        closed = beta <= 1e-13 * scale
        off[step] = 0.0 if closed else beta
        steps = step + 1
        exhausted = False
        if closed:
            exhausted = _fresh(steps, basis, steps, shown, w) == 0.0
            off[step] = 0.0
        else:
            for s in range(size):
                w[s] /= beta
        if exhausted or steps == limit or (steps >= floor and steps % 4 == 0):
            for i in range(steps):
                d[i] = diagonal[i]
                e[i] = off[i]
            _tridiagonal(d, e, steps, vectors)
            first, second = 0, -1
            for i in range(1, steps):
                if d[i] > d[first]:
                    second = first
                    first = i
                elif second < 0 or d[i] > d[second]:
                    second = i
            worst = off[steps - 1] * abs(vectors[steps - 1, first])
            done = worst <= tol * d[first]
            if second >= 0:
                done = done and off[steps - 1] * abs(vectors[steps - 1, second]) <= tol * max(
                    d[second], 1e-3 * d[first]
                )
            if exhausted or done or steps == limit:
                for rank in range(2):
                    pick = first if rank == 0 else second
                    for s in range(size):
                        top[rank, s] = 0.0
                    if pick < 0:
                        continue
                    values[rank] = d[pick]
                    for i in range(steps):
                        for s in range(size):
                            top[rank, s] += vectors[i, pick] * basis[i, s]
                values[2] = 1.0 if (exhausted or done) else 0.0
                break


@compiled
def _positions(
    start: Any, code: Any, centre: Any, shown: Any, axes: Any, extra: int, table: Any, out: Any
) -> None:
    for s in range(centre.size):
        for v in range(3):
            for axis in range(2):
                value = (v - 1 - centre[s]) * axes[axis, s] if shown[s] else 0.0
                table[3 * s + v, axis] = value
    for row in range(start.size - 1):
        x = 0.0
        y = 0.0
        given = extra
        for j in range(start[row], start[row + 1]):
            x += table[code[j], 0]
            y += table[code[j], 1]
            if shown[code[j] // 3]:
                given += 1
        scale = np.sqrt(centre.size / max(given, 1))
        out[row, 0] = x * scale
        out[row, 1] = y * scale


def centre_of(counts: NDArray[np.int64], shown: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the mean vote by statement; a hidden statement counts as all zero."""
    given = counts.sum(axis=1)
    centre = (counts[:, 2] - counts[:, 0]) / np.maximum(given, 1)
    return np.where(shown, centre, 0.0)


def project(rows: Rows, shown: NDArray[np.bool_], like: NDArray[np.float64] | None = None) -> Projection:
    """Return the projection of ROWS with only the statements SHOWN (bool by statement) bearing weight.

    LIKE, axes (2, statements) of an earlier map, is where the search starts and what the signs follow;
    without it the largest loading of each axis is positive. An axis without variance is all zero.
    A hidden statement counts as a vote of zero by everybody in the scaling of positions, as in Polis.
    """
    counts = rows.counts
    centre = centre_of(counts, shown)
    spread = (counts * (np.array([-1.0, 0.0, 1.0]) - centre[:, None]) ** 2)[shown]
    total = float(spread.sum())
    axes, values = _axes(rows, centre, shown, total, like)
    for axis in range(2):
        if like is not None and like[axis].any():
            turn = float((axes[axis] * like[axis]).sum())
        else:
            turn = _largest(axes[axis])
        if turn < 0:
            axes[axis] = -axes[axis]
    axes += 0.0  # no negative zeros
    positions = np.empty((rows.participants, 2))
    _positions(
        rows.start,
        rows.code,
        centre,
        shown,
        axes,
        int((~shown).sum()),
        np.empty((centre.size * 3, 2)),
        positions,
    )
    return Projection(centre, axes, values, total, positions + 0.0)


def _largest(axis: NDArray[np.float64]) -> float:
    """Return the loading of the largest size; of those equal to nine digits, the first."""
    if not axis.size:
        return 0.0
    size = np.abs(axis)
    return float(axis[np.argmax(size >= size.max() * (1 - 1e-9))])


def _axes(
    rows: Rows,
    centre: NDArray[np.float64],
    shown: NDArray[np.bool_],
    total: float,
    like: NDArray[np.float64] | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    size = centre.size
    top, values = np.zeros((2, size)), np.zeros(2)
    # One statement or one participant: Polis has a single component then and puts everybody in the middle.
    if min(rows.participants, size) < 2 or total <= 0.0:
        return top, values
    steps = min(int(shown.sum()), LONGEST)
    rank = min(rows.participants, int(shown.sum()))
    table, back = np.empty(3 * size), np.empty(3 * size)
    basis = np.zeros((steps + 1, size))
    room, vectors, found = np.zeros((4, steps)), np.empty((steps, steps)), np.zeros(3)
    begin = shown / (1.0 + np.arange(size) % 7) if like is None else like[0] + 0.7 * like[1]
    floor = min(steps, rank + 1) if rank <= COMPLETE else (8 if like is None else 4)
    for _ in range(8):
        begin = np.where(shown, begin, 0.0)
        length = np.sqrt((begin * begin).sum())
        basis[0] = begin / length if length > 0 else shown / np.sqrt(max(int(shown.sum()), 1))
        _lanczos(
            rows.start, rows.code, centre, shown, total, floor, TOLERANCE, basis, room, vectors, table, back,
            top, found,
        )  # fmt: skip
        if found[2]:
            break
        begin = top[0] + 0.7 * top[1]
    values[:] = found[:2]
    for axis in range(2):
        # Below rounding of the whole there is no direction, only noise.
        if values[axis] <= 1e-13 * total:
            top[axis], values[axis] = 0.0, 0.0
        else:
            top[axis] /= np.sqrt((top[axis] ** 2).sum())
    return top, values
