"""The worker's part: begin reviews, look after seats, remind before the day."""

from __future__ import annotations

from datetime import timedelta
from itertools import islice
from typing import Any

from django.utils import timezone

from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.review import actions
from rembuk.review.models import Case
from rembuk.shared import outbox, queue
from rembuk.shared.paging import in_turn

# What waits is begun by its own row; this is for what was missed, and must not keep others from writing.
BEGUN_AT_ONCE = 500


@outbox.handler("ideas.made")
def begin(payload: dict[str, Any]) -> None:
    """Begin the review of an idea that was just made; one that has begun is left as it is."""
    idea = Idea.objects.filter(pk=payload["idea"]).first()
    if idea is not None:
        actions.open_case(idea=idea, at=timezone.now())


@queue.due("review.watch", every=timedelta(minutes=10))
def watch() -> None:
    """Begin what waits, and give seats anew where a reviewer has a conflict by now or is gone."""
    now = timezone.now()
    for idea in islice(in_turn(Idea.objects.filter(stage=Stage.NEW, review_cases=None)), BEGUN_AT_ONCE):
        actions.open_case(idea=idea, at=now)
    for case in in_turn(Case.objects.filter(closed_at=None, idea__stage__in=(Stage.NEW, Stage.REFUSED))):
        actions.look_after(case=case, at=now)


@queue.due("review.remind", every=timedelta(hours=6))
def remind() -> None:
    """Remind who has not judged yet before the promised day; each is reminded once."""
    now = timezone.now()
    soon = now.date() + timedelta(days=14)
    rows = Case.objects.filter(closed_at=None, due__lte=soon, idea__stage__in=(Stage.NEW, Stage.REFUSED))
    for case in in_turn(rows.select_related("idea__space")):
        actions.remind(case=case, at=now)
