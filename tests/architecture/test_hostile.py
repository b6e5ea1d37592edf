"""No input gives a 5xx: every route of the role table with hostile values in its address, query and form."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.architecture.every_maker import MAKERS
from tests.architecture.makers import World
from tests.architecture.makers import send as send_to
from tests.architecture.roles import Row, routes, rows

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
ROWS = rows()
HOSTILE = [
    "",
    "\x00",
    "%00",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "9" * 30,
    "-1",
    "1e309",
    "[]",
    "{{ settings.SECRET_KEY }}",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "=HYPERLINK(1)",
    "\u202egnirts\u2066",
    "0001-01-01",
    "9999-12-31",
    "a" * 6_000,
]
QUERIES = [
    "after", "rumpun", "suara", "tahap", "urut", "q", "kepada", "suara_after", "next", "format",
    "cursor", "limit", "order", "stage", "place", "state", "parent",
]  # fmt: skip


def ask(world: World, row: Row, send: Any) -> list[tuple[int, str]]:
    """Return the answers of 500 and more to what SEND asks as the owner of the space."""
    role = "owner" if row.who != "review.score" else "reviewer"
    with transaction.atomic():
        made = MAKERS[row.maker](world)
        client = world.client(role, raise_request_exception=False)
        address = reverse(row.route, kwargs=made.args) + made.query
        answers = send(client, address, made.data)
        wrong = [(answer.status_code, label) for label, answer in answers if answer.status_code >= 500]
        transaction.set_rollback(True)
    return wrong


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=lambda row: row.route)
def test_hostile_query_is_answered_below_500(row: Row, world: World, looked_up: set[str]) -> None:
    def send(client: Client, address: str, data: dict[str, Any]) -> Any:
        looked_up.clear()
        for value in HOSTILE:
            if value != HOSTILE[0] and looked_up.isdisjoint({*QUERIES, "*"}):
                # No word of the query is read here.
                return
            # All parameters at once: what breaks alone breaks in company.
            yield (
                repr(value[:20]),
                client.get(address.split("?", maxsplit=1)[0], dict.fromkeys(QUERIES, value)),
            )

    assert ask(world, row, send) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.method != "GET"], ids=lambda row: row.route)
def test_hostile_form_is_answered_below_500(row: Row, world: World, looked_up: set[str]) -> None:
    def send(client: Client, address: str, data: dict[str, Any]) -> Any:
        for name in data or {"isi": ""}:
            looked_up.clear()
            for value in HOSTILE:
                if value != HOSTILE[0] and looked_up.isdisjoint({name, "*"}) and "/api/" not in address:
                    # What was sent under this name is not read here.
                    break
                with transaction.atomic():
                    yield (
                        f"{name}={value[:20]!r}",
                        send_to(client, row.method, address, {**data, name: value}),
                    )
                    transaction.set_rollback(True)

    assert ask(world, row, send) == []


NUMBERED = [row for row in ROWS if row.method == "GET" and "<int:" in routes()[row.route]]


@pytest.mark.parametrize("row", NUMBERED, ids=lambda row: row.route)
def test_hostile_number_in_the_address_is_answered_below_500(row: Row, world: World) -> None:
    pattern = routes()[row.route]

    def send(client: Client, address: str, data: dict[str, Any]) -> Any:
        for number in (0, 2**31, 2**63 - 1, 2**63, 10**40):
            yield str(number), client.get(re.sub(r"<int:\w+>", str(number), pattern))

    assert ask(world, row, send) == []
