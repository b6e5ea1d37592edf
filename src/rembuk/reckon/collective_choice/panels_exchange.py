"""Find whole panels next to a divided one, where quotas leave so little freedom that rounding fails.

A rounded panel is settled by single swaps until few quotas are off, with a falling threshold (Dueck and
Scheuer 1990, J. Comput. Phys. 90:161-175); then a few people are taken out, and those who bring exactly what
is missing are searched among the profiles of which every value is missing, which are few where quotas are
many. The draws follow a stated generator, so the same input gives the same panels.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled

Vector = NDArray[np.float64]
Whole = NDArray[np.int64]
_SWAPS = 10_000
_LOOKUPS = 60
_OUT = 5
_NODES = 3000


@compiled
def _settle(  # noqa: PLR0917 - compiled loops take their arrays one by one
    place: Any, low: Any, high: Any, lower: Any, upper: Any, worth: Any, seats: Any, taken: Any, held: Any,
    state: int, swaps: int,
) -> int:  # fmt: skip
    """Swap people of the panel `taken` (in SEATS by profile) until few are short or over; how many still are.

    `held` are the counts by quota row of `place` (profiles, features). STATE starts the generator.
    """
    off = 0
    for row in range(low.size):
        off += max(0, low[row] - held[row]) + max(0, held[row] - high[row])
    for turn in range(swaps):
        if off == 0:
            return 0
        state = state * 6364136223846793005 + 1442695040888963407
        seat = ((state >> 33) & 0x3FFFFFFF) % seats.size
        state = state * 6364136223846793005 + 1442695040888963407
        new = ((state >> 33) & 0x3FFFFFFF) % upper.size
        old = seats[seat]
        if old == new or taken[new] >= upper[new] or taken[old] <= lower[old]:
            continue
        change = 0
        for feature in range(place.shape[1]):
            out, into = place[old, feature], place[new, feature]
            if out != into:
                if held[out] > high[out]:
                    change -= 1
                elif held[out] <= low[out]:
                    change += 1
                if held[into] < low[into]:
                    change -= 1
                elif held[into] >= high[into]:
                    change += 1
        if 0.5 * change - (worth[new] - worth[old]) <= 0.3 * (1.0 - turn / swaps):
            taken[old] -= 1
            taken[new] += 1
            seats[seat] = new
            off += change
            for feature in range(place.shape[1]):
                held[place[old, feature]] -= 1
                held[place[new, feature]] += 1
    return off


@compiled
def _fits(place: Any, profile: int, upper: Any, taken: Any, missing: Any) -> int:
    """Return 1 if one more of PROFILE may be taken and each of its values is missing."""
    fits = taken[profile] < upper[profile]
    for feature in range(place.shape[1]):
        fits = fits and missing[place[profile, feature]] > 0
    return int(fits)


@compiled
def _take(place: Any, profile: int, taken: Any, missing: Any, people: int) -> None:
    """Take PEOPLE of PROFILE, or give them back where that is below 0."""
    taken[profile] += people
    for feature in range(place.shape[1]):
        missing[place[profile, feature]] -= people


@compiled
def _fill(  # noqa: PLR0917 - compiled loops take their arrays one by one
    place: Any, order: Any, worth: Any, upper: Any, taken: Any, missing: Any, size: int, room: Any, found: Any
) -> int:  # fmt: skip
    """Find the worthiest SIZE people whose values are exactly MISSING, by profile into FOUND; 1 if some are.

    A search in depth through the profiles in ORDER (the worthiest first) of which every value is missing; it
    stops after _NODES steps with the best so far. ROOM (2, profiles) is scratch.
    """
    fitting, at = room[0], room[1]
    count = 0
    for i in range(order.size):
        if _fits(place, order[i], upper, taken, missing) > 0:
            fitting[count] = order[i]
            count += 1
    best, total = -1e300, 0.0
    depth = nodes = done = 0
    at[0] = 0
    while depth >= 0:
        i = at[depth]
        enough = nodes >= _NODES or i >= count
        if enough or total + (size - depth) * worth[fitting[i]] <= best:
            depth -= 1
        else:
            if _fits(place, fitting[i], upper, taken, missing) == 0:
                at[depth] += 1
                continue
            nodes += 1
            total += worth[fitting[i]]
            _take(place, fitting[i], taken, missing, 1)
            if depth < size - 1:
                depth += 1
                at[depth] = i
                continue
            best, done = total, 1
            for seat in range(size):
                found[seat] = fitting[at[seat]]
        if depth >= 0:
            total -= worth[fitting[at[depth]]]
            _take(place, fitting[at[depth]], taken, missing, -1)
            at[depth] += 1
    return done


@compiled
def _mend(  # noqa: PLR0917 - compiled loops take their arrays one by one
    place: Any, seats: Any, lower: Any, upper: Any, order: Any, worth: Any, taken: Any, missing: Any,
    state: int, room: Any, found: Any,
) -> int:  # fmt: skip
    """Take a few out and put in the worthiest who bring MISSING, goal less held, to nothing; 1 if done.

    The first one out is of a value that too many have, as long as one is met; `taken` becomes the panel.
    """
    out = found[1]
    for _ in range(_LOOKUPS):
        chosen = 0
        for draw in range(80):
            state = state * 6364136223846793005 + 1442695040888963407
            profile = seats[((state >> 33) & 0x3FFFFFFF) % seats.size]
            over = False
            for feature in range(place.shape[1]):
                over = over or missing[place[profile, feature]] < 0
            if taken[profile] <= lower[profile] or (chosen == 0 and draw < 40 and not over):
                continue
            out[chosen] = profile
            chosen += 1
            _take(place, profile, taken, missing, -1)
            if chosen == out.size:
                break
        fits = chosen == out.size
        for row in range(missing.size):
            fits = fits and missing[row] >= 0
        if fits and _fill(place, order, worth, upper, taken, missing, chosen, room, found[0]) > 0:
            for seat in range(chosen):
                taken[found[0, seat]] += 1
            return 1
        for seat in range(chosen):
            _take(place, out[seat], taken, missing, 1)
    return 0


class Exchange:
    """Look for whole panels under one set of quotas.

    `rows` (R, T) are 0 or 1 and every profile stands in one row of each feature; the last row, everybody, is
    left out.
    """

    def __init__(self, rows: Vector, size: int) -> None:
        self.size = size
        self.rows: Whole = rows[:-1].astype(np.int64)
        self.place: Whole = np.array([np.flatnonzero(column) for column in self.rows.T])
        self.features = [np.unique(column) for column in self.place.T]
        self._turn = 0

    def near(
        self,
        point: Vector,
        worth: Vector,
        bounds: tuple[Vector, Vector, Vector, Vector],
        tries: int,
        enough: int,
    ) -> list[Vector]:
        """Return up to ENOUGH whole panels next to `point`, the worthiest first; none is no proof.

        BOUNDS are least and most by profile, least and most by row.
        """
        lower, upper = (np.round(side).astype(np.int64) for side in bounds[:2])
        low, high = (np.round(side[:-1]).astype(np.int64) for side in bounds[2:])
        order = np.argsort(-worth, kind="stable")
        found: dict[bytes, tuple[float, Vector]] = {}
        for _ in range(tries):
            self._turn += 1
            taken = self._rounded(point, lower, upper)
            if taken is not None and self._settled(taken, worth, order, (lower, upper, low, high)):
                whole = taken.astype(float)
                found[whole.tobytes()] = (float(worth @ whole), whole)
                if len(found) == enough:
                    break
        return [panel for _, panel in sorted(found.values(), key=lambda one: -one[0])]

    def _settled(
        self, taken: Whole, worth: Vector, order: Whole, bounds: tuple[Whole, Whole, Whole, Whole]
    ) -> bool:
        """Bring the panel `taken` within bounds; return whether it came there."""
        lower, upper, low, high = bounds
        held = self.rows @ taken
        seats = np.repeat(np.arange(len(taken)), taken)
        off = _settle(
            self.place, low, high, lower, upper, worth, seats, taken, held, self._turn, _SWAPS
        )  # fmt: skip
        if off == 0:
            return True
        goal = self._goal(held, low, high)
        if goal is None or len(seats) < _OUT:
            return False
        scratch, found = np.empty((2, len(taken)), np.int64), np.empty((2, _OUT), np.int64)
        missing = goal - held
        mended = _mend(
            self.place, seats, lower, upper, order, worth, taken, missing, self._turn, scratch, found
        )  # fmt: skip
        return bool(mended)

    def _rounded(self, point: Vector, lower: Whole, upper: Whole) -> Whole | None:
        """Round `point` to a panel of the size, up where the draw says so, in proportion to the fractions."""
        taken = np.clip(np.floor(point + 1e-7).astype(np.int64), lower, upper)
        fraction = np.where(taken < upper, point - taken, 0.0)
        short = self.size - int(taken.sum())
        if short < 0:
            return None
        draw = np.random.Generator(np.random.PCG64(self._turn)).random(len(point))
        key = np.where(fraction > 1e-7, draw ** (1.0 / np.maximum(fraction, 1e-9)), -1.0)
        chosen = np.argsort(-key, kind="stable")[:short]
        taken[chosen[taken[chosen] < upper[chosen]]] += 1
        return taken if int(taken.sum()) == self.size else None

    def _goal(self, held: Whole, low: Whole, high: Whole) -> Whole | None:
        """Return the counts by row within the band that are next to `held`, each feature's sum the size."""
        goal = np.clip(held, low, high)
        for rows in self.features:
            for row in map(int, rows):
                missing = self.size - int(goal[rows].sum())
                goal[row] = np.clip(goal[row] + missing, low[row], high[row])
            if int(goal[rows].sum()) != self.size:
                return None
        return goal
