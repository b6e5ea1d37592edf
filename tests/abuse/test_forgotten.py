"""What one person wrote anywhere is in no column of any table once they are erased (UU 27/2022 article 8)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from rembuk.rights.actions import ask_erasure
from rembuk.rights.actions.erasing import erase_everywhere
from rembuk.shared.queue import Worker
from rembuk.shared.references import ref
from rembuk.voices.models import Voice
from tests.abuse.walk import SENDS, client_of, standing
from tests.architecture.makers import make_world, send
from tests.journeys.forms import Page

pytestmark = [pytest.mark.django_db, pytest.mark.sweep, pytest.mark.slow]
MARK = "zqxkata"
ADDRESS = f"{MARK}@contoh.id"


# Who writes for themselves or for who stands beside them; staff write for the space.
WHO = ("visitor", "citizen", "field_worker")
WRITTEN = {
    "people_person.name", "mfa_authenticator.data", "rights_datarequest.words", "messaging_heard.word",
    "review_objection.text", "review_objection.public_text", "ledger_step.words", "moderation_appeal.text",
    "voices_voice.text", "voices_voicecontact.email", "voices_voiceauthor.name",
}  # fmt: skip
STAYS = {
    # An address without an account, which nobody could prove to be theirs; gone after a day.
    "people_signincode.email",
    "people_signincode.mailbox",
    # Asked for by the space, answered under the name of an office, part of its verdict.
    "review_question.answer",
    # Where a poster hangs.
    "voices_door.hung_at",
}


def marked(value: Any) -> Any:
    """Return VALUE with every sentence and address in it marked."""
    if isinstance(value, dict):
        return {name: marked(one) for name, one in value.items()}
    if isinstance(value, str) and "@" in value and " " not in value:
        return ADDRESS
    return f"{value} {MARK}" if isinstance(value, str) and " " in value else value


def typed(client: Client, address: str) -> dict[str, Any]:
    """Return what else the form at ADDRESS lets one write or choose, filled in and marked."""
    answer = client.get(address)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return {}
    found: dict[str, Any] = {}
    for form in Page(address, answer.content.decode()).forms:
        if form.method != "post" or urlsplit(form.action).path != urlsplit(address).path:
            continue
        for name, one in form.fields.items():
            if one.kind in ("text", "textarea", "email"):
                found[name] = ADDRESS if one.kind == "email" else f"Kata {MARK} saya"
            elif one.kind != "file":
                found[name] = one.plausible()
    # A place is one of a list.
    return {name: value for name, value in found.items() if name != "place"}


@cache
def questions() -> dict[str, tuple[str, list[str]]]:
    """Return for every table the question in which of its columns the mark stands, and their names."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            names = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            asked = ", ".join(f'MAX(CAST("{name}" AS TEXT) LIKE %s)' for name in names)
            found[table] = f'SELECT {asked} FROM "{table}"', names
    return found


def marks() -> set[str]:
    """Name every column of the database in which the mark stands."""
    found = set()
    with connection.cursor() as cursor:
        for table, (question, names) in questions().items():
            cursor.execute(question, [f"%{MARK}%"] * len(names))
            found |= {
                f"{table}.{name}" for name, there in zip(names, cursor.fetchone(), strict=True) if there
            }
    return found


def test_what_a_person_wrote_anywhere_is_in_no_column_once_they_and_their_voices_are_erased(
    settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    world, written, wrong = make_world(), set(), []
    people = [ref(world.people[role]) for role in WHO[1:]]
    for row, role in ((row, role) for row in SENDS for role in WHO if role in row.allowed()):
        with standing(world, row) as (made, address):
            client, now = client_of(world, role), timezone.now()
            sent = marked(made.data)
            more = typed(client, address)
            named = {"visibility": "named"} if "visibility" in more else {}
            answer = send(client, row.method, address, more | sent | named)
            if answer.status_code == 400:
                # What was chosen does not fit together; what the maker fills in does.
                send(client, row.method, address, sent)
            written |= marks()
            # What waits may write more: letters, labels, places read from the words.
            Worker()._do_outbox()
            written |= marks()
            for subject in [*people, *(ref(voice) for voice in Voice.objects.all())]:
                ask_erasure(subject=subject, at=now)
                erase_everywhere(subject=subject, at=now)
            wrong += [f"{row.route} {role}: {column}" for column in marks() - STAYS]
    assert wrong == [], "\n".join(wrong)
    assert written >= WRITTEN, WRITTEN - written
