"""What happens to calls for ideas: written, published, kept by the calendar, answered, reported."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.design.words import tanggal
from rembuk.ideas import wording
from rembuk.ideas.models import Call, CallAnswer
from rembuk.ideas.queries.calls import answers_by_channel, count_places, ideas_of_call
from rembuk.ideas.states import PHASES_AFTER, Phase
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.places.models import Place
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.voices.actions import ReceiptMade, receive_voice
from rembuk.voices.models import Door
from rembuk.voices.rules import Picture
from rembuk.voices.rules.sounds import Sound

LONGEST = timedelta(days=731)
# What the calendar does by itself, in this order.
BY_CALENDAR: tuple[Phase, ...] = (Phase.PLANNED, Phase.GATHERING, Phase.SORTING, Phase.ANSWERING)
STEPS = {
    Phase.GATHERING: "ideas.call_opened",
    Phase.SORTING: "ideas.call_closed",
    Phase.ANSWERING: "ideas.call_sorted",
}


@dataclass(frozen=True)
class Plan:
    """Hold what staff write of a call; the days are the last of each phase but `gather_from`."""

    subject: str
    question: str
    explanation: str
    afterwards: str
    region: Place | None
    gather_from: date
    gather_until: date
    sort_until: date
    answer_by: date


def check_days(gather_from: date, gather_until: date, sort_until: date, answer_by: date) -> None:
    """Refuse days that do not follow one another, with the field at fault."""
    if gather_until <= gather_from:
        raise Refused(wording.CALL_SHUT_TOO_SOON, field="gather_until")
    if sort_until <= gather_until:
        raise Refused(wording.CALL_SORTS_TOO_SOON, field="sort_until")
    if answer_by <= sort_until:
        raise Refused(wording.CALL_ANSWERS_TOO_SOON, field="answer_by")
    if answer_by - gather_from > LONGEST:
        raise Refused(wording.CALL_TOO_LONG, field="answer_by")


def day_in(space: Space, at: datetime) -> date:
    """Return the day that AT is on the clock of SPACE."""
    return at.astimezone(ZoneInfo(space.zone)).date()


@transaction.atomic
def make_call(*, space: Space, plan: Plan, by: Actor, at: datetime) -> Call:
    """Keep a new call as a draft that only the team sees."""
    check_days(plan.gather_from, plan.gather_until, plan.sort_until, plan.answer_by)
    made = Call.objects.create(space=space, made_at=at, **_values(plan))
    record_step(
        kind="ideas.call_drafted", about=ref(made), scope=ref(space), by=by, at=at, public=False,
        facts={"number": made.pk},
    )  # fmt: skip
    return made


@transaction.atomic
def rewrite_call(*, call: Call, plan: Plan, by: Actor, at: datetime) -> Call:
    """Write a draft anew; what is published stays as it was read."""
    held = _held(call)
    if held.published_at is not None:
        raise Conflicting(wording.CALL_PUBLISHED)
    check_days(plan.gather_from, plan.gather_until, plan.sort_until, plan.answer_by)
    for name, value in _values(plan).items():
        setattr(held, name, value)
    held.save()
    return held


def _values(plan: Plan) -> dict[str, object]:
    return {field.name: getattr(plan, field.name) for field in fields(plan)}


@transaction.atomic
def publish_call(*, call: Call, by: Actor, at: datetime) -> Call:
    """Make a draft public with the day by which it will be answered; it opens at once if its day has come."""
    held = _held(call)
    if held.published_at is not None:
        raise Conflicting(wording.CALL_PUBLISHED)
    if held.gather_until < day_in(held.space, at):
        raise Refused(wording.CALL_PAST, field="gather_until")
    held.published_at, held.recorded = at, Phase.PLANNED
    held.save(update_fields=["published_at", "recorded"])
    days = ("gather_from", "gather_until", "sort_until", "answer_by")
    record_step(
        kind="ideas.call_published", about=ref(held), scope=ref(held.space), by=by, at=at,
        facts={"number": held.pk, **{name: getattr(held, name).isoformat() for name in days}},
        words={"question": held.question, "afterwards": held.afterwards},
    )  # fmt: skip
    record_step(
        kind="ideas.call_promised", about=promise_of(held), scope=ref(held.space), because_of=[ref(held)],
        by=by, at=at, facts={"number": held.pk, "due": held.answer_by.isoformat()},
    )  # fmt: skip
    keep_calendar(call=held, at=at)
    held.refresh_from_db()
    return held


def promise_of(call: Call) -> str:
    """Return the reference under which the report of CALL is promised on the trace."""
    return f"ideas.call_report:{call.pk}"


@transaction.atomic
def keep_calendar(*, call: Call, at: datetime) -> list[Phase]:
    """Enter in the record each phase of CALL that began since it was looked at last, once; return them."""
    held = _held(call)
    holds = held.phase_on(day_in(held.space, at))
    if holds not in BY_CALENDAR:
        return []
    known: Phase = Phase(held.recorded)
    begun: list[Phase] = []
    while known != holds:
        known = next(phase for phase in BY_CALENDAR if phase in PHASES_AFTER[known])
        _record_phase(held, known, at=at)
        begun.append(known)
    if begun:
        Call.objects.filter(pk=held.pk).update(recorded=known)
    return begun


def _record_phase(call: Call, phase: Phase, *, at: datetime) -> None:
    facts: dict[str, object] = {"number": call.pk}
    if phase == Phase.SORTING:
        channels = answers_by_channel(call)
        facts |= {"answers": sum(channels.values()), "channels": channels}
    step = record_step(
        kind=STEPS[phase], about=ref(call), scope=ref(call.space), facts=facts, by=MACHINE, at=at
    )
    if phase == Phase.GATHERING:
        announce(
            about=[ref(call)], key=f"step:{step.pk}", link=call.get_absolute_url(), at=at,
            subject=(_("Ajakan gagasan dibuka: %(question)s") % {"question": call.question})[:160],
            text=_("%(question)s Jawab sampai %(day)s, tanpa akun.")
            % {"question": call.question, "day": tanggal(call.gather_until)},
        )  # fmt: skip


@transaction.atomic
def move_days(
    *, call: Call, gather_until: date, sort_until: date, answer_by: date, because: str, by: Actor,
    at: datetime,
) -> Call:  # fmt: skip
    """Give the phases of a published call that have not passed later or earlier days, for a public reason."""
    held = _held(call)
    today = day_in(held.space, at)
    phase = held.phase_on(today)
    if phase in (Phase.DRAFT, Phase.DONE):
        raise Conflicting(wording.CALL_DONE if phase == Phase.DONE else wording.CALL_NOT_OPEN)
    fresh = {"gather_until": gather_until, "sort_until": sort_until, "answer_by": answer_by}
    moved = {name: day for name, day in fresh.items() if day != getattr(held, name)}
    if not moved:
        raise Refused(wording.CALL_SAME_DAYS, field="answer_by")
    for name, day in moved.items():
        # The promised report may be late and still get a new day; a phase that ended stays ended.
        if name != "answer_by" and getattr(held, name) < today:
            raise Refused(wording.CALL_DAY_GONE, field=name)
        if day < today:
            raise Refused(wording.CALL_NEW_DAY_PAST, field=name)
    check_days(held.gather_from, gather_until, sort_until, answer_by)
    was = held.answer_by
    Call.objects.filter(pk=held.pk).update(**fresh)
    if moved.keys() - {"answer_by"}:
        record_step(
            kind="ideas.call_rescheduled", about=ref(held), scope=ref(held.space), by=by, at=at,
            facts={"number": held.pk, **{name: day.isoformat() for name, day in fresh.items()}},
            words={"because": because},
        )  # fmt: skip
    if "answer_by" in moved:
        record_step(
            kind="ideas.call_moved", about=promise_of(held), scope=ref(held.space), by=by, at=at,
            because_of=[ref(held)], words={"because": because},
            facts={"number": held.pk, "was": was.isoformat(), "due": answer_by.isoformat()},
        )  # fmt: skip
    keep_calendar(call=held, at=at)
    held.refresh_from_db()
    return held


@transaction.atomic
def answer_call(
    *, call: Call, text: str, place: Place | None = None, visibility: str = "nameless", name: str = "",
    email: str = "", purposes: Iterable[str] = (), form_key: str = "", channel: str = "web",
    door: Door | None = None, sound: Sound | None = None, photo: Picture | None = None, agreed: str = "",
    by: Actor, at: datetime,
) -> ReceiptMade:  # fmt: skip
    """Keep a voice as an answer to CALL and return its receipt; after the last day it is refused (409).

    The same form sent again gives the same receipt and counts once.
    """
    now = Call.objects.select_related("space").get(pk=call.pk)
    if now.phase_on(day_in(now.space, at)) != Phase.GATHERING:
        raise Conflicting(wording.CALL_NOT_OPEN)
    made = receive_voice(
        space=now.space, text=text, place=place, visibility=visibility, name=name, email=email,
        purposes=purposes, form_key=form_key, channel=channel, door=door, sound=sound, photo=photo,
        agreed=agreed, by=by, at=at,
    )  # fmt: skip
    CallAnswer.objects.bulk_create([CallAnswer(call=now, voice=made.voice, at=at)], ignore_conflicts=True)
    return made


@transaction.atomic
def report_call(*, call: Call, report: str, by: Actor, at: datetime) -> Call:
    """Publish the report of a call that takes no more answers, and tell everyone who answered."""
    held = _held(call)
    phase = held.phase_on(day_in(held.space, at))
    if phase == Phase.DONE:
        raise Conflicting(wording.CALL_DONE)
    if phase not in (Phase.SORTING, Phase.ANSWERING):
        raise Refused(wording.CALL_STILL_OPEN)
    keep_calendar(call=held, at=at)
    channels, (places, elsewhere) = answers_by_channel(held), count_places(held)
    held.report, held.reported_at, held.recorded = report.strip(), at, Phase.DONE
    held.save(update_fields=["report", "reported_at", "recorded"])
    step = record_step(
        kind="ideas.call_reported", about=ref(held), scope=ref(held.space), by=by, at=at,
        facts={
            "number": held.pk, "answers": sum(channels.values()), "channels": channels,
            "places": places, "elsewhere": elsewhere,
            "ideas": [idea.pk for idea in ideas_of_call(held)[:200]], "keeps": promise_of(held),
            "href": f"/c/{held.pk}/laporan/",
        },
        words={"report": held.report},
    )  # fmt: skip
    announce(
        about=[ref(held)], key=f"step:{step.pk}", link=f"{held.get_absolute_url()}laporan/", at=at,
        subject=(_("Laporan ajakan sudah terbit: %(question)s") % {"question": held.question})[:160],
        text=_(
            "Anda menjawab atau mengikuti ajakan «%(question)s». Laporannya memuat berapa yang menjawab, "
            "gagasan apa yang lahir, dan apa yang diputuskan."
        ) % {"question": held.question},
    )  # fmt: skip
    return held


def _held(call: Call) -> Call:
    return Call.objects.select_for_update(of=("self",)).select_related("space").get(pk=call.pk)
