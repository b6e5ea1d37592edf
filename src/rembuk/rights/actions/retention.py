"""How long a space keeps each kind of personal data, and the daily work of keeping less."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from rembuk.rights.models import DataRequest, Minimised, Retention
from rembuk.rights.queries.retention import days_of
from rembuk.rights.wording import DAYS_RANGE
from rembuk.shared import bulk, retention
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space

MOST_ROUNDS = 1_000


@transaction.atomic
def choose_days(*, space: Space, days: Mapping[str, int], by: Actor, at: datetime) -> None:
    """Keep each kind in SPACE for so many DAYS from now on; refused outside what the house allows."""
    for clock in retention.everything():
        chosen = days[clock.name]
        if not clock.least <= chosen <= clock.most:
            raise Refused(DAYS_RANGE % {"least": clock.least, "most": clock.most}, field=clock.name)
        said = {"days": chosen, "by": by.ref, "at": at}
        Retention.objects.update_or_create(space=space, kind=clock.name, defaults=said)


def minimise(*, space: Space, at: datetime) -> dict[str, int]:
    """Take away in SPACE whatever is older than its clocks allow at AT, and note how many of each kind.

    In batches, each with its note in one transaction; again finds nothing.
    """
    done: dict[str, int] = {}
    chosen = days_of(space)
    for clock in retention.everything():
        before = at - timedelta(days=chosen[clock.name])
        for _round in range(MOST_ROUNDS):
            with transaction.atomic():
                count = clock.minimise(space.pk, before, at)
                if count:
                    Minimised.objects.create(space=space, kind=clock.name, count=count, at=at)
            if not count:
                break
            done[clock.name] = done.get(clock.name, 0) + count
            bulk.give_way()
    return done


def drop_requests(space: int, before: datetime, at: datetime) -> int:
    """Erase the words of requests of SPACE answered before BEFORE; return how many."""
    rows = DataRequest.objects.filter(space_id=space, answered_at__lt=before)
    rows = rows.exclude(subject="", who="", words="", answer="")
    return rows.update(subject="", who="", words="", answer="")
