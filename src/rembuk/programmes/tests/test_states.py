"""What a promise is, on the days around those it was made for."""

from __future__ import annotations

from datetime import date

import pytest

from rembuk.programmes.states import MilestoneState, state_of

FIRST, MOVED = date(2026, 12, 5), date(2026, 12, 20)


@pytest.mark.parametrize(
    ("due", "today", "state"),
    [
        (FIRST, date(2026, 12, 5), MilestoneState.RUNNING),
        (FIRST, date(2026, 12, 6), MilestoneState.LATE),
        (MOVED, date(2026, 12, 6), MilestoneState.MOVED),
        (MOVED, date(2026, 12, 20), MilestoneState.MOVED),
        (MOVED, date(2026, 12, 21), MilestoneState.LATE),
    ],
)
def test_open_promise_is_late_from_the_day_after_the_one_it_holds_for_now(due, today, state) -> None:
    assert state_of(first_due=FIRST, due=due, kept_on=None, broken=False, today=today) == state


@pytest.mark.parametrize(
    ("kept_on", "state"),
    [
        (date(2026, 12, 1), MilestoneState.KEPT),
        (FIRST, MilestoneState.KEPT),
        (date(2026, 12, 6), MilestoneState.KEPT_LATE),
    ],
)
def test_moving_a_promise_makes_nothing_kept_in_time_that_was_kept_after_its_first_day(
    kept_on, state
) -> None:
    told = state_of(first_due=FIRST, due=MOVED, kept_on=kept_on, broken=False, today=date(2027, 1, 1))
    assert told == state


def test_promise_told_as_broken_stays_broken_whatever_was_kept_before() -> None:
    told = state_of(first_due=FIRST, due=FIRST, kept_on=FIRST, broken=True, today=FIRST)
    assert told == MilestoneState.BROKEN
