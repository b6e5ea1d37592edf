"""Bars: one a row, each of up to four kinds, on one scale; a picture of who is behind that needs no map.

Every kind has a texture of its own besides its colour, and the row says the same in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_KINDS = 4


@dataclass(frozen=True)
class Bar:
    """Hold one row: what it is, where it leads, and how many of each kind."""

    title: str
    href: str
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Piece:
    """Hold one kind of one row as drawn, from X1 to X2 in percent of the width."""

    kind: int
    x1: float
    x2: float
    words: str


@dataclass(frozen=True)
class Row:
    """Hold one row as drawn."""

    bar: Bar
    total: int
    pieces: tuple[Piece, ...]


def lay_bars(bars: Sequence[Bar], kinds: Sequence[str]) -> list[Row]:
    """Return BARS with their pieces on one scale, the longest over the whole width; KINDS names the parts."""
    most = max((sum(bar.parts) for bar in bars), default=0)
    return [Row(bar, sum(bar.parts), _pieces(bar, kinds, most)) for bar in bars]


def _pieces(bar: Bar, kinds: Sequence[str], most: int) -> tuple[Piece, ...]:
    found, before = [], 0
    for number, (count, name) in enumerate(zip(bar.parts[:MOST_KINDS], kinds, strict=False), 1):
        if count:
            x1, x2 = (round(100 * at / most, 2) for at in (before, before + count))
            found.append(Piece(number, x1, x2, f"{count} {name}"))
            before += count
    return tuple(found)
