"""Ask every row of the role table in one world: what the tests of the abuse cases share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from rembuk.people.tests.factories import sign_in
from tests.architecture.every_maker import MAKERS
from tests.architecture.makers import Made, World
from tests.architecture.roles import Row, rows

ROWS = rows()
READS = [row for row in ROWS if row.method == "GET"]
SENDS = [row for row in ROWS if row.method != "GET"]


@contextmanager
def standing(world: World, row: Row) -> Iterator[tuple[Made, str]]:
    """Set up what ROW needs, give it and its address, and take all of it back afterwards."""
    with transaction.atomic():
        made = MAKERS[row.maker](world)
        yield made, reverse(row.route, kwargs=made.args) + made.query
        transaction.set_rollback(True)
    for person in world.people.values():
        # A password that was taken back with the rest would sign nobody in.
        person.refresh_from_db()
        person.__dict__.pop("_roles_by_space", None)


def client_of(world: World, role: str, **options: Any) -> Client:
    """Return the browser of somebody in ROLE."""
    client = Client(**options)
    return client if role == "visitor" else sign_in(client, world.people[role])


def let_in(row: Row) -> str:
    """Return one role that ROW lets in, the least trusted first."""
    allowed = row.allowed()
    order = ("visitor", "citizen", "field_worker", "writer", "reviewer", "officer", "coordinator", "owner")
    return next((role for role in order if role in allowed), "owner")


def body_of(answer: Any) -> bytes:
    """Return what ANSWER says, sent in one piece or not."""
    return b"".join(answer) if answer.streaming else bytes(answer.content)
