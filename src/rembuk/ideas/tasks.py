"""The worker's part: once a day every idea with new endorsements gets its leaf."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rembuk.ideas import actions
from rembuk.ideas.models import Idea
from rembuk.shared import queue
from rembuk.shared.actors import MACHINE


@queue.due("ideas.seal_endorsements", every=timedelta(days=1))
def seal_endorsements() -> None:
    """Write one leaf for each idea endorsed since yesterday."""
    now = timezone.now()
    since = now - timedelta(days=1)
    for idea in Idea.objects.filter(endorsements__at__gte=since).distinct().select_related("space"):
        actions.seal_endorsements(idea=idea, day=now.date(), at=now, by=MACHINE)
