"""The OpenAPI document is one, the page shows all of it, and the reference says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import validate
from tests.weights import assert_light

from rembuk.ideas.tests.factories import make_idea
from rembuk.programmes.tests.factories import make_commitment
from rembuk.site.api.page import operations
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "api.md"


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json", headers={"accept-language": "en"})
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def known(document: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Return method and path of every operation in DOCUMENT, with its summary."""
    return {
        (method.upper(), path): operation["summary"]
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_document_is_valid_openapi_and_names_the_licence(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["info"]["license"]["name"] == "CC BY 4.0"


def test_every_operation_tells_what_a_refusal_looks_like(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names)) > 25
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert "application/problem+json" in operation["responses"]["4XX"]["content"], (method, path)
            if method == "get":
                assert "304" in operation["responses"]
            else:
                assert {"403", "503"} <= set(operation["responses"])


def test_page_shows_every_operation_in_both_languages_with_an_example(
    client: Client, document: dict[str, Any]
) -> None:
    page = client.get("/api/").content.decode()
    assert 'lang="en">List of spaces<' in page
    assert "Daftar ruang" in page
    for _method, path in known(document):
        assert f"<code>{path}</code>" in page, path
    assert page.count("<pre") == len(operations()) + 1


def test_page_is_light_and_reached_from_the_footer(client: Client) -> None:
    assert_light(client, "/api/")
    assert '<a href="/api/">' in client.get("/cara-kerja/").content.decode()


def test_example_of_a_read_on_the_page_is_answered(client: Client) -> None:
    make_idea(make_space("contoh"))
    for _group, one in operations():
        if one.method == "GET":
            address = one.example.split()[-1].strip("'")
            answer = client.get(re.sub(r"^https?://[^/]+", "", address))
            assert answer.status_code in ((401,) if one.name == "follows" else (200, 404)), one.example


def test_reference_names_every_operation(document: dict[str, Any]) -> None:
    rows = re.findall(r"^\| `(GET|PUT|POST|DELETE)` \| `([^`]+)` \| (.+?) \|$", REFERENCE.read_text(), re.M)
    assert {(method, f"/api/v1{path}"): words for method, path, words in rows} == known(document)


@pytest.mark.parametrize("page", ["", "gagasan/", "program/", "keputusan/"])
def test_page_with_a_list_links_its_data(client: Client, page: str) -> None:
    make_commitment(make_space("contoh"))
    found = re.findall(r'<a href="(/api/v1/[^"]+)"', client.get(f"/r/contoh/{page}").content.decode())
    assert len(found) == 1
    assert client.get(found[0]).status_code == 200
