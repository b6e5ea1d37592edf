"""What a download, table or feed gives out is about whom and where it says, and nobody else (A09, A17)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from rembuk.ideas import actions as ideas
from rembuk.messaging import actions as messaging
from rembuk.messaging.models import Notice
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.programmes.tests.factories import make_commitment
from rembuk.review.tests.factories import make_verdict
from rembuk.rights.actions import record_consent, record_look
from rembuk.shared import holdings
from rembuk.shared.actors import CITIZEN, Actor
from rembuk.shared.references import ref
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import receive_voice

pytestmark = pytest.mark.django_db
# Of one space, for everybody.
PUBLIC = ("alir.csv", "didengar.csv", "cabang.csv", "umpan.atom")


def busy(space: Space) -> Person:
    """Return somebody of whom domains hold what they chose, were told, did and agreed to."""
    now = timezone.now()
    idea = make_verdict(space).idea
    person = make_member(space, Role.COORDINATOR, make_person("siti@contoh.id", name="Siti Rekaan"))
    by = Actor("coordinator", person.pk)
    idea.refresh_from_db()
    ideas.endorse(idea=idea, person=person, at=now)
    ideas.save_filter(
        space=space, person=person, name="Saringan uji", subject="", place=None, words="lampu", least=0
    )
    messaging.follow(person=person, about=ref(idea), at=now)
    messaging.choose(receiver=ref(person), pace="weekly", quiet_from=21, quiet_to=6, at=now)
    messaging.stop(receiver=ref(person), at=now)
    Notice.objects.create(receiver=ref(person), key="a", subject="Kabar uji", text="x", link="/", at=now)
    record_consent(subject=ref(person), space=space, purpose="news", given=True, source="form", by=by, at=now)
    record_look(space=space, about="voices.voice:9", what="author", why="menanyakan letaknya", by=by, at=now)
    return person


def kinds(client: Client, path: str) -> dict[str, set[str]]:
    held: dict[str, list[dict[str, Any]]] = client.get(path).json()["held"]
    return {name: {row["what"] for row in rows} for name, rows in held.items() if rows}


def test_own_data_of_who_did_nothing_hold_nothing_of_anybody_else_in_any_domain() -> None:
    space = make_space()
    person = busy(space)
    theirs = kinds(sign_in(Client(), person), "/akun/data/unduh/")
    assert {"ideas", "messaging", "people", "rights", "spaces"} <= set(theirs)
    assert {"notice", "follow", "preference", "stop"} <= theirs["messaging"]
    assert {"endorsement", "saved_filter"} <= theirs["ideas"]
    stranger = sign_in(Client(), make_person("sepi@contoh.id"))
    assert set(kinds(stranger, "/akun/data/unduh/")) == {"people"}
    page = stranger.get("/akun/data/unduh/?bentuk=html").content.decode()
    for words in ("siti@contoh.id", "Kabar uji", "Saringan uji", "menanyakan letaknya"):
        assert words not in page, words


def test_own_data_are_of_who_is_signed_in_whoever_else_the_address_names() -> None:
    person, other = busy(make_space()), make_person("sepi@contoh.id")
    client = sign_in(Client(), other)
    names = ("about", "apa", "siapa", "subject", "person", "id", "email", "oleh", "untuk", "nomor")
    for value in (ref(person), str(person.pk), person.email):
        for path in ("/akun/data/unduh/", "/akun/data/"):
            answer = client.get(path, dict.fromkeys(names, value))
            assert "siti@contoh.id" not in answer.content.decode(), path
        assert client.get("/akun/data/unduh/", dict.fromkeys(names, value)).json()["about"] == ref(other)


def test_data_by_receipt_are_of_that_voice_and_of_no_other() -> None:
    space = make_space()
    busy(space)
    sent = [
        receive_voice(
            space=space, text=f"Lampu {name} mati", email=f"{name}@contoh.id", purposes=["progress"],
            by=CITIZEN, at=timezone.now(),
        )
        for name in ("kanaria", "merpati")
    ]  # fmt: skip
    client = Client()
    client.post("/tanda-terima/", {"kode": sent[1].code})
    for query in ({}, {"about": ref(sent[0].voice), "suara": str(sent[0].voice.pk), "kode": sent[0].code}):
        answer = client.get("/tanda-terima/suara/data/", query)
        assert answer.json()["about"] == ref(sent[1].voice)
        assert "merpati@contoh.id" in answer.content.decode()
        for words in ("kanaria", "siti@contoh.id", "Kabar uji", "Saringan uji"):
            assert words not in answer.content.decode(), words
        held = {name for name, rows in answer.json()["held"].items() if rows}
        assert held <= {"voices", "rights", "messaging"}, held
    assert len(holdings.everything()) > 6


def tables(space: Space) -> dict[str, bytes]:
    caches["default"].clear()
    caches["sums"].clear()
    found = {}
    for name in PUBLIC:
        answer = Client().get(f"/r/{space.slug}/{name}")
        assert answer.status_code == 200, name
        found[name] = answer.content
    return found


def test_tables_and_feed_of_a_space_are_the_same_whatever_other_spaces_hold() -> None:
    space, other = make_space("contoh"), make_space("lain")
    make_commitment(space)
    before = tables(space)
    busy(other)
    make_commitment(other)
    for text in ("Lampu mati", "Air keruh"):
        receive_voice(space=other, text=text, by=CITIZEN, at=timezone.now())
    assert tables(space) == before
    # The other's own did change: what is compared is not empty everywhere.
    assert tables(other)["alir.csv"] != before["alir.csv"]
    assert len(tables(other)["umpan.atom"]) > 1_000
