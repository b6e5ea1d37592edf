"""A read of the API costs the same queries with one row and with three."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rembuk.ideas.tests.factories import make_answer, make_call, make_idea
from rembuk.places.models import Place
from rembuk.programmes.tests.factories import make_commitment, make_delegation
from rembuk.review.tests.factories import make_verdict
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_space

pytestmark = pytest.mark.django_db


def _ideas(space: Space, count: int) -> str:
    for _ in range(count):
        make_idea(space)
    return f"/spaces/{space.slug}/ideas"


def _voices(space: Space, count: int) -> str:
    return f"/ideas/{make_idea(space, voices=count).pk}/voices"


def _idea(space: Space, count: int) -> str:
    return f"/ideas/{make_idea(space, voices=count).pk}"


def _calls(space: Space, count: int) -> str:
    for _ in range(count):
        make_call(space)
    return f"/spaces/{space.slug}/calls"


def _call(space: Space, count: int) -> str:
    call = make_call(space)
    for number in range(count):
        make_answer(call, f"Usul {number}")
    return f"/calls/{call.pk}"


def _verdicts(space: Space, count: int) -> str:
    for _ in range(count):
        make_verdict(space)
    return f"/spaces/{space.slug}/verdicts"


def _promises(what: str) -> Callable[[Space, int], str]:
    def make(space: Space, count: int) -> str:
        for _ in range(count):
            make_commitment(space)
        return f"/spaces/{space.slug}/{what}"

    return make


def _delegations(space: Space, count: int) -> str:
    branch = make_space("ranting", parent=space)
    for _ in range(count):
        make_delegation(space, branch)
    return f"/spaces/{branch.slug}/delegations"


def _spaces(space: Space, count: int) -> str:
    for number in range(count):
        make_space(f"cabang-{number}", parent=space)
    return f"/spaces?parent={space.slug}"


def _places(space: Space, count: int) -> str:
    top = Place.objects.create(code="34", name="DIY", level=1, path="DIY")
    for number in range(count):
        Place.objects.create(code=f"34.0{number}", name=f"K{number}", level=2, path="DIY", parent=top)
    return "/places/34/places"


CASES: list[tuple[Callable[[Space, int], str], int]] = [
    (_spaces, 2), (_places, 2), (_ideas, 2), (_idea, 3), (_voices, 2), (_verdicts, 2), (_calls, 2),
    (_call, 6),
    (_promises("decisions"), 3), (_promises("programmes"), 2), (_promises("commitments"), 4),
    (_promises("milestones"), 2), (_promises("flow"), 4), (_delegations, 2),
]  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("make", "queries"), CASES, ids=lambda one: getattr(one, "__qualname__", str(one)))
def test_read_costs_exactly_so_many_queries(
    client: Client, make: Callable[[Space, int], str], queries: int, rows: int
) -> None:
    address = make(make_space("contoh"), rows)
    with CaptureQueriesContext(connection) as asked:
        answer: Any = client.get(f"/api/v1{address}")
    assert answer.status_code == 200
    if "items" in answer.json():
        assert len(answer.json()["items"]) == rows
    assert len(asked) == queries, [query["sql"] for query in asked]
