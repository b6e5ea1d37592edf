"""What we know about decisions and promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar, cast
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Model, Prefetch, Q, QuerySet

from rembuk.design.progress import Mark, State, Strip
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.people.queries import person_key
from rembuk.programmes.models import (
    Commitment,
    Decision,
    Delegation,
    Evidence,
    Milestone,
    Programme,
    ProgrammeVersion,
    Referral,
    Report,
)
from rembuk.programmes.states import (
    DELEGATION,
    OPEN_DELEGATION,
    DelegationState,
    Level,
    MilestoneState,
    state_of,
)
from rembuk.programmes.wording import NO_SUCH
from rembuk.review.models import Scorecard, Verdict
from rembuk.shared.duties import Duty
from rembuk.shared.prepared import Prepared
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Membership, Space
from rembuk.spaces.rules import MAY

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

Row = TypeVar("Row", bound=Model)
GREATEST_ID = 2**63 - 1


def _one(rows: QuerySet[Row], number: int) -> Row:
    found = rows.filter(pk=number).first() if number <= GREATEST_ID else None
    if found is None:
        raise NotThere(NO_SUCH)
    return found


def decision_by_number(number: int) -> Decision:
    """Return decision NUMBER with its space, or refuse."""
    return _one(Decision.objects.select_related("space"), number)


def programme_by_number(number: int, *, drafts: bool = False) -> Programme:
    """Return programme NUMBER with its space, one that was never published only with DRAFTS, or refuse."""
    rows = Programme.objects.select_related("space")
    return _one(rows if drafts else rows.filter(published_at__isnull=False), number)


def commitment_by_number(number: int) -> Commitment:
    """Return commitment NUMBER with its programme and space, or refuse."""
    return _one(Commitment.objects.select_related("programme__space", "decision"), number)


def milestone_by_number(number: int) -> Milestone:
    """Return milestone NUMBER with its commitment and space, or refuse."""
    return _one(Milestone.objects.select_related("commitment__programme__space", "keeper"), number)


def ideas_of(row: Decision | Commitment) -> list[Idea]:
    """Return the ideas behind ROW with their places."""
    return list(row.ideas.select_related("place").order_by("pk"))


def judged(ideas: list[Idea]) -> set[int]:
    """Return the numbers of those IDEAS that have a public verdict."""
    return set(Verdict.objects.filter(idea__in=ideas).values_list("idea_id", flat=True))


def state_on(row: Milestone, today: date) -> MilestoneState:
    """Return where the promise ROW stands on TODAY; ROW came with its commitment's programme and space."""
    zone = ZoneInfo(row.commitment.programme.space.zone)
    return state_of(
        first_due=row.first_due,
        due=row.due,
        kept_on=row.kept_at.astimezone(zone).date() if row.kept_at else None,
        broken=row.broken_at is not None,
        today=today,
    )


def reports_of(row: Milestone) -> QuerySet[Report]:
    """Return the latest 50 reports on ROW with their files, the contents left in the database."""
    files = Evidence.objects.defer("content")
    return row.reports.order_by("-at", "-pk").prefetch_related(Prefetch("evidence", files))[:50]


def evidence_by_number(number: int | str, digest: str) -> Evidence:
    """Return file NUMBER whose digest begins with DIGEST, or refuse."""
    return _one(Evidence.objects.filter(digest__startswith=digest), int(number))


def decisions_of(space: Space) -> QuerySet[Decision]:
    """Return the decisions of SPACE."""
    return Decision.objects.filter(space=space)


def programmes_of(space: Space, today: date) -> QuerySet[Programme]:
    """Return the programmes of SPACE, each with `promised`, `kept` and `late` counts of commitments."""
    late = Q(
        commitments__milestones__kept_at=None,
        commitments__milestones__broken_at=None,
        commitments__milestones__first_due__lt=today,
    )
    return Programme.objects.filter(space=space, published_at__isnull=False).annotate(
        promised=Count("commitments", distinct=True),
        kept=Count("commitments", filter=Q(commitments__kept_at__isnull=False), distinct=True),
        late=Count("commitments", filter=late, distinct=True),
    )


def drafts_of(space: Space) -> QuerySet[Programme]:
    """Return the programmes of SPACE with a version that nobody but its writers has read."""
    return Programme.objects.filter(space=space, versions__number__gt=F("version")).distinct().order_by("-pk")


