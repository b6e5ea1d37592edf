"""Reviews for tests, made the way the product makes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from rembuk.ideas.models import Idea
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.people.models import Person
from rembuk.review import actions
from rembuk.review.models import Case, Evidence, Verdict
from rembuk.review.states import STANDARD, Outcome
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member

LATER = AT + timedelta(days=5)
REASONS = "Kebutuhannya jelas, biayanya terjangkau, dan pengerjaannya ada di wewenang ruang ini."
CHANGE = "Ada yang sanggup merawat lampunya sesudah tahun kedua."


def score(
    idea: Idea,
    person: Person,
    recommends: str = Outcome.ACCEPT,
    *,
    reasons: str = REASONS,
    at: datetime = LATER,
    value: int = 4,
    **more: object,
) -> Verdict | None:
    """Give the scores of one person."""
    given: dict[str, Any] = {
        "scores": dict.fromkeys(STANDARD, value),
        "authority": "ours",
        "would_change": "" if recommends == Outcome.ACCEPT else CHANGE,
        **more,
    }
    return actions.give_scores(
        idea=idea,
        person=person,
        recommends=recommends,
        reasons=reasons,
        by=Actor("reviewer", person.pk),
        at=at,
        **given,
    )


def make_case(space: Space, *, reviewers: int = 2) -> tuple[Idea, list[Person]]:
    """Return an idea whose review has begun, and who holds its seats."""
    for _ in range(reviewers):
        make_member(space, "reviewer")
    idea = make_idea(space)
    case = actions.open_case(idea=idea, at=AT)
    assert isinstance(case, Case)
    return idea, seated(case)


def seated(case: Case) -> list[Person]:
    """Return who holds the seats of CASE, by seat."""
    rows = case.assignments.filter(ended_at=None).order_by("seat").select_related("reviewer")
    return [row.reviewer for row in rows]


def make_verdict(space: Space, recommends: str = Outcome.ACCEPT, *, at: datetime = LATER) -> Verdict:
    """Return the verdict of two reviewers who agree."""
    idea, people = make_case(space)
    for person in people:
        found = score(idea, person, recommends, at=at, value=4 if recommends == Outcome.ACCEPT else 2)
    assert found is not None
    return found


def make_question(space: Space, at: datetime | None = None) -> str:
    """Return the link of a question to somebody outside."""
    from django.utils import timezone

    idea, people = make_case(space)
    return actions.ask_outside(
        case=idea.review_cases.get(),
        whom="ahli jembatan",
        email="ahli@contoh.id",
        text="Berapa lama papan bambu yang diawetkan bertahan?",
        by=Actor("reviewer", people[0].pk),
        at=at or timezone.now(),
        asked_by=people[0].pk,
    )


def make_laid(idea: Idea, *, person: Person | None = None, **more: object) -> Evidence:
    """Return a photo that a reviewer of IDEA laid before its case, or what MORE says instead."""
    case = idea.review_cases.order_by("-round")[0]
    by = person or seated(case)[0]
    given: dict[str, Any] = {"note": "Jalan itu gelap pada pukul tujuh malam", **more}
    if "link" not in given:
        given.setdefault("file", actions.Attachment("jalan", "image/jpeg", b"\xff\xd8\xff", 40, 30))
    return actions.add_evidence(
        case=case, person=by, by=Actor("reviewer", by.pk), at=AT, **given,
    )  # fmt: skip
