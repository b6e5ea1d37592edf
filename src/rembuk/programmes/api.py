"""Decisions, programmes, commitments and milestones for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.ledger.schemas import standing_answer, steps_of
from rembuk.programmes import queries
from rembuk.programmes.schemas import (
    CommitmentAnswer,
    CommitmentList,
    CommitmentRow,
    DecisionAnswer,
    DecisionList,
    DecisionRow,
    DelegationAnswer,
    DelegationList,
    DelegationRow,
    MilestoneAnswer,
    MilestoneList,
    MilestoneRow,
    MilestoneState,
    OptionAnswer,
    ProgrammeList,
    ProgrammeRow,
    commitment_fields,
    decision_fields,
    delegation_fields,
    milestone_fields,
    programme_row,
)
from rembuk.shared.api import Cursor, Limit, reads
from rembuk.shared.paging import page
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.schemas import Slug

router = Router(tags=["programmes"])
Number = Annotated[int, Path(..., ge=0, le=queries.GREATEST_ID, description="number in the page's address")]
State = Annotated[MilestoneState | None, Query(None, description="only milestones in this state")]


def _today(space: Space) -> date:
    return timezone.localdate(timezone=ZoneInfo(space.zone))


def _trace(row: Any, space: Space) -> dict[str, Any]:
    trace = trace_for([ref(row)], now=timezone.now(), zone=space.zone)
    return {"standing": standing_answer(standing(trace)), "steps": steps_of(trace)}


@reads(router, "/spaces/{slug}/decisions", DecisionList, _("Keputusan satu ruang"), name="decisions")
def list_decisions(request: HttpRequest, slug: Slug, cursor: Cursor, limit: Limit) -> DecisionList:
    """List the decisions of a space, the newest first; what was not taken up is among them."""
    space = space_by_slug(slug)
    rows = queries.decisions_of(space).prefetch_related("ideas")
    found = page(rows, order="-at", after=cursor, size=limit, strict=True)
    return DecisionList(
        items=[DecisionRow(**decision_fields(row, space.slug)) for row in found.rows], next=found.after
    )


@reads(router, "/decisions/{int:number}", DecisionAnswer, _("Satu keputusan"), name="decision")
def one_decision(request: HttpRequest, number: Number) -> DecisionAnswer:
    """Answer one decision: goal, options weighed, reasons, who by role, and its steps with proofs."""
    row = queries.decision_by_number(number)
    options = [
        OptionAnswer(text=one.text, pro=one.pro, contra=one.contra, chosen=one.chosen)
        for one in row.options.order_by("order")
    ]
    return DecisionAnswer(
        **decision_fields(row, row.space.slug), goal=row.goal, reasons=row.reasons, options=options,
        **_trace(row, row.space),
    )  # fmt: skip


@reads(router, "/spaces/{slug}/programmes", ProgrammeList, _("Program satu ruang"), name="programmes")
def list_programmes(request: HttpRequest, slug: Slug, cursor: Cursor, limit: Limit) -> ProgrammeList:
    """List the programmes of a space with how many commitments each holds, keeps and is late with."""
    space = space_by_slug(slug)
    rows = queries.programmes_of(space, _today(space))
    found = page(rows, order="-made_at", after=cursor, size=limit, strict=True)
    return ProgrammeList(items=[programme_row(row, space.slug) for row in found.rows], next=found.after)


@reads(router, "/programmes/{int:number}", ProgrammeRow, _("Satu program"), name="programme")
def one_programme(request: HttpRequest, number: Number) -> ProgrammeRow:
    """Answer one programme; its commitments are at /programmes/{number}/commitments."""
    space = queries.programme_by_number(number).space
    return programme_row(queries.programmes_of(space, _today(space)).get(pk=number), space.slug)


@reads(
    router, "/programmes/{int:number}/commitments", CommitmentList, _("Komitmen satu program"),
    name="programme-commitments",
)  # fmt: skip
def commitments_of_programme(
    request: HttpRequest, number: Number, cursor: Cursor, limit: Limit
) -> CommitmentList:
    """List the commitments of a programme, the newest first."""
    programme = queries.programme_by_number(number)
    rows = queries.commitments_of(programme.space).filter(programme=programme)
    return _commitments(rows, programme.space, cursor, limit)


@reads(router, "/spaces/{slug}/commitments", CommitmentList, _("Komitmen satu ruang"), name="commitments")
def list_commitments(request: HttpRequest, slug: Slug, cursor: Cursor, limit: Limit) -> CommitmentList:
    """List the commitments of a space, the newest first, with their milestones."""
    space = space_by_slug(slug)
    return _commitments(queries.commitments_of(space), space, cursor, limit)


def _commitments(rows: Any, space: Space, cursor: str | None, limit: int) -> CommitmentList:
    rows = rows.prefetch_related("ideas", "milestones")
    found = page(rows, order="-made_at", after=cursor, size=limit, strict=True)
    today = _today(space)
    items = [CommitmentRow(**commitment_fields(row, space.slug, today)) for row in found.rows]
    return CommitmentList(items=items, next=found.after)


@reads(router, "/commitments/{int:number}", CommitmentAnswer, _("Satu komitmen"), name="commitment")
def one_commitment(request: HttpRequest, number: Number) -> CommitmentAnswer:
    """Answer one commitment: what is promised, by when, for which ideas, and its steps with proofs."""
    row = queries.commitment_by_number(number)
    space = row.programme.space
    return CommitmentAnswer(**commitment_fields(row, space.slug, _today(space)), **_trace(row, space))


@reads(router, "/spaces/{slug}/milestones", MilestoneList, _("Tonggak satu ruang"), name="milestones")
def list_milestones(
    request: HttpRequest, slug: Slug, state: State, cursor: Cursor, limit: Limit
) -> MilestoneList:
    """List the milestones of a space by their first promised day; `state=late` is what is overdue."""
    space = space_by_slug(slug)
    today = _today(space)
    rows = queries.milestones_of(space, today, state)
    found = page(rows, order="first_due", after=cursor, size=limit, strict=True)
    return MilestoneList(
        items=[MilestoneRow(**milestone_fields(row, today)) for row in found.rows], next=found.after
    )


@reads(router, "/milestones/{int:number}", MilestoneAnswer, _("Satu tonggak"), name="milestone")
def one_milestone(request: HttpRequest, number: Number) -> MilestoneAnswer:
    """Answer one milestone: first and present day, what is done, evidence, and its steps with proofs."""
    row = queries.milestone_by_number(number)
    space = row.commitment.programme.space
    return MilestoneAnswer(**milestone_fields(row, _today(space)), space=space.slug, **_trace(row, space))


@reads(router, "/spaces/{slug}/delegations", DelegationList, _("Pelimpahan satu ruang"), name="delegations")
def list_delegations(request: HttpRequest, slug: Slug, cursor: Cursor, limit: Limit) -> DelegationList:
    """List what was delegated to a space or by it, the newest first."""
    space = space_by_slug(slug)
    today = _today(space)
    rows = queries.delegations_of(space)
    found = page(rows, order="-proposed_at", after=cursor, size=limit, strict=True)
    return DelegationList(
        items=[DelegationRow(**delegation_fields(row, today)) for row in found.rows], next=found.after
    )


@reads(router, "/delegations/{int:number}", DelegationAnswer, _("Satu pelimpahan"), name="delegation")
def one_delegation(request: HttpRequest, number: Number) -> DelegationAnswer:
    """Answer one delegation: which commitment, to which branch, why, by which days, and its steps."""
    row = queries.delegation_by_number(number)
    return DelegationAnswer(**delegation_fields(row, _today(row.branch)), **_trace(row, row.branch))