def version_of(programme: Programme, number: int, *, drafts: bool) -> ProgrammeVersion:
    """Return version NUMBER of PROGRAMME, a draft only where DRAFTS says so, or refuse."""
    rows = programme.versions.filter(number=number) if number <= GREATEST_ID else programme.versions.none()
    found = (rows if drafts else rows.filter(published_at__isnull=False)).first()
    if found is None:
        raise NotThere(NO_SUCH)
    return found


def strips_of(commitments: Sequence[Commitment], space: Space, today: date) -> list[Strip]:
    """Return COMMITMENTS, which came with their milestones, as the progress picture draws them."""
    zone = ZoneInfo(space.zone)
    return [
        Strip(
            row.title,
            row.get_absolute_url(),
            row.made_at.astimezone(zone).date(),
            tuple(marks_of(sorted(row.milestones.all(), key=lambda one: one.due), space, today)),
        )
        for row in commitments
    ]


def marks_of(milestones: Sequence[Milestone], space: Space, today: date) -> list[Mark]:
    """Return MILESTONES as marks of the progress picture, in their order."""
    return [_mark(row, ZoneInfo(space.zone), today) for row in milestones]


def _mark(row: Milestone, zone: ZoneInfo, today: date) -> Mark:
    over = row.kept_at or row.broken_at
    ended = over.astimezone(zone).date() if over else None
    state = state_of(
        first_due=row.first_due,
        due=row.due,
        kept_on=ended if row.kept_at else None,
        broken=row.broken_at is not None,
        today=today,
    )
    return Mark(row.title, row.first_due, row.due, cast(State, state.value), str(state.label), ended)


def commitments_of(space: Space) -> QuerySet[Commitment]:
    """Return the commitments of SPACE."""
    return Commitment.objects.filter(programme__space=space).select_related("programme")


def milestones_of(space: Space, today: date, state: str | None = None) -> QuerySet[Milestone]:
    """Return the milestones of SPACE, only those kept, broken, late or open on TODAY when STATE says so."""
    rows = Milestone.objects.filter(commitment__programme__space=space)
    if state == "kept":
        return rows.filter(kept_at__isnull=False)
    if state == "broken":
        return rows.filter(broken_at__isnull=False)
    open_ones = rows.filter(kept_at=None, broken_at=None)
    if state == "late":
        return open_ones.filter(first_due__lt=today)
    return open_ones.filter(first_due__gte=today) if state == "open" else rows


class LateBy(TypedDict):
    """What `overdue` adds to its rows: how many days have passed."""

    late_days: int


def overdue(space: Space, today: date, most: int = 20) -> list[WithAnnotations[Milestone, LateBy]]:
    """Return the milestones of SPACE whose promised day has passed, the longest first, with `late_days`."""
    rows = milestones_of(space, today, "late")
    found = cast(
        "list[WithAnnotations[Milestone, LateBy]]",
        list(rows.select_related("commitment").order_by("first_due", "pk")[:most]),
    )
    for row in found:
        row.late_days = (today - row.first_due).days
    return found


def to_decide(space: Space) -> QuerySet[Idea]:
    """Return the ideas of SPACE that reviewers accepted and nobody has decided."""
    return Idea.objects.filter(space=space, stage=Stage.ACCEPTED).order_by("made_at")


def to_promise(space: Space) -> QuerySet[Decision]:
    """Return the adopted decisions of SPACE that no commitment rests on yet."""
    return Decision.objects.filter(space=space, adopted=True, commitments=None).order_by("-at")


def referral_by_number(number: int) -> Referral:
    """Return referral NUMBER with its space and idea, or refuse."""
    return _one(Referral.objects.select_related("space", "idea"), number)


def referrals_of(space: Space) -> QuerySet[Referral]:
    """Return what SPACE handed on to government."""
    return Referral.objects.filter(space=space).select_related("idea")


def referrals_for(idea: Idea, most: int = 5) -> list[Referral]:
    """Return the latest referrals of IDEA."""
    return _referrals(most)(idea.pk)


@cache
def _referrals(most: int) -> Prepared[Referral]:
    return Prepared(lambda idea: Referral.objects.filter(idea=idea).order_by("-made_at", "-pk")[:most], int)


