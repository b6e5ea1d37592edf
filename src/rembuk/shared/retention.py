"""Retention clocks: how long each kind of personal data is kept, and what makes it less when that is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

Words = str | Promise
Minimise = Callable[[int, datetime, datetime], int]


@dataclass(frozen=True)
class Clock:
    """Describe one kind of data that does not stay: `days` unless a space chose others, `least` to `most`.

    `minimise(space, before, at)` takes away what is older than BEFORE in the space with that key and returns
    how many; called again it finds nothing.
    """

    name: str
    label: Words
    since: Words
    days: int
    least: int
    most: int
    minimise: Minimise


_clocks: dict[str, Clock] = {}


def register(clock: Clock) -> None:
    """Enter CLOCK under its name."""
    _clocks[clock.name] = clock


def everything() -> list[Clock]:
    """Return all clocks in the order of their names."""
    return [_clocks[name] for name in sorted(_clocks)]
