"""The clock of the Act."""

from __future__ import annotations

from datetime import UTC, datetime

from rembuk.rights.states import due_of


def test_clock_that_begins_on_a_friday_runs_through_the_weekend_for_three_times_24_hours() -> None:
    assert due_of(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
