"""Duties: what each domain holds open in somebody's name in a space, and how it passes to another.

Higher domains register downward; `spaces` reads the list when an officer leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise

from rembuk.shared.actors import Actor


@dataclass(frozen=True)
class Duty:
    """Hold one open thing: its number within its kind, what it is, and where it is read."""

    number: int
    title: str
    href: str = ""


class Give(Protocol):
    """Pass duty NUMBER of PERSON in SPACE on to TO, or to nobody in particular (None); both are keys."""

    def __call__(
        self, *, number: int, space: int, person: int, to: int | None, by: Actor, at: datetime
    ) -> None: ...


@dataclass(frozen=True)
class Kind:
    """Describe one kind of duty of a domain.

    `held` returns what the person (key) holds in the space (key); `roles` may take it; `nobody` says what
    becomes of it when nobody in particular takes it.
    """

    name: str
    label: str | Promise
    roles: frozenset[str]
    nobody: str | Promise
    held: Callable[[int, int], Iterable[Duty]]
    give: Give


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Enter KIND under its name."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Return all kinds in the order of their names."""
    return [_kinds[name] for name in sorted(_kinds)]
