"""Spaces are founded, staffed and set up, and every misuse is refused by name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from rembuk.ledger.models import Leaf, Step
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.actors import OPERATOR, Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.refusals import Conflicting, NotAllowed, NotThere, Refused
from rembuk.spaces import actions, queries
from rembuk.spaces.models import Invitation, Membership, Role, Space
from rembuk.spaces.tests.factories import NOON, make_member, make_space

pytestmark = pytest.mark.django_db


def token_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def test_space_under_a_parent_carries_its_path_and_is_on_record() -> None:
    root = make_space("partai")
    branch = make_space("partai-jabar", parent=root)
    assert branch.path == "partai/partai-jabar/"
    assert list(queries.root_spaces()) == [root]
    assert list(queries.branches(root)) == [branch]
    assert list(queries.below(root)) == [root, branch]
    step = Step.objects.get(about=f"spaces.space:{branch.pk}")
    assert (step.kind, step.role, step.facts["slug"]) == ("spaces.founded", "operator", "partai-jabar")
    assert Leaf.objects.filter(step=step).exists()


@pytest.mark.parametrize("slug", ["", "a", "Partai", "1partai", "partai jabar", "a" * 41, "partai/x", "é"])
def test_slug_that_is_no_plain_word_is_refused(slug: str) -> None:
    with pytest.raises(Refused):
        make_space_with(slug)
    assert not Space.objects.exists()


def make_space_with(slug: str) -> Space:
    return actions.found_space(slug=slug, name="Ruang", by=OPERATOR, at=NOON)


def test_slug_taken_is_refused_and_nothing_is_recorded() -> None:
    make_space("contoh")
    with pytest.raises(Conflicting):
        make_space_with("contoh")
    assert Step.objects.filter(kind="spaces.founded").count() == 1


def test_invitation_works_once_and_only_for_its_address() -> None:
    space, stranger, invited = make_space(), make_person(), make_person("tamu@contoh.id")
    link = actions.invite(space=space, email="Tamu@Contoh.id", role="reviewer", by=OPERATOR, at=NOON)
    token = token_of(link)
    with pytest.raises(NotAllowed):
        actions.accept_invitation(token=token, person=stranger, by=Actor("citizen", stranger.pk), at=NOON)
    by = Actor("citizen", invited.pk)
    membership = actions.accept_invitation(token=token, person=invited, by=by, at=NOON)
    assert (membership.person, membership.role) == (invited, Role.REVIEWER)
    with pytest.raises(NotThere):
        actions.accept_invitation(token=token, person=invited, by=by, at=NOON)


def test_invitation_past_its_time_withdrawn_or_replaced_stays_dead() -> None:
    space, invited = make_space(), make_person("tamu@contoh.id")
    by = Actor("citizen", invited.pk)
    first = actions.invite(space=space, email="tamu@contoh.id", role="reviewer", by=OPERATOR, at=NOON)
    second = actions.invite(space=space, email="tamu@contoh.id", role="reviewer", by=OPERATOR, at=NOON)
    late = NOON + actions.INVITATION_LASTS + timedelta(seconds=1)
    for token, at in [(token_of(first), NOON), (token_of(second), late)]:
        with pytest.raises(NotThere):
            actions.accept_invitation(token=token, person=invited, by=by, at=at)
    actions.withdraw_invitation(invitation=Invitation.objects.get(), by=OPERATOR, at=NOON)
    with pytest.raises(NotThere):
        actions.accept_invitation(token=token_of(second), person=invited, by=by, at=NOON)
    assert not Membership.objects.exists()


def test_invitation_token_is_kept_only_as_a_hash_and_its_mail_waits_in_the_outbox(settings: object) -> None:
    settings.EMAIL_BACKEND = "rembuk.messaging.backends.OutboxBackend"
    link = actions.invite(space=make_space(), email="tamu@contoh.id", role="owner", by=OPERATOR, at=NOON)
    assert token_of(link) not in str(Invitation.objects.values_list())
    row = OutboxRow.objects.get(kind="messaging.mail")
    assert row.payload["to"] == ["tamu@contoh.id"]
    assert link in row.payload["text"]


def test_ended_role_ends_the_open_sessions_of_that_person() -> None:
    space = make_space()
    make_member(space, Role.OWNER)
    worker = make_member(space, Role.REVIEWER)
    client = sign_in(Client(), worker)
    assert client.session.get("_auth_user_id")
    actions.end_role(membership=Membership.objects.get(person=worker), by=OPERATOR, at=NOON)
    assert client.get("/akun/").status_code == 302
    assert not Membership.objects.filter(person=worker).exists()


def test_changed_role_replaces_the_old_one() -> None:
    space = make_space()
    worker = make_member(space, Role.REVIEWER)
    held = Membership.objects.get(person=worker)
    actions.change_role(membership=held, role="writer", by=OPERATOR, at=NOON)
    assert list(Membership.objects.filter(person=worker).values_list("role", flat=True)) == ["writer"]


def test_last_owner_of_a_space_stays() -> None:
    space = make_space()
    owner = make_member(space, Role.OWNER)
    held = Membership.objects.get(person=owner)
    for act in (
        lambda: actions.end_role(membership=held, by=OPERATOR, at=NOON),
        lambda: actions.change_role(membership=held, role="writer", by=OPERATOR, at=NOON),
    ):
        with pytest.raises(Conflicting):
            act()
    assert Membership.objects.get(person=owner).role == Role.OWNER


@pytest.mark.parametrize(
    "changes",
    [
        {"name": " "},
        {"accent": "red"},
        {"zone": "UTC"},
        {"sorting_days": 0},
        {"review_days": 366},
        {"reviewers": 0},
    ],
)
def test_setting_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    space = make_space()
    with pytest.raises(Refused):
        actions.set_up_space(space=space, by=OPERATOR, at=NOON, **changes)
    assert not Step.objects.filter(kind="spaces.set_up").exists()


def test_changed_setting_is_recorded_and_an_unchanged_one_is_not() -> None:
    space = make_space()
    actions.set_up_space(space=space, by=OPERATOR, at=NOON, name=space.name, sorting_days=10)
    assert Step.objects.get(kind="spaces.set_up").facts == {"sorting_days": 10}
    actions.set_up_space(space=space, by=OPERATOR, at=NOON, sorting_days=10)
    assert Step.objects.filter(kind="spaces.set_up").count() == 1


def test_unknown_space_is_not_there() -> None:
    with pytest.raises(NotThere):
        queries.space_by_slug("tidak-ada")


def test_invitation_leaves_no_address_once_its_days_are_over_accepted_or_not() -> None:
    space, guest = make_space(), make_person("tamu@contoh.id")
    link = actions.invite(space=space, email="tamu@contoh.id", role="reviewer", by=OPERATOR, at=NOON)
    by = Actor("citizen", guest.pk)
    actions.accept_invitation(token=token_of(link), person=guest, by=by, at=NOON)
    actions.invite(space=space, email="lain@contoh.id", role="reviewer", by=OPERATOR, at=NOON)
    later = NOON + timedelta(days=1)
    actions.invite(space=space, email="baru@contoh.id", role="reviewer", by=OPERATOR, at=later)
    assert actions.drop_invitations(at=NOON + actions.INVITATION_LASTS) == 2
    assert [row.email for row in Invitation.objects.all()] == ["baru@contoh.id"]
    assert actions.drop_invitations(at=NOON + actions.INVITATION_LASTS) == 0
    assert Membership.objects.filter(person=guest).exists()
