"""What is not published, or was taken back, opens by no address of its number: card, table, API (A02)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import Call, Idea
from rembuk.ideas.queries import last_move
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import COORDINATOR, make_call, make_idea
from rembuk.moderation import actions as moderation
from rembuk.moderation.states import Reason
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.programmes.actions import begin_programme
from rembuk.programmes.models import Programme
from rembuk.programmes.tests.factories import WRITER
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice
from tests.abuse.walk import READS, client_of, standing
from tests.architecture.makers import World, make_world
from tests.architecture.roles import Row, routes

pytestmark = pytest.mark.django_db
OUTSIDE = ("visitor", "citizen", "beside", "below")


def take_back_ideas() -> None:
    Idea.objects.update(stage=Stage.TAKEN_BACK)


def unpublish_calls() -> None:
    Call.objects.update(published_at=None)


def unpublish_programmes() -> None:
    Programme.objects.update(published_at=None)


# How all of a kind is hidden, and how the addresses begin that name one of it by its number.
KINDS: dict[str, tuple[Callable[[], None], tuple[str, ...]]] = {
    "ideas": (take_back_ideas, ("/g/<int:number>/", "/api/v1/ideas/<int:number>")),
    "calls": (unpublish_calls, ("/c/<int:number>/", "/api/v1/calls/<int:number>")),
    "programmes": (unpublish_programmes, ("/p/<int:number>/", "/api/v1/programmes/<int:number>")),
}


def naming(begins: tuple[str, ...]) -> list[Row]:
    """Return the rows that are read and whose address begins so."""
    return [row for row in READS if routes()[row.route].startswith(begins)]


def opened(world: World, row: Row, hide: Callable[[], None]) -> list[str]:
    """Return what ROW answers to those outside once HIDE was done, where it is neither refused nor absent."""
    with standing(world, row) as (_made, address):
        hide()
        answers = {role: client_of(world, role).get(address) for role in OUTSIDE if role in world.people}
        answers["visitor"] = client_of(world, "visitor").get(address)
        return [
            f"{row.route} {role}: {answer.status_code}"
            for role, answer in answers.items()
            if answer.status_code not in (403, 404) and not _to_sign_in(answer)
        ]


def _to_sign_in(answer: object) -> bool:
    where = getattr(answer, "headers", {}).get("Location", "")
    return str(where).startswith("/akun/masuk/")


@pytest.mark.parametrize("kind", KINDS)
def test_page_card_table_and_answer_of_what_is_not_published_are_not_there_for_anybody_outside(
    kind: str,
) -> None:
    hide, begins = KINDS[kind]
    world, rows = make_world(), naming(begins)
    assert len(rows) > 2
    assert [said for row in rows for said in opened(world, row, hide)] == []


def test_list_of_the_api_names_nothing_that_is_not_published() -> None:
    world = make_world()
    for name, (hide, begins) in KINDS.items():
        with standing(world, naming(begins)[0]):
            address = reverse(f"api:{name}", args=[world.space.slug])
            before = client_of(world, "visitor").get(address).json()["items"]
            hide()
            assert before, name
            assert client_of(world, "visitor").get(address).json()["items"] == [], name


def lists(space: Space) -> dict[str, Any]:
    """Return every list of the API of SPACE, narrowed and sorted in every way, a row at a time."""
    found: dict[str, Any] = {}
    for name in ("ideas", "calls", "programmes", "decisions", "commitments", "milestones", "verdicts"):
        address = reverse(f"api:{name}", args=[space.slug])
        for query in ("", "order=endorsed", "order=places", "order=waiting", "stage=new", "stage=accepted"):
            if query and name != "ideas":
                continue
            answer = Client().get(f"{address}?limit=1&{query}")
            assert answer.status_code == 200, (name, query)
            found[f"{name} {query}"] = json.loads(answer.content)
    return found


def test_list_of_the_api_is_the_same_to_its_last_letter_whether_something_is_hidden_or_not() -> None:
    space = make_space()
    make_idea(space)
    before = lists(space)
    assert before["ideas "]["next"] is None
    hidden = make_idea(space, title="Gagasan kanaria")
    Idea.objects.filter(pk=hidden.pk).update(stage=Stage.TAKEN_BACK, endorsements_count=9, places_count=9)
    make_call(space, timezone.localdate(), published=False)
    begin_programme(space=space, title="Kanaria", summary="x", by=WRITER, at=timezone.now(), draft=True)
    # Neither a row nor the next page that a row left out afterwards would promise.
    assert lists(space) == before
    asked = Client().get(reverse("api:ideas", args=[space.slug]) + "?stage=taken_back")
    assert asked.json().get("items", []) == []


def test_doing_and_asking_by_the_number_of_a_hidden_idea_is_as_by_one_that_never_was() -> None:
    space, person, now = make_space(), make_person(), timezone.now()
    # Numbers that stand nowhere else on a page.
    hidden = Idea.objects.create(
        pk=704_101, space=space, title="Gagasan kanaria", wish="x", made_at=now, waiting_since=now,
        stage=Stage.TAKEN_BACK,
    )  # fmt: skip
    client = sign_in(Client(), person)
    token = client.get("/api/v1/session").json()["csrf_token"]
    told = []
    for number in (hidden.pk, hidden.pk + 1):
        answers = [
            client.put(f"/api/v1/ideas/{number}/endorsement", headers={"x-csrftoken": token}),
            client.delete(f"/api/v1/ideas/{number}/endorsement", headers={"x-csrftoken": token}),
            client.put(
                "/api/v1/follows", {"about": f"ideas.idea:{number}"}, "application/json",
                headers={"x-csrftoken": token},
            ),
            client.get(f"/ikuti/?apa=ideas.idea:{number}"),
            *(
                client.get(f"/api/v1/ideas/{number}{end}")
                for end in ("", "/voices", "/verdict")
            ),
            *(client.get(f"/g/{number}/{end}") for end in ("", "kartu.png", "kartu/", "suara/")),
        ]  # fmt: skip
        told.append([(one.status_code, words(one.content.decode(), number)) for one in answers])
    assert told[0] == told[1]
    assert {status for status, _words in told[0]} == {404}


def words(page: str, number: int) -> str:
    """Return what PAGE says without its number and without what differs from one request to the next."""
    page = page.replace(str(number), "N")
    return re.sub(r'(nonce|csrfmiddlewaretoken" value|csrf[^=]*)="[^"]*"', "", page)


def test_idea_taken_back_leaves_feed_and_home_with_all_its_steps() -> None:
    space = make_space("contoh")
    person = make_member(space, Role.COORDINATOR)
    stays = make_idea(space, title="Air sumur desa")
    goes = make_idea(space, title="Gagasan kanaria", by=Actor("coordinator", person.pk))
    move = last_move(space, person)
    assert move is not None
    for address in ("/r/contoh/umpan.atom", "/r/contoh/"):
        assert f"/g/{goes.pk}/" in Client().get(address).content.decode()
    actions.undo(move=move, by=COORDINATOR, at=timezone.now() + timedelta(minutes=1))
    caches["sums"].clear()
    for address in ("/r/contoh/umpan.atom", "/r/contoh/"):
        page = Client().get(address).content.decode()
        assert f"/g/{stays.pk}/" in page, address
        assert f"/g/{goes.pk}/" not in page, address
        assert "kanaria" not in page, address


LONG_AGO = datetime(2019, 2, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize("kept_back", [{"visibility": "confidential"}, {"withdrawn_at": LONG_AGO}], ids=str)
def test_list_of_voices_of_an_idea_tells_no_day_place_or_channel_of_one_that_is_not_shown(
    kept_back: dict[str, Any],
) -> None:
    idea = make_idea(make_space(), voices=3)
    voice = Voice.objects.filter(behind__idea=idea)[0]
    Voice.objects.filter(pk=voice.pk).update(spoken_at=LONG_AGO)
    ends = (f"/g/{idea.pk}/", f"/g/{idea.pk}/suara/", f"/api/v1/ideas/{idea.pk}/voices")
    assert ["2019" in Client().get(end).content.decode() for end in ends] == [True] * 3
    Voice.objects.filter(pk=voice.pk).update(**kept_back)
    assert ["2019" in Client().get(end).content.decode() for end in ends] == [False] * 3
    listed = Client().get(ends[1])
    assert len(listed.context["page"].rows) == 2
    assert ("hanya dibaca tim" in listed.content.decode()) == ("visibility" in kept_back)
    team = sign_in(Client(), make_member(idea.space, Role.COORDINATOR))
    assert len(team.get(ends[1]).context["page"].rows) == 3


def test_words_that_moderation_hid_are_given_to_no_program() -> None:
    idea = make_idea(make_space(), voices=2)
    voice = Voice.objects.filter(behind__idea=idea)[0]
    Voice.objects.filter(pk=voice.pk).update(public_text="kata kanaria")
    address = f"/api/v1/ideas/{idea.pk}/voices"
    assert "kanaria" in Client().get(address).content.decode()
    moderation.hide(
        about=ref(voice), part="text", reason=Reason.PERSONAL, because="Memuat nomor telepon.",
        by=COORDINATOR, at=timezone.now(),
    )  # fmt: skip
    assert len(Client().get(address).json()["items"]) == 1
    for end in (address, f"/g/{idea.pk}/", f"/g/{idea.pk}/suara/", f"/r/{idea.space.slug}/suara/"):
        assert "kanaria" not in Client().get(end).content.decode(), end
    assert "Ditutup moderasi" in Client().get(f"/g/{idea.pk}/suara/").content.decode()


def test_card_and_api_of_a_voice_told_in_confidence_are_not_there() -> None:
    idea = make_idea(make_space())
    voice = Voice.objects.filter(behind__idea=idea)[0]
    ends = [f"/s/{voice.address}/", f"/s/{voice.address}/kartu.png", f"/s/{voice.address}/kartu/"]
    ends.append(f"/api/v1/voices/{voice.address}")
    assert {Client().get(end).status_code for end in ends} == {200}
    Voice.objects.filter(pk=voice.pk).update(visibility="confidential")
    assert {Client().get(end).status_code for end in ends} == {404}
    # Nor does the page of its idea, its list of voices or the API lead there or say its words.
    for end in (f"/g/{idea.pk}/", f"/g/{idea.pk}/suara/", f"/api/v1/ideas/{idea.pk}/voices"):
        page = Client().get(end).content.decode()
        assert voice.address not in page, end
        assert voice.text not in page, end
