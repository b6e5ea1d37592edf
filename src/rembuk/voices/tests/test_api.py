"""Voices as programs send them and ask how far they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from rembuk.places.models import Place
from rembuk.rights.models import Consent
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import Receipt, Voice, VoiceAuthor, VoiceContact
from rembuk.voices.queries import by_receipt
from rembuk.voices.states import Visibility
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
KEY = "0123456789abcdef0123456789abcdef"


def send(client: Client, body: Any, *, kind: str = "application/json", token: bool = True) -> Any:
    """Send BODY to the space `contoh`, as a program without an account does."""
    held = client.get(f"{V1}/session").json()["csrf_token"] if token else ""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"{V1}/spaces/contoh/voices", raw, content_type=kind, headers={"x-csrftoken": held})


@pytest.fixture
def program() -> Client:
    """Return a client without an account that checks tokens."""
    make_space("contoh")
    return Client(enforce_csrf_checks=True)


def test_sending_gives_a_receipt_that_opens(program: Client) -> None:
    Place.objects.create(code="34", name="DIY", level=1, path="DIY")
    body = {
        "text": "Lampu mati", "place": "34", "visibility": "named", "name": "Sari",
        "email": "sari@contoh.id", "purposes": ["progress"], "band": "adult",
    }  # fmt: skip
    answer = send(program, body)
    assert answer.status_code == 201, answer.content
    found = answer.json()
    voice = Voice.objects.get()
    assert by_receipt(found["code"]) == voice
    assert (answer["Location"], found["address"]) == (voice.get_absolute_url(), voice.address)
    assert (voice.place_id, voice.channel, voice.visibility) == ("34", "web", "named")
    assert VoiceAuthor.objects.get().name == "Sari"
    assert VoiceContact.objects.get().email == "sari@contoh.id"
    assert Consent.objects.count() == 1
    assert "no-store" in answer["Cache-Control"]


def test_sending_again_with_the_same_key_gives_the_same_receipt(program: Client) -> None:
    body = {"text": "Lampu mati", "key": KEY}
    first, again = send(program, body), send(program, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] == again.json()["code"]
    assert again.json()["again"] is True
    other = send(program, {"text": "Lampu hidup", "key": KEY})
    assert other.status_code == 409
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "text"),
        ({"text": ""}, 422, "text"),
        ({"text": "   "}, 400, "text"),
        ({"text": 5}, 422, "text"),
        ({"text": "a" * 5_001}, 422, "text"),
        ({"text": "a\x00b"}, 400, "text"),
        ({"text": "Lampu", "role": "owner"}, 422, "role"),
        ({"text": "Lampu", "channel": "x"}, 422, "channel"),
        ({"text": "Lampu", "visibility": "terbuka"}, 422, "visibility"),
        ({"text": "Lampu", "visibility": "named"}, 400, "name"),
        ({"text": "Lampu", "purposes": ["progress"]}, 400, "email"),
        ({"text": "Lampu", "purposes": ["semua"]}, 422, "purposes.0"),
        ({"text": "Lampu", "email": "bukan surel"}, 400, "email"),
        ({"text": "Lampu", "email": "a@contoh.id"}, 400, "band"),
        ({"text": "Lampu", "email": "a@contoh.id", "band": "16to17"}, 400, "email"),
        ({"text": "Lampu", "visibility": "named", "name": "Rani", "band": "13to15"}, 400, "name"),
        ({"text": "Lampu", "place": "99.99"}, 400, "place"),
        ({"text": "Lampu", "key": "pendek"}, 422, "key"),
    ],
    ids=str,
)
def test_body_that_does_not_fit_names_its_field(program: Client, body: Any, status: int, field: str) -> None:
    answer = send(program, body)
    assert answer.status_code == status, answer.content
    assert field in [one["field"] for one in json.loads(answer.content)["errors"]]
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"text": NaN}', b'{"text": "\\ud800"}', b"null", b"[]",
        b'{"text": 99999999999999999999999}', b'"Lampu"',
    ],
    ids=lambda raw: repr(raw[:12]),
)  # fmt: skip
def test_body_that_is_no_json_object_is_refused_whole(program: Client, raw: bytes) -> None:
    answer = send(program, raw)
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"
    assert not Voice.objects.exists()


def test_form_of_another_site_is_refused(program: Client) -> None:
    raw = b'{"text": "Lampu mati"}'
    assert send(program, raw, kind="text/plain").status_code == 415
    assert send(program, raw, token=False).status_code == 403
    assert not Voice.objects.exists()


def test_sending_counts_against_the_same_limit_as_the_form(
    program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rembuk.voices.api.MOST_SENT", 1)
    assert send(program, {"text": "Satu"}).status_code == 201
    answer = send(program, {"text": "Dua"})
    assert answer.status_code == 429
    assert answer["Retry-After"]


def test_status_of_a_voice_shows_no_words_before_it_stands_behind_an_idea(client: Client) -> None:
    voice = make_voice(make_space("contoh"), "Rahasia dapur")
    answer = client.get(f"{V1}/voices/{voice.address}")
    assert answer.json()["text"] is None
    assert answer.json()["sorted_by"] is not None
    assert "dapur" not in answer.content.decode()


@pytest.mark.parametrize("hidden", ["confidential", "erased"])
def test_voice_that_is_not_public_has_no_status(client: Client, hidden: str) -> None:
    voice = make_voice(make_space("contoh"))
    if hidden == "erased":
        Voice.objects.update(erased_at=voice.arrived_at)
    else:
        Voice.objects.update(visibility=Visibility.CONFIDENTIAL)
    assert client.get(f"{V1}/voices/{voice.address}").status_code == 404
