"""Told once each, by the way they chose, and no more when they say stop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from rembuk.ideas.actions import endorse
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.messaging import actions, queries
from rembuk.messaging.models import Notice, Stop
from rembuk.people.tests.factories import make_person
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db
NEWS = {"key": "step:1", "subject": "Diterima", "text": "Karena jelas.", "link": "/g/1/", "at": AT}


def test_fan_out_tells_voices_and_endorsers_once_however_often_it_runs() -> None:
    idea, person = make_idea(make_space(), voices=3), make_person()
    endorse(idea=idea, person=person, at=AT)
    for _ in range(2):
        assert actions.fan_out(about=[ref(idea)], **NEWS) == 4
    assert Notice.objects.filter(key="step:1").count() == 4
    assert OutboxRow.objects.filter(kind="messaging.deliver").count() == 4
    assert queries.told("step:1", "voices.voice") == 3


def test_announcing_writes_one_row_whatever_the_audience(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    idea = make_idea(make_space(), voices=30)
    with django_assert_num_queries(3):  # savepoint, insert, release
        actions.announce(about=[ref(idea)], **NEWS)


def test_stopped_receiver_has_no_address_any_more() -> None:
    person = make_person()
    receiver = ref(person)
    assert queries.address_of(receiver) is not None
    actions.stop(receiver=receiver, at=AT)
    actions.stop(receiver=receiver, at=AT + timedelta(days=1))
    assert queries.address_of(receiver) is None
    actions.resume(receiver=receiver)
    assert queries.address_of(receiver) is not None


def test_stop_link_acts_only_on_post_and_needs_no_sign_in() -> None:
    receiver = ref(make_person())
    path = f"/berhenti/{queries.stop_token(receiver)}/"
    client = Client(enforce_csrf_checks=True)
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert not Stop.objects.exists()
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(path).status_code == 200
    assert Stop.objects.get().receiver == receiver


@given(st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_token_that_is_not_ours_names_nobody(token: str) -> None:
    assert queries.receiver_of(token) is None


def test_stop_link_opened_by_somebody_signed_in_stops_whom_it_names_and_nobody_else() -> None:
    named, opens = make_person(), make_person()
    path = f"/berhenti/{queries.stop_token(ref(named), timezone.now())}/"
    client = Client()
    client.force_login(opens)
    pace = {"langkah": "irama", "pace": "weekly", "quiet_from": "21", "quiet_to": "6"}
    assert client.post(path, pace).status_code == 200
    assert queries.preference_of(ref(named)).pace == "weekly"
    assert queries.preference_of(ref(opens)).pace != "weekly"
    assert client.post(path).status_code == 200
    assert set(Stop.objects.values_list("receiver", flat=True)) == {ref(named)}


@pytest.mark.parametrize(
    ("days", "chooses"), [(0, True), (400, True), (401, False), (4_000, False), (None, False)]
)
def test_stop_link_of_an_old_letter_stops_and_does_no_more(days: int | None, chooses: bool) -> None:
    receiver, now = ref(make_person()), timezone.now()
    written = None if days is None else now - timedelta(days=days)
    path = f"/berhenti/{queries.stop_token(receiver, written)}/"
    pace = {"langkah": "irama", "pace": "weekly", "quiet_from": "21", "quiet_to": "6"}
    assert ("Simpan pilihan" in Client().get(path).content.decode()) is chooses
    answer = Client().post(path, pace)
    assert answer.status_code == (200 if chooses else 410)
    assert (queries.preference_of(receiver).pace == "weekly") is chooses
    assert ("Surat ini sudah lama" in answer.content.decode()) is not chooses
    assert not Stop.objects.exists()
    assert Client().post(path).status_code == 200
    assert Stop.objects.get().receiver == receiver


def test_stop_link_of_another_shows_nothing_and_is_not_there() -> None:
    assert Client().get("/berhenti/abc/").status_code == 404


def test_inbox_shows_only_ones_own_with_an_exact_number_of_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person, other = make_person(), make_person()
    for number in range(3):
        Notice.objects.create(
            receiver=ref(person), key=f"k{number}", subject=f"Kabar {number}", text="x", link="/g/1/", at=AT
        )
    Notice.objects.create(receiver=ref(other), key="k", subject="Rahasia", text="x", link="/g/1/", at=AT)
    client = Client()
    client.force_login(person)
    answer = client.get("/kabar/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("Kabar ") >= 3
    assert "Rahasia" not in page
    assert answer["Cache-Control"] == "private, no-store"
