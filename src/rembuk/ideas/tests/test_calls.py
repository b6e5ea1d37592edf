"""Calls for ideas: their days, their steps, their answers, their report."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rembuk.ideas import actions
from rembuk.ideas.models import Call, CallAnswer
from rembuk.ideas.queries import calls as queries
from rembuk.ideas.states import Phase
from rembuk.ideas.tests.factories import AT, COORDINATOR, TODAY, make_answer, make_call, plan_for
from rembuk.ledger.models import Step
from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.messaging.queries import audience_of
from rembuk.places.actions import load_some
from rembuk.places.models import Place
from rembuk.shared.actors import CITIZEN
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.voices.actions import set_aside, withdraw_by_receipt
from rembuk.voices.models import Voice
from rembuk.voices.tests.factories import make_space

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def space(db):
    return make_space()


def kinds(call):
    """Return the kinds of steps recorded about CALL and its promise, in order."""
    about = [ref(call), f"ideas.call_report:{call.pk}"]
    return [
        step.kind.removeprefix("ideas.call_") for step in Step.objects.filter(about__in=about).order_by("pk")
    ]


def report(call, at, words="Terima kasih. Dua gagasan dikerjakan, satu tidak karena bukan wewenang kami."):
    return actions.report_call(call=call, report=words, by=COORDINATOR, at=at)


@pytest.mark.parametrize(
    ("days", "phase"),
    [
        (-1, Phase.PLANNED), (0, Phase.GATHERING), (13, Phase.GATHERING), (14, Phase.SORTING),
        (20, Phase.SORTING), (21, Phase.ANSWERING), (400, Phase.ANSWERING),
    ],
)  # fmt: skip
def test_day_decides_the_phase_with_each_last_day_inside_it(space, days, phase):
    assert make_call(space).phase_on(TODAY + days * DAY) == phase


@pytest.mark.parametrize(
    ("field", "days"), [("gather_until", 0), ("sort_until", 13), ("answer_by", 20), ("answer_by", 900)]
)
def test_days_that_do_not_follow_one_another_are_refused_with_the_field_at_fault(space, field, days):
    with pytest.raises(Refused) as refused:
        actions.make_call(space=space, plan=plan_for(**{field: TODAY + days * DAY}), by=COORDINATOR, at=AT)
    assert refused.value.field == field
    assert not Call.objects.exists()


def test_database_refuses_days_out_of_order_too(space):
    call = make_call(space)
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(sort_until=call.gather_from)


def test_published_call_opens_at_once_and_promises_its_report_on_the_trace(space):
    call = make_call(space)
    assert kinds(call) == ["drafted", "published", "promised", "opened"]
    trace = trace_for([ref(call)], now=AT, zone=space.zone)
    where = standing(trace)
    assert (where.now, where.due) == ("Ajakan dibuka", call.answer_by)
    assert trace.stops[0].title == f"Ajakan diumumkan: {call.question}"


def test_call_published_before_its_day_opens_and_closes_by_the_calendar_once_each(space):
    call = make_call(space, TODAY + 2 * DAY)
    assert actions.keep_calendar(call=call, at=AT + DAY) == []
    assert actions.keep_calendar(call=call, at=AT + 2 * DAY) == [Phase.GATHERING]
    assert actions.keep_calendar(call=call, at=AT + 3 * DAY) == []
    make_answer(call, at=AT + 3 * DAY)
    # Nobody looked for a month: each phase is entered, in its order.
    assert actions.keep_calendar(call=call, at=AT + 40 * DAY) == [Phase.SORTING, Phase.ANSWERING]
    assert actions.keep_calendar(call=call, at=AT + 40 * DAY) == []
    assert kinds(call)[-3:] == ["opened", "closed", "sorted"]
    closed = Step.objects.get(kind="ideas.call_closed")
    assert (closed.facts["answers"], closed.facts["channels"], closed.role) == (1, {"web": 1}, "machine")


def test_worker_keeps_the_calendar_of_every_running_call(space, monkeypatch):
    from rembuk.ideas import tasks

    call = make_call(space)
    monkeypatch.setattr(tasks.timezone, "now", lambda: AT + 15 * DAY)
    tasks.keep_calls()
    tasks.keep_calls()
    assert kinds(call)[-1] == "closed"
    assert kinds(call).count("closed") == 1


def test_draft_whose_last_day_has_passed_is_not_published(space):
    call = make_call(space, TODAY - 30 * DAY, published=False)
    with pytest.raises(Refused) as refused:
        actions.publish_call(call=call, by=COORDINATOR, at=AT)
    assert refused.value.field == "gather_until"
    assert queries.public_calls(space).count() == 0


def test_published_call_is_neither_rewritten_nor_published_again(space):
    call = make_call(space)
    with pytest.raises(Conflicting):
        actions.rewrite_call(call=call, plan=plan_for(question="Apa yang lain lagi?"), by=COORDINATOR, at=AT)
    with pytest.raises(Conflicting):
        actions.publish_call(call=call, by=COORDINATOR, at=AT)
    assert kinds(call).count("published") == 1


def test_answer_is_a_voice_with_a_receipt_and_counts_once_however_often_it_is_sent(space):
    call = make_call(space)
    sent = {"text": "Pasang lampu", "form_key": "0" * 32, "by": CITIZEN, "at": AT}
    first = actions.answer_call(call=call, **sent)
    again = actions.answer_call(call=call, **sent)
    assert (first.code, again.again) == (again.code, True)
    assert queries.answers_by_channel(call) == {"web": 1}
    assert queries.call_of_voice(first.voice) == call


@pytest.mark.parametrize("days", [-1, 14, 30])
def test_answer_outside_the_days_is_refused_and_keeps_nothing(space, days):
    call = make_call(space, TODAY)
    with pytest.raises(Conflicting):
        make_answer(call, at=AT + days * DAY)
    assert (Voice.objects.count(), CallAnswer.objects.count()) == (0, 0)


def test_last_day_counts_to_its_end_on_the_clock_of_the_space(space):
    call = make_call(space)
    # 23.59 in Jakarta is 16.59 UTC.
    last = AT.replace(hour=16, minute=59) + 13 * DAY
    make_answer(call, at=last)
    with pytest.raises(Conflicting):
        make_answer(call, "Zebra cross", at=last + timedelta(minutes=2))


def test_withdrawn_answer_is_counted_no_longer(space):
    call = make_call(space)
    voice = make_answer(call)
    make_answer(call, "Zebra cross")
    withdraw_by_receipt(voice=voice, at=AT)
    assert queries.answers_by_channel(call) == {"web": 1}
    assert queries.public_calls(space).get().answers_count == 1


def test_days_move_for_a_reason_and_the_first_promise_stays_readable(space):
    call = make_call(space)
    later = {"gather_until": TODAY + 20 * DAY, "sort_until": TODAY + 27 * DAY, "answer_by": TODAY + 40 * DAY}
    why = "Libur sekolah memotong masa menjawab."
    moved = actions.move_days(call=call, **later, because=why, by=COORDINATOR, at=AT + DAY)
    assert moved.phase_on(TODAY + 18 * DAY) == Phase.GATHERING
    assert kinds(call)[-2:] == ["rescheduled", "moved"]
    step = Step.objects.get(kind="ideas.call_moved")
    assert (step.facts["was"], step.words["because"]) == ((TODAY + 27 * DAY).isoformat(), why)
    assert standing(trace_for([ref(call)], now=AT, zone=space.zone)).due == later["answer_by"]


def test_phase_that_ended_stays_ended(space):
    call = make_call(space)
    later = {"gather_until": TODAY + 18 * DAY, "sort_until": TODAY + 20 * DAY, "answer_by": TODAY + 27 * DAY}
    with pytest.raises(Refused) as refused:
        actions.move_days(call=call, **later, because="Masih banyak.", by=COORDINATOR, at=AT + 15 * DAY)
    assert refused.value.field == "gather_until"


def test_report_waits_until_answers_are_closed_and_comes_once(space):
    call = make_call(space)
    with pytest.raises(Refused):
        report(call, AT + 13 * DAY)
    done = report(call, AT + 15 * DAY)
    assert done.phase_on(TODAY + 15 * DAY) == Phase.DONE
    with pytest.raises(Conflicting):
        report(call, AT + 15 * DAY)
    assert kinds(call)[-2:] == ["closed", "reported"]
    # The promise of the report is kept, so that the trace waits for nothing.
    assert standing(trace_for([ref(call)], now=AT + 90 * DAY, zone=space.zone)).due is None


def test_report_is_announced_to_all_who_answered(space):
    call = make_call(space)
    voices = [make_answer(call, text) for text in ("Pasang lampu", "Zebra cross")]
    report(call, AT + 15 * DAY)
    row = OutboxRow.objects.filter(kind="messaging.fan_out").order_by("pk").last()
    assert row.payload["link"] == f"/c/{call.pk}/laporan/"
    assert list(audience_of(row.payload["about"][0])) == [ref(voice) for voice in voices]


def test_place_with_fewer_than_five_answers_is_not_told_apart_nor_to_be_subtracted(space):
    load_some(["34.04.06", "34.04.07", "34.04.08"])
    space.region = Place.objects.get(pk="34.04")
    space.save()
    call = make_call(space)
    places = {"34.04.06": 6, "34.04.07": 5, "34.04.08": 2}
    for code, count in places.items():
        for number in range(count):
            make_answer(call, f"Lampu {number} di {code}", place=Place.objects.get(pk=code))
    # Two alone are under five, so they hide behind the smallest place that could have stood by itself.
    found = queries.answers_by_place(call)
    assert [(place.pk, n) for place, n in found.cells] == [("34.04.06", 6)]
    assert found.rest == 7
    for number in range(3):
        make_answer(call, f"Tanpa tempat {number}")
    found = queries.answers_by_place(call)
    assert [(place.pk, n) for place, n in found.cells] == [("34.04.06", 6), ("34.04.07", 5)]
    assert found.rest == 5


def test_few_answers_in_all_show_no_place_and_no_sum_of_places(space):
    load_some(["34.04.06"])
    call = make_call(space)
    make_answer(call, place=Place.objects.get(pk="34.04.06"))
    found = queries.answers_by_place(call)
    assert (found.cells, found.rest) == ([], None)


def test_answers_set_aside_are_counted_by_reason(space):
    call = make_call(space)
    voice = make_answer(call, "Promo slot gacor")
    make_answer(call)
    set_aside(voices=[voice], reason="spam", because="iklan judi", by=COORDINATOR, at=AT)
    assert queries.aside_of_call(call) == {"spam": 1}


def test_ideas_of_a_call_are_those_its_answers_stand_behind(space):
    call = make_call(space)
    voices = [make_answer(call, f"Pasang lampu {number}") for number in range(2)]
    idea = actions.accept_as_idea(
        space=space, voices=voices, title="Lampu jalur sekolah", wish="Minta lampu", place=None,
        because="keduanya meminta lampu", by=COORDINATOR, at=AT,
    )  # fmt: skip
    assert [(row.pk, row.answers_count) for row in queries.ideas_of_call(call)] == [(idea.pk, 2)]
    assert queries.call_behind(idea) == [call]
