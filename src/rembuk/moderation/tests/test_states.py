"""The clocks of the law for content."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rembuk.moderation.states import clock, due


@pytest.mark.parametrize(("urgent", "hours"), [(True, 4), (False, 24)])
def test_clock_runs_from_the_day_its_law_began_and_gives_its_hours(urgent: bool, hours: int) -> None:
    first = datetime(2020, 11, 24, tzinfo=UTC)
    for moment in (first, first + timedelta(days=2000, hours=5)):
        assert clock(moment, urgent=urgent).hours == hours
        assert due(moment, urgent=urgent) == moment + timedelta(hours=hours)
