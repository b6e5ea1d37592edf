"""A citizen speaks instead of writing: a recording on the web, typed up by a person like any other."""

from __future__ import annotations

import html
import re
import uuid

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.weights import assert_light

from rembuk.ledger.models import Step
from rembuk.people.tests.factories import sign_in
from rembuk.places.models import Place
from rembuk.rights.models import Consent
from rembuk.rights.queries import consents
from rembuk.rights.wording import READ_ALOUD, SPOKEN
from rembuk.shared.actors import CITIZEN, OPERATOR
from rembuk.shared.references import ref
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices import actions
from rembuk.voices.actions import make_door
from rembuk.voices.models import Attachment, Voice
from rembuk.voices.queries.receipt import held
from rembuk.voices.rules.sounds import sound_of
from rembuk.voices.tests.factories import AT
from rembuk.voices.tests.recordings import BEEP_WEBM, WHO, tagged_m4a, wav

pytestmark = pytest.mark.django_db
SEND, RECORD, NOTES = "/r/contoh/suara/kirim/", "/r/contoh/suara/rekam/", "/r/contoh/lapangan/ketik/"


@pytest.fixture
def space(db):
    cache.clear()
    Place.objects.create(code="34.04.06.2001", name="Sinduadi", level=4, path="Sinduadi, Mlati")
    return make_space("contoh")


@pytest.fixture
def desk(space):
    client = Client()
    sign_in(client, make_member(space, Role.COORDINATOR))
    return client


def note(content=BEEP_WEBM, name="catatan.webm"):
    return SimpleUploadedFile(name, content)


def spoken(**more):
    given = {"kunci": uuid.uuid4().hex, "visibility": "nameless", "setuju": "on", "suara": note(), **more}
    return {name: value for name, value in given.items() if value is not None}


def words(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_citizen_speaks_on_the_web_and_the_desk_types_it_up(space, desk):
    citizen = Client()
    assert f'href="{RECORD}"' in citizen.get(SEND).content.decode()
    page = citizen.get(RECORD)
    assert f'href="{SEND}"' in page.content.decode()
    assert str(READ_ALOUD[SPOKEN].sentence) in words(page)
    assert "media-src 'self' blob:" in page["Content-Security-Policy"]
    key = re.search(r'name="kunci" value="([0-9a-f]{32})"', page.content.decode())[1]
    sent = citizen.post(RECORD, spoken(kunci=key, place="34.04.06.2001", suara=note(tagged_m4a(), "a.m4a")))
    assert (sent.status_code, sent["Location"]) == (302, "/tanda-terima/suara/")
    receipt = citizen.get(sent["Location"])
    assert "menunggu diketik" in words(receipt)
    assert "data-receipt-code" in receipt.content.decode()
    voice = Voice.objects.get()
    assert (voice.channel, voice.text, voice.place_id) == ("web", "", "34.04.06.2001")
    assert (
        WHO.encode()
        not in citizen.get(f"/tanda-terima/suara/lampiran/{Attachment.objects.get().pk}/").content
    )
    queue = desk.get(NOTES)
    assert "Formulir situs" in words(queue)
    link = re.search(rf'href="({NOTES}\d+/)"', queue.content.decode())[1]
    desk.post(link, {"text": "Jembatan Kali Progo retak", "langkah": "simpan"})
    shown = citizen.get("/tanda-terima/suara/")
    assert "Jembatan Kali Progo retak" in words(shown)
    assert "menunggu diketik" not in words(shown).lower()


def test_yes_to_being_listened_to_is_asked_for_and_kept_with_its_words(space):
    citizen = Client()
    refused = citizen.post(RECORD, spoken(setuju=None))
    assert refused.status_code == 400
    assert "Centang dulu bahwa tim boleh mendengar" in words(refused)
    assert not Voice.objects.exists()
    citizen.post(RECORD, spoken())
    kept = Consent.objects.get()
    assert (kept.subject, kept.purpose, kept.given, kept.source) == (
        ref(Voice.objects.get()), "spoken", True, "form",
    )  # fmt: skip
    assert kept.wording_hash == READ_ALOUD[SPOKEN].digest
    assert any(row["what"] == "consent" for row in held(kept.subject))
    assert Step.objects.get(kind="voices.received").facts["channel"] == "web"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"suara": None}, "Rekam dulu suara Anda"),
        ({"suara": note(b"bukan suara", "a.mp3")}, "bukan rekaman suara"),
        ({"suara": note(b"", "a.mp3")}, "bukan rekaman suara"),
        ({"suara": note(wav(0.1), "a.wav")}, "Rekaman ini kosong"),
        ({"foto": note(b"bukan foto", "a.jpg")}, "bukan foto"),
        ({"visibility": "named"}, "Tulis nama yang boleh ditampilkan"),
        ({"email": "warga"}, "nama@contoh.id"),
        ({"place": "Kota Antah"}, "Antah"),
    ],
)
def test_mistake_is_answered_beside_the_field_and_what_was_typed_stays(space, change, sentence):
    for file in change.values():
        if hasattr(file, "seek"):
            file.seek(0)
    answer = Client().post(RECORD, spoken(**{"place": "34.04.06.2001", **change}))
    assert answer.status_code == 400
    assert sentence in words(answer)
    if "place" not in change:
        assert "34.04.06.2001" in answer.content.decode()
    assert not Voice.objects.exists()
    assert not Attachment.objects.exists()


