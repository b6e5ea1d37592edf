"""A call is answered by speaking: the recording is an answer, in its channel and by its door."""

from __future__ import annotations

import html
import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.weights import assert_light

from rembuk.ideas.models import Call, CallAnswer
from rembuk.ideas.queries.calls import answers_by_channel, doors_of_call
from rembuk.ideas.tests.factories import make_call
from rembuk.people.tests.factories import sign_in
from rembuk.rights.models import Consent
from rembuk.rights.wording import READ_ALOUD, SPOKEN
from rembuk.shared.actors import OPERATOR
from rembuk.shared.references import ref
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from rembuk.voices.actions import make_door
from rembuk.voices.models import Attachment, Voice
from rembuk.voices.tests.factories import make_space
from rembuk.voices.tests.recordings import BEEP_WEBM

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def call(db):
    """Return a call that takes answers now."""
    cache.clear()
    now = timezone.now()
    return make_call(make_space(), now.date(), at=now)


def shut(call):
    first = call.gather_from - 20 * DAY
    Call.objects.filter(pk=call.pk).update(gather_from=first, gather_until=first + 19 * DAY)


def spoken(**more):
    note = SimpleUploadedFile("catatan.webm", BEEP_WEBM)
    return {"kunci": uuid.uuid4().hex, "visibility": "nameless", "setuju": "on", "suara": note, **more}


def words(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def where(call):
    return f"{call.get_absolute_url()}rekam/"


def test_recording_is_an_answer_of_the_call_and_its_words_come_from_the_desk(call):
    citizen = Client()
    assert f'href="{where(call)}"' in citizen.get(call.get_absolute_url()).content.decode()
    page = citizen.get(where(call))
    assert call.question in words(page)
    assert str(READ_ALOUD[SPOKEN].sentence) in words(page)
    assert "media-src 'self' blob:" in page["Content-Security-Policy"]
    key = re.search(r'name="kunci" value="([0-9a-f]{32})"', page.content.decode())[1]
    for _time in range(2):
        sent = citizen.post(where(call), spoken(kunci=key))
        assert (sent.status_code, sent["Location"]) == (302, "/tanda-terima/suara/")
    receipt = words(citizen.get(sent["Location"]))
    assert "menunggu diketik" in receipt
    assert call.question in receipt
    answer = CallAnswer.objects.get()
    assert (answer.call, answer.voice.channel, answer.voice.text) == (call, "web", "")
    assert answers_by_channel(call) == {"web": 1}
    assert re.search(r"formulir situs\s+1\b", words(citizen.get(call.get_absolute_url())))
    assert Consent.objects.get().purpose == SPOKEN
    desk = Client()
    sign_in(desk, make_member(call.space, Role.COORDINATOR))
    queue = desk.get("/r/contoh/lapangan/ketik/").content.decode()
    link = re.search(r'href="(/r/contoh/lapangan/ketik/\d+/)"', queue)[1]
    desk.post(link, {"text": "Zebra cross di depan SD", "langkah": "simpan"})
    assert Voice.objects.get(answer_to__call=call).text == "Zebra cross di depan SD"


@pytest.mark.parametrize("kind", ["poster", "widget"])
def test_door_of_the_call_leads_to_its_recorder_and_counts_what_came_by_it(call, kind, settings):
    door = make_door(
        space=call.space, kind=kind, about=ref(call), hung_at="Pasar pagi", by=OPERATOR, at=timezone.now()
    )
    begins = f"/sematan/{door.code}/" if kind == "widget" else f"{call.get_absolute_url()}?pintu={door.code}"
    page = Client().get(begins).content.decode()
    outside = settings.PUBLIC_URL if kind == "widget" else ""
    assert f'href="{outside}{where(call)}?pintu={door.code}"' in page
    citizen = Client()
    form = citizen.get(f"{where(call)}?pintu={door.code}").content.decode()
    assert f'name="pintu" value="{door.code}"' in form
    citizen.post(where(call), spoken(pintu=door.code))
    assert [(found, found.answers_count) for found in doors_of_call(call)] == [(door, 1)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"suara": SimpleUploadedFile("a.mp3", b"bukan suara")}, "bukan rekaman suara"),
        ({"setuju": ""}, "Centang dulu bahwa tim boleh mendengar"),
        ({"email": "warga"}, "nama@contoh.id"),
    ],
)
def test_mistake_is_answered_beside_the_field_and_nothing_is_kept(call, change, sentence):
    answer = Client().post(where(call), {**spoken(), "name": "Bu Sari", **change})
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert 'value="Bu Sari"' in answer.content.decode()
    assert not Voice.objects.exists()
    assert not Attachment.objects.exists()


def test_call_that_closes_while_somebody_speaks_offers_a_free_voice_under_the_same_key(call):
    citizen, given = Client(), spoken()
    shut(call)
    late = citizen.post(where(call), {**given, "place": ""})
    page = late.content.decode()
    assert late.status_code == 409
    assert "sudah ditutup" in words(late)
    assert not Voice.objects.exists()
    assert 'action="/r/contoh/suara/rekam/"' in page
    assert f'name="kunci" value="{given["kunci"]}"' in page
    given["suara"].seek(0)
    assert citizen.post("/r/contoh/suara/rekam/", given).status_code == 302
    assert Voice.objects.count() == 1
    assert answers_by_channel(call) == {}
    assert citizen.get(where(call))["Location"] == call.get_absolute_url()


def test_draft_has_no_recorder_for_the_public_and_a_field_the_form_lacks_is_refused(call):
    draft = make_call(call.space, timezone.now().date(), published=False)
    assert Client().get(where(draft)).status_code == 404
    assert Client().post(where(draft), spoken()).status_code == 404
    assert Client().post(where(call), spoken(is_staff="1")).status_code == 400


def test_page_to_answer_on_by_speaking_is_light(call):
    assert_light(Client(), where(call))


def test_whoever_types_it_up_and_the_desk_read_what_was_asked(call):
    Client().post(where(call), spoken())
    row, desk = Attachment.objects.get(), Client()
    sign_in(desk, make_member(call.space, Role.COORDINATOR))
    for address in (f"lapangan/ketik/{row.pk}/", f"papan/suara/{row.voice_id}/"):
        page = desk.get(f"/r/{call.space.slug}/{address}")
        assert f"Jawaban untuk ajakan: {call.question}" in " ".join(words(page).split()), address
