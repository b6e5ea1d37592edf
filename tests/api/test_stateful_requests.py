"""Requests in any order by several people against a model of what must come of them: Hypothesis chooses.

REMBUK_API_RUNS sets how many runs there are, of fifty steps each (20; 40 in CI, 400 in `make soak`).
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rembuk.ideas.actions import board
from rembuk.ideas.models import BoardMove, Endorsement
from rembuk.ideas.tests.factories import make_idea
from rembuk.messaging.models import Follow
from rembuk.moderation.actions import hide
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
RUNS = int(os.environ.get("REMBUK_API_RUNS", "20"))
V1 = "/api/v1"
IDEAS, PEOPLE = 3, 2
who = st.integers(0, PEOPLE)
which = st.integers(0, IDEAS)
asked: list[int] = []


class Requests(RuleBasedStateMachine):
    """Two people and a visitor endorse, follow and send; meanwhile ideas are hidden and taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        cache.clear()
        self.space = make_space("contoh")
        self.titles = [f"Jembatan nomor {number} di Selokan" for number in range(IDEAS)]
        self.staff = Actor("coordinator", make_member(self.space, "coordinator").pk)
        self.ideas = [make_idea(self.space, title=title, by=self.staff).pk for title in self.titles]
        self.voices = Voice.objects.count()
        self.clients = [self._citizen() for _ in range(PEOPLE)] + [Client()]
        self.endorsed: set[tuple[int, int]] = set()
        self.follows: set[tuple[int, int]] = set()
        self.sent: dict[str, tuple[str, str]] = {}
        self.hidden: set[int] = set()
        self.gone: set[int] = set()

    def teardown(self) -> None:
        """Take back all that this run made."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @staticmethod
    def _citizen() -> Client:
        client = sign_in(Client(enforce_csrf_checks=True), make_person())
        token = client.get(f"{V1}/session").json()["csrf_token"]
        client.defaults["HTTP_X_CSRFTOKEN"] = token
        return client

    def _ask(self, who: int, method: str, path: str, body: Any = None) -> Any:
        # The limits of a network are tested elsewhere; here they would end the run.
        cache.clear()
        data = json.dumps(body) if body is not None else ""
        asked.append(1)
        answer = self.clients[who].generic(method, V1 + path, data, content_type="application/json")
        assert answer.status_code < 500, (method, path, answer.content)
        for number in self.hidden | self.gone:
            assert self.titles[number] not in answer.content.decode(), (method, path)
        return answer

    def _number(self, which: int) -> int:
        return self.ideas[which] if which < IDEAS else 10**9

    def _expected(self, who: int, which: int) -> int:
        if who == PEOPLE:
            return 401
        return 404 if which == IDEAS or which in self.gone else 200

    @rule(who=who, which=which)
    def endorse(self, who: int, which: int) -> None:
        """Endorse an idea; the answer says whether that was new, and how many do now."""
        answer = self._ask(who, "PUT", f"/ideas/{self._number(which)}/endorsement")
        assert answer.status_code == self._expected(who, which)
        if answer.status_code == 200:
            assert answer.json()["changed"] is ((who, which) not in self.endorsed)
            self.endorsed.add((who, which))
            assert answer.json()["endorsements_count"] == self._endorsers(which)

    @rule(who=who, which=which)
    def withdraw(self, who: int, which: int) -> None:
        """Withdraw an endorsement, given or not."""
        answer = self._ask(who, "DELETE", f"/ideas/{self._number(which)}/endorsement")
        assert answer.status_code == self._expected(who, which)
        if answer.status_code == 200:
            assert answer.json()["changed"] is ((who, which) in self.endorsed)
            self.endorsed.discard((who, which))
            assert answer.json()["endorsements_count"] == self._endorsers(which)

    @rule(who=who, which=which)
    def follow(self, who: int, which: int) -> None:
        """Follow an idea."""
        answer = self._ask(who, "PUT", "/follows", {"about": f"ideas.idea:{self._number(which)}"})
        assert answer.status_code == self._expected(who, which)
        if answer.status_code == 200:
            self.follows.add((who, which))

    @rule(who=who, which=which)
    def unfollow(self, who: int, which: int) -> None:
        """Follow an idea no more, were it gone."""
        answer = self._ask(who, "DELETE", f"/follows?about=ideas.idea:{self._number(which)}")
        assert answer.status_code == (401 if who == PEOPLE else 200)
        if answer.status_code == 200:
            self.follows.discard((who, which))

    @rule(
        who=who,
        key=st.sampled_from(["0" * 32, "1" * 32]),
        text=st.sampled_from(["Lampu mati.", "Air keruh."]),
    )
    def send(self, who: int, key: str, text: str) -> None:
        """Send a voice under a key: once, again, and with other words."""
        answer = self._ask(who, "POST", "/spaces/contoh/voices", {"text": text, "key": key})
        if key not in self.sent:
            assert answer.status_code == 201
            self.sent[key] = (text, answer.json()["address"])
        elif self.sent[key][0] == text:
            assert (answer.status_code, answer.json()["address"]) == (200, self.sent[key][1])
        else:
            assert answer.status_code == 409

    @rule(who=who, which=which, extra=st.sampled_from(["is_staff", "person", "state"]))
    def send_too_much(self, who: int, which: int, extra: str) -> None:
        """Send a field that is not there: nothing comes of it."""
        body = {"about": f"ideas.idea:{self._number(which)}", extra: "1"}
        assert self._ask(who, "PUT", "/follows", body).status_code == (401 if who == PEOPLE else 422)

    @rule(which=st.integers(0, IDEAS - 1))
    def moderate(self, which: int) -> None:
        """Hide the title and the wish of an idea."""
        if which in self.hidden | self.gone:
            return
        given = {"reason": "personal", "because": "ada nomor telepon di dalamnya"}
        hide(about=f"ideas.idea:{self.ideas[which]}", part="text", by=self.staff, at=timezone.now(), **given)
        self.hidden.add(which)

    @rule(which=st.integers(0, IDEAS - 1))
    def take_back(self, which: int) -> None:
        """Take an idea back to the board: only while nobody endorses it."""
        if which in self.gone:
            return
        move = BoardMove.objects.get(idea=self.ideas[which], kind="accept")
        try:
            with transaction.atomic():
                board.undo(move=move, by=self.staff, at=timezone.now())
        except Conflicting:
            assert self._endorsers(which)
        else:
            assert not self._endorsers(which)
            self.gone.add(which)

    @rule(who=who, which=which)
    def read(self, who: int, which: int) -> None:
        """Read one idea: what is gone is not there, and the count is that of the model."""
        answer = self._ask(who, "GET", f"/ideas/{self._number(which)}")
        assert answer.status_code == (404 if which == IDEAS or which in self.gone else 200)
        if answer.status_code == 200:
            assert answer.json()["endorsements_count"] == self._endorsers(which)

    @rule(who=who, order=st.sampled_from(["newest", "endorsed", "waiting"]), limit=st.integers(1, 4))
    def walk(self, who: int, order: str, limit: int) -> None:
        """Walk through the ideas by cursor: each that is there once, none that is gone."""
        seen, cursor = [], ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            page = self._ask(who, "GET", f"/spaces/contoh/ideas?order={order}&limit={limit}{more}").json()
            seen += [row["number"] for row in page["items"]]
            cursor = page["next"]
        assert sorted(seen) == [self.ideas[one] for one in range(IDEAS) if one not in self.gone]

    @rule(
        who=who,
        path=st.sampled_from(["/spaces/contoh", "/spaces/contoh/flow", "/spaces/contoh/heard", "/record"]),
    )
    def look(self, who: int, path: str) -> None:
        """Read what sums things up."""
        assert self._ask(who, "GET", path).status_code == 200

    @precondition(lambda self: self.follows)
    @rule()
    def list_follows(self) -> None:
        """List what each person follows: what is there of it, and nobody else's."""
        for person in range(PEOPLE):
            listed = {row["about"] for row in self._ask(person, "GET", "/follows").json()["items"]}
            mine = {which for whose, which in self.follows if whose == person and which not in self.gone}
            assert listed == {f"ideas.idea:{self.ideas[which]}" for which in mine}

    @invariant()
    def rows_are_those_of_the_model(self) -> None:
        """Count the rows."""
        assert Endorsement.objects.count() == len(self.endorsed)
        assert Follow.objects.count() == len(self.follows)
        assert Voice.objects.count() == self.voices + len(self.sent)

    def _endorsers(self, which: int) -> int:
        return sum(one == which for _who, one in self.endorsed)


def test_requests_in_any_order_leave_what_the_model_says() -> None:
    asked.clear()
    run_state_machine_as_test(
        Requests,
        settings=settings(
            max_examples=RUNS, stateful_step_count=50, deadline=None, database=None, derandomize=True,
            print_blob=False, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert len(asked) > 20 * RUNS
