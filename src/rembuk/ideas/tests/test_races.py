"""Twenty tries at once count once, over real connections to a real server, on the database in use.

REMBUK_RACE_ROUNDS sets how many rounds are run (20 by default, 200 in CI, 10,000 in `make soak`).
"""

from __future__ import annotations

import http.client
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from rembuk.ideas.models import Endorsement, Idea
from rembuk.ideas.tests.factories import make_idea
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.spaces.tests.factories import make_space

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = int(os.environ.get("REMBUK_RACE_ROUNDS", "20"))
AT_ONCE = 20
TOKEN = "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"


@dataclass(frozen=True)
class Try:
    """Hold one request: by whose session, with which method, at the API or at the page's form."""

    method: str
    session: str
    form: bool = False


@dataclass
class Crowd:
    """Send as many requests as there are connections, all let go at the same moment."""

    port: int
    number: int
    tries: list[Try] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._go, self._done = threading.Barrier(AT_ONCE + 1), threading.Barrier(AT_ONCE + 1)
        self._over = False
        self._threads = [threading.Thread(target=self._one, args=(place,)) for place in range(AT_ONCE)]
        for thread in self._threads:
            thread.start()

    def round(self, tries: list[Try]) -> list[tuple[int, Any]]:
        """Return the answers to TRIES, sent at once."""
        self.tries, self.answers = tries, []
        self._go.wait(60)
        self._done.wait(60)
        return self.answers

    def end(self) -> None:
        """Let every connection go."""
        self._over = True
        self._go.wait(60)
        for thread in self._threads:
            thread.join()

    def _one(self, place: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while True:
            self._go.wait(600)
            if self._over:
                line.close()
                return
            try:
                self.answers.append(self._send(line, self.tries[place]))
            except (OSError, http.client.HTTPException) as error:
                self.answers.append((0, repr(error)))
                line.close()
            self._done.wait(60)

    def _send(self, line: http.client.HTTPConnection, one: Try) -> tuple[int, Any]:
        cookies = f"{settings.CSRF_COOKIE_NAME}={TOKEN}; {settings.SESSION_COOKIE_NAME}={one.session}"
        headers = {"Cookie": cookies, "X-CSRFToken": TOKEN}
        if one.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request("POST", f"/g/{self.number}/dukung/", "langkah=", headers)
        else:
            line.request(one.method, f"/api/v1/ideas/{self.number}/endorsement", headers=headers)
        answer = line.getresponse()
        body = answer.read()
        return answer.status, json.loads(body) if answer.status == 200 else body


@contextmanager
def crowd(live_server: Any, idea: Idea) -> Iterator[Crowd]:
    """Yield a crowd before IDEA, with its connections open."""
    made = Crowd(live_server.thread.port, idea.pk)
    try:
        yield made
    finally:
        made.end()


def session_of(person: Person) -> str:
    """Return the key of a session of PERSON."""
    return str(sign_in(Client(), person).session.session_key)


def counted(idea: Idea) -> tuple[int, int]:
    """Return the counter of IDEA and its rows."""
    counter = Idea.objects.values_list("endorsements_count", flat=True).get(pk=idea.pk)
    return counter, Endorsement.objects.filter(idea=idea).count()


def test_twenty_tries_at_once_by_one_person_count_once(live_server: Any) -> None:
    idea = make_idea(make_space())
    with crowd(live_server, idea) as people:
        for number in range(1, ROUNDS + 1):
            session = session_of(make_person())
            # A quarter comes by the page's form: both ways end in the same action.
            tries = [Try("PUT", session, form=place % 4 == 0) for place in range(AT_ONCE)]
            answers = people.round(tries)
            assert sorted({status for status, _body in answers}) == [200, 302], answers
            assert sum(body["changed"] for status, body in answers if status == 200) <= 1
            assert counted(idea) == (number, number)


def test_endorsing_and_withdrawing_at_once_leave_counter_and_rows_alike(live_server: Any) -> None:
    idea = make_idea(make_space())
    sessions = [session_of(make_person()) for _ in range(4)]
    with crowd(live_server, idea) as people:
        for number in range(max(1, ROUNDS // 10)):
            tries = [
                Try("DELETE" if (place + number) % 3 == 0 else "PUT", sessions[place % 4])
                for place in range(AT_ONCE)
            ]
            answers = people.round(tries)
            assert {status for status, _body in answers} == {200}, answers
            counter, rows = counted(idea)
            assert counter == rows <= 4
