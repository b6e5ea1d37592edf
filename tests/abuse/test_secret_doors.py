"""Doors that one key opens: unguessable, for one thing, for a time, never in logs or referrers.

The kinds: receipt code, invitation, link to an expert, stop-link, link that asks whether one was heard, link
that answers a merging, sign-in code.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.messaging.models import Notice
from rembuk.messaging.queries import reader_token, stop_token
from rembuk.messaging.queries.heard import heard_token
from rembuk.review.models import Question
from rembuk.review.tests.factories import make_question
from rembuk.shared.actors import CITIZEN, OPERATOR
from rembuk.shared.spoken import code_for, words
from rembuk.site.logs import SecretAddresses, without_secrets
from rembuk.spaces.actions import invite
from rembuk.spaces.models import Invitation
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.models import Receipt
from tests.abuse.walk import standing
from tests.architecture.makers import World, make_world
from tests.architecture.roles import Row, rows

pytestmark = pytest.mark.django_db
PHONE = "0812-3456-7890"
DOORS = ("invitation", "review-expert", "stop-mail", "heard-say", "merge-by-mail", "guardian")


def row_of(name: str) -> Row:
    return next(row for row in rows() if row.route == name and row.method == "GET")


def doors(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield name, address and key of one door of each kind that has its key in its address."""
    for name in DOORS:
        with standing(world, row_of(name)) as (made, address):
            yield name, address, made.args["token"]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Return what the handlers of the installation write while the test runs."""
    handlers = [
        handler for handler in logging.getLogger().handlers
        if any(isinstance(one, SecretAddresses) for one in handler.filters)
    ]  # fmt: skip
    assert handlers, "no handler of the settings hides secrets"
    written = io.StringIO()
    # Not by setStream, which flushes what was there: pytest has closed it since.
    before = [vars(handler)["stream"] for handler in handlers]
    for handler in handlers:
        vars(handler)["stream"] = written
    yield written
    for handler, stream in zip(handlers, before, strict=True):
        vars(handler)["stream"] = stream


def test_every_route_with_a_token_in_its_address_is_tried_here() -> None:
    from tests.architecture.roles import routes

    assert sorted(DOORS) == sorted(name for name, pattern in routes().items() if "token>" in pattern)


def test_key_in_an_address_stands_in_no_log_whatever_goes_wrong(logged: io.StringIO) -> None:
    logger = logging.getLogger("django.request")
    for name, address, token in doors(make_world()):
        for client in (Client(), Client(enforce_csrf_checks=True)):
            client.get(f"{address}x/")
            client.get(address[:-2] + "AA/")
            client.post(address, {})
            client.post(address, {}, headers={"origin": "https://lain.example"})
        try:
            raise ValueError(f"while reading {address}")
        except ValueError:
            logger.exception("Internal Server Error: %s", address)
        said = logged.getvalue()
        assert "Internal Server Error" in said
        # Not even most of it: a token without its last letters is soon found.
        assert token[:20] not in said, name
        logged.truncate(0)


def test_filter_leaves_what_is_no_secret_readable() -> None:
    for path in ("/r/ruang-yang-namanya-panjang-sekali/papan/", "/g/1234567/suara/", "/s/wgk9jmsc99/"):
        assert without_secrets(f"Not Found: {path}") == f"Not Found: {path}"
    assert without_secrets("Forbidden: /undangan/9mLgz5PLjjb3Y_e2vVUyODsA3WtAj9n/") == (
        "Forbidden: /undangan/[rahasia]/"
    )
    key = reader_token("review.question:3", "review.question:3")
    address = "/banding/?tentang=review.question:3&bagian=text&kunci="
    assert without_secrets(f"Not Found: {address}{key}") == f"Not Found: {address}[rahasia]"
    assert without_secrets(f"{address}{key}&x=1") == f"{address}[rahasia]&x=1"


def test_door_tells_its_address_to_no_other_site_and_keeps_its_form_usable() -> None:
    for name, address, _token in doors(make_world()):
        answer = Client().get(address)
        assert answer.status_code == 200, name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert "no-store" in answer["Cache-Control"], name
        # A browser told "no-referrer" sends the form with the origin "null", which is refused.
        assert 'name="referrer"' not in answer.content.decode(), name


def test_key_changed_in_any_place_opens_nothing() -> None:
    for name, address, token in doors(make_world()):
        for at in (0, len(token) // 2, len(token) - 2):
            other = "A" if token[at] != "A" else "B"
            wrong = address.replace(token, token[:at] + other + token[at + 1 :])
            assert Client().get(wrong).status_code == 404, (name, at)


def test_key_of_one_door_opens_no_door_of_another_kind() -> None:
    world = make_world()
    with ExitStack() as all_at_once:
        # While all of them stand: what was taken back already would open to no key.
        keys = {}
        for name in DOORS:
            made, address = all_at_once.enter_context(standing(world, row_of(name)))
            keys[name] = address, made.args["token"]
        for name, (address, token) in keys.items():
            assert Client().get(address).status_code == 200, name
            for other, (_address, key) in keys.items():
                if other != name:
                    assert Client().get(address.replace(token, key)).status_code == 404, (name, other)


def test_key_made_by_another_installation_opens_nothing(settings: Any) -> None:
    person = "people.person:1"
    notice = Notice(pk=1)
    mine = settings.SECRET_KEY
    settings.SECRET_KEY = "k" * 60
    theirs = [
        f"/berhenti/{stop_token(person)}/", f"/didengar/{heard_token(notice)}/",
        f"/gabung/1/j/{reader_token('ideas.merge:1', person)}/",
    ]  # fmt: skip
    foreign = code_for("0" * 32)
    settings.SECRET_KEY = mine
    assert [Client().get(address).status_code for address in theirs] == [404, 404, 404]
    assert foreign != code_for("0" * 32)


def test_drawn_keys_hold_256_bits_and_only_their_hash_is_kept() -> None:
    space, at = make_space(), timezone.now()
    link = invite(space=space, email="baru@contoh.id", role="writer", by=OPERATOR, at=at)
    asked = make_question(space)
    for kept, address in ((Invitation.objects.get(), link), (Question.objects.get(), asked)):
        token = address.rstrip("/").rpartition("/")[2]
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
        assert kept.token_hash != token
        assert re.fullmatch(r"[0-9a-f]{64}", kept.token_hash)
        assert token not in str(kept.__dict__)


def test_receipt_code_is_one_of_a_quadrillion_kept_as_a_keyed_hash_and_ends_with_its_voice() -> None:
    assert len(words()) ** 4 * 90 > 10**15
    made = receive_voice(space=make_space(), text="Lampu mati", by=CITIZEN, at=timezone.now())
    kept = Receipt.objects.get()
    assert not any(word in str(kept.__dict__) for word in (made.code, made.code.replace(" ", "")))
    codes = {code_for(f"{number:032x}") for number in range(5_000)}
    assert len(codes) == 5_000


def test_invitation_and_question_to_an_expert_die_of_age() -> None:
    space, at = make_space(), timezone.now()
    link = invite(space=space, email="baru@contoh.id", role="writer", by=OPERATOR, at=at)
    asked = make_question(space)
    paths = ["/" + address.split("/", 3)[3] for address in (link, asked)]
    assert [Client().get(path).status_code for path in paths] == [200, 200]
    Invitation.objects.update(expires_at=at - timedelta(seconds=1))
    Question.objects.update(expires_at=at - timedelta(seconds=1))
    assert [Client().get(path).status_code for path in paths] == [404, 404]


def test_link_that_answers_a_merging_speaks_for_that_merging_only() -> None:
    world = make_world()
    with standing(world, row_of("merge-by-mail")) as (made, address):
        assert Client().get(address).status_code == 200
        number = made.args["number"]
        assert Client().get(address.replace(f"/{number}/", f"/{number + 1}/", 1)).status_code == 404


def test_personal_data_stands_in_no_log(logged: io.StringIO) -> None:
    logging.getLogger("rembuk.pekerja").warning("surat ke %s tertunda, telepon %s", "sari@contoh.id", PHONE)
    assert "tertunda" in logged.getvalue()
    assert "sari@contoh.id" not in logged.getvalue()
    assert PHONE not in logged.getvalue()
