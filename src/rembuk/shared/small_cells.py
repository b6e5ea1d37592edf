"""Sums by group that give nobody away: full steps of each cell alone, or small ones folded into the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

# A number below this may point at a person; about what is sensitive, below the second.
SMALLEST, SMALLEST_SENSITIVE = 5, 10
# Subjects near what the law calls specific data; their numbers need ten people behind them.
SENSITIVE = frozenset({"kesehatan", "budaya-agama", "hukum-keamanan", "politik"})
# Under this name stand the sums of all rows.
ALL = ""
# Those who belong to one subject and one channel and said one value.
Joint = tuple[str, str, str]
# The same, and the value they said at first.
Move = tuple[str, str, str, str]
Sums = dict[str, dict[str, int]]


def stepped(
    entered: Mapping[Joint, int], moved: Mapping[Move, int], sensitive: Collection[str] = ()
) -> dict[Joint, int]:
    """Return how many of each joint cell of ENTERED are shown: full fives, tens where SENSITIVE, no zeros.

    MOVED says how many of them said something else later; full fives and tens of those move. A sensitive
    subject of which only one value would be shown is left out: it would tell that of everyone known to be in
    it. The result is a function of the whole steps of each cell alone: every rest of every cell fits to it,
    and to every sum made of it and of nothing else.
    """
    shown: Counter[Joint] = Counter()
    for (subject, channel, value), count in entered.items():
        shown[subject, channel, value] += rounded(count, least_of(subject, sensitive))
    for (subject, channel, then, now), count in moved.items():
        step = rounded(count, least_of(subject, sensitive))
        shown[subject, channel, then] -= step
        shown[subject, channel, now] += step
    values: dict[str, set[str]] = {}
    for (subject, _channel, value), count in shown.items():
        if count:
            values.setdefault(subject, set()).add(value)
    alike = {subject for subject, said in values.items() if subject in sensitive and len(said) == 1}
    return {cell: count for cell, count in shown.items() if count and cell[0] not in alike}


def summed(shown: Mapping[Joint, int], axis: int) -> Sums:
    """Return by subject (AXIS 0) or channel (1) what is SHOWN of each value; under ALL, of all rows."""
    sums: Sums = {ALL: {}}
    for cell, count in shown.items():
        for row in (sums.setdefault(cell[axis], {}), sums[ALL]):
            row[cell[2]] = row.get(cell[2], 0) + count
    return sums


def least_of(subject: str, sensitive: Collection[str] = SENSITIVE) -> int:
    """Return how many people a number about SUBJECT needs behind it."""
    return SMALLEST_SENSITIVE if subject in sensitive else SMALLEST


def rounded(count: int, least: int = SMALLEST) -> int:
    """Return COUNT down to a multiple of LEAST: who reads it daily sees no single person come or go.

    Numbers that stand alone are shown so. No exact sum of them may stand beside them.
    """
    return count - count % least


def folded(
    counts: Mapping[str, int], total: int | None = None, least: int = SMALLEST
) -> tuple[dict[str, int], int | None]:
    """Return those of COUNTS that may be shown, most first, and the sum of the rest.

    The rest is TOTAL without what is shown: 0, LEAST or more, or None where it is smaller even with
    everything in it, so that nobody can subtract it.
    """
    whole = sum(counts.values()) if total is None else total
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    kept = [pair for pair in ordered if pair[1] >= least]
    rest = whole - sum(count for _name, count in kept)
    while 0 < rest < least and kept:
        rest += kept.pop()[1]
    return dict(kept), None if 0 < rest < least else rest
