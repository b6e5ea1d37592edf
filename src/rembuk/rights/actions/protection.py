"""What the data-protection officer writes: who answers for the data, the assessment, requests, breaches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from rembuk.rights.actions.telling import plan_answer, plan_telling
from rembuk.rights.models import Assessment, Breach, BreachStep, Controller, DataRequest
from rembuk.rights.queries.protection import assessment_of
from rembuk.rights.states import Decision, Outcome, RequestKind, StepKind, due_of
from rembuk.rights.wording import (
    ANSWERED,
    ASKED_ENOUGH,
    ASSESSMENT_OURS,
    BEFORE_FOUND,
    DONE_ALREADY,
    EMPTY_PART,
    IN_FUTURE,
    QUESTIONS,
    STALE_ASSESSMENT,
    WHO_ASKED,
)
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.ratelimit import count
from rembuk.shared.refusals import Conflicting, Refused, TooMany
from rembuk.spaces.models import Space

# Requests that one person may send for themself in a day, to all spaces together.
ASKED_A_DAY = 5


@transaction.atomic
def name_controller(
    *, space: Space, name: str, address: str, contact: str, processor: str, authority: str, by: Actor,
    at: datetime,
) -> Controller:  # fmt: skip
    """Keep who answers for the data of SPACE from AT on; what was said before stays."""
    return Controller.objects.create(
        space=space, name=name, address=address, contact=contact, processor=processor, authority=authority,
        role=by.role, by=by.ref, at=at,
    )  # fmt: skip


@transaction.atomic
def write_assessment(
    *, space: Space, parts: Mapping[str, str], decision: str, again_on: date, after: int, by: Actor,
    at: datetime,
) -> Assessment:  # fmt: skip
    """Add the version of the assessment of SPACE that follows version AFTER; refused if another one did."""
    latest = assessment_of(space)
    version = latest.version + 1 if latest else 1
    if after != version - 1:
        raise Conflicting(STALE_ASSESSMENT)
    for key in QUESTIONS:
        if not parts.get(key, "").strip():
            raise Refused(EMPTY_PART, field=key)
    try:
        with transaction.atomic():
            return Assessment.objects.create(
                space=space, version=version, ours=ASSESSMENT_OURS, decision=Decision(decision),
                parts={key: parts[key].strip() for key in QUESTIONS}, again_on=again_on, role=by.role,
                by=by.ref, at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflicting(STALE_ASSESSMENT) from error


@transaction.atomic
def receive_request(
    *, space: Space, kind: str, words: str, received_at: datetime, subject: str = "", who: str = "",
    by: Actor, at: datetime,
) -> DataRequest:  # fmt: skip
    """Keep what somebody asked about their data; the clock runs from RECEIVED_AT.

    Who asks for themself is refused the sixth time of a day (429): each is a letter to every owner and
    officer, and a clock they answer for.
    """
    if received_at > at:
        raise Refused(IN_FUTURE, field="received_at")
    if not (subject or who.strip()):
        raise Refused(WHO_ASKED, field="who")
    if subject and subject == by.ref:
        try:
            count("rights.ask", subject, most=ASKED_A_DAY, per=timedelta(days=1))
        except TooMany:
            raise TooMany(ASKED_ENOUGH) from None
    row = DataRequest.objects.create(
        space=space, kind=RequestKind(kind), subject=subject, who=who.strip(), words=words.strip(),
        received_at=received_at, due=due_of(received_at), role=by.role, by=by.ref, entered_at=at,
    )  # fmt: skip
    plan_telling(row, at=at)
    return row


@transaction.atomic
def answer_request(
    *, request: DataRequest, outcome: str, answer: str, by: Actor, at: datetime
) -> DataRequest:
    """Keep how REQUEST was answered; once, and the moment is ours, so a late answer shows as late."""
    row = DataRequest.objects.select_for_update().get(pk=request.pk)
    if row.answered_at is not None:
        raise Conflicting(ANSWERED)
    row.answered_at, row.outcome, row.answer = at, Outcome(outcome), answer.strip()
    row.answered_role, row.answered_by = by.role, by.ref
    row.save(update_fields=["answered_at", "outcome", "answer", "answered_role", "answered_by"])
    plan_answer(row, at=at)
    return row


@transaction.atomic
def report_breach(
    *, space: Space, title: str, found_at: datetime, data: str, how: str, handling: str,
    persons: int | None, by: Actor, at: datetime,
) -> Breach:  # fmt: skip
    """Keep that personal data got out or was lost; the clock runs from FOUND_AT."""
    if found_at > at:
        raise Refused(IN_FUTURE, field="found_at")
    row = Breach.objects.create(
        space=space, title=title, found_at=found_at, due=due_of(found_at), data=data, how=how,
        handling=handling, persons=persons, role=by.role, by=by.ref, at=at,
    )  # fmt: skip
    plan_telling(row, at=at)
    return row


@transaction.atomic
def take_breach_step(
    *, breach: Breach, kind: str, done_at: datetime, words: str, by: Actor, at: datetime
) -> BreachStep:
    """Keep that one step about BREACH was taken at DONE_AT; each kind once, and none is taken back."""
    if done_at > at:
        raise Refused(IN_FUTURE, field="done_at")
    if done_at < breach.found_at:
        raise Refused(BEFORE_FOUND, field="done_at")
    try:
        with transaction.atomic():
            return BreachStep.objects.create(
                breach=breach, kind=StepKind(kind), done_at=done_at, words=words, role=by.role, by=by.ref,
                at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflicting(DONE_ALREADY, field="kind") from error


@transaction.atomic
def forget_requests(*, subject: str, at: datetime) -> None:
    """Erase the words of SUBJECT's requests; that one came and was answered in time stays. Harmless again.

    One that still waits is answered by the erasure: nobody is left whom an answer could reach.
    """
    rows = DataRequest.objects.filter(subject=subject)
    rows.filter(answered_at=None).update(
        answered_at=at, outcome=Outcome.DONE, answered_role=MACHINE.role, answered_by=MACHINE.ref
    )
    rows.update(subject="", who="", words="", answer="")
