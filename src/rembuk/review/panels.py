"""What other pages show of review: the clock of an idea, the way to object, what is late."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from rembuk.ideas.models import Call, Idea
from rembuk.ideas.queries import idea_of_voice
from rembuk.ideas.states import Stage
from rembuk.review import queries
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice

MOST_LATE = 3


def idea_panel(request: HttpRequest, idea: Idea) -> str:
    """Return the clock of IDEA while it is judged, or the way to object once it was refused."""
    if idea.stage not in (Stage.NEW, Stage.REFUSED):
        return ""
    case = queries.case_of(idea)
    if case is None:
        return ""
    case.idea = idea
    today = queries.today_in(idea.space, timezone.now())
    if case.closed_at is None:
        shown = {
            "idea": idea, "case": case, "used": queries.days_used(case, today),
            "left": queries.days_left(case, today), "pause": queries.pause_on(case, today),
        }  # fmt: skip
        return render_to_string("review/panel.html", shown, request=request)
    return _objection(request, idea)


def _objection(request: HttpRequest, idea: Idea) -> str:
    given = queries.verdicts_on(idea)
    if idea.stage != Stage.REFUSED or len(given) != 1:
        return ""
    until = queries.objection_until(given[0])
    if queries.today_in(idea.space, timezone.now()) > until:
        return ""
    return render_to_string("review/panel.html", {"idea": idea, "until": until}, request=request)


def receipt_panel(request: HttpRequest, voice: Voice) -> str:
    """Return the way to object to the refusal of the idea VOICE stands behind."""
    idea = idea_of_voice(voice)
    return _objection(request, idea) if idea is not None else ""


def late_panel(request: HttpRequest, space: Any) -> str:
    """Return the reviews of SPACE that are late, the longest first; one query."""
    assert isinstance(space, Space)
    late = queries.late_cases(space, queries.today_in(space, timezone.now()), MOST_LATE)
    if not late:
        return ""
    return render_to_string("review/late.html", {"cases": late, "space": space}, request=request)


def call_panel(request: HttpRequest, call: Any) -> str:
    """Return the verdicts on the ideas that came of CALL, the latest on each; one query."""
    assert isinstance(call, Call)
    latest = {verdict.idea_id: verdict for verdict in queries.verdicts_of_call(call)}
    return render_to_string("review/call.html", {"verdicts": list(latest.values())}, request=request)
