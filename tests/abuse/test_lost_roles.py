"""Who loses a role or an account loses everything it opened, in the very same request (A13, A14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.ideas.models import Endorsement
from rembuk.ideas.tests.factories import make_idea
from rembuk.messaging.queries import address_of
from rembuk.people import actions as people
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.review import actions as review
from rembuk.review.models import Question
from rembuk.review.tests.factories import make_case
from rembuk.shared.actors import OPERATOR, Actor
from rembuk.spaces import actions
from rembuk.spaces.models import Invitation, Membership, Role, Space
from rembuk.spaces.tests.factories import make_member, make_space
from tests.abuse.programs import run_program

pytestmark = pytest.mark.django_db
# Pages, a table and a program's door: whatever could still be open in a window somewhere.
OPEN = (
    "/r/contoh/tim/", "/r/contoh/papan/", "/r/contoh/impor/", "/r/contoh/telaah/", "/r/contoh/moderasi/",
    "/r/contoh/atur/", "/akun/data/unduh/",
)  # fmt: skip


def of(space: Space, person: Person) -> Membership:
    return Membership.objects.get(space=space, person=person, role=Role.OWNER)


def by_ending(space: Space, person: Person) -> None:
    actions.end_role(membership=of(space, person), by=OPERATOR, at=timezone.now())


def by_changing(space: Space, person: Person) -> None:
    actions.change_role(membership=of(space, person), role=Role.WRITER, by=OPERATOR, at=timezone.now())


def by_handing_over(space: Space, person: Person) -> None:
    from rembuk.spaces.queries import duties_of

    takers: dict[str, Any] = dict.fromkeys(key for key, _kind, _duty in duties_of(space, person))
    actions.hand_over(space=space, person=person, takers=takers, by=OPERATOR, at=timezone.now())


def by_closing(space: Space, person: Person) -> None:
    people.shut(person=person)


WAYS = (by_ending, by_changing, by_handing_over, by_closing)


@pytest.fixture
def space() -> Space:
    return make_space("contoh")


@pytest.fixture
def leaving(space: Space) -> Person:
    make_member(space, Role.OWNER)
    return make_member(space, Role.OWNER, make_person("pergi@contoh.id"))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_next_request_of_every_open_window_is_a_strangers(
    space: Space, leaving: Person, way: Callable[[Space, Person], None]
) -> None:
    phone, desk, program = (sign_in(Client(), leaving) for _ in range(3))
    token = program.get("/api/v1/session").json()["csrf_token"]
    assert [desk.get(path).status_code for path in OPEN] == [200] * len(OPEN)
    number = make_idea(space).pk
    way(space, leaving)
    for client in (phone, desk):
        assert {client.get(path).status_code for path in OPEN} == {302}
        assert client.post("/r/contoh/tim/", {"langkah": "undang", "email": "a@contoh.id", "role": "owner"})
    assert program.get("/api/v1/session").json()["signed_in"] is False
    answer = program.put(f"/api/v1/ideas/{number}/endorsement", headers={"x-csrftoken": token})
    assert answer.status_code == 401
    assert not Endorsement.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("way", [by_ending, by_changing, by_handing_over], ids=lambda way: way.__name__)
def test_invitation_sent_by_who_lost_the_role_opens_nothing_any_more(
    space: Space, leaving: Person, way: Callable[[Space, Person], None]
) -> None:
    me = Actor("owner", leaving.pk)
    link = actions.invite(space=space, email="kawan@contoh.id", role="owner", by=me, at=timezone.now())
    friend = sign_in(Client(), make_person("kawan@contoh.id"))
    path = "/" + link.split("/", 3)[3]
    assert friend.get(path).status_code == 200
    way(space, leaving)
    assert friend.get(path).status_code == 404
    assert friend.post(path).status_code == 404
    assert not Membership.objects.filter(person__email="kawan@contoh.id").exists()


def test_invitation_of_an_owner_who_gives_up_another_role_stays(space: Space, leaving: Person) -> None:
    make_member(space, Role.WRITER, leaving)
    me = Actor("owner", leaving.pk)
    actions.invite(space=space, email="kawan@contoh.id", role="owner", by=me, at=timezone.now())
    held = Membership.objects.get(space=space, person=leaving, role=Role.WRITER)
    actions.end_role(membership=held, by=OPERATOR, at=timezone.now())
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_question_to_an_expert_is_answered_by_no_link_once_who_asked_lost_the_role(
    space: Space, leaving: Person, way: Callable[[Space, Person], None]
) -> None:
    idea, (seated, _other) = make_case(space)
    owner = Membership.objects.filter(space=space, role=Role.OWNER).exclude(person=leaving).get().person
    links = [
        review.ask_outside(
            case=idea.review_cases.get(), whom="ahli jembatan", email=f"ahli{person.pk}@contoh.id",
            text="Berapa lama papan bambu bertahan di luar?", by=Actor("owner", person.pk),
            at=timezone.now(), asked_by=person.pk,
        )
        for person in (leaving, owner)
    ]  # fmt: skip
    mine, other = ("/" + link.split("/", 3)[3] for link in links)
    desk = sign_in(Client(), seated)
    address = f"/telaah/{idea.pk}/"
    assert Client().get(mine).status_code == 200
    assert not desk.get(address).context["over"]
    way(space, leaving)
    assert Client().get(mine).status_code == 404
    assert Client().post(mine, {"answer": "Papan itu bertahan lima tahun bila diawetkan."}).status_code == 404
    assert Client().get(other).status_code == 200
    page = desk.get(address)
    assert page.context["over"] == {Question.objects.get(asked_by=leaving).pk}
    assert "Tautannya tidak berlaku lagi" in page.content.decode()


def test_role_that_ended_opens_nothing_after_signing_in_anew(space: Space, leaving: Person) -> None:
    desk = sign_in(Client(), leaving)
    assert {desk.get(path).status_code for path in OPEN} == {200}
    by_ending(space, leaving)
    leaving = Person.objects.get(pk=leaving.pk)
    again = sign_in(Client(), leaving)
    assert {again.get(path).status_code for path in OPEN[:-1]} == {403}


def test_closed_account_gets_no_code_no_mail_and_no_voice_in_a_count(space: Space) -> None:
    person, number = make_person("tutup@contoh.id"), make_idea(space).pk
    mine = sign_in(Client(), person)
    assert address_of(f"people.person:{person.pk}") is not None
    people.shut(person=person)
    assert address_of(f"people.person:{person.pk}") is None
    assert mine.post(f"/g/{number}/dukung/").status_code == 302
    # Even a session that is made for it anew is nobody's.
    assert sign_in(Client(), Person.objects.get(pk=person.pk)).get("/akun/").status_code == 302
    assert not Endorsement.objects.exists()


@pytest.mark.soak
def test_no_window_at_either_process_of_the_server_opens_anything_once_the_role_has_ended() -> None:
    run_program("lost")
