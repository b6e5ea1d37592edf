"""How programs get decisions, programmes, commitments and milestones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

from rembuk.ledger.schemas import StandingAnswer, StepAnswer
from rembuk.programmes.models import Commitment, Decision, Delegation, Milestone, Programme
from rembuk.shared.api import Listed

MilestoneState = Literal["open", "late", "kept", "broken"]


class DecisionRow(Schema):
    """A decision as lists show it."""

    number: int
    space: str
    title: str
    adopted: bool
    decided_by: str
    at: datetime
    ideas: list[int]
    page: str


class DecisionList(Listed[DecisionRow]):
    """Decisions of a space, the newest first."""


class OptionAnswer(Schema):
    """One option that was weighed."""

    text: str
    pro: str
    contra: str
    chosen: bool


class DecisionAnswer(DecisionRow):
    """A decision: goal, options weighed, reasons, and its steps with proofs."""

    goal: str
    options: list[OptionAnswer]
    reasons: str
    standing: StandingAnswer
    steps: list[StepAnswer]


class MilestoneRow(Schema):
    """A dated step of a commitment; `first_due` is the first promise and is never overwritten."""

    number: int
    commitment: int
    title: str
    state: MilestoneState
    first_due: date
    due: date
    late_days: int
    pieces: int
    pieces_done: int
    measure: str
    kept_at: datetime | None
    evidence: str
    page: str


class MilestoneList(Listed[MilestoneRow]):
    """Milestones of a space by their first promised day."""


class MilestoneAnswer(MilestoneRow):
    """A milestone with its steps and proofs."""

    space: str
    standing: StandingAnswer
    steps: list[StepAnswer]


class CommitmentRow(Schema):
    """A promise: what, for which ideas, resting on which decision, by which days; `budget` in rupiah."""

    number: int
    space: str
    programme: int
    decision: int
    title: str
    text: str
    budget: int | None
    answered_by: str
    ideas: list[int]
    milestones: list[MilestoneRow]
    made_at: datetime
    kept_at: datetime | None
    page: str


class CommitmentList(Listed[CommitmentRow]):
    """Commitments of a space, the newest first."""


class CommitmentAnswer(CommitmentRow):
    """A commitment with its steps and proofs."""

    standing: StandingAnswer
    steps: list[StepAnswer]


class DelegationRow(Schema):
    """A commitment handed to a branch; `first_due` is the first promise and is never overwritten.

    `space` made the commitment and `branch` answers for it, both by slug; `because` is why it was handed on.
    """

    number: int
    commitment: int
    title: str
    space: str
    branch: str
    state: Literal["proposed", "accepted", "declined", "withdrawn", "met", "broken"]
    because: str
    first_due: date
    due: date
    late_days: int
    proposed_at: datetime
    ended_at: datetime | None
    page: str


class DelegationList(Listed[DelegationRow]):
    """Delegations to a space and by it, the newest first."""


class DelegationAnswer(DelegationRow):
    """A delegation with its steps and proofs."""

    standing: StandingAnswer
    steps: list[StepAnswer]


class ProgrammeRow(Schema):
    """A programme and how many of its commitments are kept or late."""

    number: int
    space: str
    title: str
    summary: str
    made_at: datetime
    promised: int
    kept: int
    late: int
    page: str


class ProgrammeList(Listed[ProgrammeRow]):
    """Programmes of a space, the newest first."""


def decision_fields(row: Decision, slug: str) -> dict[str, Any]:
    """Return the fields of DecisionRow; ROW's ideas came with it."""
    return {
        "number": row.pk, "space": slug, "title": row.title, "adopted": row.adopted, "at": row.at,
        "decided_by": row.decided_by, "ideas": sorted(idea.pk for idea in row.ideas.all()),
        "page": row.get_absolute_url(),
    }  # fmt: skip


def milestone_fields(row: Milestone, today: date) -> dict[str, Any]:
    """Return the fields of MilestoneRow; days late are counted from the first promise to TODAY."""
    running = row.kept_at is None and row.broken_at is None
    late = (today - row.first_due).days if running and row.first_due < today else 0
    ended: MilestoneState = "kept" if row.kept_at else "broken"
    state: MilestoneState = ended if not running else "late" if late else "open"
    return {
        "number": row.pk, "commitment": row.commitment_id, "title": row.title, "state": state,
        "first_due": row.first_due, "due": row.due, "late_days": late, "pieces": row.pieces,
        "pieces_done": row.pieces_done, "measure": row.measure, "kept_at": row.kept_at,
        "evidence": row.evidence, "page": row.get_absolute_url(),
    }  # fmt: skip


def commitment_fields(row: Commitment, slug: str, today: date) -> dict[str, Any]:
    """Return the fields of CommitmentRow; ROW's ideas and milestones came with it."""
    milestones = sorted(row.milestones.all(), key=lambda one: (one.due, one.pk))
    return {
        "number": row.pk, "space": slug, "programme": row.programme_id, "decision": row.decision_id,
        "title": row.title, "text": row.text, "budget": row.budget, "answered_by": row.answered_by,
        "ideas": sorted(idea.pk for idea in row.ideas.all()), "made_at": row.made_at, "kept_at": row.kept_at,
        "milestones": [MilestoneRow(**milestone_fields(one, today)) for one in milestones],
        "page": row.get_absolute_url(),
    }  # fmt: skip


def delegation_fields(row: Delegation, today: date) -> dict[str, Any]:
    """Return the fields of DelegationRow; who looks after ROW in the branch is not among them."""
    late = (today - row.first_due).days if row.ended_at is None and row.first_due < today else 0
    return {
        "number": row.pk, "commitment": row.commitment_id, "title": row.title,
        "space": row.commitment.programme.space.slug, "branch": row.branch.slug, "state": row.state,
        "because": row.because, "first_due": row.first_due, "due": row.due, "late_days": late,
        "proposed_at": row.proposed_at, "ended_at": row.ended_at, "page": row.get_absolute_url(),
    }  # fmt: skip


def programme_row(row: Programme, slug: str) -> ProgrammeRow:
    """Return ROW, which carries its counts, as programs get it."""
    counts = {name: getattr(row, name) for name in ("promised", "kept", "late")}
    return ProgrammeRow(
        number=row.pk, space=slug, title=row.title, summary=row.summary, made_at=row.made_at,
        page=row.get_absolute_url(), **counts,
    )  # fmt: skip
