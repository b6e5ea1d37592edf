"""Answers overdue per branch: what waits past its promise in each branch and in all that stands under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from rembuk.ideas.states import Stage
from rembuk.programmes.models import Delegation, Milestone
from rembuk.programmes.states import OPEN_DELEGATION
from rembuk.review.models import Case
from rembuk.site.heard import OPEN, promised_by
from rembuk.site.lately import once_a_minute
from rembuk.spaces.models import Space
from rembuk.spaces.queries import below
from rembuk.voices.models import Voice

MEASURES = ("voices", "verdicts", "milestones", "delegations")


@dataclass(frozen=True)
class Behind:
    """Hold how much waits past its promise in one branch and under it, one number a measure."""

    name: str
    slug: str
    under: int
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """Return the sum of all measures."""
        return sum(self.counts)


@dataclass(frozen=True)
class RollUp:
    """Hold what is overdue in each branch right under a space, and in the space itself."""

    branches: tuple[Behind, ...]
    own: Behind
    total: int

    @property
    def on_time(self) -> int:
        """Return how many branches have nothing overdue."""
        return sum(not row.total for row in self.branches)


def roll_up(space: Space, now: datetime) -> RollUp:
    """Return what is overdue under SPACE, the most first; five queries for any number of branches.

    Voices are counted as the public page of each branch counts them: leaving those told in confidence out
    here would tell, by difference, how many there are.
    """
    spaces = list(below(space).order_by("name", "pk"))
    tops = {row.path: row for row in spaces if row.parent_id == space.pk}
    found = {row.path: Counter[str]() for row in (space, *tops.values())}
    under = Counter[str]()
    homes = {}
    for row in spaces:
        home = space.path if row.pk == space.pk else _top(row, space)
        homes[row.pk] = home
        under[home] += row.pk != space.pk and row.path != home
    for measure, rows in _measures(spaces, now).items():
        for key, count in rows:
            found[homes[key]][measure] += count
    branches = [_behind(row, found[path], under[path]) for path, row in tops.items()]
    branches.sort(key=lambda row: (-row.total, row.name))
    own = _behind(space, found[space.path], 0)
    return RollUp(tuple(branches), own, own.total + sum(row.total for row in branches))


def roll_up_lately(space: Space, now: datetime) -> RollUp:
    """Return what is overdue under SPACE; where much is, it is counted once a minute, not once a visit."""
    return once_a_minute(f"roll-up:{space.pk}:{now.date()}", lambda: roll_up(space, now))


def _top(row: Space, space: Space) -> str:
    """Return the path of the branch right under SPACE that ROW belongs to."""
    return space.path + row.path.removeprefix(space.path).partition("/")[0] + "/"


def _behind(space: Space, counts: Counter[str], under: int) -> Behind:
    return Behind(space.name, space.slug, under, tuple(counts[measure] for measure in MEASURES))


def _measures(spaces: list[Space], now: datetime) -> dict[str, Iterable[tuple[int, int]]]:
    """Return (space, count) pairs of each measure, one grouped query a measure."""
    keys = [row.pk for row in spaces]
    today = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in {row.zone for row in spaces}}
    late_voices = Q(pk=None)
    # Few different promises exist however many branches do: one condition a promise and time zone.
    for row in {(one.zone, one.sorting_days): one for one in spaces}.values():
        late_voices |= Q(
            space__zone=row.zone,
            space__sorting_days=row.sorting_days,
            arrived_at__lt=promised_by(row, today[row.zone]),
        )
    voices = Voice.objects.filter(OPEN, late_voices, space__in=keys)
    cases = Case.objects.filter(_past("idea__space__zone", "due", today), closed_at=None)
    cases = cases.filter(idea__space__in=keys).exclude(idea__stage__in=(Stage.TAKEN_BACK, Stage.JOINED))
    where = "commitment__programme__space"
    milestones = Milestone.objects.filter(_past(f"{where}__zone", "first_due", today), kept_at=None)
    milestones = milestones.filter(broken_at=None, **{f"{where}__in": keys})
    delegations = Delegation.objects.filter(_past("branch__zone", "first_due", today), branch__in=keys)
    delegations = delegations.filter(state__in=OPEN_DELEGATION)
    return {
        "voices": _grouped(voices, "space"),
        "verdicts": _grouped(cases, "idea__space"),
        "milestones": _grouped(milestones, where),
        "delegations": _grouped(delegations, "branch"),
    }


def _past(zone: str, day: str, today: dict[str, date]) -> Q:
    condition = Q(pk=None)
    for name, on in today.items():
        condition |= Q(**{zone: name, f"{day}__lt": on})
    return condition


def _grouped(rows: QuerySet[Any], by: str) -> Iterable[tuple[int, int]]:
    return [(key, n) for key, n in rows.order_by().values_list(by).annotate(n=Count("pk"))]
