"""Doors: posters and links that remember where they hang, and the voices that came by them."""

from __future__ import annotations

import re
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from rembuk.ledger.models import Step
from rembuk.people.tests.factories import sign_in
from rembuk.places.models import Place
from rembuk.shared.actors import CITIZEN, OPERATOR
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions import make_door, receive_voice, withdraw_by_receipt
from rembuk.voices.models import Door, Voice
from rembuk.voices.queries import doors as queries
from rembuk.voices.tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(db):
    cache.clear()
    return make_space("contoh", region=place("34.04", "Sleman", 2))


@pytest.fixture
def worker(space):
    client = Client()
    sign_in(client, make_member(space, Role.FIELD_WORKER))
    return client


def place(code: str, name: str, level: int) -> Place:
    return Place.objects.create(code=code, name=name, level=level, path=name)


def hang(space, about="", **more):
    given = {
        "kind": "poster",
        "about": about or ref(space),
        "hung_at": "Pasar pagi",
        "by": OPERATOR,
        "at": AT,
    }
    return make_door(space=space, **{**given, **more})


def test_scanned_poster_leads_to_the_form_without_a_cookie_and_its_voice_is_counted_to_it(space, worker):
    door, other = hang(space), hang(space, hung_at="Balai desa")
    citizen = Client()
    led = citizen.get(f"/q/{door.code}/")
    assert (led.status_code, led["Location"]) == (302, f"/r/contoh/suara/kirim/?pintu={door.code}")
    assert "Set-Cookie" not in led.headers
    assert not citizen.cookies
    page = citizen.get(led["Location"]).content.decode()
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page))
    assert kept["pintu"] == door.code
    typed = {
        "text": "Los ikan becek",
        "visibility": "nameless",
        "kunci": kept["kunci"],
        "pintu": kept["pintu"],
    }
    look = citizen.post("/r/contoh/suara/kirim/", {**typed, "langkah": "lihat"}).content.decode()
    assert f'name="pintu" value="{door.code}"' in look
    citizen.post("/r/contoh/suara/kirim/", {**typed, "langkah": "kirim"})
    assert Voice.objects.get().door == door
    shown = worker.get("/r/contoh/pintu/").content.decode()
    rows = re.findall(r'row__title"><a [^>]+>([^<]+)</a></h3>\s*<p>([^<]+)</p>', shown)
    assert rows == [("Balai desa", "0 suara"), ("Pasar pagi", "1 suara")]
    assert queries.voices_by([door, other]) == {door.pk: 1}


def test_code_that_opens_no_door_is_refused_and_a_form_with_one_still_sends_the_voice(space):
    assert Client().get("/q/bukanada/").status_code == 404
    form = Client().get("/r/contoh/suara/kirim/?pintu=bukanada").content.decode()
    assert 'name="pintu" value' not in form
    typed = {
        "text": "Los ikan becek",
        "visibility": "nameless",
        "kunci": uuid.uuid4().hex,
        "langkah": "kirim",
    }
    assert Client().post("/r/contoh/suara/kirim/", {**typed, "pintu": "x" * 200}).status_code == 302
    assert Voice.objects.get().door is None


def test_door_of_another_space_does_not_count_a_voice_here(space):
    there = hang(make_space("lain"))
    typed = {
        "text": "Los ikan becek",
        "visibility": "nameless",
        "kunci": uuid.uuid4().hex,
        "langkah": "kirim",
    }
    Client().post("/r/contoh/suara/kirim/", {**typed, "pintu": there.code})
    assert Voice.objects.get().door is None


def test_poster_of_a_place_asks_about_it_and_fills_it_in(space, worker):
    village = place("34.04.06.2001", "Sinduadi", 4)
    made = worker.post(
        "/r/contoh/pintu/",
        {"kind": "poster", "about": ref(space), "place": "34.04.06.2001", "hung_at": "Gapura"},
    )
    door = Door.objects.get()
    assert made["Location"] == f"/r/contoh/pintu/{door.code}/"
    assert door.about == ref(village)
    sheet = worker.get(f"/r/contoh/pintu/{door.code}/poster/").content.decode()
    assert "Apa yang perlu diubah di Sinduadi?" in sheet
    assert f"/q/{door.code}" in sheet
    assert "<svg" in sheet
    form = Client().get(Client().get(f"/q/{door.code}/")["Location"]).content.decode()
    assert 'value="Sinduadi"' in form


def test_place_beyond_the_region_is_refused_and_what_was_typed_is_kept(space, worker):
    place("32.73", "Bandung", 2)
    typed = {"kind": "poster", "about": ref(space), "place": "32.73", "hung_at": "Stasiun kota"}
    answer = worker.post("/r/contoh/pintu/", typed)
    assert answer.status_code == 400
    assert "di luar wilayah ruang ini" in answer.content.decode()
    assert "Stasiun kota" in answer.content.decode()
    assert not Door.objects.exists()


def test_door_to_what_nobody_registered_is_refused(space):
    with pytest.raises(Refused):
        hang(space, about="ideas.nothing:1")
    with pytest.raises(Refused):
        hang(space, about=ref(make_space("lain")))


def test_higher_domain_registers_what_doors_lead_to(space, monkeypatch):
    monkeypatch.setattr(queries, "_subjects", dict(queries._subjects))
    found = queries.Subject("Ajakan air", "Di mana air mati?", "/r/contoh/ajakan/7/?dari=poster")
    queries.register_subjects(
        "ideas.call",
        queries.Subjects(
            lambda space, key: found if key == "7" else None, lambda space: [("ideas.call:7", "Air")]
        ),
    )
    assert ("ideas.call:7", "Air") in queries.choices_of(space)
    door = hang(space, about="ideas.call:7")
    led = Client().get(f"/q/{door.code}/")["Location"]
    assert led == f"/r/contoh/ajakan/7/?dari=poster&pintu={door.code}"


def test_withdrawn_voice_is_counted_no_longer_and_a_made_door_is_a_step(space):
    door = hang(space)
    made = receive_voice(space=space, text="Lampu mati", door=door, by=CITIZEN, at=AT)
    assert queries.voices_by([door]) == {door.pk: 1}
    withdraw_by_receipt(voice=made.voice, at=AT)
    assert queries.voices_by([door]) == {}
    assert Step.objects.filter(kind="voices.door_made", about=ref(door)).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_doors_asks_as_much_for_one_as_for_three(space, worker, count, django_assert_num_queries):
    for number in range(count):
        hang(space, hung_at=f"Tiang {number}")
    worker.get("/r/contoh/pintu/")
    with django_assert_num_queries(7):
        worker.get("/r/contoh/pintu/")