def named_authority(idea: Idea) -> tuple[str, str]:
    """Return the level and office that reviewers of IDEA named last, empty where they named none."""
    cards = Scorecard.objects.filter(idea=idea, set_aside_at=None, authority__in=Level.values)
    found = cards.order_by("-at").values_list("authority", "holder").first()
    return (found[0], found[1]) if found else ("", "")


def delegation_by_number(number: int) -> Delegation:
    """Return delegation NUMBER with its branch, commitment and the space that gave it, or refuse."""
    return _one(Delegation.objects.select_related("branch", "commitment__programme__space", "keeper"), number)


def delegations_for(commitment: Commitment) -> list[Delegation]:
    """Return the delegations of COMMITMENT, the newest first."""
    return list(commitment.delegations.select_related("branch").order_by("-proposed_at", "-pk")[:20])


def delegations_of(space: Space) -> QuerySet[Delegation]:
    """Return what was delegated to SPACE or by it, with both spaces and the commitment."""
    rows = Delegation.objects.filter(Q(branch=space) | Q(commitment__programme__space=space))
    return rows.select_related("branch", "commitment__programme__space")


def delegations_between(space: Space, most: int = 20) -> list[Delegation]:
    """Return what was delegated to SPACE or by it, what is open first, then the newest; one query."""
    rows = delegations_of(space)
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "-proposed_at", "-pk")[:most])


def has_branches(space: Space) -> bool:
    """Tell whether anything stands under SPACE that a commitment could be handed to."""
    return Space.objects.filter(parent=space).exists()


def standing_of(row: Delegation, today: date) -> str:
    """Return in words where ROW stands on TODAY; a running one says whether it is late or moved."""
    if row.state not in (DelegationState.ACCEPTED, DelegationState.MET):
        return str(DelegationState(row.state).label)
    ended = row.ended_at.astimezone(ZoneInfo(row.branch.zone)).date() if row.ended_at else None
    state = state_of(first_due=row.first_due, due=row.due, kept_on=ended, broken=False, today=today)
    return str(state.label)


def with_standing(rows: Sequence[Delegation], today: date) -> list[tuple[Delegation, str, bool]]:
    """Return ROWS, each with where it stands on TODAY in words and whether its day has passed."""
    return [(row, standing_of(row, today), bool(DELEGATION[row.state]) and row.due < today) for row in rows]


def steps_open(row: Delegation) -> frozenset[str]:
    """Return the steps that may be taken with ROW now."""
    return frozenset(DELEGATION[row.state])


def delegation_audience(key: str) -> Iterator[str]:
    """Yield who answers for delegation KEY in the branch, and who writes in the space above."""
    row = Delegation.objects.select_related("commitment__programme").filter(pk=key).first()
    if row is None:
        return
    here = Q(space=row.branch_id, role__in=MAY["delegation.answer"])
    above = Q(space=row.commitment.programme.space_id, role__in=MAY["programme.write"])
    rows = Membership.objects.filter(here | above).order_by("person_id")
    for person in rows.values_list("person_id", flat=True).distinct():
        yield f"people.person:{person}"


def milestones_kept_by(space: int, person: int) -> list[Duty]:
    """Return the open milestones of SPACE that PERSON looks after, what is due first in front."""
    rows = Milestone.objects.filter(commitment__programme__space=space, keeper=person)
    rows = rows.filter(kept_at=None, broken_at=None).order_by("due", "pk")
    return [Duty(row.pk, row.title, row.get_absolute_url()) for row in rows]


def delegations_kept_by(space: int, person: int) -> list[Duty]:
    """Return the open delegations to SPACE that PERSON looks after, what is due first in front."""
    rows = Delegation.objects.filter(branch=space, keeper=person, state__in=OPEN_DELEGATION)
    return [
        Duty(row.pk, row.title, row.get_absolute_url())
        for row in rows.select_related("commitment").order_by("due", "pk")
    ]


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield the milestones and delegations that the person SUBJECT looks after or looked after last."""
    key = person_key(subject)
    for row in Milestone.objects.filter(keeper=key).order_by("pk"):
        yield {"what": "milestone", "title": row.title, "due": row.due}
    for one in Delegation.objects.filter(keeper=key).select_related("commitment").order_by("pk"):
        yield {"what": "delegation", "title": one.title, "due": one.due}
