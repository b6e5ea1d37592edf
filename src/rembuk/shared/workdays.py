"""Working days in Indonesia: Monday to Friday, less public holidays and shared leave."""

from __future__ import annotations

import importlib
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate


@lru_cache(maxsize=64)
def holidays_of(year: int) -> frozenset[date]:
    """Return the public holidays of YEAR: from lokal-id where it knows the year, else from `holidays`."""
    # The package before its part: two threads that load different parts first would meet one half loaded.
    importlib.import_module("lokal")
    from lokal.holidays import get_holidays

    try:
        return frozenset(date.fromisoformat(holiday.date) for holiday in get_holidays(year).holidays)
    except ValueError:
        pass
    import holidays

    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def is_working_day(day: date) -> bool:
    """Tell whether offices are open on DAY."""
    return day.weekday() < 5 and day not in holidays_of(day.year)


def add_working_days(day: date, count: int) -> date:
    """Return the day that is COUNT working days after DAY."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after START up to and including END; 0 if END is not later."""
    if end <= start:
        return 0
    whole = sum(_so_far(year)[-1] for year in range(start.year, end.year))
    return whole + _until(end) - _until(start)


def _until(day: date) -> int:
    return _so_far(day.year)[day.timetuple().tm_yday]


@lru_cache(maxsize=64)
def _so_far(year: int) -> tuple[int, ...]:
    """Return for each day of YEAR how many working days it has had by then; the first is before them all."""
    first = date(year, 1, 1).toordinal()
    days = (date.fromordinal(number) for number in range(first, date(year, 12, 31).toordinal() + 1))
    return tuple(accumulate(map(is_working_day, days), initial=0))
