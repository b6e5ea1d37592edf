"""How many were told is counted by an index, whatever else was told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rembuk.messaging.models import Notice
from rembuk.messaging.queries import told

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
START = "closing:ideas.idea:7:"


def tell(receiver: str, key: str) -> None:
    Notice.objects.create(receiver=receiver, key=key, subject="Kabar", text="Kabar", link="/g/7/", at=AT)


def test_receivers_of_one_kind_told_of_one_thing_count_once_each() -> None:
    for receiver in ("voices.voice:1", "voices.voice:2", "people.person:3", "voicesXvoice:4"):
        tell(receiver, f"{START}1")
    tell("voices.voice:1", f"{START}2")
    for other in (
        "closing:ideas.idea:77:1",
        "closing:ideas.idea:6:1",
        "closing:ideas.idea:7",
        "closing:ideas_",
    ):
        tell("voices.voice:9", other)
    assert told(START, "voices.voice") == 2
    assert told(START, "people.person") == 1
    assert told("closing:ideas.idea:8:", "voices.voice") == 0


def test_signs_that_stand_for_others_in_a_pattern_stand_for_themselves() -> None:
    tell("voices.voice:1", "closing:a%b:1")
    tell("voices.voice:2", "closing:a_b:1")
    tell("voices.voice:3", "closing:axb:1")
    assert told("closing:a%b:", "voices.voice") == 1
    assert told("closing:a_b:", "voices.voice") == 1


@pytest.mark.sqlite
def test_counting_reads_the_index_of_keys_only() -> None:
    with CaptureQueriesContext(connection) as asked:
        told(START, "voices.voice")
    assert len(asked) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
        plan = " ".join(str(row[3]) for row in cursor.fetchall())
    assert "USING INDEX notice_key (key>? AND key<?)" in plan, plan
