"""Who acts: read at the edge, passed down as `by=`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Name the role in which somebody acts and, where there is one, the person.

    The role is public (it stands in the record); the person is not.
    """

    role: str
    person_id: int | None = None

    @property
    def ref(self) -> str:
        """Return the person's reference, or "" for the machine, the operator and the nameless."""
        return f"people.person:{self.person_id}" if self.person_id else ""


MACHINE = Actor("machine")
OPERATOR = Actor("operator")
CITIZEN = Actor("citizen")
