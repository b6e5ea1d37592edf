"""Sums over a whole space, counted once a minute where the space is large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from django.core.cache import caches

# Below it a count takes a few milliseconds and is always of this moment.
LARGE = 20_000
KEPT_SECONDS = 60


class Summed(Protocol):
    """Hold the number of rows a sum was made over."""

    @property
    def total(self) -> int: ...


Sum = TypeVar("Sum", bound=Summed)


def once_a_minute(key: str, count: Callable[[], Sum]) -> Sum:
    """Return what COUNT gives; over LARGE rows it is asked once in KEPT_SECONDS, under KEY.

    So the cost of a page does not grow with the table, and no counter has to move with every voice. Each
    process keeps its own: in the database, keeping and letting go would wait for an import that writes.
    """
    cache = caches["sums"]
    kept: Sum | None = cache.get(key)
    if kept is not None:
        return kept
    fresh = count()
    if fresh.total >= LARGE:
        cache.set(key, fresh, KEPT_SECONDS)
    return fresh
