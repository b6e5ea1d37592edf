"""How programs get a verdict."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema

from rembuk.review.models import Verdict
from rembuk.shared.api import Listed

Decided = Literal["accept", "refuse"]


class VerdictRow(Schema):
    """What reviewers found: days are working days; round 2 answers an objection."""

    idea: int
    round: int
    rubric: int
    outcome: Decided
    reviewers: int
    days_used: int
    days_promised: int
    at: datetime
    page: str


class VerdictList(Listed[VerdictRow]):
    """Verdicts of a space, the newest first."""


class CardAnswer(Schema):
    """What one reviewer found; who it was stays with the team, reviewers are numbered as they came in."""

    reviewer: int
    recommends: Decided
    reasons: str
    would_change: str
    authority: str
    scores: dict[str, int]


class VerdictAnswer(VerdictRow):
    """A verdict with every score and reason."""

    cards: list[CardAnswer]


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    """Return the fields of VerdictRow for VERDICT."""
    return {
        "idea": verdict.idea_id,
        "round": verdict.case.round,
        "rubric": verdict.case.rubric.version,
        "outcome": verdict.outcome,
        "reviewers": verdict.reviewers,
        "days_used": verdict.days_used,
        "days_promised": verdict.days_promised,
        "at": verdict.at,
        "page": f"/g/{verdict.idea_id}/putusan/",
    }
