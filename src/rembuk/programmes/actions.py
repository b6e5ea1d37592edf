"""What happens to promises: decided, promised, moved with a reason, kept with evidence."""

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
from rembuk.programmes import wording
from rembuk.programmes.models import Commitment, Decision, Milestone, Option, Programme
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space

SHORTEST_REASON = 20


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
) -> Decision:
    """Decide about accepted IDEAS: the options weighed, the one chosen, and why."""
    if not ideas or any(idea.stage not in (Stage.ACCEPTED, Stage.DROPPED) for idea in ideas):
        raise Refused(wording.NOT_ACCEPTED, field="ideas")
    if len(options) < 2 or sum(option.chosen for option in options) != 1:
        raise Refused(wording.NO_OPTION, field="options")
    if len(plain(reasons)) < SHORTEST_REASON:
        raise Refused(wording.NEED_REASON, field="reasons")
    decision = Decision.objects.create(
        space=space,
        title=title,
        goal=goal,
        reasons=reasons.strip(),
        decided_by=decided_by,
        adopted=adopted,
        at=at,
    )
    decision.ideas.set(ideas)
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
    for idea in ideas:
        move(idea=idea, stage=Stage.DECIDED if adopted else Stage.DROPPED)
    step = record_step(
        kind="programmes.decided" if adopted else "programmes.dropped",
        about=ref(decision),
        scope=ref(space),
        because_of=[ref(idea) for idea in ideas],
        by=by,
        at=at,
        facts={"decision": decision.pk, "options": len(options), "href": decision.get_absolute_url()},
        words={"title": title, "because": plain(reasons), "who": decided_by},
    )
    subject = _("Diputuskan: %(title)s") if adopted else _("Tidak dikerjakan: %(title)s")
    for idea in ideas:
        key = f"step:{step.pk}" if adopted else f"closing:{ref(idea)}:{step.pk}"
        announce(
            about=[ref(idea)],
            key=f"{key}:{idea.pk}",
            link=decision.get_absolute_url(),
            at=at,
            subject=subject % {"title": title},
            text=_("Alasannya: %(reason)s") % {"reason": plain(reasons)},
        )
    return decision


@transaction.atomic
def begin_programme(*, space: Space, title: str, summary: str, by: Actor, at: datetime) -> Programme:
    """Begin a programme that commitments will be part of."""
    programme = Programme.objects.create(space=space, title=title, summary=summary, made_at=at)
    record_step(
        kind="programmes.begun",
        about=ref(programme),
        scope=ref(space),
        by=by,
        at=at,
        facts={"programme": programme.pk},
        words={"title": title},
    )
    return programme


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
) -> Commitment:
    """Promise what DECISION decided, with at least one dated milestone, and tell those concerned."""
    ideas = list(decision.ideas.select_related("space"))
    if not decision.adopted or decision.space_id != programme.space_id:
        raise Refused(wording.NOT_DECIDED, field="decision")
    if not milestones:
        raise Refused(wording.NO_MILESTONE, field="milestones")
    today = at.astimezone(ZoneInfo(programme.space.zone)).date()
    if any(planned.due <= today for planned in milestones):
        raise Refused(wording.PAST_DUE, field="due")
    commitment = Commitment.objects.create(
        programme=programme,
        decision=decision,
        title=title,
        text=text,
        budget=budget,
        answered_by=answered_by,
        made_at=at,
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
            "href": milestone.get_absolute_url(),
        },
    )
    return milestone


@transaction.atomic
def move_milestone(*, milestone: Milestone, due: date, because: str, by: Actor, at: datetime) -> None:
    """Give MILESTONE a later day with a public reason; the earlier promise stays on the trace."""
    milestone = _open(milestone)
    if due <= milestone.due:
        raise Refused(wording.MOVED_BACK, field="due")
    if len(because.strip()) < SHORTEST_REASON:
        raise Refused(wording.NEED_REASON, field="because")
    was = milestone.due
    Milestone.objects.filter(pk=milestone.pk).update(due=due)
    facts = {"milestone": milestone.pk, "due": due.isoformat(), "was": was.isoformat()}
    step = record_step(
        kind="programmes.milestone_moved",
        about=ref(milestone),
        scope=ref(milestone.commitment.programme.space),
        facts=facts,
        words={"title": milestone.title, "because": because.strip()},
        by=by,
        at=at,
    )
    subject = _("Janji bergeser: %(title)s") % {"title": milestone.title}
    text = _("Semula %(was)s, kini %(due)s. Alasannya: %(reason)s") % {
        "was": was.strftime("%d-%m-%Y"),
        "due": due.strftime("%d-%m-%Y"),
        "reason": because.strip(),
    }
    _tell(milestone, key=f"step:{step.pk}", subject=subject, text=text, at=at)


