"""An officer leaves: what is open passes on in one step, and nothing of theirs opens a moment later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.ledger.models import Leaf, Step
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.programmes import actions as programmes
from rembuk.programmes.models import Milestone
from rembuk.programmes.tests.factories import make_commitment, make_delegation
from rembuk.review import actions as review
from rembuk.review.models import Assignment
from rembuk.shared.actors import OPERATOR, Actor
from rembuk.shared.refusals import Conflicting
from rembuk.spaces import actions
from rembuk.spaces.models import Invitation, Membership, Role, Space
from rembuk.spaces.queries import duties_of
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make_space("contoh", reviewers=1)


@pytest.fixture
def leaving(space: Space) -> Person:
    """Return somebody with four kinds of things open in their name."""
    person = make_member(space, Role.REVIEWER, make_person("pergi@contoh.id"))
    make_member(space, Role.OWNER, person)
    review.open_case(idea=make_idea(space), at=AT)
    me = Actor("owner", person.pk)
    programmes.take_charge(row=make_commitment(space).milestones.get(), by=me, at=AT)
    due = timezone.localdate() + timedelta(days=30)
    above = make_space("atas")
    Space.objects.filter(pk=space.pk).update(parent=above, path="atas/contoh/")
    space.refresh_from_db()
    programmes.take_charge(row=make_delegation(above, space, due=due), by=me, at=AT)
    actions.invite(space=space, email="tamu@contoh.id", role="writer", by=me, at=timezone.now())
    return person


def number_of(space: Space, person: Person) -> int:
    return Membership.objects.filter(space=space, person=person).order_by("pk")[0].pk


def test_page_lists_what_every_domain_holds_and_one_step_passes_it_on_and_ends_access(
    space: Space, leaving: Person
) -> None:
    owner = make_member(space, Role.OWNER)
    other = make_member(space, Role.REVIEWER)
    writer = make_member(space, Role.WRITER)
    mine, boss = sign_in(Client(), leaving), sign_in(Client(), owner)
    assert mine.get("/r/contoh/telaah/").status_code == 200
    page = f"/r/contoh/tim/{number_of(space, leaving)}/serah-terima/"
    assert page in boss.get("/r/contoh/tim/").content.decode()
    html = boss.get(page).content.decode()
    keys = [key for key, _kind, _duty in duties_of(space, leaving)]
    assert sorted(key.partition("-")[0] for key in keys) == ["limpahan", "telaah", "tonggak", "undangan"]
    assert all(f'name="tugas-{key}"' in html for key in keys)
    takers = {"telaah": other, "tonggak": writer, "limpahan": owner, "undangan": owner}
    sent = {f"tugas-{key}": str(takers[key.partition("-")[0]].pk) for key in keys}
    assert boss.post(page, sent)["Location"] == "/r/contoh/tim/"
    assert not Membership.objects.filter(space=space, person=leaving).exists()
    assert duties_of(space, leaving) == []
    assert Assignment.objects.get(ended_at=None).reviewer == other
    assert Milestone.objects.get(keeper__isnull=False).keeper == writer
    assert Invitation.objects.get().invited_by == owner
    # The very next request of theirs, by page and by API, is a stranger's.
    assert mine.get("/r/contoh/telaah/").status_code == 302
    assert mine.get("/api/v1/session").json()["signed_in"] is False
    leaving.refresh_from_db()
    again = sign_in(Client(), leaving, "code")
    for path in ("/r/contoh/telaah/", "/r/contoh/tim/", "/r/contoh/papan/"):
        assert again.get(path).status_code == 403
    step = Step.objects.get(kind="spaces.handed_over")
    assert step.facts == {"roles": ["reviewer", "owner"], "items": 4, "to": ["owner", "reviewer", "writer"]}
    assert Leaf.objects.filter(step=step).exists()
    assert leaving.email not in str(step.facts) + str(step.words)


def test_what_nobody_takes_goes_to_the_next_in_turn_or_is_withdrawn(space: Space, leaving: Person) -> None:
    make_member(space, Role.OWNER)
    other = make_member(space, Role.REVIEWER)
    takers: dict[str, Any] = dict.fromkeys([key for key, _kind, _duty in duties_of(space, leaving)])
    assert actions.hand_over(space=space, person=leaving, takers=takers, by=OPERATOR, at=timezone.now()) == 4
    assert Assignment.objects.get(ended_at=None).reviewer == other
    assert not Invitation.objects.exists()
    assert not Milestone.objects.filter(keeper__isnull=False).exists()
    with pytest.raises(Conflicting):
        actions.hand_over(space=space, person=leaving, takers=takers, by=OPERATOR, at=timezone.now())


def test_duty_that_came_after_the_page_was_opened_or_an_unfit_taker_refuses_the_whole(
    space: Space, leaving: Person
) -> None:
    boss = sign_in(Client(), make_member(space, Role.OWNER))
    field = make_member(space, Role.FIELD_WORKER)
    keys = [key for key, _kind, _duty in duties_of(space, leaving)]
    page = f"/r/contoh/tim/{number_of(space, leaving)}/serah-terima/"
    answer = boss.post(page, {f"tugas-{key}": "-" for key in keys[1:]})
    assert answer.status_code == 409
    assert "Tentukan juga siapa" in answer.content.decode()
    unfit = {f"tugas-{key}": str(field.pk) for key in keys}
    assert boss.post(page, unfit).status_code == 409
    stranger = make_member(make_space(), Role.OWNER)
    assert boss.post(page, {f"tugas-{key}": str(stranger.pk) for key in keys}).status_code == 409
    assert Membership.objects.filter(space=space, person=leaving).count() == 2
    assert [key for key, _kind, _duty in duties_of(space, leaving)] == keys


def test_last_owner_does_not_leave_and_nothing_has_moved(space: Space, leaving: Person) -> None:
    takers: dict[str, Any] = dict.fromkeys([key for key, _kind, _duty in duties_of(space, leaving)])
    with pytest.raises(Conflicting):
        actions.hand_over(space=space, person=leaving, takers=takers, by=OPERATOR, at=timezone.now())
    assert len(duties_of(space, leaving)) == 4


def test_old_invitation_of_who_left_opens_nothing(space: Space, leaving: Person) -> None:
    make_member(space, Role.OWNER)
    link = actions.invite(space=space, email=leaving.email, role="officer", by=OPERATOR, at=timezone.now())
    takers: dict[str, Any] = dict.fromkeys([key for key, _kind, _duty in duties_of(space, leaving)])
    actions.hand_over(space=space, person=leaving, takers=takers, by=OPERATOR, at=timezone.now())
    path = link.partition("8000")[2]
    leaving.refresh_from_db()
    assert sign_in(Client(), leaving, "code").post(path).status_code == 404


def test_form_sent_after_the_handover_is_refused_with_one_sentence_and_gives_back_what_was_typed(
    space: Space, leaving: Person
) -> None:
    make_member(space, Role.OWNER)
    client = sign_in(Client(), leaving)
    case = Assignment.objects.get().case
    typed = "Kebutuhannya jelas dan wewenangnya ada di ruang ini."
    takers: dict[str, Any] = dict.fromkeys([key for key, _kind, _duty in duties_of(space, leaving)])
    actions.hand_over(space=space, person=leaving, takers=takers, by=OPERATOR, at=timezone.now())
    for path, data in (
        (f"/telaah/{case.idea_id}/", {"langkah": "nilai", "reasons": typed, "csrfmiddlewaretoken": "x" * 64}),
        (f"/t/{Milestone.objects.first().pk}/", {"langkah": "kabar", "kabar-news": typed}),
    ):
        fresh = Client()
        fresh.cookies = client.cookies
        answer = fresh.post(path, data)
        html = answer.content.decode()
        assert answer.status_code == 403
        assert html.count("Akses Anda di ruang ini sudah berakhir") >= 1
        assert typed in html
        assert "x" * 64 not in html
    # Signed in again, the same form says the same: the role is gone.
    leaving.refresh_from_db()
    again = sign_in(Client(), leaving, "code").post(f"/telaah/{case.idea_id}/", {"reasons": typed})
    assert again.status_code == 403
    assert typed in again.content.decode()
    # Somebody who was never signed in is sent to sign in, as ever.
    assert Client().post(f"/telaah/{case.idea_id}/", {"reasons": typed}).status_code == 302
