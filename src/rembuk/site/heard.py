"""What came in: voices by channel, what still waits and since when, what was set aside and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet

from rembuk.shared.workdays import add_working_days
from rembuk.site.lately import once_a_minute
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice
from rembuk.voices.states import SetAside, Visibility
from rembuk.voices.wording import CHANNELS

OPEN = Q(behind=None, withdrawn_at=None, set_aside="")
# The first day looked at for what is late; nothing is promised in more working days than fit in it.
LONGEST_WAIT = timedelta(days=400)


@dataclass(frozen=True)
class Heard:
    """Hold the counts of one space; every voice is in one column of its channel's row.

    `channels` are (name, came in, behind ideas, waiting, set aside, withdrawn), `reasons` (words, voices).
    `late` counts the waiting voices whose promised day has passed.
    """

    channels: list[tuple[str, int, int, int, int, int]]
    reasons: list[tuple[str, int]]
    total: int
    waiting: int
    aside: int
    withdrawn: int
    oldest: datetime | None
    late: int


def heard_of(space: Space, today: date) -> Heard:
    """Return what came into SPACE, as the flow counts it; two queries."""
    rows: list[Any] = list(
        Voice.objects.filter(space=space)
        .values("channel")
        .annotate(
            total=Count("id"),
            behind_ideas=Count("id", filter=Q(behind__isnull=False)),
            waiting=Count("id", filter=OPEN),
            aside=Count("id", filter=Q(behind=None, withdrawn_at=None) & ~Q(set_aside="")),
            withdrawn=Count("id", filter=Q(behind=None, withdrawn_at__isnull=False)),
            late=Count("id", filter=OPEN & Q(arrived_at__lt=promised_by(space, today))),
            oldest=Min("arrived_at", filter=OPEN),
        )
        .order_by("-total", "channel")
    )
    aside = Voice.objects.filter(space=space, behind=None, withdrawn_at=None).exclude(set_aside="")
    reasons = aside.values_list("set_aside").annotate(n=Count("id")).order_by("-n", "set_aside")
    words = dict(SetAside.choices)
    columns = ("total", "behind_ideas", "waiting", "aside", "withdrawn")
    sums = {column: sum(row[column] for row in rows) for column in (*columns, "late")}
    return Heard(
        channels=[
            (str(CHANNELS.get(row["channel"], row["channel"])), *(row[column] for column in columns))
            for row in rows
        ],
        reasons=[(str(words.get(reason, reason)), count) for reason, count in reasons],
        total=sums["total"],
        waiting=sums["waiting"],
        aside=sums["aside"],
        withdrawn=sums["withdrawn"],
        oldest=min((row["oldest"] for row in rows if row["oldest"]), default=None),
        late=sums["late"],
    )


def heard_lately(space: Space, today: date) -> Heard:
    """Return what came into SPACE; a large space is counted once a minute, not once a visit."""
    return once_a_minute(f"heard:{space.pk}:{today}", lambda: heard_of(space, today))


def shown_voices(space: Space) -> QuerySet[Voice]:
    """Return the voices of SPACE that the public may read, with place and author."""
    rows = Voice.objects.filter(space=space, published_at__isnull=False, withdrawn_at=None)
    return rows.exclude(visibility=Visibility.CONFIDENTIAL).select_related("place", "author")


def promised_by(space: Space, today: date) -> datetime:
    """Return the moment before which a voice must have arrived to be late TODAY: binary search by days."""
    early, late = today - LONGEST_WAIT, today
    while late - early > timedelta(days=1):
        middle = early + (late - early) // 2
        if add_working_days(middle, space.sorting_days) < today:
            early = middle
        else:
            late = middle
    return datetime.combine(late, time.min, ZoneInfo(space.zone))
