"""A field too many in any form, from who may send it: refused before anything is done (A11)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.abuse.walk import SENDS, client_of, let_in, standing
from tests.architecture.makers import make_world
from tests.journeys.test_every_form import counts

REFUSED = "isian yang tidak dikenal"
# What somebody would like to set who should not, in the names that models and forms have.
NOT_THEIRS: dict[str, Any] = {
    "is_staff": "1", "role": "owner", "space": "1", "person": "1", "state": "accepted", "hidden_at": "",
    "foto2": SimpleUploadedFile("a.jpg", b"a"),
}  # fmt: skip
# A field that this page does have, and a mail that must stop whatever its provider sends along.
THEIRS = {("space-team", "role")}
TAKES_ALL = {"stop-mail"}


@pytest.mark.django_db
@pytest.mark.sweep
@pytest.mark.slow
def test_field_too_many_is_refused_by_every_form_and_changes_nothing() -> None:
    world, wrong, asked = make_world(), [], 0
    for row in SENDS:
        if row.method != "POST" or row.route.startswith("api:") or row.route in TAKES_ALL:
            continue
        with standing(world, row) as (made, address):
            client = client_of(world, let_in(row))
            before = counts()
            for name, value in NOT_THEIRS.items():
                if (row.route, name) in THEIRS:
                    continue
                answer = client.post(address, {**made.data, name: value})
                told = answer.status_code == 400 and REFUSED in answer.content.decode()
                if not told or f": {name}." not in answer.content.decode() or counts() != before:
                    wrong.append(f"{row.route} {row.maker}: {name} -> {answer.status_code}")
                asked += 1
    assert wrong == [], "\n".join(wrong)
    assert asked > 90 * len(NOT_THEIRS)


@pytest.mark.django_db
def test_field_too_many_is_told_with_its_name_and_what_was_typed_comes_back(client: Any) -> None:
    words = "Lampu di jalan Selokan padam sejak dua pekan."
    answer = client.post("/banding/", {"text": words, "is_staff": "1", "tentang": "ideas.idea:1"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "isian yang tidak dikenal: is_staff." in page
    assert page.count('<blockquote class="quote">') == 1
    assert words in page
    assert "is_staff" not in client.post("/banding/", {"text": words, "tentang": "x"}).content.decode()


@pytest.mark.django_db
def test_field_too_many_is_refused_alike_whether_its_object_is_there_or_not(client: Any) -> None:
    answers = [client.post(f"/g/{number}/dukung/", {"is_staff": "1"}) for number in (1, 10**17)]
    assert [one.status_code for one in answers] == [400, 400]
