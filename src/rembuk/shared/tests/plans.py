"""How SQLite means to answer a question."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


def plan_of(ask: Callable[[], object]) -> str:
    """Return SQLite's plan of the last question that ASK asks; skip on another database."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    with CaptureQueriesContext(connection) as asked:
        ask()
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + asked[-1]["sql"])
        return " ".join(row[3] for row in cursor.fetchall())
