"""The worker's part: remind before a clock of moderation runs out."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rembuk.moderation.actions import remind_appeal, remind_flag
from rembuk.moderation.models import Appeal, Flag
from rembuk.shared import queue
from rembuk.shared.paging import in_turn


@queue.due("moderation.remind", every=timedelta(minutes=15))
def remind() -> None:
    """Remind who moderates of what waits; each clock once, so it may run again."""
    now = timezone.now()
    flags = Flag.objects.filter(closed_at=None, due__gte=now, due__lte=now + timedelta(days=1))
    for flag in in_turn(flags.select_related("space")):
        remind_flag(flag=flag, at=now)
    # Two working days are at most two weeks away, holidays and all; a day wider because of zones.
    days = (now.date() - timedelta(days=1), now.date() + timedelta(days=15))
    appeals = Appeal.objects.filter(judged_at=None, due__range=days)
    for appeal in in_turn(appeals.select_related("space", "against")):
        remind_appeal(appeal=appeal, at=now)
