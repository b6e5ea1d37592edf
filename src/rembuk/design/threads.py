"""How many voices one drawn thread stands for, and how many threads each part gets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count


def unit_for(total: int, most: int) -> int:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … voices a thread that takes at most MOST threads."""
    for power in count():
        for step in (1, 2, 5):
            unit: int = step * 10**power
            if _rounded(total, unit) <= most:
                return unit
    raise AssertionError("count() does not end")


def allot(counts: Sequence[int], unit: int) -> list[int]:
    """Return the threads of each part, by largest remainder (Hamilton), order breaking ties.

    COUNTS are voices, not negative; a part with voices gets at least one thread, an empty part none. The
    threads sum to the total divided by UNIT, rounded half up, or to the number of parts if that is more.
    """
    total = sum(counts)
    if total == 0:
        return [0] * len(counts)
    threads = max(_rounded(total, unit), sum(1 for voices in counts if voices))
    # Quotas as fractions of TOTAL, so that nothing is lost to floating point.
    given = [max(1, voices * threads // total) if voices else 0 for voices in counts]
    while sum(given) != threads:
        owed = [voices * threads - held * total for voices, held in zip(counts, given, strict=True)]
        if sum(given) < threads:
            at = max(range(len(counts)), key=lambda i: (owed[i], -i))
            given[at] += 1
        else:
            at = min((i for i, held in enumerate(given) if held > 1), key=lambda i: (owed[i], -i))
            given[at] -= 1
    return given


def rounded_up(counts: Sequence[int], unit: int) -> bool:
    """Tell whether a part smaller than one thread was drawn as one."""
    return any(0 < voices < unit for voices in counts)


def _rounded(total: int, unit: int) -> int:
    return (2 * total + unit) // (2 * unit)
