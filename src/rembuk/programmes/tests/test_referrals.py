"""What is not the space's to give is handed on, and its number and answer stand on the idea's trace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.people.tests.factories import sign_in
from rembuk.programmes import actions
from rembuk.programmes.models import Referral
from rembuk.programmes.tests.factories import WRITER, make_referral
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
ANSWER = "Lampu dipasang pada triwulan pertama 2027."


def send(row: Referral, **fields: Any) -> None:
    given = {"number": "7731", "sent_on": AT.date(), "expected_on": None, "by": WRITER, "at": AT, **fields}
    actions.send_referral(referral=row, **given)


def answer(row: Referral, **fields: Any) -> None:
    day = AT + timedelta(days=5)
    given = {
        "answered_on": day.date(),
        "outcome": "agreed",
        "answer": ANSWER,
        "by": WRITER,
        "at": day,
        **fields,
    }
    actions.answer_referral(referral=row, **given)


def test_report_to_lapor_is_expected_back_in_eight_working_days_and_late_after() -> None:
    row = make_referral(make_space())
    send(row)
    row.refresh_from_db()
    assert row.expected_on == date(2026, 12, 2)
    trace = trace_for([ref(row.idea)], now=datetime(2026, 12, 7, 3, tzinfo=UTC), zone="Asia/Jakarta")
    late = [stop for stop in trace.stops if stop.title.startswith("Jawaban pemerintah")]
    assert [(stop.state, stop.late_days, stop.who) for stop in late] == [("late", 5, "Dinas Perhubungan")]
    assert "Diteruskan ke pemerintah: Lampu di jalan kabupaten" in [stop.title for stop in trace.stops]


def test_answer_closes_the_wait_and_is_the_latest_news_of_the_idea() -> None:
    row = make_referral(make_space())
    send(row)
    answer(row)
    trace = trace_for([ref(row)], now=AT + timedelta(days=60), zone="Asia/Jakarta")
    where = standing(trace)
    assert where.now == "Dijawab pemerintah: Lampu di jalan kabupaten"
    assert [stop.because for stop in trace.stops if stop.title == where.now] == [ANSWER]
    assert not [stop for stop in trace.stops if stop.title.startswith("Jawaban pemerintah")]


def test_same_step_twice_changes_nothing_and_another_number_is_refused() -> None:
    row = make_referral(make_space(), form_key="k")
    assert make_referral(row.space, idea=row.idea, form_key="k") == row
    for _twice in range(2):
        send(row)
    with pytest.raises(Conflicting):
        send(row, number="9999")
    for _twice in range(2):
        answer(row)
    with pytest.raises(Conflicting):
        answer(row, outcome="declined")


@pytest.mark.parametrize(
    "fields",
    [
        {"sent_on": date(1, 1, 1)},
        {"sent_on": AT.date() - timedelta(days=1)},
        {"sent_on": AT.date() + timedelta(days=1)},
        {"sent_on": date.max},
        {"expected_on": AT.date()},
    ],
)
def test_sending_on_a_day_that_cannot_be_is_refused(fields: dict[str, Any]) -> None:
    row = make_referral(make_space())
    with pytest.raises(Refused):
        send(row, **fields)
    row.refresh_from_db()
    assert row.sent_on is None


def test_answer_before_sending_or_before_its_day_is_refused() -> None:
    row = make_referral(make_space())
    with pytest.raises(Refused):
        answer(row)
    send(row)
    for day in (date(1, 1, 1), AT.date() - timedelta(days=1), date.max):
        with pytest.raises(Refused):
            answer(row, answered_on=day)


def test_writer_prepares_from_the_idea_sends_and_notes_the_answer_by_page(client: Client) -> None:
    space = make_space()
    idea = make_idea(space)
    sign_in(client, make_member(space, Role.WRITER))
    link = f"/r/{space.slug}/tulis/terusan/{idea.pk}/"
    assert link in client.get(f"/g/{idea.pk}/").content.decode()
    page = client.get(link)
    text = page.context["form"]["text"].value()
    assert idea.wish in text
    typed = {
        "level": "regency",
        "holder": "Dinas Perhubungan",
        "way": "lapor",
        "kind": "",
        "title": idea.title,
    }
    refused = client.post(link, {**typed, "text": text})
    assert refused.status_code == 400
    assert "Pilih jenis laporannya" in refused.content.decode()
    client.post(link, {**typed, "text": text, "kind": "aspiration"})
    row = Referral.objects.get()
    today = timezone.localdate().isoformat()
    client.post(f"/u/{row.pk}/", {"langkah": "kirim", "kirim-number": "7731", "kirim-sent_on": today})
    client.post(
        f"/u/{row.pk}/",
        {"langkah": "jawab", "jawab-answered_on": today, "jawab-outcome": "agreed", "jawab-answer": ANSWER},
    )
    for path in (f"/u/{row.pk}/", f"/r/{space.slug}/terusan/", f"/g/{idea.pk}/"):
        html = Client().get(path).content.decode()
        assert "Dinas Perhubungan" in html
        assert "/tulis/terusan/" not in html
    assert ANSWER in Client().get(f"/u/{row.pk}/").content.decode()


def test_idea_of_another_space_and_a_number_that_is_not_there_are_404(client: Client) -> None:
    space = make_space()
    sign_in(client, make_member(space, Role.WRITER))
    other = make_idea(make_space())
    assert client.get(f"/r/{space.slug}/tulis/terusan/{other.pk}/").status_code == 404
    assert client.get("/u/99999999999999999999999/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_referrals_costs_the_same_for_any_number(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    space = make_space()
    for _number in range(count):
        make_referral(space)
    client.get(f"/r/{space.slug}/terusan/")
    with django_assert_num_queries(2):
        client.get(f"/r/{space.slug}/terusan/")
