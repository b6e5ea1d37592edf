"""Quiet hours and letters, against a clock that is moved on minute by minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.messaging import rules
from rembuk.messaging.models import Preference
from rembuk.messaging.states import Pace

MOMENTS = st.datetimes(datetime(2026, 11, 20), datetime(2026, 12, 20), timezones=st.just(UTC))
ZONES = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
HOURS = st.integers(0, 23)


def quiet(hour: int, start: int, end: int) -> bool:
    """Walk from START to END on the dial and tell whether HOUR was passed."""
    passed = set()
    while start != end:
        passed.add(start)
        start = (start + 1) % 24
    return hour in passed


@given(MOMENTS, HOURS, HOURS, ZONES)
def test_letter_waits_for_the_first_hour_outside_the_quiet_ones(
    moment: datetime, start: int, end: int, zone: str
) -> None:
    found = rules.out_of_quiet(Preference(quiet_from=start, quiet_to=end), moment, zone)
    expected = moment.astimezone(ZoneInfo(zone))
    while quiet(expected.hour, start, end):
        expected = expected.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    assert found == expected


@given(MOMENTS, ZONES, st.sampled_from([Pace.DAILY, Pace.WEEKLY]))
def test_gathered_letter_goes_out_at_seven_on_the_next_day_it_may(
    moment: datetime, zone: str, pace: str
) -> None:
    found = rules.letter_due(Preference(pace=pace, quiet_from=0, quiet_to=0), moment, zone)
    expected = moment.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    while expected <= moment or expected.hour != 7 or (pace == Pace.WEEKLY and f"{expected:%a}" != "Mon"):
        expected += timedelta(hours=1)
    assert found == expected


@pytest.mark.parametrize(("quiet_to", "hour"), [(6, 7), (7, 7), (9, 9)])
def test_gathered_letter_waits_for_the_end_of_quiet_hours_as_well(quiet_to: int, hour: int) -> None:
    evening = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    chosen = Preference(pace=Pace.DAILY, quiet_from=21, quiet_to=quiet_to)
    assert rules.letter_due(chosen, evening, "Asia/Jakarta") == datetime(
        2026, 11, 22, hour, tzinfo=ZoneInfo("Asia/Jakarta")
    )


@pytest.mark.parametrize("hour", [20, 21, 23])
def test_letter_at_once_goes_at_once_outside_quiet_hours_and_at_their_end_inside(hour: int) -> None:
    moment = datetime(2026, 11, 21, hour, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    found = rules.letter_due(Preference(pace=Pace.AT_ONCE), moment, "Asia/Jakarta")
    assert found == (moment if hour == 20 else datetime(2026, 11, 22, 6, tzinfo=ZoneInfo("Asia/Jakarta")))
