"""Read who may do what from docs/reference/roles.md, the one table people and tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from rembuk.spaces.models import Role
from rembuk.spaces.rules import MAY

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "roles.md"
SIGNED_IN = ("citizen", *Role.values, "elsewhere", "above", "beside")
ROLES = ("visitor", *SIGNED_IN)
METHODS = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Row:
    """Hold one line of the table."""

    route: str
    method: str
    maker: str
    who: str
    others: str

    def allowed(self) -> frozenset[str]:
        """Return the roles that are let in."""
        if self.who == "everyone":
            return frozenset(ROLES)
        if self.who == "visitors":
            return frozenset({"visitor"})
        if self.who == "signed in":
            return frozenset(SIGNED_IN)
        if self.who in MAY:
            return MAY[self.who]
        named = frozenset(name.strip() for name in self.who.split(","))
        assert named <= frozenset(ROLES), f"{self.route}: {self.who} is no rule of spaces.rules and no role"
        return named


def rows() -> list[Row]:
    """Return the lines of the table."""
    found = []
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if len(cells) == 5 and cells[1] in METHODS:
            found.append(Row(*cells))
    return found


def routes() -> dict[str, str]:
    """Return every route of the project: its name and its pattern."""
    return {name: pattern for name, pattern, _view in _walked(get_resolver(), "/", "")}


def answering() -> dict[str, Callable[..., Any]]:
    """Return the view that answers each route, by its name."""
    return {name: view for name, _pattern, view in _walked(get_resolver(), "/", "")}


def _walked(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walked(entry, pattern, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield space + (entry.name or f"(no name) {pattern}"), pattern, entry.callback
