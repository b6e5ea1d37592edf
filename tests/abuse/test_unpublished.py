"""What is not published, or was taken back, opens by no address of its number: card, table, API (A02)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from rembuk.ideas.models import Call, Idea
from rembuk.ideas.states import Stage
from rembuk.programmes.models import Programme
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
