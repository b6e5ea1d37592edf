"""Every form that a link leads to, in every role, filled in wrongly: one clear sentence, nothing lost."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote_plus, urlsplit

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from rembuk.people.tests.factories import sign_in
from tests.architecture.every_maker import MAKERS
from tests.architecture.makers import World, make_world
from tests.journeys.conftest import kind_of
from tests.journeys.forms import Field, Form, Page, path_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep, pytest.mark.slow]
ROLES = ("visitor", "citizen", "owner", "coordinator", "reviewer", "writer", "field_worker", "officer")
# What stands in the space before anybody looks.
FURNITURE = [
    "cluster", "board voice", "idea", "verdict", "decision", "programme", "commitment", "milestone", "import",
    "import done", "invitation", "voice", "look", "call in space", "call reported",
]  # fmt: skip
NO_PAGE = (".json", ".csv", ".png", ".vkey", ".tlog-proof", "checkpoint", "unduh/", ".pdf", ".svg", ".zip")
SCRIPT = "<script>alert(1)</script>"
MISTAKES = {
    "empty": "", "NUL": "Lampu\x00mati", "lone surrogate": "Lampu\ud800mati", "too long": "a" * 6_000,
    "script": SCRIPT, "over 64 bits": "9" * 30, "no date": "31-02-2027", "past": "1845-01-01",
    "far": "9999-12-31", "unknown place": "Negeri Antah-Berantah", "formula": "=HYPERLINK(1)",
}  # fmt: skip
ENGLISH = re.compile(r"This field|Ensure this|Enter a|Select a valid|Null characters|is not one of")
# So many tries at least, so that a walk that finds no forms is noticed.
LEAST = {"visitor": 40, "citizen": 40, "owner": 200, "reviewer": 50}
MOVING = {"sessions.Session", "usersessions.UserSession", "people.SignInCode", "account.EmailAddress"}


@pytest.fixture
def world() -> World:
    made = make_world()
    for name in FURNITURE:
        MAKERS[name](made)
    return made


def client_of(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    return client if role == "visitor" else sign_in(client, world.people[role])


def starts(world: World) -> list[str]:
    invitation = MAKERS["invitation"](world).args
    return [
        "/", f"/r/{world.space.slug}/", "/akun/", "/tanda-terima/", "/akun/masuk/", "/akun/masuk/sandi/",
        reverse("invitation", kwargs=invitation),
    ]  # fmt: skip


def walk(client: Client, begin: list[str]) -> Iterator[tuple[str, str]]:
    """Yield address and text of one page of each kind that CLIENT reaches by links from BEGIN."""
    waiting, seen = list(begin), set()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in seen or urlsplit(path).path.endswith(NO_PAGE) or path.startswith(("/aset", "/gaya")):
            continue
        seen.add(kind)
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code in (301, 302):
            waiting.append(answer["Location"])
        if answer.status_code >= 300 or "text/html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        yield path, text
        waiting += [
            path_of(link) for link in Page(path, text).links if link.startswith("/") and "//" not in link[:2]
        ]


def forms(client: Client, begin: list[str]) -> list[Form]:
    """Return the forms on those pages that are posted, one of each kind."""
    met: set[object] = set()
    found = []
    for path, text in walk(client, begin):
        for form in Page(path, text).forms:
            action = kind_of(urlsplit(form.action).path)
            key = (action, tuple(sorted(form.fields)), form.buttons[:1] and form.buttons[0][0])
            # The language switch and signing out stand on every page and take nothing one types.
            if form.method == "post" and key not in met and action not in ("/bahasa/", "/akun/keluar/"):
                met.add(key)
                found.append(form)
    return found


def send(
    client: Client, form: Form, sent: dict[str, list[str]], standing: dict[str, int] | None = None
) -> tuple[int, str]:
    """Post SENT as a browser does and follow where it leads.

    Given what is STANDING, a refusal must leave it so, and all is as before afterwards.
    """
    pairs = [(name, value) for name, values in sent.items() for value in values]
    body = "&".join(
        f"{quote_plus(name)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs
    )
    cookies = {name: one.value for name, one in client.cookies.items()}
    with transaction.atomic():
        answer = client.post(path_of(form.action), body, content_type="application/x-www-form-urlencoded")
        status = answer.status_code
        if standing is not None and 400 <= status < 500:
            assert counts() == standing, f"{form.action} wrote and answered {status}"
        if status in (301, 302, 303):
            target = answer["Location"]
            if target.startswith("/"):
                answer = client.get(target)
                assert answer.status_code < 500, target
        text = answer.content.decode(errors="replace") if not answer.streaming else ""
        transaction.set_rollback(standing is not None)
    client.cookies.clear()
    for name, value in cookies.items():
        client.cookies[name] = value
    return status, text


def counts() -> dict[str, int]:
    """Return how many rows each table holds; one query."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and model._meta.label not in MOVING
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables))
        return dict(cursor.fetchall())


