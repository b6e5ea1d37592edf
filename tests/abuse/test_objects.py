"""Objects of another space sent through one's own: nothing is reached and nothing of theirs changes (A01).

The rows and what is sent come from the one table of roles; the sender holds every role, only elsewhere.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from rembuk.people.tests.factories import make_person, sign_in
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from tests.abuse.walk import ROWS
from tests.architecture.makers import MAKERS, World, make_world, send
from tests.architecture.roles import Row

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
# What a request may write whatever it asks for.
OURS = {"sessions_session", "shared_cache", "usersessions_usersession", "django_session", "people_signincode"}
# Who names a space of the tree as the receiver means that one.
BETWEEN = {"delegate", "referral-write"}


def kept() -> dict[str, dict[Any, tuple[Any, ...]]]:
    """Return every row of every table of ours by its key."""
    found: dict[str, dict[Any, tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if model._meta.managed and table not in OURS and not table.startswith(("places_", "auth_")):
                cursor.execute(f'SELECT * FROM "{table}"')
                names = [column[0] for column in cursor.description]
                at = names.index(model._meta.pk.column)
                found[table] = {row[at]: row for row in cursor.fetchall()}
    return found


def through_own(row: Row, world: World, client: Client) -> list[str]:
    """Return what is wrong when the owner of another space sends ROW's own data through that space."""
    made = MAKERS[row.maker](world)
    if "slug" not in made.args or made.args["slug"] != world.space.slug:
        return []
    numbers = set(made.args) - {"slug", "what", "code"}
    args = {**made.args, "slug": world.other.slug}
    before = kept() if row.method != "GET" else {}
    answer = send(client, row.method, reverse(row.route, kwargs=args) + made.query, made.data)
    wrong = []
    if numbers and answer.status_code not in (403, 404):
        wrong.append(f"{row.route} {row.method}: {answer.status_code} for {sorted(numbers)} of another space")
    for table, rows_now in (kept() if before else {}).items():
        for key, was in before[table].items():
            if rows_now.get(key) != was and not (table == "spaces_space" and key == world.other.pk):
                wrong.append(f"{row.route}: {table} {key} changed")
    return wrong


def test_object_of_another_space_is_neither_reached_nor_changed_through_ones_own() -> None:
    world, wrong, asked = make_world(), [], 0
    person = make_person()
    for role in Role.values:
        make_member(world.other, role, person)
    for row in ROWS:
        if row.who in ("everyone", "signed in", "visitors") and row.method == "GET":
            continue
        with transaction.atomic():
            client = sign_in(Client(raise_request_exception=False), person)
            asked += 1
            wrong += through_own(row, world, client)
            transaction.set_rollback(True)
        person.__dict__.pop("_roles_by_space", None)
    assert wrong == []
    assert asked > 60
