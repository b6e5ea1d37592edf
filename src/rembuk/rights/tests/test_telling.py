"""The clocks of 3 × 24 hours call those who have to act, and who asked hears of the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from rembuk.people.tests.factories import make_person, sign_in
from rembuk.rights.actions import protection as actions
from rembuk.rights.tests.factories import BY, ask
from rembuk.shared.actors import Actor
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WORDS = "Hapus nomor saya 0812."


@pytest.fixture
def space() -> Space:
    return make_space("contoh")


def letters(moment: Any) -> list[tuple[str, str]]:
    """Return to whom which letters go when the worker has run at MOMENT."""
    mail.outbox.clear()
    Worker(clock=lambda: moment)._do_outbox()
    return sorted((letter.to[0], f"{letter.subject} {letter.body}") for letter in mail.outbox)


def test_request_is_told_at_once_and_again_a_day_before_its_clock_runs_out(space: Space) -> None:
    now, asker = timezone.now(), make_person("siti@contoh.id")
    make_member(space, "owner", make_person("pemilik@contoh.id"))
    make_member(space, "officer", make_person("pejabat@contoh.id"))
    make_member(space, "reviewer", make_person("penelaah@contoh.id"))
    row = actions.receive_request(
        space=space, kind="erase", words=WORDS, received_at=now, subject=ref(asker),
        by=Actor("citizen", asker.pk), at=now,
    )  # fmt: skip
    first = letters(now)
    assert [to for to, _text in first] == ["pejabat@contoh.id", "pemilik@contoh.id"]
    assert all(f"/r/contoh/pelindungan/permintaan/{row.pk}/" in text for _to, text in first)
    assert all("0812" not in text and "siti" not in text for _to, text in first)
    assert letters(now + 47 * HOUR) == []
    assert [to for to, _text in letters(now + 48 * HOUR)] == ["pejabat@contoh.id", "pemilik@contoh.id"]
    assert letters(now + 100 * HOUR) == []


def test_sixth_request_of_a_day_by_one_person_is_refused_and_brings_nobody_mail(space: Space) -> None:
    asker, other = sign_in(Client(), make_person()), sign_in(Client(), make_person())
    make_member(space, "owner", make_person("pemilik@contoh.id"))
    made = [
        asker.post("/r/contoh/minta-data/", {"kind": "access", "words": ""}).status_code for _ in range(6)
    ]
    assert made == [302] * 5 + [429]
    assert other.post("/r/contoh/minta-data/", {"kind": "access", "words": ""}).status_code == 302
    assert len(letters(timezone.now())) == 6
    # What comes by letter is written down by the team, however often.
    for _ in range(6):
        ask(space)


def test_who_asked_hears_of_the_answer_and_nobody_is_reminded_of_what_is_answered(space: Space) -> None:
    now, asker = timezone.now(), make_person("siti@contoh.id")
    officer = make_member(space, "officer", make_person("pejabat@contoh.id"))
    row = actions.receive_request(
        space=space, kind="erase", words=WORDS, received_at=now, subject=ref(asker),
        by=Actor("citizen", asker.pk), at=now,
    )  # fmt: skip
    letters(now)
    by = Actor("officer", officer.pk)
    actions.answer_request(request=row, outcome="done", answer="Nomornya sudah dihapus.", by=by, at=now)
    [(to, text)] = letters(now)
    assert to == "siti@contoh.id"
    assert "/akun/data/" in text
    assert "Nomornya" not in text
    assert letters(now + 48 * HOUR) == []


def test_breach_is_told_to_the_others_and_reminded_of_until_authority_and_persons_were_told(
    space: Space,
) -> None:
    now = timezone.now()
    officer = make_member(space, "officer", make_person("pejabat@contoh.id"))
    make_member(space, "owner", make_person("pemilik@contoh.id"))
    told, open_one = (
        actions.report_breach(
            space=space, title="Laptop hilang", found_at=now, data="Surel", how="Dicuri", handling="Dikunci",
            persons=None, by=Actor("officer", officer.pk), at=now,
        )
        for _each in range(2)
    )  # fmt: skip
    assert [to for to, _text in letters(now)] == ["pemilik@contoh.id"] * 2
    for kind in ("authority", "persons"):
        actions.take_breach_step(breach=told, kind=kind, done_at=now, words="Lewat surat.", by=BY, at=now)
    reminded = letters(now + 48 * HOUR)
    assert [to for to, _text in reminded] == ["pejabat@contoh.id", "pemilik@contoh.id"]
    assert all(f"/kebocoran/{open_one.pk}/" in text for _to, text in reminded)


def test_request_by_letter_that_came_two_days_ago_is_reminded_of_at_once(space: Space) -> None:
    now = timezone.now()
    make_member(space, "officer", make_person("pejabat@contoh.id"))
    ask(space, received_at=now - 50 * HOUR, at=now)
    assert {to for to, _text in letters(now)} == {"pejabat@contoh.id"}
