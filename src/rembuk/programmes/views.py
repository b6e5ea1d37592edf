"""How the outside reaches decisions, programmes, commitments and milestones."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.programmes import actions, forms, queries
from rembuk.programmes.models import Milestone
from rembuk.shared.actors import Actor
from rembuk.shared.paging import page
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting, may


def _space(request: HttpRequest, slug: str) -> Space:
    space = space_by_slug(slug)
    request.space = space  # type: ignore[attr-defined]
    return space


def _today(space: Space) -> Any:
    return timezone.localdate(timezone=ZoneInfo(space.zone))


def _trace(reference: str, space: Space) -> dict[str, Any]:
    trace = trace_for([reference], now=timezone.now(), zone=space.zone)
    return {"trace": trace, "standing": standing(trace)}


@require_safe
def decision_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the decisions of a space, the newest first."""
    space = _space(request, slug)
    found = page(queries.decisions_of(space), order="-at", after=request.GET.get("after"))
    writes = may(request.user, space, "programme.write")
    return render(request, "programmes/decisions.html", {"page": found, "writes": writes})


@require_safe
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """Show one decision: its goal, the options weighed, the reasons, who by role."""
    row = queries.decision_by_number(number)
    request.space = row.space  # type: ignore[attr-defined]
    shown = {
        "decision": row,
        "options": row.options.order_by("order"),
        "ideas": row.ideas.all(),
        **_trace(ref(row), row.space),
    }
    return render(request, "programmes/decision.html", shown)


@require_safe
def programme_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List programmes and commitments of a space, what is late first."""
    space = _space(request, slug)
    today = _today(space)
    shown = {
        "programmes": queries.programmes_of(space, today).order_by("-made_at", "-pk")[:50],
        "page": page(queries.commitments_of(space), order="-made_at", after=request.GET.get("after")),
        "overdue": queries.overdue(space, today),
        "today": today,
        "writes": may(request.user, space, "programme.write"),
    }
    return render(request, "programmes/programmes.html", shown)


@require_safe
def programme(request: HttpRequest, number: int) -> HttpResponse:
    """Show one programme with its commitments and how far each is."""
    row = queries.programme_by_number(number)
    request.space = row.space  # type: ignore[attr-defined]
    commitments = row.commitments.prefetch_related("milestones").order_by("made_at", "pk")
    shown = {"programme": row, "commitments": commitments, "today": _today(row.space)}
    return render(request, "programmes/programme.html", shown)


@require_safe
def commitment(request: HttpRequest, number: int) -> HttpResponse:
    """Show one commitment: what is promised, by when, for which ideas, and its trace."""
    row = queries.commitment_by_number(number)
    space = row.programme.space
    request.space = space  # type: ignore[attr-defined]
    shown = {
        "commitment": row,
        "milestones": row.milestones.order_by("due", "pk"),
        "ideas": row.ideas.all(),
        "today": _today(space),
        **_trace(ref(row), space),
    }
    return render(request, "programmes/commitment.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def milestone(request: HttpRequest, number: int) -> HttpResponse:
    """Show one milestone and, to those who may, the forms for news, a later day, and its being kept."""
    row = queries.milestone_by_number(number)
    space = row.commitment.programme.space
    request.space = space  # type: ignore[attr-defined]
    writes = may(request.user, space, "milestone.report")
    what = request.POST.get("langkah", "")
    sent = {name: form(request.POST if what == name else None, prefix=name) for name, form in REPORTS.items()}
    status = 200
    if request.method == "POST":
        by = acting(request.user, space, "milestone.report")
        status = 422
        form = sent.get(what)
        if form is not None and form.is_valid():
            try:
                _report(what, row, form, by, timezone.now())
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Tercatat dan diumumkan. Yang bersuara dikabari."))
                return redirect(row)
    shown = {
        "milestone": row,
        "writes": writes and row.kept_at is None,
        "forms": sent,
        "today": _today(space),
        **_trace(ref(row), space),
    }
    return render(request, "programmes/milestone.html", shown, status=status)


REPORTS: dict[str, type[Form]] = {"kabar": forms.NewsForm, "geser": forms.MoveForm, "tepati": forms.KeepForm}


def _report(what: str, row: Milestone, form: Form, by: Actor, now: datetime) -> None:
    typed = form.cleaned_data
    if what == "kabar":
        actions.report_milestone(
            milestone=row,
            news=typed["news"],
            pieces_done=typed["pieces_done"],
            evidence=typed["evidence"],
            by=by,
            at=now,
        )
    elif what == "geser":
        actions.move_milestone(milestone=row, due=typed["due"], because=typed["because"], by=by, at=now)
    else:
        actions.keep_milestone(milestone=row, evidence=typed["evidence"], by=by, at=now)


@login_required
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Ask for a decision, a programme or a commitment, and write it; what was typed is kept when refused."""
    space = _space(request, slug)
    by = acting(request.user, space, "programme.write")
    form = _form(what, request, space)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _write(space, form, by, timezone.now())
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Tercatat dan diumumkan."))
                return redirect(made)
    return render(request, "programmes/write.html", {"form": form, "what": what}, status=status)


def _form(what: str, request: HttpRequest, space: Space) -> Form:
    sent = request.POST if request.method == "POST" else None
    if what == "keputusan":
        return forms.DecisionForm(sent, ideas=queries.to_decide(space))
    if what == "program":
        return forms.ProgrammeForm(sent)
    today = _today(space)
    programmes, decisions = (
        queries.programmes_of(space, today).order_by("-made_at"),
        queries.to_promise(space),
    )
    return forms.CommitmentForm(sent, programmes=programmes, decisions=decisions)


def _write(space: Space, form: Form, by: Actor, now: datetime) -> Any:
    typed = form.cleaned_data
    if isinstance(form, forms.DecisionForm):
        return actions.decide(
            space=space,
            ideas=list(typed["ideas"]),
            title=typed["title"],
            goal=typed["goal"],
            options=form.options(),
            reasons=typed["reasons"],
            decided_by=typed["decided_by"],
            adopted=typed["adopted"],
            by=by,
            at=now,
        )
    if isinstance(form, forms.CommitmentForm):
        return actions.promise(
            programme=typed["programme"],
            decision=typed["decision"],
            title=typed["title"],
            text=typed["text"],
            budget=typed["budget"],
            answered_by=typed["answered_by"],
            milestones=form.milestones(),
            by=by,
            at=now,
        )
    return actions.begin_programme(space=space, title=typed["title"], summary=typed["summary"], by=by, at=now)