def mistakes_for(field: Field) -> list[str]:
    """Return the mistakes one can make in FIELD: dates and numbers have their own."""
    if field.kind == "date":
        return ["empty", "no date", "past", "far", "NUL"]
    if field.kind == "number":
        return ["empty", "over 64 bits", "script", "NUL"]
    more = ["unknown place"] if field.name in ("place", "region") else []
    return ["empty", "NUL", "lone surrogate", "too long", "script", "formula", *more]


def judge(form: Form, name: str, mistake: str, status: int, text: str) -> list[str]:
    """Return what is wrong with the answer to MISTAKE in the field NAME."""
    value, where = MISTAKES[mistake], f"{form.action} {name} {mistake} -> {status}"
    wrong = []
    if status >= 500 or SCRIPT in text:
        wrong.append(f"{where}: broken")
    if status == 200 and 'role="alert"' in text:
        wrong.append(f"{where}: says what is wrong as if all were well")
    if 400 <= status < 500:
        if 'role="alert"' not in text:
            wrong.append(f"{where}: says nothing")
        if found := ENGLISH.search(re.sub(r"<[^>]*>", " ", text)):
            wrong.append(f"{where}: English: {found[0]}")
        kept = html.escape(value, quote=True) in text
        if value.isprintable() and value and not kept:
            wrong.append(f"{where}: what was typed is lost")
    return wrong


@pytest.mark.parametrize("role", ["visitor", "citizen", "owner", "reviewer"])
def test_mistake_in_any_field_of_any_form_is_answered_with_a_sentence_and_loses_nothing(
    world: World, role: str
) -> None:
    client, wrong, tried = client_of(world, role), [], 0
    offered = forms(client, starts(world))
    standing = counts()
    for form in offered:
        good = form.plausible(form.buttons[0] if form.buttons else None)
        for name in form.typed:
            for mistake in mistakes_for(form.fields[name]):
                status, text = send(client, form, {**good, name: [MISTAKES[mistake]]}, standing)
                wrong += judge(form, name, mistake, status, text)
                tried += 1
        for name in sorted({*form.fields, *(button[0] for button in form.buttons if button[0])}):
            for mistake in () if name in form.typed else ("empty", "NUL", "script"):
                status, text = send(client, form, {**good, name: [MISTAKES[mistake]]}, standing)
                if status >= 500 or SCRIPT in text:
                    wrong.append(f"{form.action} {name} {mistake} -> {status}: broken")
                tried += 1
    assert wrong == [], f"{len(wrong)} of {tried}:\n" + "\n".join(wrong)
    assert tried > LEAST[role], tried


@pytest.mark.parametrize("role", ROLES)
def test_form_that_a_page_offers_is_taken_from_who_sees_it_and_twice_breaks_nothing(
    world: World, role: str
) -> None:
    client, wrong = client_of(world, role), []
    for form in forms(client, starts(world)):
        for button in form.buttons or [("", "")]:
            sent = form.plausible(button)
            with transaction.atomic():
                first, text = send(client, form, sent)
                again, _text = send(client, form, sent)
                transaction.set_rollback(True)
            unknown = "isian yang tidak dikenal" in text
            if unknown or first in (403, 404, 405) or max(first, again) >= 500:
                wrong.append(f"{form.page} -> {form.action} {button} {first} {again}")
    assert wrong == []
