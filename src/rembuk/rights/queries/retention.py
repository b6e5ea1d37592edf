"""How long a space keeps what, and what was taken away."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from rembuk.rights.models import Minimised, Retention
from rembuk.shared import retention
from rembuk.spaces.models import Space


@dataclass(frozen=True)
class Kept:
    """Hold one clock with the days that hold in a space and how many were taken away so far."""

    clock: retention.Clock
    days: int
    gone: int


def days_of(space: Space) -> dict[str, int]:
    """Return for every clock how many days hold in SPACE; one query."""
    chosen = dict(Retention.objects.filter(space=space).values_list("kind", "days"))
    return {clock.name: chosen.get(clock.name, clock.days) for clock in retention.everything()}


def kept_in(space: Space) -> list[Kept]:
    """Return every clock as it holds in SPACE; two queries."""
    sums = Minimised.objects.filter(space=space).order_by().values_list("kind").annotate(n=Sum("count"))
    gone, days = dict(sums), days_of(space)
    return [Kept(one, days[one.name], gone.get(one.name, 0)) for one in retention.everything()]
