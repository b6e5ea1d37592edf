"""Hostile words run nowhere: pages, cards, tables and mails in a real browser (cases A27 and A28)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from tests.abuse.hostile import HOW_MANY, strings
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


def test_there_are_five_hundred_different_hostile_strings() -> None:
    assert len(strings()) == len(set(strings())) == HOW_MANY


def walk(rows: list[Row]) -> tuple[list[Any], int, int]:
    """Open what ROWS show in a poisoned world; return what ran where, the pages opened, the strings used."""
    world, words, ran, opened = make_world(), Words(), [], 0
    with trap() as ran_in:
        for row in rows:
            with standing(world, row) as (_made, address):
                poison(words)
                answer = client_of(world, let_in(row), raise_request_exception=False).get(address)
                kind = str(answer.headers.get("Content-Type", ""))
                if not kind.startswith(OPENED):
                    # A browser shows anything else as text or saves it, and is told not to guess.
                    assert answer.headers.get("X-Content-Type-Options") == "nosniff", row.route
                    continue
                assert answer.status_code in (200, 302, 401, 404), (row.route, answer.status_code)
                opened += answer.status_code == 200
                ran += [(row.route, what) for what in ran_in(address, body_of(answer), kind)]
    return ran, opened, words.at


def test_hostile_words_in_every_text_of_the_main_pages_run_nowhere() -> None:
    rows = [next(row for row in READS if row.route == name) for name in SHARE]
    ran, opened, _used = walk(rows)
    assert ran == []
    assert opened == len(SHARE)


@pytest.mark.soak
def test_five_hundred_hostile_strings_in_every_text_run_on_no_page_and_no_card() -> None:
    ran, opened, used = walk(READS)
    assert ran == []
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
