"""Requests made up from the OpenAPI document, fitting and not: no 5xx, and answers as the document says.

REMBUK_API_EXAMPLES sets how many are made for each operation (20; 260 in CI; in `make soak`
4,500, over 100,000 in all).
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from rembuk.ideas.tests.factories import make_call
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.places.models import Place
from rembuk.programmes.tests.factories import make_commitment, make_delegation
from rembuk.review.tests.factories import make_verdict
from rembuk.site.api.page import operations
from rembuk.site.wsgi import application
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.models import Voice

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]
EXAMPLES = int(os.environ.get("REMBUK_API_EXAMPLES", "20"))
# Left out: the session is sent with every request, so leaving it out cannot be tried; and that whatever fits
# the types is taken, since a cursor of the right length need not be one of ours.
CONFIG = {
    # An address can also be refused for its length.
    "checks": {"negative_data_rejection": {"expected-statuses": [*range(400, 410), 414, 415, 422, 429]}}
}
LEFT_OUT = [schemathesis.checks.ignored_auth, schemathesis.checks.positive_data_acceptance]
NAMES = sorted(one.name for _group, one in operations())


@pytest.fixture
def known() -> dict[str, str]:
    """Make one row of each kind and return what reaches it, by name or by the part of the path before it."""
    space = make_space("contoh")
    commitment = make_commitment(space)
    idea = make_verdict(space).idea
    Place.objects.create(code="34", name="DIY", level=1, path="DIY")
    voice = Voice.objects.filter(behind__idea=idea).first()
    assert voice is not None
    return {
        "slug": "contoh", "code": "34", "address": voice.address, "ideas": str(idea.pk),
        "decisions": str(commitment.decision_id), "programmes": str(commitment.programme_id),
        "commitments": str(commitment.pk), "milestones": str(commitment.milestones.get().pk),
        "delegations": str(make_delegation(space, make_space("ranting", parent=space)).pk),
        "calls": str(make_call(space).pk), "about": f"ideas.idea:{idea.pk}",
    }  # fmt: skip


@contextmanager
def connection_kept() -> Iterator[None]:
    """Let requests run in the test's own transaction, as Django's test client does for each of its own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def asked_as_citizen() -> tuple[dict[str, str], dict[str, str]]:
    """Return headers and cookies of a citizen's session that holds the token."""
    client = sign_in(Client(), make_person())
    token = client.get("/api/v1/session").json()["csrf_token"]
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {"X-CSRFToken": token, "Accept-Language": "en", "Accept-Encoding": "identity"}, cookies


def described(name: str) -> Any:
    """Return the operation NAME of the document as the API itself gives it, without the session's cookie."""
    document = json.loads(Client().get("/api/v1/openapi.json").content)
    # The session is sent with every request, so a request made up to lack it would be answered all the same.
    for path in document["paths"].values():
        for one in path.values():
            one.pop("security", None)
    schema = schemathesis.openapi.from_dict(document, config=SchemathesisConfig.from_dict(CONFIG))
    schema.app = application
    found = [one.ok() for one in schema.get_all_operations()]
    return next(one for one in found if one.definition.raw["operationId"] == name)


@pytest.mark.parametrize("name", NAMES)
def test_answer_is_as_described_and_never_a_fault_of_ours(name: str, known: dict[str, str]) -> None:
    operation = described(name)
    headers, cookies = asked_as_citizen()
    found = re.search(r"/(\w+)/{(\w+)}", operation.path)
    led = {}
    if found:
        led["path_parameters"] = {found[2]: known[found[1] if found[2] == "number" else found[2]]}
    if "about" in json.dumps(operation.definition.raw.get("parameters", [])):
        led["query"] = {"about": known["about"]}
    if name == "follow":
        led["body"] = {"about": known["about"]}
    # Numbers made up meet no row, so a third of the requests is led to one that is there.
    ways = [operation.as_strategy(GenerationMode.POSITIVE), operation.as_strategy(**led)]
    if operation.iter_parameters() or operation.body:
        ways.append(operation.as_strategy(GenerationMode.NEGATIVE))
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, print_blob=False,
        phases=[Phase.explicit, Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=st.one_of(ways))
    def ask(case: schemathesis.Case) -> None:
        # The limits of a network are tested elsewhere; here they would end the run.
        cache.clear()
        case.headers = {**(case.headers or {}), **headers}
        answer = case.call(cookies=cookies)
        statuses[answer.status_code] += 1
        case.validate_response(answer, excluded_checks=LEFT_OUT, headers=headers)

    with connection_kept():
        ask()
    assert statuses[200] + statuses[201] > 0, f"nothing was ever answered: {statuses}"
