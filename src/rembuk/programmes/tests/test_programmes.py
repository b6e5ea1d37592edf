"""Decided, promised, late, moved, kept: what the trace shows of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.programmes import actions
from rembuk.programmes.actions import Planned, Weighed
from rembuk.programmes.models import Commitment, Decision
from rembuk.programmes.tests.factories import OPTIONS, REASON, WRITER, make_commitment, make_decision
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db


def decided(space: Space, **fields: object) -> tuple[Idea, Decision]:
    decision = make_decision(space, **fields)
    return decision.ideas.get(), decision


def promised(space: Space, *milestones: Planned) -> tuple[Idea, Commitment]:
    commitment = make_commitment(space, *milestones)
    return commitment.ideas.get(), commitment


def test_deciding_moves_the_idea_and_keeps_every_option() -> None:
    idea, decision = decided(make_space())
    assert idea.stage == Stage.DECIDED
    assert decision.options.count() == 2
    assert decision.options.get(chosen=True).text == "Lampu tenaga surya"


def test_deciding_not_to_ends_the_line_and_is_a_closing_answer() -> None:
    idea, _decision = decided(make_space(), adopted=False)
    assert idea.stage == Stage.DROPPED
    assert OutboxRow.objects.filter(key__startswith=f"fan_out:closing:{ref(idea)}").count() == 1
    trace = trace_for([ref(idea)], now=AT + timedelta(days=2), zone="Asia/Jakarta")
    assert [stop.state for stop in trace.stops if not stop.promised][-1] == "aside"


def test_deciding_about_an_idea_not_accepted_is_refused() -> None:
    space = make_space()
    idea = make_idea(space)
    with pytest.raises(Refused):
        actions.decide(
            space=space,
            ideas=[idea],
            title="x" * 9,
            goal="x",
            options=OPTIONS,
            reasons=REASON,
            decided_by="rapat",
            adopted=True,
            by=WRITER,
            at=AT,
        )
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "options", [[OPTIONS[0]], [Weighed("a"), Weighed("b")], [Weighed("a", chosen=True)] * 2]
)
def test_deciding_without_options_weighed_is_refused(options: list[Weighed]) -> None:
    with pytest.raises(Refused):
        decided(make_space(), options=options)


def test_promise_in_the_past_or_without_milestone_is_refused() -> None:
    with pytest.raises(Refused):
        promised(make_space(), Planned("kemarin", date(2026, 11, 1)))
    assert not Commitment.objects.exists()


def test_promise_stands_hollow_on_the_trace_of_its_idea() -> None:
    idea, _commitment = promised(make_space())
    trace = trace_for([ref(idea)], now=AT + timedelta(days=3), zone="Asia/Jakarta")
    ahead = [stop for stop in trace.stops if stop.state == "promised"]
    assert [stop.when for stop in ahead] == [date(2026, 12, 5), date(2026, 12, 10)]
    assert ahead[0].title == "Tonggak: 7 lampu menyala"


def test_promise_passed_without_a_word_is_late_and_says_so() -> None:
    idea, _commitment = promised(make_space())
    now = datetime(2026, 12, 8, 3, tzinfo=UTC)
    late = [
        stop for stop in trace_for([ref(idea)], now=now, zone="Asia/Jakarta").stops if stop.state == "late"
    ]
    assert [(stop.late_days, stop.late_note) for stop in late] == [(3, "Alasan belum ditulis.")]


def test_moving_after_the_day_keeps_the_first_promise_with_its_reason() -> None:
    idea, commitment = promised(make_space())
    milestone = commitment.milestones.get()
    because = "tiang yang dikirim 4 meter, bukan 6 meter"
    now = datetime(2026, 12, 8, 3, tzinfo=UTC)
    actions.move_milestone(milestone=milestone, due=date(2026, 12, 20), because=because, by=WRITER, at=now)
    milestone.refresh_from_db()
    assert (milestone.first_due, milestone.due) == (date(2026, 12, 5), date(2026, 12, 20))
    trace = trace_for([ref(idea)], now=now, zone="Asia/Jakarta")
    late = [stop for stop in trace.stops if stop.state == "late"]
    assert [(stop.when, stop.because) for stop in late] == [(date(2026, 12, 5), because)]
    assert date(2026, 12, 20) in [stop.when for stop in trace.stops if stop.state == "promised"]
    where = standing(trace)
    assert (where.late_days, where.first_due) == (3, date(2026, 12, 5))


def test_moving_earlier_or_without_reason_is_refused() -> None:
    _idea, commitment = promised(make_space())
    milestone = commitment.milestones.get()
    for due, because in ((date(2026, 12, 1), "x" * 30), (date(2026, 12, 30), "nanti")):
        with pytest.raises(Refused):
            actions.move_milestone(milestone=milestone, due=due, because=because, by=WRITER, at=AT)


def test_keeping_the_last_milestone_keeps_commitment_and_idea_and_closes() -> None:
    idea, commitment = promised(make_space())
    milestone = commitment.milestones.get()
    now = datetime(2026, 12, 4, 3, tzinfo=UTC)
    actions.report_milestone(
        milestone=milestone,
        news="3 dari 7 lampu menyala",
        pieces_done=3,
        evidence="tiga foto di balai",
        by=WRITER,
        at=now,
    )
    actions.keep_milestone(milestone=milestone, evidence="foto malam tiap titik", by=WRITER, at=now)
    idea.refresh_from_db()
    commitment.refresh_from_db()
    assert idea.stage == Stage.KEPT
    assert commitment.kept_at == now
    titles = [stop.title for stop in trace_for([ref(idea)], now=now, zone="Asia/Jakarta").stops]
    happened = [title for title in titles if title != "Putusan telaah"]
    assert happened[-2:] == ["Tonggak ditepati: 7 lampu menyala", "Komitmen ditepati: 14 lampu"]
    with pytest.raises(Conflicting):
        actions.keep_milestone(milestone=milestone, evidence="foto malam tiap titik", by=WRITER, at=now)


def test_pieces_beyond_the_promise_are_refused() -> None:
    _idea, commitment = promised(make_space())
    with pytest.raises(Refused):
        actions.report_milestone(
            milestone=commitment.milestones.get(),
            news="8 lampu",
            pieces_done=8,
            evidence="foto di balai",
            by=WRITER,
            at=AT,
        )


def test_trace_is_one_query_whatever_its_length(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    space = make_space()
    idea, commitment = promised(space, Planned("a", date(2027, 1, 1)), Planned("b", date(2027, 2, 1)))
    for reference in (ref(idea), ref(commitment)):
        with django_assert_num_queries(1):
            trace_for([reference], now=AT, zone="Asia/Jakarta")


def test_marks_in_reasons_are_shown_on_the_page_and_stay_out_of_trace_and_mail(client: Client) -> None:
    reasons = "**Lebih cepat** daripada menunggu.\n\n- [hitungan](https://x.example/hitung)\n- <b>baterai</b>"
    idea, decision = decided(make_space(), reasons=reasons)
    html = client.get(decision.get_absolute_url()).content.decode()
    assert "<strong>Karena</strong> <strong>Lebih cepat</strong>" in html
    assert '<a href="https://x.example/hitung" rel="nofollow noopener noreferrer">hitungan</a>' in html
    assert "<b>baterai</b>" not in html
    trace = trace_for([ref(idea)], now=AT + timedelta(days=2), zone="Asia/Jakarta")
    because = [stop.because for stop in trace.stops if stop.title.startswith("Diputuskan")]
    assert because == ["Lebih cepat daripada menunggu. hitungan <b>baterai</b>"]
    row = OutboxRow.objects.get(key__startswith="fan_out:step:", key__endswith=f":{idea.pk}")
    assert "**" not in str(row.payload)
