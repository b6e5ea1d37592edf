"""Who judges: seats given by rotation and load, given up on conflict, and filled again."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rembuk.design.words import tanggal
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.people.models import Person
from rembuk.review.actions.rubrics import standing_rubric
from rembuk.review.models import Assignment, Case, Conflict, Scorecard
from rembuk.review.queries import barred, candidates, seats_open, today_in
from rembuk.review.states import Left
from rembuk.review.wording import CANNOT_TAKE_SEAT, CLOSED, CONFLICTED
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.shared.workdays import add_working_days
from rembuk.spaces.models import Role
from rembuk.spaces.queries import who_judge


@transaction.atomic
def open_case(*, idea: Idea, at: datetime, by: Actor = MACHINE) -> Case | None:
    """Begin the review of IDEA and give its seats; again changes nothing. None once it cannot begin.

    The clock runs from the moment the idea was made, as promised then.
    """
    idea = Idea.objects.select_for_update(of=("self",)).select_related("space").get(pk=idea.pk)
    case = Case.objects.select_related("rubric").filter(idea=idea).order_by("-round").first()
    if case is None:
        if idea.stage != Stage.NEW:
            return None
        days = idea.space.review_days
        due = add_working_days(today_in(idea.space, idea.made_at), days)
        case = Case.objects.create(
            idea=idea, rubric=standing_rubric(idea.space, at), wanted=idea.space.reviewers,
            asked_first=idea.space.reviewers, days_promised=days,
            opened_at=idea.made_at, first_due=due, due=due,
        )  # fmt: skip
    case.idea = idea
    fill_seats(case=case, at=at, by=by)
    return case


@transaction.atomic
def fill_seats(*, case: Case, at: datetime, by: Actor = MACHINE) -> int:
    """Give every open seat of CASE to who may judge and carries least; return how many were given.

    A seat nobody is free for stays open: the desk says so, and the worker tries again.
    """
    if case.closed_at is not None:
        return 0
    given = 0
    for seat, person in zip(seats_open(case), candidates(case), strict=False):
        _give_seat(case, person, seat, at=at, by=by)
        given += 1
    return given


def _give_seat(case: Case, person: Person, seat: int, *, at: datetime, by: Actor) -> None:
    assignment = Assignment.objects.create(case=case, reviewer=person, seat=seat, at=at)
    facts = {"number": case.idea_id, "seat": seat, "round": case.round}
    record_step(
        kind="review.assigned", about=ref(case.idea), scope=ref(case.idea.space), facts=facts, by=by,
        at=at, sealed={"who": ref(person)},
    )  # fmt: skip
    announce(
        about=[ref(person)],
        key=f"assigned:{assignment.pk}",
        subject=_("Tugas telaah: %(title)s") % {"title": case.idea.title},
        text=_(
            "Anda mendapat giliran menelaah gagasan nomor %(number)d. Putusan dijanjikan paling lambat "
            "%(day)s. Bila Anda punya kepentingan di dalamnya, mundurlah; orang lain menggantikan."
        )
        % {"number": case.idea_id, "day": tanggal(case.due)},
        link=f"/telaah/{case.idea_id}/",
        at=at,
    )


@transaction.atomic
def declare_conflict(*, idea: Idea, person: Person, reason: str, by: Actor, at: datetime) -> None:
    """Keep PERSON out of the review of IDEA, also midway; the record says that someone stood aside, not who.

    A scorecard given already no longer counts, and the seat goes to somebody else.
    """
    idea = Idea.objects.select_for_update(of=("self",)).select_related("space").get(pk=idea.pk)
    case = Case.objects.select_related("rubric").filter(idea=idea).order_by("-round").first()
    if case is not None and case.closed_at is not None:
        raise Conflicting(CLOSED)
    try:
        with transaction.atomic():
            Conflict.objects.create(idea=idea, reviewer=person, reason=reason[:300], at=at)
    except IntegrityError as error:
        raise Conflicting(CONFLICTED) from error
    facts = {"number": idea.pk}
    record_step(
        kind="review.stood_aside", about=ref(idea), scope=ref(idea.space), facts=facts,
        sealed={"reason": reason}, by=by, at=at,
    )  # fmt: skip
    if case is not None:
        case.idea = idea
        _give_up(case, person.pk, Left.DECLARED, at)
        fill_seats(case=case, at=at)


@transaction.atomic
def pass_seat(*, number: int, space: int, person: int, to: int | None, by: Actor, at: datetime) -> None:
    """Give the seat NUMBER that PERSON holds in SPACE to TO, or to whoever's turn it is.

    Who has a stake in the idea, judged it before, or holds a seat of it already is refused.
    """
    rows = Assignment.objects.filter(pk=number, reviewer=person, ended_at=None, case__idea__space=space)
    found = rows.select_related("case").first()
    if found is None:
        raise Conflicting(CLOSED)
    idea = Idea.objects.select_for_update(of=("self",)).select_related("space").get(pk=found.case.idea_id)
    case = Case.objects.select_related("rubric").get(pk=found.case_id)
    case.idea = idea
    taker = next((one for one in candidates(case) if one.pk == to), None)
    if to is not None and taker is None:
        raise Conflicting(CANNOT_TAKE_SEAT % {"number": idea.pk})
    rows.update(ended_at=at, ended_because=Left.ROLE)
    record_step(
        kind="review.replaced", about=ref(idea), scope=ref(idea.space),
        facts={"number": idea.pk, "found": False}, by=by, at=at,
    )  # fmt: skip
    if taker is not None:
        _give_seat(case, taker, found.seat, at=at, by=by)
    else:
        fill_seats(case=case, at=at, by=by)


@transaction.atomic
def look_after(*, case: Case, at: datetime) -> None:
    """Take the seats of those who may no longer judge CASE, set their scorecards aside, and fill again."""
    idea = Idea.objects.select_for_update(of=("self",)).select_related("space").get(pk=case.idea_id)
    case = Case.objects.select_related("rubric").get(pk=case.pk)
    case.idea = idea
    if case.closed_at is not None:
        return
    release(case=case, at=at)
    fill_seats(case=case, at=at)


def release(*, case: Case, at: datetime) -> int:
    """Take the seats of all who have a conflict by now or hold no role any more; return how many.

    The caller holds the idea's lock.
    """
    people = list(Person.objects.filter(assignments__case=case, assignments__ended_at=None))
    why = barred(case, people)
    roles = [Role.REVIEWER] if case.round == 1 else [Role.REVIEWER, Role.OWNER]
    judges = who_judge(case.idea.space, roles).filter(person__in=people)
    staff = set(judges.values_list("person_id", flat=True))
    gone = 0
    for person in people:
        if person.pk in why:
            _give_up(case, person.pk, Left.FOUND, at)
        elif (person.pk not in staff or not person.is_active) and not _scored(case, person.pk):
            _give_up(case, person.pk, Left.ROLE, at)
        else:
            continue
        record_step(
            kind="review.replaced", about=ref(case.idea), scope=ref(case.idea.space),
            facts={"number": case.idea_id, "found": person.pk in why}, by=MACHINE, at=at,
        )  # fmt: skip
        gone += 1
    return gone


def _scored(case: Case, person_id: int) -> bool:
    return Scorecard.objects.filter(case=case, reviewer=person_id, set_aside_at=None).exists()


def _give_up(case: Case, person_id: int, because: str, at: datetime) -> None:
    held = Assignment.objects.filter(case=case, reviewer=person_id, ended_at=None)
    held.update(ended_at=at, ended_because=because)
    Scorecard.objects.filter(case=case, reviewer=person_id).update(set_aside_at=at)
