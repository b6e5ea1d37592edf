"""What we know about reviews."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, QuerySet

from rembuk.ideas.models import Endorsement, Idea
from rembuk.ideas.states import Stage
from rembuk.people.models import Person
from rembuk.review.models import Conflict, Scorecard, Verdict
from rembuk.shared.workdays import add_working_days, working_days_between
from rembuk.spaces.models import Space


def waiting(space: Space, person: Person) -> QuerySet[Idea]:
    """Return the ideas of SPACE that wait for a verdict, with what PERSON did about each.

    Each row carries `cards` (scorecards in), `mine`, `conflicted` and `endorsed`.
    """
    mine = Scorecard.objects.filter(idea=OuterRef("pk"), reviewer=person)
    conflicted = Conflict.objects.filter(idea=OuterRef("pk"), reviewer=person)
    endorsed = Endorsement.objects.filter(idea=OuterRef("pk"), person=person)
    return Idea.objects.filter(space=space, stage=Stage.NEW).annotate(
        cards=Count("scorecards"), mine=Exists(mine), conflicted=Exists(conflicted), endorsed=Exists(endorsed)
    )


def due_day(idea: Idea, space: Space) -> date:
    """Return the day by which SPACE promised the verdict on IDEA."""
    return add_working_days(idea.made_at.astimezone(ZoneInfo(space.zone)).date(), space.review_days)


def days_left(idea: Idea, space: Space, now: datetime) -> int:
    """Return the working days left for IDEA; below zero when it is late."""
    today = now.astimezone(ZoneInfo(space.zone)).date()
    due = due_day(idea, space)
    return working_days_between(today, due) if due >= today else -working_days_between(due, today)


def verdicts_of(space: Space) -> QuerySet[Verdict]:
    """Return the verdicts on ideas of SPACE that anyone may see."""
    return Verdict.objects.filter(idea__space=space).exclude(idea__stage=Stage.TAKEN_BACK)


def verdict_of(idea: Idea) -> Verdict | None:
    """Return the verdict on IDEA."""
    return Verdict.objects.filter(idea=idea).first()


def scorecards(idea: Idea) -> list[Scorecard]:
    """Return the scorecards of IDEA in the order they came in."""
    return list(Scorecard.objects.filter(idea=idea).order_by("at", "pk"))
