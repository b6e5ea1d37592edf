"""Subject pages: what was said, decided, promised and kept, and following; lists by places."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache

from rembuk.ideas import actions
from rembuk.ideas.models import Idea, IdeaVoice
from rembuk.ideas.queries import audience, named_subject
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_cluster, make_idea
from rembuk.messaging.actions import follow
from rembuk.messaging.models import Follow
from rembuk.people.tests.factories import make_person
from rembuk.places.tests.factories import make_place
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import Voice, VoiceLabel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def space():
    cache.clear()
    return make_space("contoh")


def labelled(space, value, title="Lampu di jalur pulang sekolah", by=VoiceLabel.By.MACHINE):
    idea = make_idea(space, title=title)
    for voice in Voice.objects.filter(behind__idea=idea):
        VoiceLabel.objects.create(voice=voice, name="subject", value=value, by=by)
    return idea


def placed(space, codes, title):
    cluster = make_cluster(space, len(codes))
    voices = list(Voice.objects.filter(cluster=cluster))
    for voice, code in zip(voices, codes, strict=True):
        Voice.objects.filter(pk=voice.pk).update(place=code)
    return actions.accept_as_idea(
        space=space, voices=voices, title=title, wish=title, because="keduanya sama", place=None,
        by=COORDINATOR, at=AT,
    )  # fmt: skip


def test_subject_page_shows_its_ideas_and_voices_and_leaves_others_out(client, space):
    idea = labelled(space, "kesehatan", "Puskesmas buka sore")
    labelled(space, "transportasi/jalan", "Jalan berlubang ditambal")
    page = client.get("/r/contoh/pokok/kesehatan/").content.decode()
    assert "Puskesmas buka sore" in page
    assert "Jalan berlubang ditambal" not in page
    assert "Jalan berlubang ditambal" in client.get("/r/contoh/pokok/transportasi/").content.decode()
    assert "Selokan Mataram" in client.get("/r/contoh/pokok/kesehatan/?lihat=suara").content.decode()
    assert "Puskesmas" not in client.get("/r/contoh/pokok/kesehatan/?lihat=ditepati").content.decode()
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.KEPT)
    assert "Puskesmas" in client.get("/r/contoh/pokok/kesehatan/?lihat=ditepati").content.decode()


def test_label_of_a_person_goes_before_that_of_the_machine(client, space):
    idea = labelled(space, "kesehatan")
    for voice in Voice.objects.filter(behind__idea=idea):
        VoiceLabel.objects.create(voice=voice, name="subject", value="energi", by=VoiceLabel.By.PERSON)
    assert "Selokan Mataram" not in client.get("/r/contoh/pokok/kesehatan/?lihat=suara").content.decode()
    assert "Selokan Mataram" in client.get("/r/contoh/pokok/energi/?lihat=suara").content.decode()


def test_subject_that_is_not_in_the_scheme_is_not_there(client):
    assert client.get("/r/contoh/pokok/sulap/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_subject_page_asks_the_same_for_any_number(client, space, count, django_assert_num_queries):
    for _ in range(count):
        labelled(space, "kesehatan")
    client.get("/r/contoh/pokok/kesehatan/")
    with django_assert_num_queries(4):
        client.get("/r/contoh/pokok/kesehatan/")


def test_who_follows_the_first_level_hears_of_ideas_of_the_second(space):
    idea = labelled(space, "transportasi/jalan")
    person = make_person()
    follow(person=person, about=f"ideas.subject:{space.pk}/transportasi", at=AT)
    assert ref(person) in set(audience(str(idea.pk)))
    assert named_subject(f"{space.pk}/transportasi").link == "/r/contoh/pokok/transportasi/"


def test_page_of_an_idea_leads_to_its_subject_and_the_home_lets_follow_the_space(client, space):
    idea = labelled(space, "kesehatan")
    assert "/r/contoh/pokok/kesehatan/" in client.get(idea.get_absolute_url()).content.decode()
    client.force_login(make_person())
    home = client.get("/r/contoh/").content.decode()
    assert f'value="spaces.space:{space.pk}"' in home
    assert client.post("/ikuti/", {"apa": f"spaces.space:{space.pk}", "langkah": "ikuti"}).status_code == 302
    assert "Berhenti mengikuti" in client.get("/r/contoh/").content.decode()


def test_program_follows_and_lets_go_with_a_session(client, space):
    client.force_login(make_person())
    about = f"ideas.subject:{space.pk}/kesehatan"

    def put(value):
        return client.put("/api/v1/follows", json.dumps({"about": value}), content_type="application/json")

    assert put(about).json() == {"about": about, "followed": True}
    assert put(about).status_code == 200
    assert Follow.objects.count() == 1
    assert client.get("/api/v1/follows").json()["items"][0]["page"] == "/r/contoh/pokok/kesehatan/"
    assert put("ideas.idea:999999").status_code == 404
    assert put("ideas.place:1/\x00").status_code == 422
    assert client.delete(f"/api/v1/follows?about={about}").json() == {"about": about, "followed": False}
    assert not Follow.objects.exists()


def test_ideas_are_listed_by_the_places_their_voices_come_from(client, space):
    codes = [make_place(code).pk for code in ("34.04.06", "34.04.07", "34.04.08")]
    placed(space, [codes[0]] * 4, "Satu tempat saja")
    wide = placed(space, codes, "Tiga tempat berbeda")
    assert wide.places_count == 3
    page = client.get("/r/contoh/gagasan/?urut=tempat").content.decode()
    assert page.index("Tiga tempat berbeda") < page.index("Satu tempat saja")
    assert "Dari 3 tempat" in page
    rows = client.get("/api/v1/spaces/contoh/ideas?order=places").json()["items"]
    assert rows[0]["title"] == "Tiga tempat berbeda"


def test_places_are_counted_anew_when_voices_are_taken_back(space):
    from rembuk.ideas.models import BoardMove
    from rembuk.shared.actors import Actor

    codes = [make_place(code).pk for code in ("34.04.06", "34.04.07")]
    idea = placed(space, codes[:1], "Satu tempat saja")
    cluster = make_cluster(space, 1)
    voices = list(Voice.objects.filter(cluster=cluster))
    Voice.objects.filter(cluster=cluster).update(place=codes[1])
    by = Actor("coordinator", make_person().pk)
    actions.join_to_idea(idea=idea, voices=voices, because="sama saja", by=by, at=AT)
    assert Idea.objects.get(pk=idea.pk).places_count == 2
    actions.undo(move=BoardMove.objects.get(kind="join"), by=by, at=AT)
    assert Idea.objects.get(pk=idea.pk).places_count == 1
    assert IdeaVoice.objects.filter(idea=idea).count() == 1


@pytest.mark.parametrize("order", ["terbaru", "dukungan", "tempat", "menunggu"])
@pytest.mark.parametrize("count", [1, 3])
def test_each_order_of_the_list_asks_twice_for_any_number(
    client, space, order, count, django_assert_num_queries
):
    for _ in range(count):
        make_idea(space)
    client.get(f"/r/contoh/gagasan/?urut={order}")
    with django_assert_num_queries(2):
        assert client.get(f"/r/contoh/gagasan/?urut={order}").status_code == 200


@pytest.mark.parametrize("order", ["terbaru", "dukungan", "tempat", "menunggu"])
def test_each_order_pages_by_key_without_missing_or_doubling_any(client, space, order):
    made = {make_idea(space).pk for _ in range(23)}
    seen, after = [], ""
    while True:
        found = client.get("/r/contoh/gagasan/", {"urut": order, "after": after}).context["page"]
        seen += [idea.pk for idea in found.rows]
        after = found.after
        if not after:
            break
    assert sorted(seen) == sorted(made)
