"""Holdings: what each domain keeps about persons, and how it is shown, corrected and erased."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Processing:
    """Describe one kind of data for the register of processing (UU 27/2022 article 31).

    `basis` and `where` are keys that `rights.wording` puts into words; `clock` names the retention clock that
    ends the keeping, where there is one.
    """

    data: Words
    of_whom: Words
    purpose: Words
    basis: tuple[str, ...]
    seen_by: Words
    kept: Words
    where: tuple[str, ...] = ("database",)
    clock: str = ""


@dataclass(frozen=True)
class Holding:
    """Describe one kind of personal data that a domain keeps.

    `show` returns the rows held for a subject reference as plain dictionaries; `erase` removes what is
    personal and may be called again without harm; `processing` is what stands in the register.
    """

    name: str
    label: Words
    show: Callable[[str], Iterable[dict[str, Any]]]
    erase: Callable[[str], None]
    processing: tuple[Processing, ...]


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Enter HOLDING under its name."""
    _holdings[holding.name] = holding


def everything() -> list[Holding]:
    """Return all holdings in the order of their names."""
    return [_holdings[name] for name in sorted(_holdings)]
