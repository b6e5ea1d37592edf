"""Who may review an idea, and what two scorecards amount to."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise

from rembuk.ideas.models import Idea
from rembuk.ideas.queries import endorsed_by, made_by
from rembuk.ideas.states import Stage
from rembuk.review.models import Conflict, Outcome, Scorecard
from rembuk.review.wording import CLOSED, CONFLICTED, ENDORSED_IT, MADE_IT, SCORED

SHORTEST_REASON = 40


def obstacle(person_id: int, idea: Idea) -> str | Promise | None:
    """Say why the person may not review IDEA, or None when nothing stands in the way."""
    if idea.stage != Stage.NEW:
        return CLOSED
    if Scorecard.objects.filter(idea=idea, reviewer_id=person_id).exists():
        return SCORED
    if Conflict.objects.filter(idea=idea, reviewer_id=person_id).exists():
        return CONFLICTED
    if endorsed_by(person_id, idea):
        return ENDORSED_IT
    if made_by(person_id, idea):
        return MADE_IT
    return None


def outcome(recommendations: Sequence[str], wanted: int) -> str | None:
    """Return the verdict that RECOMMENDATIONS amount to, or None while more are needed.

    WANTED scorecards that agree decide; when they differ one more is asked for and the majority decides.
    """
    if len(recommendations) < wanted:
        return None
    accepts = sum(choice == Outcome.ACCEPT for choice in recommendations)
    refuses = len(recommendations) - accepts
    if accepts == refuses:
        return None
    if len(recommendations) == wanted and 0 < accepts < wanted:
        return None
    return Outcome.ACCEPT if accepts > refuses else Outcome.REFUSE
