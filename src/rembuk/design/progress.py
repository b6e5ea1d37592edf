"""The progress picture: one strip a promise, from the day it was made to the last promised day.

The trace's grammar, lying down: filled = happened, hollow = promised, hatched = lived past the promised day.
Places are percentages, so that strips stretch to any width while nodes stay round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rembuk.design import words

State = Literal["running", "moved", "late", "kept", "kept_late", "broken"]
LEFT, RIGHT = 2.0, 98.0


@dataclass(frozen=True)
class Mark:
    """Hold one promised day: the first one, the present one, the day it ended, and its state in words."""

    title: str
    first: date
    due: date
    state: State
    label: str
    ended: date | None = None


@dataclass(frozen=True)
class Strip:
    """Hold one promise with its marks."""

    title: str
    href: str
    since: date
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Node:
    """Hold one mark as drawn, in percent of the width; HATCH runs from the promised day to where it ended."""

    x: float
    state: State
    words: str
    hatch: tuple[float, float] | None = None


@dataclass(frozen=True)
class Row:
    """Hold one strip as drawn: the filled stretch, the hollow one behind it, and the nodes."""

    strip: Strip
    start: float
    lived: float
    end: float
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Laid:
    """Hold the whole picture: its rows, where today stands, and the first and last day."""

    rows: tuple[Row, ...]
    today: float
    first: date
    last: date


def lay_progress(strips: Sequence[Strip], today: date) -> Laid | None:
    """Return STRIPS with their places on one scale of days, or None where nothing is promised."""
    days = [
        day for strip in strips for mark in strip.marks for day in (mark.first, mark.due, mark.ended) if day
    ]
    if not days:
        return None
    first = min([*days, *(strip.since for strip in strips)])
    last = max([*days, today])
    span = max(1, (last - first).days)

    def place(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (min(max(day, first), last) - first).days / span, 2)

    return Laid(tuple(_row(strip, today, place) for strip in strips), place(today), first, last)


def _row(strip: Strip, today: date, place: Callable[[date], float]) -> Row:
    ends = [mark.ended or mark.due for mark in strip.marks]
    over = all(mark.ended for mark in strip.marks)
    lived = max(ends, default=strip.since) if over else today
    nodes = tuple(_node(mark, today, place) for mark in sorted(strip.marks, key=lambda one: one.due))
    return Row(strip, place(strip.since), place(lived), place(max([*ends, lived])), nodes)


def _node(mark: Mark, today: date, place: Callable[[date], float]) -> Node:
    until = mark.ended or today
    hatch = (place(mark.first), place(until)) if until > mark.first else None
    day = mark.ended or mark.due
    said = f"{mark.title}: {mark.label}, {words.tanggal(day)}"
    return Node(place(day), mark.state, said, hatch)
