"""The API is never more open than the pages: what is kept back appears in no answer, whoever asks."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from rembuk.ideas import actions
from rembuk.ideas.models import Idea
from rembuk.ideas.tests.factories import AT, COORDINATOR
from rembuk.people.tests.factories import sign_in
from rembuk.programmes.models import Commitment, Decision, Milestone, Programme
from rembuk.programmes.tests.factories import make_commitment
from rembuk.shared.actors import CITIZEN
from rembuk.site.api import api
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import publish, receive_voice, withdraw_by_receipt
from rembuk.voices.models import Voice, VoiceAuthor
from rembuk.voices.states import Visibility
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
# Everything that must appear nowhere.
KEPT_BACK = {
    "confidential text": "kenari-rahasia",
    "confidential name": "Nama Rahasia",
    "withdrawn text": "kenari-ditarik",
    "unpublished text": "kenari-menunggu",
    "contact": "kenari@surel.example",
    "name of a nameless": "Nama Tersembunyi",
    "author handle": "kenari_akun",
    "author id": "9182736455",
    "number in a shown text": "081234567890",
    "text of another space": "kenari-ruang-lain",
}


def _spoken(space: Space, text: str, **fields: Any) -> Voice:
    return receive_voice(space=space, text=text, by=CITIZEN, at=AT, **fields).voice


@pytest.fixture
def space() -> Space:
    """Return a space with one idea behind which voices of every kind stand, and much that waits."""
    space = make_space("contoh")
    shown = _spoken(space, "Lampu mati, hubungi 081234567890 @kenari_akun", email="kenari@surel.example")
    named = _spoken(space, "Lampu padam", visibility=Visibility.NAMED, name="Ibu Terbuka")
    confidential = _spoken(space, "kenari-rahasia", visibility=Visibility.CONFIDENTIAL)
    VoiceAuthor.objects.create(voice=confidential, name="Nama Rahasia")
    withdrawn = _spoken(space, "kenari-ditarik")
    post = make_voice(space, "Lampu padam juga", channel="x", native_id="77")
    VoiceAuthor.objects.create(
        voice=post, name="Nama Tersembunyi", handle="kenari_akun", native_id="9182736455"
    )
    _spoken(space, "kenari-menunggu")
    actions.accept_as_idea(
        space=space, voices=[shown, named, confidential, withdrawn, post], title="Lampu jalan",
        wish="Minta lampu", because="semuanya sama", place=None, by=COORDINATOR, at=AT,
    )  # fmt: skip
    withdraw_by_receipt(voice=withdrawn, at=AT)
    publish(voices=[shown], by=COORDINATOR, at=AT)
    make_commitment(space)
    other = make_space("lain")
    _spoken(other, "kenari-ruang-lain")
    return space


def _answers(client: Client, space: Space) -> dict[str, str]:
    """Return every read of the description with what it answers about SPACE and all that is numbered."""
    found = {}
    kinds = (Idea, Decision, Programme, Commitment, Milestone)
    numbers = {str(pk) for kind in kinds for pk in kind._default_manager.values_list("pk", flat=True)}
    words = {"slug": [space.slug], "number": sorted(numbers), "code": ["34"]}
    words["address"] = list(Voice.objects.filter(space=space).values_list("address", flat=True))
    for path, methods in api.get_openapi_schema()["paths"].items():
        if "get" not in methods:
            continue
        name = (re.findall(r"{(\w+)}", path) or [""])[0]
        for word in words.get(name, [""]):
            address = path.replace(f"{{{name}}}", word) + ("?q=kenari" if path.endswith("/places") else "")
            answer = client.get(address)
            assert answer.status_code in (200, 401, 404), (address, answer.content)
            found[address] = answer.content.decode()
    return found


@pytest.mark.parametrize("role", ["", "owner", "reviewer"])
def test_what_is_kept_back_appears_in_no_answer_to_anyone(client: Client, space: Space, role: str) -> None:
    if role:
        sign_in(client, make_member(space, role))
    answers = _answers(client, space)
    # What is open was reached, so that silence about the rest means something.
    assert all(word in str(answers) for word in ("Ibu Terbuka", "Lampu padam juga", "14 lampu"))
    leaks = [
        (what, address)
        for address, body in answers.items()
        for what, canary in KEPT_BACK.items()
        if canary.casefold() in body.casefold()
    ]
    assert leaks == []


def test_voices_behind_an_idea_are_as_open_as_each_chose(client: Client, space: Space) -> None:
    idea = space.ideas.order_by("pk").first()
    assert idea is not None
    found = client.get(f"/api/v1/ideas/{idea.pk}/voices").json()["items"]
    assert {(row["text"], row["name"]) for row in found} == {
        ("Lampu mati, hubungi [nomor ditutup] @[nama ditutup]", None),
        ("Lampu padam", "Ibu Terbuka"),
        ("Lampu padam juga", None),
    }
    assert idea.voices_count == 5
