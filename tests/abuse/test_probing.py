"""Questions that should get no answer: foreign fields, floods of mail, texts that stall a pattern."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import rembuk
from rembuk.design.formatted import formatted, plain
from rembuk.ideas.actions import endorse
from rembuk.ideas.tests.factories import make_idea
from rembuk.people.tests.factories import make_person
from rembuk.review import actions as review
from rembuk.review.tests.factories import make_case
from rembuk.shared.actors import CITIZEN, OPERATOR, Actor
from rembuk.shared.ratelimit import MAILS_A_DAY, VOICES_A_DAY
from rembuk.shared.refusals import TooMany
from rembuk.spaces.actions import invite
from rembuk.spaces.models import Invitation
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.actions import receive_voice
from rembuk.voices.models import VoiceContact
from tests.abuse.marked import texts
from tests.abuse.walk import SENDS, client_of, let_in, standing
from tests.architecture.makers import make_world, send

FOREIGN = (
    "urut=endorsements__person__email", "urut=-made_by__password", "person__email__startswith=a",
    "space__members__person__email__startswith=o", "order=endorsements__person__email", "tahap=__class__",
    "sort=person__password", "filter[person__email]=a", "author__email__startswith=a",
)  # fmt: skip
# What no sender may set, whatever the form is about.
NOT_THEIRS = {
    "is_staff": True, "is_active": True, "role": "owner", "status": "kept", "verified_level": 3, "owner": 1,
    "space": 1, "created": "2001-01-01", "sessions_from": 9,
}  # fmt: skip
STALLING = [piece * (60_000 // len(piece)) for piece in (
    "a", " ", "0", "a.", "<", "[", "@", "-", "a@", "/", "\n", "(a", "=", "https://a", "&#", "08", "Jl. ",
)]  # fmt: skip


@pytest.mark.django_db
def test_list_sorted_or_narrowed_by_a_field_of_others_is_the_plain_list() -> None:
    space = make_space("contoh")
    for number, person in enumerate((make_person("zz@contoh.id"), make_person("aa@contoh.id"))):
        endorse(idea=make_idea(space, title=f"Lampu {number}"), person=person, at=timezone.now())

    def shown(path: str) -> tuple[int, list[str]]:
        answer = Client().get(path)
        return answer.status_code, re.findall(r'(?:href="/g/|"id":\s*)(\d+)', answer.content.decode())

    for path in ("/r/contoh/gagasan/", "/r/contoh/", "/api/v1/spaces/contoh/ideas"):
        plain = shown(path)
        assert plain[0] == 200
        for probe in FOREIGN:
            found = shown(f"{path}?{probe}")
            # A program is told that it asked for what is not there; a reader gets the plain list.
            assert found == plain or (path.startswith("/api/") and found[0] == 422), (path, probe)


@pytest.mark.django_db
def test_program_that_sends_a_field_too_many_is_refused_by_every_write() -> None:
    world, asked = make_world(), 0
    for row in SENDS:
        if not row.route.startswith("api:") or row.method == "DELETE":
            continue
        for name, value in NOT_THEIRS.items():
            with standing(world, row) as (made, address):
                client = client_of(world, let_in(row))
                client.defaults["HTTP_X_CSRFTOKEN"] = client.get("/api/v1/session").json()["csrf_token"]
                plain = send(client, row.method, address, made.data)
                assert plain.status_code < 300, row.route
                if not made.data:
                    break
                asked += 1
                answer = send(client, row.method, address, {**made.data, name: value})
                assert answer.status_code == 422, (row.route, name)
    assert asked >= len(NOT_THEIRS)


@pytest.mark.django_db
def test_nobody_gets_more_than_five_mails_a_day_that_somebody_else_caused() -> None:
    at, victim = timezone.now(), "korban@contoh.id"
    for number in range(MAILS_A_DAY):
        invite(space=make_space(f"ruang{number}"), email=victim, role="writer", by=OPERATOR, at=at)
    with pytest.raises(TooMany):
        invite(space=make_space("lagi"), email="KORBAN+2@contoh.id", role="writer", by=OPERATOR, at=at)
    idea, people = make_case(make_space("tanya"))
    asked: dict[str, Any] = {
        "case": idea.review_cases.get(), "whom": "ahli jembatan", "email": victim,
        "text": "Berapa lama papan bambu yang diawetkan bertahan?", "asked_by": people[0].pk,
        "by": Actor("reviewer", people[0].pk), "at": at,
    }  # fmt: skip
    with pytest.raises(TooMany):
        review.ask_outside(**asked)
    assert Invitation.objects.filter(email=victim).count() == MAILS_A_DAY
    assert [letter.to for letter in mail.outbox] == [[victim]] * MAILS_A_DAY
    invite(space=make_space("lain"), email="lain@contoh.id", role="writer", by=OPERATOR, at=at)


@pytest.mark.django_db
def test_nobody_is_answered_at_an_address_for_more_than_twenty_voices_that_others_send_in_a_day() -> None:
    space, at = make_space(), timezone.now()

    def speak(email: str, by: Actor = CITIZEN, purposes: tuple[str, ...] = ("progress",)) -> None:
        receive_voice(space=space, text="Lampu mati", email=email, purposes=purposes, by=by, at=at)

    for number in range(VOICES_A_DAY):
        speak(f"korban+{number}@contoh.id")
    with pytest.raises(TooMany) as refused:
        speak("korban@contoh.id")
    assert refused.value.field == "email"
    assert VoiceContact.objects.count() == VOICES_A_DAY
    # Who asks for no answer gets none; others, and who is written down by the team, are answered.
    speak("korban@contoh.id", purposes=())
    speak("lain@contoh.id")
    speak("korban@contoh.id", Actor("field_worker", make_person().pk))


@pytest.mark.django_db
def test_link_alone_is_made_without_a_mail_and_counts_as_none() -> None:
    for number in range(MAILS_A_DAY + 2):
        space = make_space(f"ruang{number}")
        invite(space=space, email="a@contoh.id", role="writer", by=OPERATOR, at=timezone.now(), mail=False)
    assert mail.outbox == []


def lines_of(reads: Callable[[str], object], text: str, *, most: int) -> int:
    """Return how many lines of Python READS runs for TEXT, or fail at MOST; a clock tells of the machine."""
    lines = 0

    def count(*_where: object) -> Any:
        nonlocal lines
        lines += 1
        assert lines < most, (text[:12], len(text))
        return count

    sys.settrace(count)
    try:
        reads(text)
    finally:
        sys.settrace(None)
    return lines


def test_formatted_text_is_done_in_a_million_lines_of_python_whatever_is_typed() -> None:
    for reads, text in itertools.product((formatted, plain), texts()):
        assert lines_of(reads, text, most=1_000_000) > 0


def patterns() -> dict[str, re.Pattern[str]]:
    """Return every compiled pattern of ours by where it stands."""
    found = {}
    for info in pkgutil.walk_packages(rembuk.__path__, "rembuk."):
        skipped = (".tests", ".migrations", ".reckon", ".commands", ".demo", "wsgi", "__main__", ".cli")
        if any(part in info.name for part in skipped):
            continue
        for name, value in vars(importlib.import_module(info.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{info.name}.{name}"] = value
    return found


def test_no_pattern_of_ours_stalls_on_sixty_thousand_letters() -> None:
    slow, tried = [], patterns()
    assert len(tried) > 15
    for name, pattern in tried.items():
        for text in STALLING:
            began = time.process_time()
            pattern.search(text + "!")
            if (took := time.process_time() - began) > 2:
                slow.append((name, text[:12], round(took, 1)))
                break
    assert slow == []


@pytest.mark.django_db
def test_search_for_ten_thousand_words_is_refused_or_answered_within_seconds() -> None:
    make_idea(make_space("contoh"))
    words = " ".join(f"kata{number}" for number in range(10_000))
    for path, data in ((reverse("voice-alike", args=["contoh"]), {"text": words}), ("", {"q": words})):
        began = time.process_time()
        answer = Client().post(path, data) if path else Client().get(reverse("place-search"), data)
        assert answer.status_code < 500
        assert time.process_time() - began < 5, path
