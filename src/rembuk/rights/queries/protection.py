"""What the data-protection officer reads: register, assessment, requests, breaches, who answers for what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q, QuerySet

from rembuk.rights.models import Assessment, Breach, BreachStep, Controller, DataRequest
from rembuk.rights.states import TOLD, StepKind
from rembuk.rights.wording import NO_BREACH, NO_REQUEST
from rembuk.shared import holdings
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Membership, Role, Space
from rembuk.spaces.queries import branches, slugs_above

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

GREATEST = 2**63 - 1


class Taken(TypedDict):
    """What a query adds to its breaches: how many notices went out, and whether it was closed."""

    told: int
    closed: int


@dataclass(frozen=True)
class Line:
    """Hold one line of the register: which part of the house keeps it, and what is kept how."""

    holding: holdings.Holding
    processing: holdings.Processing


def register() -> list[Line]:
    """Return every kind of data that the house keeps about persons, as its domains registered it."""
    return [Line(one, kept) for one in holdings.everything() for kept in one.processing]


def controller_of(space: Space) -> Controller | None:
    """Return who answers for the data of SPACE as last written, or None."""
    return Controller.objects.filter(space=space).order_by("-pk").first()


@dataclass(frozen=True)
class Branch:
    """Hold one space of the tree: how deep it stands, who answers for its data, who its officers are."""

    space: Space
    depth: int
    controller: Controller | None
    officers: int


def tree_of(space: Space) -> list[Branch]:
    """Return the spaces above SPACE, SPACE, and those directly under it; four queries."""
    above = slugs_above(space)
    found = list(Space.objects.filter(Q(slug__in=[*above, space.slug]))) + list(branches(space))
    found.sort(key=lambda one: (one.path.count("/"), one.name))
    named = {row.space_id: row for row in Controller.objects.filter(space__in=found).order_by("pk")}
    officers = dict(
        Membership.objects.filter(space__in=found, role=Role.OFFICER)
        .order_by()
        .values_list("space")
        .annotate(n=Count("pk"))
    )
    top = found[0].path.count("/")
    return [
        Branch(one, one.path.count("/") - top, named.get(one.pk), officers.get(one.pk, 0)) for one in found
    ]


def assessment_of(space: Space, version: int | None = None) -> Assessment | None:
    """Return VERSION of the impact assessment of SPACE, its last by default, or None."""
    rows = Assessment.objects.filter(space=space)
    return (rows if version is None else rows.filter(version=version)).order_by("-version").first()


def versions_of(space: Space) -> list[Assessment]:
    """Return every version of the impact assessment of SPACE, the last first."""
    return list(Assessment.objects.filter(space=space).order_by("-version"))


def requests_in(space: Space) -> QuerySet[DataRequest]:
    """Return what persons asked SPACE about their data."""
    return DataRequest.objects.filter(space=space)


def request_in(space: Space, number: int) -> DataRequest:
    """Return request NUMBER of SPACE or raise NotThere."""
    found = requests_in(space).filter(pk=min(number, GREATEST)).first()
    if found is None:
        raise NotThere(NO_REQUEST)
    return found


def breaches_in(space: Space) -> QuerySet[WithAnnotations[Breach, Taken]]:
    """Return the breaches of SPACE with how many of the two notices of article 46 went out."""
    told = Count("steps", filter=Q(steps__kind__in=TOLD))
    return Breach.objects.filter(space=space).annotate(
        told=told, closed=Count("steps", filter=Q(steps__kind=StepKind.CLOSED))
    )


def breach_in(space: Space, number: int) -> WithAnnotations[Breach, Taken]:
    """Return breach NUMBER of SPACE or raise NotThere."""
    found = breaches_in(space).filter(pk=min(number, GREATEST)).first()
    if found is None:
        raise NotThere(NO_BREACH)
    return found


def breach_steps(breach: Breach) -> dict[str, BreachStep]:
    """Return what was done about BREACH, by kind."""
    return {row.kind: row for row in BreachStep.objects.filter(breach=breach).order_by("done_at", "pk")}


@dataclass(frozen=True)
class Clocks:
    """Hold how many requests and breaches of a space wait, and how many of them past their clock."""

    requests: int
    requests_late: int
    breaches: int
    breaches_late: int


def clocks_of(space: Space, now: datetime) -> Clocks:
    """Return what waits in SPACE at NOW; two queries."""
    waiting = requests_in(space).filter(answered_at=None)
    asked = waiting.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due__lt=now)))
    open_ones = [row for row in breaches_in(space) if row.told < len(TOLD)]
    return Clocks(asked["all"], asked["late"], len(open_ones), sum(row.due < now for row in open_ones))


def requests_held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield what SUBJECT asked about their data, and the answers."""
    for row in DataRequest.objects.filter(subject=subject).select_related("space").order_by("pk"):
        yield {
            "what": "data_request",
            "space": row.space.name,
            "kind": str(row.get_kind_display()),
            "text": row.words,
            "at": row.received_at,
            "due": row.due,
            "answered_at": row.answered_at,
            "outcome": str(row.get_outcome_display()) if row.outcome else "",
            "answer": row.answer,
        }
