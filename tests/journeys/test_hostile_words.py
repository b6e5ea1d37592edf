"""Hostile words run nowhere: pages, cards, tables and mails in a real browser (cases A27 and A28)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from rembuk.ideas.actions import endorse
from rembuk.ideas.tests.factories import make_idea
from rembuk.messaging import actions
from rembuk.people.tests.factories import make_person
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.spaces.tests.factories import make_space
from tests.abuse.hostile import HOST, HOW_MANY, MARK, strings
from tests.abuse.hostile_world import Words, poison, trap
from tests.abuse.walk import READS, SENDS, body_of, client_of, let_in, standing
from tests.architecture.makers import make_world, send
from tests.architecture.roles import Row

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
OPENED = ("text/html", "image/svg+xml")
# The share of every run: where the most kinds of words of citizens and staff stand together.
SHARE = (
    "ideas", "idea", "verdict", "decision", "milestone", "programme", "board", "review-case", "rules",
    "own-data",
)  # fmt: skip
# And what is saved or read by programs, a table, a feed, a JSON file and an answer of the API among them.
TABLES = ("programme-progress", "feed", "own-data-file", "api:idea", "import-refusals")


def shown_as(kind: str) -> tuple[str, ...]:
    """Return how a browser may take an answer of KIND without our headers: guessed, as text, as XML."""
    if kind.startswith(("image/", "audio/", "application/pdf")):
        return ()
    return ("", "application/xml") if "xml" in kind else ("", "text/plain; charset=utf-8")


def test_there_are_five_hundred_different_hostile_strings() -> None:
    assert len(strings()) == len(set(strings())) == HOW_MANY


def walk(rows: list[Row]) -> tuple[list[Any], int, int, int]:
    """Open what ROWS show in a poisoned world; return what ran where, and how many were opened and saved."""
    world, words, ran, opened, saved = make_world(), Words(), [], 0, 0
    with trap() as ran_in:
        for row in rows:
            with standing(world, row) as (_made, address):
                poison(words)
                answer = client_of(world, let_in(row), raise_request_exception=False).get(address)
                kind = str(answer.headers.get("Content-Type", ""))
                if not kind.startswith(OPENED):
                    # A browser shows anything else as text or saves it, and is told not to guess.
                    assert answer.headers.get("X-Content-Type-Options") == "nosniff", row.route
                    for as_if in shown_as(kind):
                        saved += 1
                        ran += [(row.route, what) for what in ran_in(address, body_of(answer), as_if)]
                    continue
                assert answer.status_code in (200, 302, 401, 404), (row.route, answer.status_code)
                opened += answer.status_code == 200
                ran += [(row.route, what) for what in ran_in(address, body_of(answer), kind)]
    return ran, opened, saved, words.at


def test_hostile_words_in_every_text_of_the_main_pages_run_nowhere() -> None:
    rows = [next(row for row in READS if row.route == name) for name in (*SHARE, *TABLES)]
    ran, opened, saved, _used = walk(rows)
    assert ran == []
    assert opened == len(SHARE)
    assert saved > len(TABLES)


@pytest.mark.soak
def test_five_hundred_hostile_strings_in_every_text_run_on_no_page_and_no_card() -> None:
    ran, opened, saved, used = walk(READS)
    assert ran == []
    assert saved > 30
    assert opened > 100
    assert used >= HOW_MANY


@pytest.mark.soak
def test_hostile_words_sent_by_every_form_run_on_no_answer_and_in_no_mail() -> None:
    world, words, ran, letters = make_world(), Words(), [], 0
    with trap() as ran_in:
        for row in (row for row in SENDS if not row.route.startswith("api:")):
            with standing(world, row) as (made, address):
                mail.outbox.clear()
                data = {
                    name: words.of(110) if isinstance(value, str) and " " in value else value
                    for name, value in made.data.items()
                }
                client = client_of(world, let_in(row), raise_request_exception=False)
                answer = send(client, row.method, address, data)
                assert answer.status_code < 500, row.route
                shown = [(body_of(answer), str(answer.headers.get("Content-Type", "")))]
                for letter in mail.outbox:
                    shown += [
                        (str(part[0]).encode(), f"{part[1]}; charset=utf-8") for part in letter.alternatives
                    ]
                    letters += 1
                for body, kind in shown:
                    if kind.startswith(OPENED):
                        ran += [(row.route, what) for what in ran_in(address, body, kind)]
    assert ran == []
    assert letters


def test_trap_sees_what_runs_as_html_as_svg_as_xml_and_where_the_browser_guesses() -> None:
    script = f"<script>{MARK}</script>"
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg">{script}</svg>'
    with trap() as ran_in:
        assert ran_in("/a/", script.encode(), "text/html")
        assert ran_in("/b/", script.encode(), "")
        assert ran_in("/c/", drawn.encode(), "application/xml")
        assert ran_in("/d/", script.encode(), "text/plain; charset=utf-8") == []


def letters_of_the_worker(settings: Any, words: Words, rounds: int) -> list[tuple[str, str]]:
    """Return HTML and text of letters that a worker composes of hostile news and sends."""
    settings.EMAIL_OUTER = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}
    mail.outbox.clear()
    noon, space = datetime(2026, 11, 20, 5, 0, tzinfo=UTC), make_space()
    for number in range(rounds):
        idea = make_idea(space, title=f"Gagasan {number}")
        endorse(idea=idea, person=make_person(), at=noon)
        poison(words)
        actions.announce(
            about=[ref(idea)], key=f"step:{number}", subject=words.of(150), text=words.of(900),
            link=idea.get_absolute_url(), at=noon,
        )  # fmt: skip
        with mock.patch.object(timezone, "now", return_value=noon):
            Worker(clock=lambda: noon).drain()
    sent = [letter for letter in mail.outbox if isinstance(letter, EmailMultiAlternatives)]
    return [(str(letter.alternatives[0][0]), str(letter.body)) for letter in sent if letter.alternatives]


def run_in_letters(letters: list[tuple[str, str]]) -> list[str]:
    with trap() as ran_in:
        return [
            what
            for html, text in letters
            for body, kind in (
                (html, "text/html; charset=utf-8"),
                (text, "text/plain; charset=utf-8"),
                (text, ""),
            )
            for what in ran_in("/surat/", body.encode(), kind)
        ]


def test_hostile_words_in_letters_of_the_worker_run_in_no_part(settings: Any) -> None:
    letters = letters_of_the_worker(settings, Words(), 2)
    assert len(letters) >= 2
    assert all(HOST in html or "__ran" in html for html, _text in letters)
    assert run_in_letters(letters) == []


@pytest.mark.soak
def test_five_hundred_hostile_strings_in_letters_of_the_worker_run_in_no_part(settings: Any) -> None:
    words, letters = Words(), []
    while words.at < HOW_MANY:
        letters = letters_of_the_worker(settings, words, 20)
        assert run_in_letters(letters) == []
    assert letters
