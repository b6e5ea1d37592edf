"""The worker's part: remind before a promised day."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rembuk.programmes import actions
from rembuk.programmes.actions.reminders import REMIND_DAYS
from rembuk.programmes.models import Delegation, Milestone
from rembuk.programmes.states import OPEN_DELEGATION
from rembuk.shared import queue
from rembuk.shared.paging import in_turn


@queue.due("programmes.remind", every=timedelta(hours=6))
def remind() -> None:
    """Remind who holds a milestone or a delegation whose day comes; each day once, so it may run again."""
    now = timezone.now()
    # A day wider than the reminder on both sides: what day it is depends on the space's zone.
    days = (now.date() - timedelta(days=1), now.date() + timedelta(days=REMIND_DAYS + 1))
    milestones = Milestone.objects.filter(kept_at=None, broken_at=None, due__range=days)
    for row in in_turn(milestones.select_related("commitment__programme__space")):
        actions.remind_milestone(row=row, at=now)
    delegations = Delegation.objects.filter(state__in=OPEN_DELEGATION, due__range=days)
    for one in in_turn(delegations.select_related("commitment", "branch")):
        actions.remind_delegation(row=one, at=now)
