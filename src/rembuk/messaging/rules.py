"""When a letter may go out: the pace its receiver chose, and the hours in which they want quiet."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from rembuk.messaging.models import Preference
from rembuk.messaging.states import Pace

LETTER_HOUR = 7
MONDAY = 0


def out_of_quiet(preference: Preference, moment: datetime, zone: str) -> datetime:
    """Return the first moment from MOMENT on that lies outside the quiet hours on ZONE's clock."""
    start, end = preference.quiet_from, preference.quiet_to
    local = moment.astimezone(ZoneInfo(zone))
    inside = start <= local.hour < end if start < end else local.hour >= start or local.hour < end
    if start == end or not inside:
        return moment
    morning = datetime.combine(local.date(), time(end), ZoneInfo(zone))
    return morning if morning > local else morning + timedelta(days=1)


def letter_due(preference: Preference, moment: datetime, zone: str) -> datetime:
    """Return when what is to be told at MOMENT goes out: now, next morning, or next Monday morning."""
    if preference.pace == Pace.AT_ONCE:
        return out_of_quiet(preference, moment, zone)
    local = moment.astimezone(ZoneInfo(zone))
    due = datetime.combine(local.date(), time(LETTER_HOUR), ZoneInfo(zone))
    while due <= local or (preference.pace == Pace.WEEKLY and due.weekday() != MONDAY):
        due += timedelta(days=1)
    return out_of_quiet(preference, due, zone)