def test_same_recording_twice_is_one_voice_and_another_under_its_key_is_refused(space):
    citizen, given = Client(), spoken()
    for _time in range(2):
        assert citizen.post(RECORD, {**given, "suara": note()}).status_code == 302
    assert Voice.objects.count() == Attachment.objects.count() == 1
    other = citizen.post(RECORD, {**given, "suara": note(wav(), "a.wav")})
    assert other.status_code == 409
    assert 'role="alert"' in other.content.decode()


def test_recordings_and_written_voices_share_one_limit_and_the_form_stays(space, monkeypatch):
    monkeypatch.setattr("rembuk.voices.views.spoken.MOST_SENT", 1)
    citizen = Client()
    assert citizen.post(RECORD, spoken()).status_code == 302
    later = citizen.post(RECORD, spoken(email="warga@example.org", band="adult"))
    assert later.status_code == 429
    assert 'value="warga@example.org"' in later.content.decode()


def test_field_the_form_does_not_have_is_refused(space):
    assert Client().post(RECORD, spoken(text="Lampu mati")).status_code == 302
    assert Voice.objects.get().text == ""
    assert Client().post(RECORD, spoken(is_staff="1")).status_code == 400


def test_door_leads_on_to_the_recorder_and_is_counted(space):
    door = make_door(space=space, kind="poster", about=ref(space), hung_at="Pasar pagi", by=OPERATOR, at=AT)
    citizen = Client()
    assert f"{RECORD}?pintu={door.code}" in citizen.get(f"{SEND}?pintu={door.code}").content.decode()
    page = citizen.get(f"{RECORD}?pintu={door.code}").content.decode()
    assert f'name="pintu" value="{door.code}"' in page
    citizen.post(RECORD, spoken(pintu=door.code))
    assert Voice.objects.get().door == door


def test_recording_of_a_citizen_is_heard_by_the_desk_alone(space, desk):
    Client().post(RECORD, spoken())
    where = f"/r/contoh/lampiran/{Attachment.objects.get().pk}/"
    assert desk.get(where).content == sound_of(BEEP_WEBM).content
    for role in (Role.FIELD_WORKER, Role.REVIEWER):
        other = Client()
        sign_in(other, make_member(space, role))
        assert other.get(where).status_code == 403
    assert Client().get(where).status_code == 302


def test_page_to_speak_on_is_light(space):
    assert_light(Client(), RECORD)
    assert_light(Client(), SEND)


def test_withdrawing_a_voice_takes_back_the_consent_given_with_its_recording(space):
    made = actions.receive_voice(space=space, text="Lampu mati", agreed=SPOKEN, by=CITIZEN, at=AT)
    assert consents(ref(made.voice), space) == {SPOKEN: True}
    actions.withdraw_by_receipt(voice=made.voice, at=AT)
    assert consents(ref(made.voice), space) == {SPOKEN: False}
