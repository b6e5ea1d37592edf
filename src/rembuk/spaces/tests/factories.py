"""Spaces for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person
from rembuk.shared.actors import OPERATOR
from rembuk.spaces import actions
from rembuk.spaces.models import Role, Space

NOON = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
_numbers = count(1)


def make_space(slug: str = "", **fields: object) -> Space:
    """Return a founded space."""
    number = next(_numbers)
    name = fields.pop("name", f"Ruang {number}")
    return actions.found_space(slug=slug or f"ruang-{number}", name=name, by=OPERATOR, at=NOON, **fields)


def make_member(space: Space, role: str, person: Person | None = None) -> Person:
    """Return a person who holds ROLE in SPACE."""
    person = person or make_person()
    actions.give_role(space=space, person=person, role=role, by=OPERATOR, at=NOON)
    return person


def make_team(space: Space) -> dict[str, Person]:
    """Return one person for every role, all in SPACE."""
    return {role: make_member(space, role) for role in Role.values}
