"""A download opens for who may have it now, and its address is worth nothing to anybody else (A16)."""

from __future__ import annotations

import ast

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.shared.actors import OPERATOR
from rembuk.shared.references import ref
from rembuk.spaces.actions import end_role
from rembuk.spaces.models import Membership, Role, Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.actions.files import keep_file
from tests.abuse.test_static import modules

# What is saved as a file: public for everybody, or by which test it is held.
GIVEN_OUT = {
    "review/views/evidence.py": "before the verdict for the desk, then public: test_evidence.py",
    "rights/views/own.py": "here; by receipt it needs the code: test_own_data.py",
    "rights/views/protection.py": "here",
    "voices/views/receipt.py": "needs the code of the receipt: test_pages.py",
    "voices/views/attachments.py": "for the desk and who recorded it: test_field.py; photos once public",
    "voices/views/imports.py": "here",
    "programmes/views/programmes.py": "public",
    "programmes/views/milestones.py": "public",
    "site/views/home.py": "public",
    "site/views/branches.py": "public",
    "site/views/listened.py": "public",
}


def test_every_view_that_gives_a_file_out_is_known() -> None:
    giving = {
        name
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == "Content-Disposition"
    }
    assert giving == set(GIVEN_OUT)


def downloads(space: Space) -> list[str]:
    file = SimpleUploadedFile("a.csv", b"teks\nJalan rusak\n")
    kept = keep_file(space=space, file=file, name="a.csv", by=OPERATOR, at=timezone.now())
    return [
        reverse("own-data-file"),
        reverse("register-csv", args=[space.slug]),
        reverse("import-refusals", args=[space.slug, kept.pk]),
    ]


def statuses(client: Client, paths: list[str]) -> list[int]:
    return [client.get(path).status_code for path in paths]


@pytest.mark.django_db
def test_download_needs_the_session_of_who_may_have_it_and_ends_with_it() -> None:
    space, other = make_space("contoh"), make_space("lain")
    make_member(space, Role.OWNER)
    owner = make_member(space, Role.OWNER, make_person("punya@contoh.id"))
    paths = downloads(space)
    browser = sign_in(Client(), owner)
    assert statuses(browser, paths) == [200] * 3
    for path in paths:
        answer = browser.get(path)
        assert "attachment" in answer["Content-Disposition"]
        assert "no-store" in answer["Cache-Control"], path
    # The same address in a second browser, and with the session of the team of another space.
    assert statuses(Client(), paths) == [302] * 3
    other_owner = make_member(other, Role.OWNER)
    stranger = sign_in(Client(), other_owner)
    given = [one.get(paths[0]).json()["about"] for one in (browser, stranger)]
    assert given == [ref(owner), ref(other_owner)]
    assert statuses(stranger, paths[1:]) == [403] * 2
    assert owner.email not in stranger.get(paths[0]).content.decode()
    again = sign_in(Client(), Person.objects.get(pk=owner.pk))
    end_role(membership=Membership.objects.get(space=space, person=owner), by=OPERATOR, at=timezone.now())
    assert statuses(browser, paths) == statuses(again, paths) == [302] * 3


@pytest.mark.django_db
def test_download_opens_no_more_once_its_owner_signed_out() -> None:
    space = make_space("contoh")
    browser = sign_in(Client(), make_member(space, Role.OWNER))
    paths = downloads(space)
    assert statuses(browser, paths) == [200] * 3
    kept = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post(reverse("account_logout"))
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != kept
    browser.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert statuses(browser, paths) == [302] * 3
