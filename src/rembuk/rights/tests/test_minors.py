"""Under-18s: only a band is asked, a parent opens the account, nothing names or profiles a child."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from rembuk.ideas.actions import endorse
from rembuk.ideas.queries import audience
from rembuk.ideas.tests.factories import make_idea
from rembuk.messaging.actions import follow
from rembuk.messaging.queries import address_of
from rembuk.people.actions import choose_band, enrol, set_name
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.rights.actions import guardians
from rembuk.rights.models import GuardianAsk, GuardianWord
from rembuk.rights.queries.guardians import bands_shown, guardian_held
from rembuk.rights.tasks import erase, minimise_all
from rembuk.rights.wording import GUARDIAN
from rembuk.shared.references import ref
from rembuk.shared.refusals import NotThere, Refused, TooMany
from rembuk.spaces.tests.factories import NOON, make_member, make_space

pytestmark = pytest.mark.django_db
PARENT = "ibu@contoh.id"


def child(**fields: object) -> Person:
    return make_person(**{"band": "13to15", "band_at": NOON, **fields})


def token_in_mail() -> str:
    found = re.search(r"/wali/([\w-]{43})/", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def allowed_child() -> tuple[Person, str]:
    person = child()
    guardians.ask_guardian(person=person, email=PARENT, at=NOON)
    token = token_in_mail()
    guardians.answer_as_guardian(token=token, given=True, at=NOON)
    person.refresh_from_db()
    return person, token


def test_who_was_never_asked_is_led_to_the_question_and_then_to_where_they_were_going() -> None:
    make_space("contoh")
    person = make_person(band="", band_at=None)
    client = sign_in(Client(), person)
    answer = client.get("/r/contoh/?q=1")
    assert (answer.status_code, answer["Location"]) == (302, "/akun/umur/?next=%2Fr%2Fcontoh%2F%3Fq%3D1")
    page = client.get(answer["Location"]).content.decode()
    assert "tanggal lahir" in page
    assert 'type="date"' not in page
    assert client.post("/akun/umur/", {"next": "/r/contoh/"}).status_code == 400
    done = client.post("/akun/umur/", {"band": "adult", "next": "/r/contoh/"})
    assert (done.status_code, done["Location"]) == (302, "/r/contoh/")
    assert client.get("/r/contoh/").status_code == 200


def test_child_is_held_until_the_parent_says_yes_and_again_once_it_is_withdrawn() -> None:
    idea = make_idea(make_space("gagasan"))
    person = child(name="Rani", band="", band_at=None)
    client, parent = sign_in(Client(), person), Client()
    endorsing = f"{idea.get_absolute_url()}dukung/"
    assert client.post("/akun/umur/", {"band": "13to15"}).status_code == 302
    assert client.get(idea.get_absolute_url()).status_code == 200
    assert client.post(endorsing)["Location"].startswith("/akun/umur/")
    program = client.put(f"/api/v1/ideas/{idea.pk}/endorsement", content_type="application/json")
    assert program.status_code == 403
    person.refresh_from_db()
    assert (person.name, person.held, idea.endorsements.count()) == ("", True, 0)
    assert address_of(ref(person)) is None
    client.post("/akun/umur/", {"langkah": "wali", "email": PARENT})
    letter = mail.outbox[-1]
    assert letter.to == [PARENT]
    assert str(GUARDIAN.sentence) in letter.body
    assert person.email not in letter.body
    page = f"/wali/{token_in_mail()}/"
    assert str(GUARDIAN.sentence) in parent.get(page).content.decode()
    assert GuardianWord.objects.count() == 0
    assert parent.post(page, {"jawab": "ya"}).status_code == 302
    client.post(endorsing)
    assert idea.endorsements.count() == 1
    assert parent.post(page, {"jawab": "tidak"}).status_code == 302
    assert client.post(f"{idea.get_absolute_url()}dukung/")["Location"].startswith("/akun/umur/")
    said = GuardianWord.objects.order_by("pk").values_list("given", "words", "wording_version")
    assert list(said) == [(given, str(GUARDIAN.sentence), GUARDIAN.version) for given in (True, False)]


def test_held_child_still_speaks_without_an_account_being_asked_for() -> None:
    make_space("contoh")
    client = sign_in(Client(), child())
    looked = client.post("/r/contoh/suara/mirip/", {"text": "Jembatan di kampung kami putus"})
    assert looked.status_code == 200


def test_minor_keeps_no_name_and_hears_of_what_they_endorsed_only_where_they_follow_it() -> None:
    idea = make_idea(make_space("gagasan"))
    person, _token = allowed_child()
    grown = make_person()
    for one in (person, grown):
        endorse(idea=idea, person=one, at=NOON)
    set_name(person=person, name="Rani", zone="")
    assert Person.objects.get(pk=person.pk).name == ""
    assert 'name="name"' not in sign_in(Client(), person).get("/akun/").content.decode()
    assert ref(grown) in set(audience(str(idea.pk)))
    assert ref(person) not in set(audience(str(idea.pk)))
    follow(person=person, about=ref(idea), at=NOON)
    assert ref(person) in set(audience(str(idea.pk)))


def test_older_band_is_taken_after_a_year_only_and_growing_up_drops_the_parent() -> None:
    person, _token = allowed_child()
    for band in ("16to17", "adult"):
        with pytest.raises(Refused):
            choose_band(person=person, band=band, at=NOON + timedelta(days=364))
    person.refresh_from_db()
    guardians.say_band(person=person, band="16to17", at=NOON + timedelta(days=365))
    assert not person.held
    guardians.say_band(person=person, band="adult", at=NOON + timedelta(days=731))
    assert (person.is_minor, GuardianAsk.objects.count()) == (False, 0)


def test_parent_is_somebody_else_and_is_written_to_three_times_a_day_at_most() -> None:
    person = child(email="rani@contoh.id")
    with pytest.raises(Refused):
        guardians.ask_guardian(person=person, email="rani+ibu@contoh.id", at=NOON)
    with pytest.raises(Refused):
        guardians.ask_guardian(person=make_person(), email=PARENT, at=NOON)
    tokens = []
    for _turn in range(3):
        guardians.ask_guardian(person=person, email=PARENT, at=NOON)
        tokens.append(token_in_mail())
    with pytest.raises(TooMany):
        guardians.ask_guardian(person=person, email=PARENT, at=NOON)
    with pytest.raises(NotThere):
        guardians.answer_as_guardian(token=tokens[0], given=True, at=NOON)
    assert guardians.answer_as_guardian(token=tokens[2], given=False, at=NOON).given is False


def test_link_nobody_answered_dies_after_thirty_days_with_the_address() -> None:
    person = child()
    now = timezone.now()
    guardians.ask_guardian(person=person, email=PARENT, at=now - timedelta(days=30))
    token = token_in_mail()
    assert Client().get(f"/wali/{token}/").status_code == 404
    minimise_all()
    assert not GuardianAsk.objects.exists()
    _child, token = allowed_child()
    GuardianAsk.objects.update(asked_at=now - timedelta(days=400))
    minimise_all()
    assert Client().get(f"/wali/{token}/").status_code == 200


def test_own_data_show_the_parent_and_erasing_leaves_the_proof_without_an_address() -> None:
    person, _token = allowed_child()
    page = sign_in(Client(), person).get("/akun/data/").content.decode()
    assert PARENT in page
    guardians_said = list(guardian_held(ref(person)))
    assert [row["what"] for row in guardians_said] == ["guardian", "guardian_word"]
    erase({"subject": ref(person)})
    assert not GuardianAsk.objects.exists()
    assert GuardianWord.objects.count() == 1
    assert Person.objects.get(pk=person.pk).band == ""


def test_officer_sees_counts_by_band_in_tens_that_one_child_does_not_move() -> None:
    space = make_space("contoh")
    officer = sign_in(Client(), make_member(space, "officer"))
    for number in range(30):
        enrol(email=f"dewasa{number}@contoh.id")
    for _number in range(12):
        child(band="16to17")
    child()
    # 31 grown up, 12 of 16 or 17, and one child younger still: full tens, and no sum to subtract them from.
    assert sorted(count for _label, count in bands_shown()) == [0, 0, 10, 30]
    page = officer.get("/r/contoh/pelindungan/anak/").content.decode()
    assert "10 atau lebih" in page
    assert "kurang dari 10" in page
    child()
    again = officer.get("/r/contoh/pelindungan/anak/").content.decode()
    assert re.findall("<dd>.*?</dd>|<p>Akun.*?</p>", again) == re.findall("<dd>.*?</dd>|<p>Akun.*?</p>", page)
    assert "/r/contoh/pelindungan/anak/" in officer.get("/r/contoh/pelindungan/").content.decode()


def test_band_said_twice_at_once_is_kept() -> None:
    person = make_person(band="")
    first, second = (Person.objects.get(pk=person.pk) for _twice in range(2))
    choose_band(person=first, band="16to17", at=NOON)
    choose_band(person=second, band="16to17", at=NOON)
    person.refresh_from_db()
    assert [one.band for one in (person, first, second)] == ["16to17"] * 3
    assert (person.band_at, second.band_at) == (NOON, NOON)
