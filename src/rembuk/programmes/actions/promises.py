"""Decided and promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.design.formatted import plain
from rembuk.ideas.actions import move
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.messaging.states import Answer
from rembuk.programmes import wording
from rembuk.programmes.models import Commitment, Decision, Milestone, Option, Programme
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space

SHORTEST_REASON = 20
FURTHEST_YEARS = 30


@dataclass(frozen=True)
class Weighed:
    """Carry one option as it was typed."""

    text: str
    pro: str = ""
    contra: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Planned:
    """Carry one milestone as it was typed."""

    title: str
    due: date
    measure: str = ""
    pieces: int = 0
    budget: int | None = None


@transaction.atomic
def decide(
    *,
    space: Space,
    ideas: Sequence[Idea],
    title: str,
    goal: str,
    options: Sequence[Weighed],
    reasons: str,
    decided_by: str,
    adopted: bool,
    by: Actor,
    at: datetime,
    cost: int | None = None,
    review_on: date | None = None,
    form_key: str = "",
) -> Decision:
    """Decide about accepted IDEAS: the options weighed, the one chosen, why, for how much, till when.

    REVIEW_ON is the day the decision is looked at again. The same FORM_KEY twice writes once.
    """
    before = Decision.objects.filter(space=space, form_key=form_key).first() if form_key else None
    if before is not None:
        return before
    if not ideas or any(idea.stage not in (Stage.ACCEPTED, Stage.DROPPED) for idea in ideas):
        raise Refused(wording.NOT_ACCEPTED, field="ideas")
    if len(options) < 2 or sum(option.chosen for option in options) != 1:
        raise Refused(wording.NO_OPTION, field="options")
    if len(plain(reasons)) < SHORTEST_REASON:
        raise Refused(wording.NEED_REASON, field="reasons")
    _check_money(cost, "cost")
    if review_on is not None:
        _check_day(review_on, space, at, "review_on")
    decision = Decision.objects.create(
        space=space,
        title=title,
        goal=goal,
        reasons=reasons.strip(),
        decided_by=decided_by,
        adopted=adopted,
        at=at,
        cost=cost,
        review_on=review_on,
        form_key=form_key or None,
    )
    decision.ideas.set(ideas)
    _keep_options(decision, options)
    for idea in ideas:
        move(idea=idea, stage=Stage.DECIDED if adopted else Stage.DROPPED)
    step = record_step(
        kind="programmes.decided" if adopted else "programmes.dropped",
        about=ref(decision),
        scope=ref(space),
        because_of=[ref(idea) for idea in ideas],
        by=by,
        at=at,
        facts={
            "decision": decision.pk,
            "options": len(options),
            "href": decision.get_absolute_url(),
            **({"cost": cost} if cost is not None else {}),
            **({"review_on": review_on.isoformat()} if review_on else {}),
        },
        words={"title": title, "because": plain(reasons), "who": decided_by},
    )
    _tell_decided(decision, ideas, step.pk, at=at)
    return decision


def _tell_decided(decision: Decision, ideas: Sequence[Idea], step: int, *, at: datetime) -> None:
    subject = _("Diputuskan: %(title)s") if decision.adopted else _("Tidak dikerjakan: %(title)s")
    for idea in ideas:
        key = f"step:{step}" if decision.adopted else f"closing:{ref(idea)}:{step}"
        announce(
            about=[ref(idea)],
            key=f"{key}:{idea.pk}",
            link=decision.get_absolute_url(),
            at=at,
            answer=Answer.DECISION,
            subject=subject % {"title": decision.title},
            text=_("Alasannya: %(reason)s") % {"reason": plain(decision.reasons)},
        )


def _keep_options(decision: Decision, options: Sequence[Weighed]) -> None:
    Option.objects.bulk_create(
        Option(
            decision=decision,
            order=number,
            text=option.text,
            pro=option.pro,
            contra=option.contra,
            chosen=option.chosen,
        )
        for number, option in enumerate(options, 1)
    )


@transaction.atomic
def promise(
    *,
    programme: Programme,
    decision: Decision,
    title: str,
    text: str,
    budget: int | None,
    answered_by: str,
    milestones: Sequence[Planned],
    by: Actor,
    at: datetime,
    weighed: str = "",
    form_key: str = "",
) -> Commitment:
    """Promise what DECISION decided, with at least one dated milestone, and tell those concerned.

    WEIGHED says which objections were heard and how they were answered. The same FORM_KEY twice writes once.
    """
    before = Commitment.objects.filter(programme=programme, form_key=form_key).first() if form_key else None
    if before is not None:
        return before
    ideas = list(decision.ideas.select_related("space"))
    if programme.published_at is None:
        raise Refused(wording.STILL_A_DRAFT, field="programme")
    if not decision.adopted or decision.space_id != programme.space_id:
        raise Refused(wording.NOT_DECIDED, field="decision")
    if not milestones:
        raise Refused(wording.NO_MILESTONE, field="milestones")
    if at < decision.at:
        raise Refused(wording.BEFORE_DECISION, field="decision")
    _check_money(budget, "budget")
    for number, planned in enumerate(milestones, 1):
        _check_day(planned.due, programme.space, at, f"due_{number}")
        _check_money(planned.budget, f"budget_{number}")
    commitment = Commitment.objects.create(
        programme=programme,
        decision=decision,
        title=title,
        text=text,
        budget=budget,
        answered_by=answered_by,
        made_at=at,
        weighed=weighed.strip(),
        form_key=form_key or None,
    )
    commitment.ideas.set(ideas)
    for idea in ideas:
        move(idea=idea, stage=Stage.PROMISED)
    step = record_step(
        kind="programmes.promised",
        about=ref(commitment),
        scope=ref(programme.space),
        by=by,
        at=at,
        because_of=[ref(decision), *(ref(idea) for idea in ideas)],
        facts={"commitment": commitment.pk, "budget": budget, "href": commitment.get_absolute_url()},
        words={"title": title, "who": answered_by},
    )
    for planned in milestones:
        _plan(commitment, planned, by=by, at=at)
    announce(
        about=[ref(idea) for idea in ideas],
        key=f"step:{step.pk}",
        link=commitment.get_absolute_url(),
        at=at,
        answer=Answer.COMMITMENT,
        subject=_("Dijanjikan: %(title)s") % {"title": title},
        text=_(
            "Gagasan Anda kini menjadi komitmen. Tonggak pertama dijanjikan %(day)s. Yang menjawab: %(who)s."
        )
        % {"day": min(planned.due for planned in milestones).strftime("%d-%m-%Y"), "who": answered_by},
    )
    return commitment


def _plan(commitment: Commitment, planned: Planned, *, by: Actor, at: datetime) -> Milestone:
    milestone = Milestone.objects.create(
        commitment=commitment,
        title=planned.title,
        first_due=planned.due,
        due=planned.due,
        measure=planned.measure,
        pieces=planned.pieces,
        budget=planned.budget,
    )
    record_step(
        kind="programmes.milestone_promised",
        about=ref(milestone),
        scope=ref(commitment.programme.space),
        because_of=[ref(commitment)],
        by=by,
        at=at,
        words={"title": planned.title, "who": commitment.answered_by},
        facts={
            "milestone": milestone.pk,
            "due": planned.due.isoformat(),
            "pieces": planned.pieces,
            **({"budget": planned.budget} if planned.budget is not None else {}),
            "href": milestone.get_absolute_url(),
        },
    )
    return milestone


def _check_day(day: date, space: Space, at: datetime, field: str) -> None:
    """Refuse a day that is not after today in SPACE, or further off than anyone can promise."""
    today = at.astimezone(ZoneInfo(space.zone)).date()
    if day <= today:
        raise Refused(wording.PAST_DUE, field=field)
    if day.year > today.year + FURTHEST_YEARS:
        raise Refused(wording.TOO_FAR, field=field)


def _check_money(amount: int | None, field: str) -> None:
    if amount is not None and not 0 <= amount <= wording.MOST_MONEY:
        raise Refused(wording.MONEY_RANGE, field=field)
