"""What pages of the desk begin with: the case, and the role in which it is judged."""

from __future__ import annotations

from django.http import HttpRequest

from rembuk.design.context import wear
from rembuk.ideas.models import Idea
from rembuk.ideas.queries import idea_by_number
from rembuk.review import queries, wording
from rembuk.review.models import Case
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import NotThere
from rembuk.spaces.rules import acting


def case_for(request: HttpRequest, number: int) -> tuple[Idea, Case]:
    """Return the idea and its last case to somebody who may see the desk of its space."""
    idea = idea_by_number(number)
    wear(request, idea.space)
    acting(request.user, idea.space, "review.see")
    case = queries.case_of(idea)
    if case is None:
        raise NotThere(wording.NO_VERDICT)
    case.idea = idea
    return idea, case


def judging(request: HttpRequest, case: Case) -> Actor:
    """Return the reader in the role in which CASE is judged, or refuse."""
    return acting(request.user, case.idea.space, rule_of(case))


def rule_of(case: Case) -> str:
    """Return the rule that says who judges CASE."""
    return "review.score" if case.round == 1 else "review.objection"
