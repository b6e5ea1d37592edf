"""Working days, held against the decrees and against counting one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.shared.workdays import add_working_days, is_working_day, working_days_between


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 12, 24), False),  # shared leave, SKB 1497/2025
        (date(2026, 12, 28), True),
        (date(2027, 1, 1), False),
        (date(2026, 11, 21), False),  # a Saturday
        (date(2030, 8, 17), False),  # a year lokal-id lacks
        (date(2030, 8, 20), True),
    ],
)
def test_working_day_of_known_and_unknown_years(day: date, open_: bool) -> None:
    assert is_working_day(day) is open_


def test_days_across_the_new_year_skip_leave_and_holiday() -> None:
    assert add_working_days(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)


@given(st.dates(date(2025, 1, 1), date(2029, 6, 1)), st.integers(0, 40))
def test_adding_then_counting_gives_the_number_back(start: date, count: int) -> None:
    end = add_working_days(start, count)
    assert working_days_between(start, end) == count
    assert count == 0 or is_working_day(end)


def test_end_before_start_counts_nothing() -> None:
    assert working_days_between(date(2026, 5, 5), date(2026, 5, 5) - timedelta(days=3)) == 0
