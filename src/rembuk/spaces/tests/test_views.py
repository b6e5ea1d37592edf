"""The team's pages: links do nothing, buttons do, and only for those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.actors import OPERATOR
from rembuk.shared.refusals import Conflicting
from rembuk.spaces import actions
from rembuk.spaces.models import Invitation, Membership, Role, Space
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make_space("contoh", accent="#6a1b4d")


@pytest.fixture
def owner(space: Space) -> Person:
    return make_member(space, Role.OWNER)


def link_for(space: Space, email: str) -> str:
    link = actions.invite(space=space, email=email, role="reviewer", by=OPERATOR, at=timezone.now())
    return link.removeprefix("http://127.0.0.1:8000")


def test_invitation_opened_by_mail_scanners_stays_unused_until_its_address_presses_the_button(
    space: Space,
) -> None:
    link = link_for(space, "tamu@contoh.id")
    client = Client()
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
        client.post(link)
    assert Invitation.objects.get().used_at is None
    invited = make_person("tamu@contoh.id")
    sign_in(client, invited, "code")
    assert "Terima undangan" in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/r/contoh/"
    assert Membership.objects.get(person=invited).role == Role.REVIEWER
    assert client.get("/r/contoh/tim/")["Location"].startswith("/akun/sandi/")
    assert Client().get(link).status_code == 404


def test_invitation_of_another_address_is_refused(space: Space) -> None:
    link = link_for(space, "tamu@contoh.id")
    client = sign_in(Client(), make_person("lain@contoh.id"), "code")
    assert "Terima undangan" not in client.get(link).content.decode()
    assert client.post(link).status_code == 403
    assert not Membership.objects.exists()


def test_expired_invitation_is_not_there_and_nothing_revives_it(space: Space) -> None:
    link = link_for(space, "tamu@contoh.id")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    client = sign_in(Client(), make_person("tamu@contoh.id"), "code")
    assert client.get(link).status_code == client.post(link).status_code == 404
    assert not Membership.objects.exists()


def test_owner_invites_by_form_and_the_mail_names_our_own_address(space: Space, owner: Person) -> None:
    client = sign_in(Client(headers={"Host": "localhost"}), owner)
    form = {"langkah": "undang", "email": "Tamu@contoh.id", "role": "writer"}
    assert client.post("/r/contoh/tim/", form).status_code == 302
    assert "http://127.0.0.1:8000/undangan/" in mail.outbox[0].body
    assert "localhost/undangan" not in mail.outbox[0].body
    page = client.get("/r/contoh/tim/").content.decode()
    assert "tamu@contoh.id" in page
    number = str(Invitation.objects.get().pk)
    client.post("/r/contoh/tim/", {"langkah": "tarik", "nomor": number})
    assert not Invitation.objects.exists()


def test_wrong_address_keeps_what_was_typed_and_says_what_is_wrong(space: Space, owner: Person) -> None:
    client = sign_in(Client(), owner)
    answer = client.post("/r/contoh/tim/", {"langkah": "undang", "email": "tamu", "role": "writer"})
    assert answer.status_code == 400
    assert 'value="tamu"' in answer.content.decode()


def test_owner_changes_and_ends_roles_of_this_space_only(space: Space, owner: Person) -> None:
    worker, stranger = make_member(space, Role.REVIEWER), make_member(make_space(), Role.OWNER)
    client = sign_in(Client(), owner)
    held = Membership.objects.get(person=worker)
    client.post("/r/contoh/tim/", {"langkah": "ubah", "nomor": str(held.pk), "role": "writer"})
    held.refresh_from_db()
    assert held.role == Role.WRITER
    foreign = Membership.objects.get(person=stranger)
    for number in (str(foreign.pk), "-1", "9" * 30, "satu", "١"):
        client.post("/r/contoh/tim/", {"langkah": "akhiri", "nomor": number})
    client.post("/r/contoh/tim/", {"langkah": "akhiri", "nomor": str(held.pk)})
    assert set(Membership.objects.values_list("person_id", flat=True)) == {owner.pk, stranger.pk}


def test_last_owner_is_told_why_the_role_cannot_end(space: Space, owner: Person) -> None:
    client = sign_in(Client(), owner)
    held = Membership.objects.get(person=owner)
    client.post("/r/contoh/tim/", {"langkah": "akhiri", "nomor": str(held.pk)})
    assert "Setiap ruang harus punya pemilik" in client.get("/r/contoh/tim/").content.decode()
    assert Membership.objects.filter(person=owner).exists()


def test_settings_are_saved_and_wrong_ones_are_named(space: Space, owner: Person) -> None:
    client = sign_in(Client(), owner)
    form = {
        "name": "Ruang Baru", "greeting": "Sugeng rawuh", "accent": "#123456", "zone": "Asia/Makassar",
        "region": "", "sorting_days": "10", "review_days": "20", "reviewers": "3",
    }  # fmt: skip
    assert client.post("/r/contoh/atur/", form).status_code == 302
    space.refresh_from_db()
    assert (space.name, space.accent, space.zone, space.sorting_days) == (
        "Ruang Baru", "#123456", "Asia/Makassar", 10,
    )  # fmt: skip
    answer = client.post("/r/contoh/atur/", {**form, "accent": "merah", "sorting_days": "0"})
    assert answer.status_code == 400
    space.refresh_from_db()
    assert space.accent == "#123456"


def test_fields_that_are_not_in_the_form_change_nothing(space: Space, owner: Person) -> None:
    client = sign_in(Client(), owner)
    form = {
        "name": "Ruang", "accent": "#123456", "zone": "Asia/Jakarta", "sorting_days": "10",
        "review_days": "20", "reviewers": "3",
        "slug": "lain", "path": "lain/", "parent": "1", "founded_at": "2000-01-01",
    }  # fmt: skip
    name = space.name
    assert client.post("/r/contoh/atur/", form).status_code == 400
    space.refresh_from_db()
    assert (space.slug, space.path, space.name) == ("contoh", "contoh/", name)


def found_form(**fields: str) -> dict[str, str]:
    return {
        "name": "Contoh Sleman", "slug": "contoh-sleman", "region": "", "email": "tamu@contoh.id", **fields
    }  # fmt: skip


def test_owner_founds_a_branch_and_its_first_owner_is_invited_but_the_founder_has_no_role_in_it(
    space: Space, owner: Person
) -> None:
    client = sign_in(Client(), owner)
    assert "/r/contoh/cabang/baru/" in client.get("/r/contoh/tim/").content.decode()
    assert client.post("/r/contoh/cabang/baru/", found_form()).status_code == 302
    branch = Space.objects.get(slug="contoh-sleman")
    assert (branch.parent, branch.path, branch.accent) == (space, "contoh/contoh-sleman/", space.accent)
    assert mail.outbox[0].to == ["tamu@contoh.id"]
    assert Invitation.objects.get().role == Role.OWNER
    assert not Membership.objects.filter(space=branch).exists()
    assert client.get("/r/contoh-sleman/tim/").status_code == 403
    assert "Contoh Sleman" in Client().get("/r/contoh/").content.decode()
    assert 'href="/r/contoh/"' in Client().get("/r/contoh-sleman/").content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"slug": "contoh"}, "sudah dipakai ruang lain"),
        ({"slug": "Contoh Sleman"}, "harus 2–40 huruf kecil"),
        ({"email": "tamu"}, ""),
        ({"name": ""}, ""),
        ({"region": "Atlantis"}, ""),
    ],
)
def test_branch_that_cannot_be_founded_keeps_what_was_typed(
    space: Space, owner: Person, fields: dict[str, str], said: str
) -> None:
    answer = sign_in(Client(), owner).post("/r/contoh/cabang/baru/", found_form(**fields))
    html = answer.content.decode()
    assert answer.status_code in (400, 409)
    assert said in html
    kept = {"name": "Contoh Sleman", "slug": "contoh-sleman", "email": "tamu@contoh.id"} | fields
    assert all(f'value="{value}"' in html for value in kept.values() if value)
    assert Space.objects.count() == 1
    assert not mail.outbox


def test_first_owner_is_invited_again_only_while_the_branch_has_none_and_only_from_right_above(
    space: Space, owner: Person
) -> None:
    client = sign_in(Client(), owner)
    client.post("/r/contoh/cabang/baru/", found_form())
    branch, other = Space.objects.get(slug="contoh-sleman"), make_space("lain")
    again = {"cabang": "contoh-sleman", "contoh-sleman-email": "lain@contoh.id"}
    assert client.post("/r/contoh/cabang/baru/", again).status_code == 302
    assert Invitation.objects.get().email == "lain@contoh.id"
    stranger = sign_in(Client(), make_member(other, Role.OWNER))
    assert stranger.post("/r/lain/cabang/baru/", again).status_code == 404
    make_member(branch, Role.OWNER)
    with pytest.raises(Conflicting):
        actions.invite_first_owner(
            parent=space, branch=branch, email="a@contoh.id", by=OPERATOR, at=timezone.now()
        )
    assert client.post("/r/contoh/cabang/baru/", again).status_code == 404


def test_branch_lets_itself_be_helped_by_its_settings_and_a_root_is_not_asked(
    space: Space, owner: Person
) -> None:
    branch = make_space("cabang", parent=space)
    client = sign_in(Client(), make_member(branch, Role.OWNER))
    form = {
        "name": "Cabang", "accent": "#123456", "zone": "Asia/Jakarta", "region": "",
        "sorting_days": "10", "review_days": "20", "reviewers": "2", "helped": "on",
    }  # fmt: skip
    assert client.post("/r/cabang/atur/", form).status_code == 302
    branch.refresh_from_db()
    assert branch.helped
    assert 'name="helped"' not in sign_in(Client(), owner).get("/r/contoh/atur/").content.decode()
    sign_in(Client(), owner).post("/r/contoh/atur/", form)
    space.refresh_from_db()
    assert not space.helped
