"""Every route, every role: who is let in, who is sent to sign in, who is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from tests.abuse.answers import WITHOUT_TOKEN, faults
from tests.architecture.every_maker import MAKERS
from tests.architecture.makers import World, send
from tests.architecture.roles import METHODS, ROLES, Row, answering, routes, rows

ROWS = rows()
# What a page may write while it is only read: sessions, the cache, and that recovery codes were seen.
QUIET_TABLES = ("django_session", "shared_cache", "usersessions_usersession", "mfa_authenticator")

# Reading may record two things: a look at personal data, and for ten minutes who has a cluster open.
RECORDED = ("rights_look", "ideas_hold")
Asked = tuple[str, str]


def ask(
    row: Row,
    world: World,
    asked: Iterable[Asked],
    watch: Callable[..., Any] | None = None,
    *,
    tokenless: bool = False,
) -> dict[Asked, str]:
    """Return how the server answers each role and method: reached, sign-in, 403, 404, 405, or its status.

    What ROW stands on is made once; each request leaves it as it was.
    """
    found = {}
    with transaction.atomic():
        made = MAKERS[row.maker](world)
        address = reverse(row.route, kwargs=made.args) + made.query
        for role, method in asked:
            client = world.client(role, raise_request_exception=True, enforce_csrf_checks=tokenless)
            with transaction.atomic():
                with connection.execute_wrapper(watch or _as_it_is):
                    answer = send(client, method, address, made.data)
                found[role, method] = _class_of(answer)
                assert faults(row.route, role, row.who == "everyone", answer) == [], (row.route, role)
                transaction.set_rollback(True)
        transaction.set_rollback(True)
    world.forget()
    return found


def _as_it_is(execute: Any, *asked: Any) -> Any:
    return execute(*asked)


def _class_of(answer: HttpResponse) -> str:
    if answer.status_code in (301, 302, 303) and answer["Location"].startswith(
        reverse("account_login") + "?"
    ):
        return "sign-in"
    if answer.status_code < 400 or answer.status_code in (400, 409, 422):
        return "reached"
    return str(answer.status_code)


@pytest.mark.parametrize("name", sorted(routes()))
def test_route_without_a_row_in_the_role_table_is_refused(name: str) -> None:
    assert not name.startswith("(no name)"), f"give this route a name: {name}"
    assert any(row.route == name for row in ROWS), f"add {name} to docs/reference/roles.md"


def test_row_of_the_role_table_names_a_route_and_a_maker_that_are_there() -> None:
    known = routes()
    assert [row.route for row in ROWS if row.route not in known] == []
    assert [row.maker for row in ROWS if row.maker not in MAKERS] == []
    keys = [(row.route, row.method, row.maker) for row in ROWS]
    assert sorted(set(keys)) == sorted(keys)


def test_page_that_is_posted_to_says_which_fields_it_takes() -> None:
    posted = {row.route for row in ROWS if row.method == "POST" and not row.route.startswith("api:")}
    views = {name: view for name, view in answering().items() if name in posted}
    assert set(views) == posted
    assert [name for name, view in sorted(views.items()) if not hasattr(view, "takes")] == []


@pytest.mark.django_db
@pytest.mark.sweep
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.route}-{row.method}-{row.maker}")
def test_route_answers_each_role_as_the_table_says(row: Row, world: World) -> None:
    allowed = row.allowed()
    expected = {}
    for role in ROLES:
        if role in allowed:
            expected[role] = "reached"
        elif row.others.startswith("sign-in or "):
            expected[role] = "sign-in" if role == "visitor" else row.others.removeprefix("sign-in or ")
        else:
            expected[role] = row.others
    writes: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        if words[0] in ("INSERT", "UPDATE", "DELETE", "REPLACE") and not any(
            table in sql.split("WHERE", maxsplit=1)[0] for table in QUIET_TABLES
        ):
            writes.append(sql)
        return execute(sql, params, many, context)

    reads = row.method == "GET"
    found = ask(row, world, [(role, row.method) for role in ROLES], watch if reads else None)
    assert {role: answer for (role, _method), answer in found.items()} == expected
    assert [sql for sql in writes if not any(table in sql for table in RECORDED)] == []
    if row.method != "GET" and row.route not in WITHOUT_TOKEN:
        # Whoever may send it needs the token of the form, so that no other site sends it for them (A35).
        sender = next(role for role in ROLES if role in allowed)
        refused = ask(row, world, [(sender, row.method)], tokenless=True)
        assert refused[sender, row.method] in ("401", "403")


@pytest.mark.django_db
@pytest.mark.sweep
@pytest.mark.parametrize("name", sorted({row.route for row in ROWS}))
def test_method_without_a_row_is_refused(name: str, world: World) -> None:
    mine = [row for row in ROWS if row.route == name]
    # Two operations of the API may share an address, each with its own name.
    known = {row.method for row in ROWS if routes()[row.route] == routes()[name]}
    # The refusal of a method comes before any role is asked: the least and the most trusted do.
    asked = [(role, method) for method in set(METHODS) - known for role in ("visitor", "owner")]
    found = ask(mine[0], world, asked)
    assert {
        key: answer for key, answer in found.items() if answer not in ("405", "404", "403", "sign-in")
    } == {}
