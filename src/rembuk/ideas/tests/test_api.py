"""Ideas as programs read and endorse them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from rembuk.ideas import actions
from rembuk.ideas.models import Endorsement, Idea
from rembuk.ideas.states import Stage
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.places.models import Place
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


def numbers(client: Client, **asked: str) -> list[int]:
    """Return the numbers of the ideas of the space when ASKED so."""
    answer = client.get(f"{V1}/spaces/contoh/ideas", asked)
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["items"]]


def in_place(idea: Idea, code: str) -> None:
    """Put IDEA in the place with CODE, which is made if need be."""
    level = {2: 1, 5: 2, 8: 3, 13: 4}[len(code)]
    place, _made = Place.objects.get_or_create(
        code=code, defaults={"name": code, "level": level, "path": code}
    )
    Idea.objects.filter(pk=idea.pk).update(place=place)


def test_ideas_come_newest_most_endorsed_or_by_stage(client: Client) -> None:
    space = make_space("contoh")
    first, second, third = (make_idea(space) for _ in range(3))
    actions.endorse(idea=second, person=make_person(), at=AT)
    Idea.objects.filter(pk=first.pk).update(stage=Stage.KEPT)
    assert numbers(client) == [third.pk, second.pk, first.pk]
    assert numbers(client, order="endorsed")[0] == second.pk
    assert numbers(client, stage="kept") == [first.pk]


def test_ideas_of_a_place_are_those_in_it_and_inside_it(client: Client) -> None:
    space = make_space("contoh")
    inside, beside, province, nowhere = (make_idea(space) for _ in range(4))
    in_place(inside, "34.04.06.2001")
    in_place(beside, "34.71.01.1001")
    in_place(province, "34")
    assert numbers(client, place="34.04") == [inside.pk]
    assert set(numbers(client, place="34")) == {inside.pk, beside.pk, province.pk}
    assert numbers(client, place="35") == []
    assert nowhere.pk in numbers(client)


def test_idea_taken_back_is_nowhere(client: Client) -> None:
    idea = make_idea(make_space("contoh"))
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)
    assert numbers(client) == []
    for part in ("", "/voices", "/verdict"):
        assert client.get(f"{V1}/ideas/{idea.pk}{part}").status_code == 404


def test_idea_of_another_space_is_not_in_the_list(client: Client) -> None:
    make_idea(make_space("contoh"))
    elsewhere = make_idea(make_space("lain"))
    assert elsewhere.pk not in numbers(client)


def test_idea_tells_its_steps_with_what_was_promised(client: Client) -> None:
    idea = make_idea(make_space("contoh"), voices=3)
    found = client.get(f"{V1}/ideas/{idea.pk}").json()
    assert (found["voices_count"], found["wish"]) == (3, "Kami minta lampu di jalur itu.")
    happened = [step for step in found["steps"] if not step["promised"]]
    promised = [step for step in found["steps"] if step["promised"]]
    assert happened[0]["because"] == "ketiganya menyebut ruas yang sama"
    assert happened[0]["at"] == "2026-11-20T03:00:00Z"
    assert (promised[0]["at"], promised[0]["day"]) == (None, "2026-12-10")
    assert happened[0]["proof"]["index"] is None


def send(client: Client, method: str, idea: Idea, **headers: str) -> Any:
    """Send METHOD at IDEA's endorsement with the token, as a program does."""
    token = client.get(f"{V1}/session").json()["csrf_token"]
    return client.generic(
        method, f"{V1}/ideas/{idea.pk}/endorsement", headers={"x-csrftoken": token, **headers}
    )


@pytest.fixture
def signed_in() -> Client:
    """Return a client that checks tokens, signed in as a citizen."""
    return sign_in(Client(enforce_csrf_checks=True), make_person())


def test_endorsing_and_withdrawing_again_change_nothing(signed_in: Client) -> None:
    idea = make_idea(make_space("contoh"))
    answers = [send(signed_in, method, idea) for method in ("PUT", "PUT", "DELETE", "DELETE")]
    assert [answer.status_code for answer in answers] == [200] * 4
    found = [answer.json() for answer in answers]
    assert [one["changed"] for one in found] == [True, False, True, False]
    assert [one["endorsements_count"] for one in found] == [1, 1, 0, 0]
    assert not Endorsement.objects.exists()
    assert "no-store" in answers[0]["Cache-Control"]


def test_endorsing_without_session_is_401_and_without_token_403(signed_in: Client) -> None:
    idea = make_idea(make_space("contoh"))
    address = f"{V1}/ideas/{idea.pk}/endorsement"
    assert Client(enforce_csrf_checks=True).put(address).status_code == 401
    assert signed_in.put(address).status_code == 403
    assert signed_in.put(address, headers={"x-csrftoken": "a" * 32}).status_code == 403
    assert not Endorsement.objects.exists()


def test_endorsing_from_a_page_of_another_site_is_refused(signed_in: Client) -> None:
    idea = make_idea(make_space("contoh"))
    assert send(signed_in, "PUT", idea, origin="https://lain.example").status_code == 403
    assert not Endorsement.objects.exists()


def test_endorsing_what_is_kept_is_refused_in_a_sentence(signed_in: Client) -> None:
    idea = make_idea(make_space("contoh"))
    Idea.objects.filter(pk=idea.pk).update(stage=Stage.KEPT)
    answer = send(signed_in, "PUT", idea)
    assert answer.status_code == 400
    assert "tidak menerima dukungan" in json.loads(answer.content)["detail"]
