"""What every answer of the API has in common: tags, cursors, problems, language, nothing said twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from rembuk.ideas.tests.factories import make_idea
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.site.api import problems
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


def told(answer: Any, status: int) -> dict[str, Any]:
    """Return the problem that ANSWER tells, having checked its shape."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert "no-store" in answer["Cache-Control"]
    found: dict[str, Any] = json.loads(answer.content)
    assert set(found) == {"type", "title", "status", "detail", "errors"}
    assert found["status"] == status
    assert found["detail"].endswith(".")
    return found


def test_read_that_has_not_changed_is_answered_304_and_one_that_has_in_full(client: Client) -> None:
    space = make_space("contoh")
    first = client.get(f"{V1}/spaces/contoh")
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get(f"{V1}/spaces/contoh", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    space.name = "Ruang yang baru"
    space.save()
    assert client.get(f"{V1}/spaces/contoh", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_list_that_goes_on_keeps_its_tag_while_nothing_changes(client: Client) -> None:
    space = make_space("contoh")
    for _ in range(2):
        make_idea(space)
    tags = {client.get(f"{V1}/spaces/contoh/ideas?limit=1")["ETag"] for _ in range(2)}
    assert len(tags) == 1


def test_walking_by_cursor_meets_every_row_once(client: Client) -> None:
    space = make_space("contoh")
    made = [make_idea(space).pk for _ in range(5)]
    for order in ("newest", "endorsed", "waiting"):
        seen, cursor = [], ""
        while cursor is not None:
            asked = {"limit": 2, "order": order, **({"cursor": cursor} if cursor else {})}
            page = client.get(f"{V1}/spaces/contoh/ideas", asked).json()
            seen += [row["number"] for row in page["items"]]
            cursor = page["next"]
        assert sorted(seen) == made


@pytest.mark.parametrize(
    "cursor", ["x", "WyJ4Il0:1", "\x00", "9" * 300, "{}", "\ud800".encode("utf-8", "surrogatepass")]
)
def test_cursor_that_is_not_ours_is_refused(client: Client, cursor: Any) -> None:
    make_space("contoh")
    answer = client.get(f"{V1}/spaces/contoh/ideas", {"cursor": cursor})
    assert 400 <= answer.status_code < 500
    told(answer, answer.status_code)


def test_cursor_of_another_order_is_refused(client: Client) -> None:
    space = make_space("contoh")
    for _ in range(2):
        make_idea(space)
    cursor = client.get(f"{V1}/spaces/contoh/ideas?limit=1").json()["next"]
    assert "cursor" in str(
        told(client.get(f"{V1}/spaces/contoh/ideas", {"cursor": cursor, "order": "endorsed"}), 400)["errors"]
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ideas/9223372036854775807", 404),
        ("/ideas/9223372036854775808", 422),
        ("/ideas/" + "9" * 40, 422),
        ("/ideas/-1", 404),
        ("/ideas/satu", 404),
        ("/decisions/9223372036854775808", 422),
        ("/milestones/" + "9" * 30, 422),
        ("/spaces/tidak-ada", 404),
        ("/spaces/tidak-ada/ideas", 404),
        ("/spaces?limit=0", 422),
        ("/spaces?limit=101", 422),
        ("/spaces?limit=dua", 422),
        ("/spaces?parent=tidak-ada", 404),
        ("/places/34.4", 422),
        ("/places/99", 404),
        ("/places", 422),
        ("/voices/tidakada", 404),
        ("/voices/%00", 400),
        ("/tidak-ada", 404),
        ("/spaces/" + "a" * 5_000, 414),
    ],
)
def test_bad_address_is_told_in_one_sentence(client: Client, address: str, status: int) -> None:
    told(client.get(V1 + address), status)


def test_problem_speaks_the_language_that_was_asked_for(client: Client) -> None:
    indonesian = told(client.get(f"{V1}/spaces?limit=dua"), 422)
    english = told(client.get(f"{V1}/spaces?limit=dua", headers={"accept-language": "en-GB,id;q=0.4"}), 422)
    assert indonesian["detail"] == "Isian limit harus bilangan bulat."
    assert english["detail"] == "limit must be a whole number."
    answer = client.get(f"{V1}/spaces", headers={"accept-language": "en"})
    assert answer["Content-Language"] == "en"
    assert "Accept-Language" in answer["Vary"]


def test_cookie_of_the_pages_does_not_change_the_language_of_programs(client: Client) -> None:
    client.cookies["bahasa"] = "en"
    assert client.get(f"{V1}/spaces")["Content-Language"] == "id"


def test_method_that_is_not_there_is_told_with_what_is(client: Client) -> None:
    answer = client.post(f"{V1}/spaces", "{}", content_type="application/json")
    told(answer, 405)
    assert answer["Allow"] == "GET"


def test_head_has_the_headers_of_a_read(client: Client) -> None:
    make_space("contoh")
    asked, read = client.head(f"{V1}/spaces/contoh"), client.get(f"{V1}/spaces/contoh")
    assert (asked.status_code, asked["ETag"]) == (200, read["ETag"])


def test_fault_of_ours_is_told_as_a_problem(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("SELECT secret FROM table")

    monkeypatch.setattr("rembuk.spaces.api.queries.space_by_slug", broken)
    client.raise_request_exception = False
    answer = client.get(f"{V1}/spaces/contoh")
    assert "secret" not in told(answer, 500)["detail"]


def test_busy_database_is_told_with_when_to_come_again() -> None:
    answer = problems.problem(503)
    told(answer, 503)
    assert int(answer["Retry-After"]) > 0


def test_session_gives_a_token_and_is_kept_by_no_cache(client: Client) -> None:
    answer = client.get(f"{V1}/session")
    assert answer.json()["signed_in"] is False
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.has_header("Access-Control-Allow-Origin")
    sign_in(client, make_person())
    assert client.get(f"{V1}/session").json()["signed_in"] is True


def test_staff_without_second_factor_get_a_problem_and_no_page(client: Client) -> None:
    person = make_member(make_space("contoh"), "coordinator")
    sign_in(client, person, "password")
    told(client.get(f"{V1}/session"), 401)


def test_flow_gives_the_figures_of_the_page(client: Client) -> None:
    make_idea(make_space("contoh"), voices=2)
    rows = {row["stage"]: row for row in client.get(f"{V1}/spaces/contoh/flow").json()["rows"]}
    assert (rows["received"]["voices"], rows["received"]["ideas"]) == (2, None)
    assert (rows["waiting_review"]["voices"], rows["waiting_review"]["ideas"]) == (2, 1)


def test_record_points_to_files_that_are_there(client: Client) -> None:
    from rembuk.ledger.actions import seal
    from rembuk.ledger.tests.factories import AT

    assert client.get(f"{V1}/record").json()["size"] is None
    idea = make_idea(make_space("contoh"))
    seal(at=AT)
    found = client.get(f"{V1}/record").json()
    assert found["size"] > 0
    for name in ("checkpoint", "key", "page"):
        assert client.get(found[name]).status_code == 200
    assert client.get(found["tiles"] + "entries/000.p/1").status_code == 200
    proof = client.get(f"{V1}/ideas/{idea.pk}").json()["steps"][0]["proof"]
    for name in ("page", "entry", "proof"):
        assert client.get(proof[name]).status_code == 200
