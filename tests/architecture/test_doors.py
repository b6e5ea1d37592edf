"""No door tells who or what is behind it: same words, same queries, same costly hashes, known or not (A21).

Work is counted, not timed: a count tells the same on a busy machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from rembuk.messaging.models import Stop
from rembuk.messaging.queries import stop_token
from rembuk.people import actions as people
from rembuk.people.tests.factories import make_person
from rembuk.shared.actors import CITIZEN, OPERATOR
from rembuk.spaces.actions import accept_invitation, invite, withdraw_invitation
from rembuk.spaces.models import Invitation
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import erase_by_receipt, receive_voice
from rembuk.voices.models import Receipt
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
PASSWORD = "empat kata tidak berkaitan"


@dataclass
class Work:
    """Hold what a request did: its queries without their values, and its costly hashes."""

    queries: list[str] = field(default_factory=list)
    hashes: int = 0


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """Count the work done inside the block; everything is still really done."""
    work = Work()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        work.queries.append(re.sub(r"'[^']*'|\b[0-9a-fx_]{8,}\b|\d+", "?", sql))
        return execute(sql, params, many, context)

    with monkeypatch.context() as patch, connection.execute_wrapper(note):
        for name in ("encode", "verify"):
            patch.setattr(Argon2PasswordHasher, name, _counting(getattr(Argon2PasswordHasher, name), work))
        yield work


def _counting(really: Callable[..., Any], work: Work) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        work.hashes += 1
        return really(*args, **kwargs)

    return call


def words(answer: HttpResponse, *own: str) -> tuple[int, str, str]:
    """Return status, address and text of ANSWER without what each asker typed or was given for the form."""
    text = re.sub(r'csrfmiddlewaretoken" value="\w+|nonce="[^"]*"', "", answer.content.decode())
    for one in own:
        text = text.replace(one, "·")
    return answer.status_code, answer.get("Location", ""), text


def same(found: list[tuple[Any, Work]]) -> None:
    (first, work), *rest = found
    for answer, other in rest:
        assert answer == first
        assert other.hashes == work.hashes
        assert other.queries == work.queries


def test_password_door_costs_one_hash_and_the_same_queries_for_anyone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_person("sandi@contoh.id", password=PASSWORD)
    make_person("kode@contoh.id")
    people.shut(person=make_person("tutup@contoh.id", password=PASSWORD))
    found = []
    for email in ("sandi@contoh.id", "kode@contoh.id", "tutup@contoh.id", "entah@contoh.id"):
        client = Client()
        client.get("/akun/masuk/sandi/")
        with counted(monkeypatch) as work:
            answer = client.post("/akun/masuk/sandi/", {"login": email, "password": "salah salah salah"})
        assert work.hashes == 1, email
        # Which rows the look-up meets may differ; how many questions are asked may not.
        found.append((words(answer, email), Work([str(len(work.queries))], work.hashes)))
    same(found)


def test_code_door_does_the_same_for_known_unknown_and_closed_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_person("ada@contoh.id")
    people.shut(person=make_person("tutup@contoh.id"))
    found = []
    for email in ("ada@contoh.id", "entah@contoh.id", "tutup@contoh.id"):
        client = Client()
        with counted(monkeypatch) as work:
            answer = client.post("/akun/masuk/", {"email": email})
        found.append((words(answer, email), work))
    same(found)


def test_receipt_door_does_the_same_for_any_code_that_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = receive_voice(space=make_space(), text="Lampu mati", by=CITIZEN, at=timezone.now())
    four, number = made.code.rsplit(" ", 1)
    codes = [f"{four} {10 + (int(number) - 9) % 90}", "sawo sawo sawo sawo 72", "bukan kode", "9" * 30]
    found = []
    Client().post("/tanda-terima/", {"kode": "untuk memulai hitungan"})
    for code in codes:
        with counted(monkeypatch) as work:
            answer = Client().post("/tanda-terima/", {"kode": code})
        assert answer.status_code == 400
        found.append((words(answer, code), work))
    same(found)


def test_erased_voice_leaves_its_receipt_no_way_to_tell_others_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    made = receive_voice(space=make_space(), text="Lampu mati", by=CITIZEN, at=timezone.now())
    erase_by_receipt(voice=made.voice, at=timezone.now())
    assert Receipt.objects.count() == 1
    assert Client().post("/tanda-terima/", {"kode": made.code}).status_code == 302


def test_stop_link_does_the_same_for_whoever_it_speaks_for_there_or_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = make_person()
    Stop.objects.create(receiver="people.person:77", at=timezone.now())
    receivers = [f"people.person:{person.pk}", "people.person:77", "people.person:999", "voices.voice:12"]
    for method in ("get", "post"):
        found = []
        for receiver in receivers:
            token = stop_token(receiver)
            with counted(monkeypatch) as work:
                answer = getattr(Client(), method)(f"/berhenti/{token}/")
            assert answer.status_code == 200
            found.append((words(answer, token), work))
        same(found)
    forged = [f"{stop_token(receivers[0])[:-3]}AAA", "AAAA:BBBB", "bukan-tanda-kami"]
    answers = []
    for token in forged:
        with counted(monkeypatch) as work:
            answer = Client().get(f"/berhenti/{token}/")
        assert answer.status_code == 404
        answers.append((words(answer, token), work))
    same(answers)


def test_invitation_used_withdrawn_past_and_never_made_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    space, at, tokens = make_space(), timezone.now(), []
    for number in range(3):
        link = invite(space=space, email=f"o{number}@contoh.id", role="reviewer", by=OPERATOR, at=at)
        tokens.append(link.rstrip("/").rpartition("/")[2])
    accept_invitation(token=tokens[0], person=make_person("o0@contoh.id"), by=CITIZEN, at=at)
    withdraw_invitation(invitation=Invitation.objects.get(email="o1@contoh.id"), by=OPERATOR, at=at)
    Invitation.objects.filter(email="o2@contoh.id").update(expires_at=at - timedelta(days=1))
    found = []
    for token in (*tokens, "tidak-pernah-dibuat"):
        with counted(monkeypatch) as work:
            answer = Client().get(f"/undangan/{token}/")
        assert answer.status_code == 404
        found.append((words(answer, token), work))
    same(found)


def test_status_of_a_confidential_or_erased_voice_reads_as_if_there_were_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space = make_space()
    closed = make_voice(space, visibility="confidential").address
    erased = make_voice(space, erased_at=timezone.now()).address
    found = []
    for address in (closed, erased, "tidakadaxx"):
        for end in ("", "kartu.png"):
            with counted(monkeypatch) as work:
                answer = Client().get(f"/s/{address}/{end}")
            assert answer.status_code == 404
            found.append((words(answer, address, end), work))
    same(found[::2])
    same(found[1::2])
