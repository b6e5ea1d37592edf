"""The pages of decisions, programmes and commitments that everybody sees."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rembuk.design.context import wear
from rembuk.programmes import queries
from rembuk.programmes.views.common import enter, today_in, told
from rembuk.shared.paging import page
from rembuk.spaces.rules import may


@require_safe
def decision_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the decisions of a space, the newest first."""
    space = enter(request, slug)
    found = page(queries.decisions_of(space), order="-at", after=request.GET.get("after"))
    writes = may(request.user, space, "programme.write")
    return render(request, "programmes/decisions.html", {"page": found, "writes": writes})


@require_safe
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """Show one decision: its goal, the options weighed, the reasons, who by role."""
    row = queries.decision_by_number(number)
    wear(request, row.space)
    shown = {
        "decision": row,
        "options": row.options.order_by("order"),
        "ideas": row.ideas.all(),
        "today": today_in(row.space),
        **told(row, row.space),
    }
    return render(request, "programmes/decision.html", shown)


@require_safe
def programme_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List programmes and commitments of a space, what is late first."""
    space = enter(request, slug)
    today = today_in(space)
    writes = may(request.user, space, "programme.write")
    shown = {
        "programmes": queries.programmes_of(space, today).order_by("-made_at", "-pk")[:50],
        "page": page(queries.commitments_of(space), order="-made_at", after=request.GET.get("after")),
        "overdue": queries.overdue(space, today),
        "delegations": queries.with_standing(queries.delegations_between(space), today),
        "today": today,
        "writes": writes,
        "drafts": queries.drafts_of(space)[:20] if writes else (),
    }
    return render(request, "programmes/programmes.html", shown)


@require_safe
def commitment(request: HttpRequest, number: int) -> HttpResponse:
    """Show one commitment: what is promised, by when, for which ideas, and its trace."""
    row = queries.commitment_by_number(number)
    space = row.programme.space
    wear(request, space)
    milestones, ideas = list(row.milestones.order_by("due", "pk")), queries.ideas_of(row)
    given, today = queries.delegations_for(row), today_in(space)
    running = not (row.kept_at or row.broken_at or any(queries.steps_open(one) for one in given))
    shown = {
        "delegations": queries.with_standing(given, today),
        "delegates": running and may(request.user, space, "programme.write") and queries.has_branches(space),
        "commitment": row,
        "milestones": milestones,
        "spent": sum(one.spent or 0 for one in milestones),
        "ideas": ideas,
        "judged": queries.judged(ideas),
        "today": today,
        **told(row, space),
    }
    return render(request, "programmes/commitment.html", shown)