@transaction.atomic
def report_milestone(
    *, milestone: Milestone, news: str, pieces_done: int | None, evidence: str, by: Actor, at: datetime
) -> None:
    """Tell what happened on the way to MILESTONE, with evidence, before it is kept."""
    milestone = _open(milestone)
    if pieces_done is not None:
        if not 0 <= pieces_done <= milestone.pieces:
            raise Refused(wording.PIECES_RANGE, field="pieces_done")
        Milestone.objects.filter(pk=milestone.pk).update(pieces_done=pieces_done)
    facts = {"milestone": milestone.pk, "pieces": milestone.pieces, "pieces_done": pieces_done}
    step = record_step(
        kind="programmes.milestone_news",
        about=ref(milestone),
        scope=ref(milestone.commitment.programme.space),
        facts=facts,
        words={"title": news, "because": evidence},
        by=by,
        at=at,
    )
    _tell(
        milestone,
        key=f"step:{step.pk}",
        subject=_("Kabar: %(title)s") % {"title": news},
        text=evidence,
        at=at,
    )


@transaction.atomic
def keep_milestone(*, milestone: Milestone, evidence: str, by: Actor, at: datetime) -> None:
    """Mark MILESTONE as kept with evidence; with the last one its commitment and ideas are kept too."""
    milestone = _open(milestone)
    if len(evidence.strip()) < 10:
        raise Refused(wording.NEED_EVIDENCE, field="evidence")
    done = {"kept_at": at, "evidence": evidence.strip(), "pieces_done": milestone.pieces}
    Milestone.objects.filter(pk=milestone.pk).update(**done)
    commitment = milestone.commitment
    zone = ZoneInfo(commitment.programme.space.zone)
    late = (at.astimezone(zone).date() - milestone.first_due).days
    step = record_step(
        kind="programmes.milestone_kept",
        about=ref(milestone),
        scope=ref(commitment.programme.space),
        facts={
            "milestone": milestone.pk,
            "first_due": milestone.first_due.isoformat(),
            "late_days": max(0, late),
            "href": milestone.get_absolute_url(),
        },
        words={"title": milestone.title, "evidence": evidence.strip()},
        by=by,
        at=at,
    )
    subject = _("Ditepati: %(title)s") % {"title": milestone.title}
    _tell(milestone, key=f"step:{step.pk}", subject=subject, text=evidence.strip(), at=at)
    if not commitment.milestones.filter(kept_at=None).exists():
        _keep_commitment(commitment, by=by, at=at)


def _keep_commitment(commitment: Commitment, *, by: Actor, at: datetime) -> None:
    Commitment.objects.filter(pk=commitment.pk).update(kept_at=at)
    ideas = list(commitment.ideas.all())
    for idea in ideas:
        move(idea=idea, stage=Stage.KEPT)
    step = record_step(
        kind="programmes.kept",
        about=ref(commitment),
        scope=ref(commitment.programme.space),
        by=by,
        at=at,
        facts={"commitment": commitment.pk},
        words={"title": commitment.title},
    )
    for idea in ideas:
        announce(
            about=[ref(idea)],
            key=f"closing:{ref(idea)}:{step.pk}",
            link=idea.get_absolute_url(),
            at=at,
            subject=_("Janji ditepati: %(title)s") % {"title": idea.title},
            text=_(
                "Semua tonggak komitmen «%(title)s» sudah selesai, dengan bukti yang dapat Anda periksa. "
                "Terima kasih sudah bersuara."
            )
            % {"title": commitment.title},
        )


def _open(milestone: Milestone) -> Milestone:
    rows = Milestone.objects.select_for_update(of=("self",)).select_related("commitment__programme__space")
    milestone = rows.get(pk=milestone.pk)
    if milestone.kept_at is not None:
        raise Conflicting(wording.KEPT)
    return milestone


def _tell(milestone: Milestone, *, key: str, subject: str, text: str, at: datetime) -> None:
    about = [ref(idea) for idea in milestone.commitment.ideas.all()]
    announce(about=about, key=key, subject=subject, text=text, link=milestone.get_absolute_url(), at=at)
