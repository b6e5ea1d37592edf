"""The voice box in pages of others: light, without cookies, in any page, and its voices are counted."""

from __future__ import annotations

import gzip
import html
import re
import uuid

import pytest
from django.contrib.staticfiles import finders
from django.core import signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from rembuk.people.tests.factories import sign_in
from rembuk.shared.actors import OPERATOR
from rembuk.shared.references import ref
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import make_door
from rembuk.voices.models import Door, Voice
from rembuk.voices.queries import doors as queries
from rembuk.voices.tests.factories import AT
from rembuk.voices.tests.recordings import BEEP_WEBM
from rembuk.voices.views.widget import SALT

pytestmark = pytest.mark.django_db
MOST_BYTES = 15_000


@pytest.fixture
def space(db):
    cache.clear()
    return make_space("contoh")


@pytest.fixture
def door(space):
    return make_door(
        space=space, kind="widget", about=ref(space), hung_at="situs kelompok", by=OPERATOR, at=AT
    )


def box(client, door):
    page = client.get(f"/sematan/{door.code}/")
    mark = re.search(r'name="tanda" value="([^"]+)"', page.content.decode())[1]
    return page, html.unescape(mark)


def send(client, door, **more):
    _page, mark = box(client, door)
    typed = {"text": "Lampu gang mati", "visibility": "nameless", "place": "", "tanda": mark, **more}
    return typed, client.post(f"/sematan/{door.code}/", typed)


def words(answer):
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def code_in(answer):
    return re.search(r"data-receipt-code>([^<]+)<", answer.content.decode())[1]


def test_voice_sent_by_the_box_has_the_same_receipt_and_is_counted_to_its_door(space, door):
    client = Client(enforce_csrf_checks=True)
    _typed, sent = send(client, door)
    assert sent.status_code == 200
    voice = Voice.objects.get()
    assert (voice.door, voice.channel, voice.text) == (door, "web", "Lampu gang mati")
    assert queries.voices_by([door]) == {door.pk: 1}
    other = Client()
    assert other.post("/tanda-terima/", {"kode": code_in(sent)})["Location"] == "/tanda-terima/suara/"
    assert "Lampu gang mati" in words(other.get("/tanda-terima/suara/"))


def test_box_sets_no_cookie_on_any_answer_and_may_stand_in_any_page(space, door):
    client = Client(enforce_csrf_checks=True)
    page, _mark = box(client, door)
    typed, sent = send(client, door)
    broken = client.post(f"/sematan/{door.code}/", {**typed, "text": ""})
    script = client.get("/sematan.js")
    for answer in (page, sent, broken, script):
        assert not answer.cookies
        assert "Set-Cookie" not in answer.headers
    assert not client.cookies
    for answer in (page, sent, broken):
        assert "X-Frame-Options" not in answer.headers
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "script-src 'none'" in answer["Content-Security-Policy"]
        assert "<script" not in answer.content.decode()
    elsewhere = client.get("/r/contoh/suara/kirim/")
    assert elsewhere["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]


def test_whole_first_load_of_the_box_stays_within_fifteen_kilobytes_even_unpacked(space, door):
    page, _mark = box(Client(), door)
    parts = [page.content, Client().get("/sematan.js").content]
    for href in re.findall(r'(?:href|src)="/aset/([^"]+)"', page.content.decode()):
        with open(finders.find(href), "rb") as file:
            parts.append(file.read())
    assert len(parts) == 3
    assert sum(len(part) for part in parts) <= MOST_BYTES
    assert sum(len(gzip.compress(part)) for part in parts) <= MOST_BYTES // 3


def test_box_leads_to_the_recorder_in_a_tab_of_its_own_and_what_is_spoken_there_is_counted(
    space, door, settings
):
    page, _mark = box(Client(), door)
    where = f"/r/contoh/suara/rekam/?pintu={door.code}"
    assert f'<a href="{settings.PUBLIC_URL}{where}" target="_blank" rel="noopener">' in page.content.decode()
    citizen = Client()
    form = citizen.get(where).content.decode()
    given = {name: re.search(rf'name="{name}" value="([^"]+)"', form)[1] for name in ("kunci", "pintu")}
    note = SimpleUploadedFile("catatan.webm", BEEP_WEBM)
    sent = citizen.post(where, {**given, "visibility": "nameless", "setuju": "on", "suara": note})
    assert sent.status_code == 302
    assert queries.voices_by([door]) == {door.pk: 1}


def test_form_sent_twice_is_one_voice_and_shows_the_same_code(space, door):
    client = Client()
    typed, sent = send(client, door)
    again = client.post(f"/sematan/{door.code}/", typed)
    assert code_in(again) == code_in(sent)
    assert Voice.objects.count() == 1


@pytest.mark.parametrize("mark", ["", "buatan:sendiri", "old", "another door"])
def test_mark_that_is_forged_old_or_anothers_keeps_the_words_and_the_next_try_is_taken(space, door, mark):
    if mark == "old":
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("time.time", lambda: timezone.now().timestamp() - 100_000)
            mark = signing.dumps([door.code, uuid.uuid4().hex], salt=SALT)
    elif mark == "another door":
        mark = signing.dumps(["bukanini", uuid.uuid4().hex], salt=SALT)
    client = Client()
    typed, refused = send(client, door, tanda=mark)
    assert refused.status_code == 400
    assert "terlalu lama terbuka" in words(refused)
    assert "Lampu gang mati" in words(refused)
    assert not Voice.objects.exists()
    fresh = html.unescape(re.search(r'name="tanda" value="([^"]+)"', refused.content.decode())[1])
    assert client.post(f"/sematan/{door.code}/", {**typed, "tanda": fresh}).status_code == 200
    assert Voice.objects.count() == 1


def test_poster_is_no_box_and_a_box_too_often_used_says_so_inside_the_frame(space, door, monkeypatch):
    poster = make_door(space=space, kind="poster", about=ref(space), hung_at="Pasar", by=OPERATOR, at=AT)
    refused = Client().get(f"/sematan/{poster.code}/")
    assert refused.status_code == 404
    assert "X-Frame-Options" not in refused.headers
    monkeypatch.setattr("rembuk.voices.views.widget.MOST_SENT", 1)
    send(Client(), door)
    assert send(Client(), door)[1].status_code == 429


def test_staff_make_a_box_and_copy_its_line(space):
    client = Client()
    sign_in(client, make_member(space, Role.COORDINATOR))
    made = client.post("/r/contoh/pintu/", {"kind": "widget", "about": ref(space), "hung_at": "situs desa"})
    page = client.get(made["Location"])
    door = Door.objects.get()
    assert f'/sematan.js" data-kode="{door.code}" async></script>' in words(page)
    assert f'/sematan/{door.code}/" title=' in words(page)


def test_box_about_what_has_a_page_of_its_own_is_refused(space, monkeypatch):
    monkeypatch.setattr(queries, "_subjects", dict(queries._subjects))
    found = queries.Subject("Ajakan air", "Di mana air mati?", "/c/7/")
    kind = queries.Subjects(lambda space, key: found, lambda space: [("ideas.other:7", "Air")])
    queries.register_subjects("ideas.other", kind)
    client = Client()
    sign_in(client, make_member(space, Role.COORDINATOR))
    typed = {"kind": "widget", "about": "ideas.other:7", "hung_at": "situs desa"}
    answer = client.post("/r/contoh/pintu/", typed)
    assert answer.status_code == 400
    assert "punya halaman sendiri" in words(answer)
