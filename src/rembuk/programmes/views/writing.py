"""The forms by which a decision, a programme and a commitment are written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rembuk.programmes import actions, forms, queries
from rembuk.programmes.views.common import enter, today_in
from rembuk.rights.actions import noting
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.public_words import left_open
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.rules import acting


@login_required
@require_http_methods(["GET", "POST"])
@takes(
    forms.DecisionForm, "option_*", "pro_*", "contra_*", "chosen",
    forms.ProgrammeForm, "left_*", "why_*", "langkah",
    forms.CommitmentForm, "milestone_*", "due_*", "measure_*", "pieces_*", "budget_*",
)  # fmt: skip
def write(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Ask for a decision, a programme or a commitment, and write it; what was typed is kept when refused."""
    space = enter(request, slug)
    by = acting(request.user, space, "programme.write")
    form = _form(what, request, space)
    status = 200
    draft = what == "program" and request.POST.get("langkah") == "rancangan"
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = timezone.now()
            try:
                with noting(left_open=left_open(form), page=request.path, space=space, by=by, at=now):
                    made = _write(space, form, by, now, draft=draft)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(
                    request, _("Tersimpan sebagai rancangan.") if draft else _("Tercatat dan diumumkan.")
                )
                return redirect(made)
    return render(request, "programmes/write.html", {"form": form, "what": what}, status=status)


def _form(what: str, request: HttpRequest, space: Space) -> Form:
    sent = request.POST if request.method == "POST" else None
    if what == "keputusan":
        return forms.DecisionForm(sent, ideas=queries.to_decide(space))
    if what == "program":
        return forms.ProgrammeForm(sent)
    today = today_in(space)
    programmes, decisions = (
        queries.programmes_of(space, today).order_by("-made_at"),
        queries.to_promise(space),
    )
    return forms.CommitmentForm(sent, programmes=programmes, decisions=decisions)


def _write(space: Space, form: Form, by: Actor, now: datetime, *, draft: bool) -> Any:
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
            cost=typed["cost"],
            review_on=typed["review_on"],
            form_key=typed["form_key"],
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
            weighed=typed["weighed"],
            form_key=typed["form_key"],
            by=by,
            at=now,
        )
    assert isinstance(form, forms.ProgrammeForm)
    return actions.begin_programme(
        body=typed["body"],
        left_out=form.left_out(),
        draft=draft,
        space=space,
        title=typed["title"],
        summary=typed["summary"],
        form_key=typed["form_key"],
        by=by,
        at=now,
    )
