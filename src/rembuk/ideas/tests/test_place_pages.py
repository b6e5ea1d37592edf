"""A place's page counts what was said there and what became of it; following is one tap, told in one row."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.ideas import queries
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.messaging import actions
from rembuk.messaging.models import Follow, Notice
from rembuk.people.tests.factories import make_person
from rembuk.places.models import Place
from rembuk.places.tests.factories import make_place
from rembuk.shared.models import OutboxRow
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import Voice, VoiceLabel

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(db):
    return make_place()


def placed(space, place, *, stage=Stage.NEW, title="Lampu di jalur pulang sekolah"):
    idea = make_idea(space, title=title)
    Idea.objects.filter(pk=idea.pk).update(place=place, stage=stage)
    Voice.objects.filter(behind__idea=idea).update(place=place, published_at=AT)
    return idea


def told_by(idea, number: int) -> None:
    about = {
        "about": [ref(idea)],
        "key": f"step:{number}",
        "subject": "Kabar",
        "text": "x",
        "link": "/",
        "at": AT,
    }
    assert OutboxRow.objects.filter(kind="messaging.fan_out", key=f"fan_out:step:{number}").count() == 0
    actions.announce(**about)
    assert OutboxRow.objects.filter(kind="messaging.fan_out", key=f"fan_out:step:{number}").count() == 1
    actions.fan_out(**about)


def test_village_counts_into_its_district_regency_and_province_and_no_other(village, client) -> None:
    space, other = make_space(), make_place("32.73.01")
    kept = placed(space, village, stage=Stage.KEPT, title="Jembatan kecil")
    placed(space, village, title="Lampu jalan")
    placed(space, other, title="Angkot malam")
    for code in ("34", "34.04", "34.04.06", "34.04.06.2001"):
        page = client.get(f"/r/{space.slug}/tempat/{code}/").content.decode()
        assert ("Jembatan kecil" in page, "Lampu jalan" in page, "Angkot malam" in page) == (
            True,
            True,
            False,
        )
        assert "<dd>4</dd>" in page  # voices
        assert page.count("<dd>1</dd>") == 3  # decided, promised, kept
    page = client.get(f"/r/{space.slug}/tempat/34/?lihat=ditepati").content.decode()
    assert (kept.title in page, "Lampu jalan" in page) == (True, False)
    assert "34.04/" in client.get(f"/r/{space.slug}/tempat/34/").content.decode()


def test_confidential_voice_is_neither_counted_nor_shown_on_the_page_of_its_place(village, client) -> None:
    space = make_space()
    idea = placed(space, village)
    Voice.objects.filter(behind__idea=idea).update(visibility="confidential", public_text="rahasia")
    page = client.get(f"/r/{space.slug}/tempat/{village.pk}/?lihat=suara").content.decode()
    assert "rahasia" not in page
    assert page.count("<dd>0</dd>") == 4  # voices, decided, promised, kept


def test_idea_taken_back_or_voice_hidden_is_in_no_count_of_its_place_and_in_no_list(village, client) -> None:
    space, other = make_space(), make_place("32.73.01")
    placed(space, village, title="Lampu jalan")
    placed(space, village, stage=Stage.TAKEN_BACK, title="Gagasan yang ditarik")
    placed(space, other, stage=Stage.TAKEN_BACK, title="Satu-satunya di sana")
    found = queries.counts_inside(space, "34")
    assert found == {"gagasan": 1, "diputuskan": 0, "dijanjikan": 0, "ditepati": 0}
    assert queries.counts_inside(space, "32")["gagasan"] == 0
    province = Place.objects.get(pk="34")
    assert [(part.pk, count) for part, count in queries.parts_with_ideas(space, province)] == [("34.04", 1)]
    assert queries.parts_with_ideas(space, Place.objects.get(pk="32")) == []
    page = client.get(f"/r/{space.slug}/tempat/34/").content.decode()
    assert ("Lampu jalan" in page, "ditarik" in page) == (True, False)
    Voice.objects.filter(behind__idea__title="Lampu jalan").update(hidden_at=AT, public_text="tersembunyi")
    assert "tersembunyi" not in {voice.public_text for voice in queries.voices_inside(space, "34")}


def test_empty_place_says_so_and_a_place_that_is_none_is_not_there(village, client) -> None:
    space = make_space()
    assert "Suara pertama boleh dari Anda" in client.get(f"/r/{space.slug}/tempat/34/").content.decode()
    for wrong in ("99", "34.99", "...", "1234567890123"):
        assert client.get(f"/r/{space.slug}/tempat/{wrong}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize(("view", "asked"), [("", 8), ("?lihat=suara", 8)])
def test_page_of_a_place_asks_the_same_for_any_number(
    village, client, count, view, asked, django_assert_num_queries
) -> None:
    space = make_space()
    for number in range(count):
        placed(space, village, title=f"Gagasan nomor {number}")
    client.get(f"/r/{space.slug}/tempat/34.04/{view}")
    with django_assert_num_queries(asked):
        assert client.get(f"/r/{space.slug}/tempat/34.04/{view}").status_code == 200


def test_place_names_on_the_idea_page_lead_to_the_place(village, client) -> None:
    idea = placed(make_space(), village)
    assert f'/tempat/{village.pk}/">{village.path}' in client.get(idea.get_absolute_url()).content.decode()


def test_followers_of_idea_place_subject_and_space_are_told_once_by_one_row(village) -> None:
    space = make_space()
    idea = placed(space, village)
    for voice in Voice.objects.filter(behind__idea=idea):
        VoiceLabel.objects.update_or_create(
            voice=voice, name="subject", by="machine", defaults={"value": "energi"}
        )
    things = [ref(idea), f"ideas.place:{space.pk}/34", f"ideas.subject:{space.pk}/energi", ref(space)]
    people = [make_person() for _ in things]
    for person, thing in zip(people, things, strict=True):
        actions.follow(person=person, about=thing, at=AT)
    both, elsewhere = people[0], make_person()
    actions.follow(person=both, about=things[1], at=AT)
    actions.follow(person=elsewhere, about=f"ideas.place:{space.pk}/34.04.06.2001", at=AT)
    actions.follow(person=elsewhere, about=f"ideas.place:{space.pk}/34.04.06.2001", at=AT)
    actions.unfollow(person=elsewhere, about=f"ideas.place:{space.pk}/34.04.06.2001")
    told_by(idea, 1)
    rows = Notice.objects.filter(key="step:1", receiver__startswith="people.person:")
    assert sorted(rows.values_list("receiver", flat=True)) == sorted(ref(person) for person in people)


def test_follow_is_one_tap_the_same_tap_twice_changes_nothing_and_it_is_listed(village) -> None:
    idea, person = placed(make_space(), village), make_person()
    client = Client()
    assert client.get(f"/ikuti/?apa={ref(idea)}").status_code == 302
    client.force_login(person)
    offered = client.get(f"/ikuti/?apa={ref(idea)}").content.decode()
    assert village.path in offered
    for _ in range(2):
        assert client.post("/ikuti/", {"apa": ref(idea)})["Location"] == idea.get_absolute_url()
    assert Follow.objects.get().person == person
    assert "Berhenti mengikuti" in client.get(idea.get_absolute_url()).content.decode()
    assert idea.title in client.get("/kabar/").content.decode()
    answer = client.post("/ikuti/", {"apa": ref(idea), "langkah": "lepas", "kembali": "kabar"})
    assert (answer["Location"], Follow.objects.count()) == ("/kabar/", 0)


@pytest.mark.parametrize(
    "about",
    ["", "x", "ideas.idea:", "ideas.idea:9e9", "ideas.idea:99999999999999999999", "people.person:1",
     "ideas.place:1/99", "ideas.subject:1/rahasia", "ideas.place:²/34", "spaces.space:-1", "ideas.idea:\x00"],
)  # fmt: skip
def test_what_is_not_there_cannot_be_followed(about) -> None:
    make_space()
    client = Client()
    client.force_login(make_person())
    assert client.post("/ikuti/", {"apa": about}).status_code in (400, 404)
    assert client.get("/ikuti/", {"apa": about}).status_code in (400, 404)
    assert not Follow.objects.exists()


def test_forgetting_a_person_erases_what_they_follow(village) -> None:
    person = make_person()
    actions.follow(person=person, about=ref(make_space()), at=timezone.now())
    actions.forget(subject=ref(person))
    assert not Follow.objects.exists()
