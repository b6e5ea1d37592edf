"""Sums by group that give nobody away: small numbers are hidden, and whatever would give them away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

# A number below this may point at a person; about what is sensitive, below the second.
SMALLEST, SMALLEST_SENSITIVE = 5, 10
# Subjects near what the law calls specific data; their numbers need ten people behind them.
SENSITIVE = frozenset({"kesehatan", "budaya-agama", "hukum-keamanan", "politik"})
# Under this name stand the sums of all rows.
ALL = ""
Table = Mapping[str, Sequence[int]]
Guarded = dict[str, list[int | None]]
Cell = tuple[str, int]


def guard(rows: Table, closed: Collection[int] = (), sensitive: Collection[str] = ()) -> Guarded:
    """Return ROWS of counts, each behind its sum, and their sum under ALL; None is what is hidden.

    No number from 1 to 4 is shown, in rows that are SENSITIVE none from 1 to 9, and none where all in the row
    are in one place: it would tell that of everyone known to be in it. Every row with its sum, and
    every column with that under ALL, holds no hidden number or two at least, which amount to five (ten) where
    their sum is shown. CLOSED are the places under ALL that another table of the same answers hides.
    """
    width = max((len(row) for row in rows.values()), default=0)
    whole = [sum(row[place] for row in rows.values()) for place in range(width)]
    table = {name: [sum(row), *row] for name, row in rows.items()} | {ALL: [sum(whole), *whole]}
    places = range(width + 1)
    hidden = {(ALL, place) for place in closed}
    for name, row in table.items():
        least = _least([name], sensitive)
        # A sum so small tells by its zeros, too.
        hidden |= {(name, at) for at in places if 0 < row[at] < least or row[0] < least}
        if name in sensitive and row[0] in row[1:]:
            hidden |= {(name, at) for at in places[1:]}
    lines: list[tuple[list[Cell], Cell]] = [([(name, at) for at in places[1:]], (name, 0)) for name in table]
    lines += [([(name, at) for name in rows], (ALL, at)) for at in places]
    while any(_hide_one(line, over, table, hidden, sensitive) for line, over in lines):
        pass
    return {name: [None if (name, at) in hidden else row[at] for at in places] for name, row in table.items()}


def _least(names: Collection[str], sensitive: Collection[str]) -> int:
    return SMALLEST_SENSITIVE if any(name in sensitive for name in names) else SMALLEST


def _hide_one(
    line: list[Cell], over: Cell, table: dict[str, list[int]], hidden: set[Cell], sensitive: Collection[str]
) -> bool:
    """Hide one more of LINE, or its sum OVER, where they give a hidden number away; tell whether one was."""
    inside = [cell for cell in line if cell in hidden]
    if over in hidden:
        safe = bool(inside) or not line
    else:
        amount = sum(table[name][place] for name, place in inside)
        least = _least([name for name, _place in inside], sensitive)
        safe = not inside or (len(inside) > 1 and amount >= least)
    if safe:
        return False
    shown = [cell for cell in line if cell not in hidden]
    hidden.add(min(shown, key=lambda cell: (table[cell[0]][cell[1]], cell)) if shown else over)
    return True


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
