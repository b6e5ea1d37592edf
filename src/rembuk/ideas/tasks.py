"""The worker's part: the daily leaf of endorsements, calls by the calendar, proposals on their day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import CallPost, Idea, Merge
from rembuk.ideas.queries.calls import running_calls
from rembuk.shared import outbox, queue
from rembuk.shared.actors import MACHINE
from rembuk.shared.bulk import giving_way
from rembuk.shared.paging import in_turn


@queue.due("ideas.seal_endorsements", every=timedelta(days=1))
def seal_endorsements() -> None:
    """Write one leaf for each idea endorsed since yesterday."""
    now = timezone.now()
    since = now - timedelta(days=1)
    for idea in giving_way(
        Idea.objects.filter(endorsements__at__gte=since).distinct().select_related("space")
    ):
        actions.seal_endorsements(idea=idea, day=now.date(), at=now, by=MACHINE)


@queue.due("ideas.calls", every=timedelta(minutes=5))
def keep_calls() -> None:
    """Enter in the record which calls opened or closed; a page knows it from the days alone."""
    now = timezone.now()
    for call in in_turn(running_calls()):
        actions.keep_calendar(call=call, at=now)


@outbox.handler("ideas.alike")
def find_like(payload: dict[str, Any]) -> None:
    """Find the ideas like one whose words are new; called again it finds the same."""
    idea = Idea.objects.select_related("space").filter(pk=payload["idea"]).first()
    if idea is not None:
        actions.find_like(idea=idea)


@outbox.handler("ideas.alike_all")
def find_all_like(payload: dict[str, Any]) -> None:
    """Find the ideas like each of those that were there before this was kept, some at a time."""
    actions.find_all_like(after=payload["after"], at=timezone.now())


@outbox.handler("ideas.settle_merge")
def settle_merge(payload: dict[str, Any]) -> None:
    """Settle a proposal on its day, or when all have answered; called again it finds it settled."""
    merge = Merge.objects.filter(pk=payload["merge"]).first()
    if merge is not None:
        actions.settle_merge(merge=merge, at=timezone.now())


@outbox.handler("ideas.gather")
def gather_old(payload: dict[str, Any]) -> None:
    """Gather what answered a post before it became a call's; a post taken off meanwhile is left alone."""
    post = CallPost.objects.select_related("call__space").filter(pk=payload["post"]).first()
    if post is not None:
        actions.gather(post=post, at=timezone.now())


@queue.due("ideas.gather_replies", every=timedelta(minutes=1))
def gather_replies() -> None:
    """Gather what was imported since: one look by index for each post of a running call."""
    now = timezone.now()
    rows = CallPost.objects.filter(call__published_at__isnull=False, call__reported_at=None)
    for post in in_turn(rows.select_related("call__space")):
        actions.gather(post=post, at=now)
