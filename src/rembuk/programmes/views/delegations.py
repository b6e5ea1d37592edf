"""Delegation: a space asks a branch to keep a commitment, and the branch answers and reports back."""

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

from rembuk.design.context import wear
from rembuk.programmes import actions, forms, queries
from rembuk.programmes.models import Delegation
from rembuk.programmes.states import DelegationStep
from rembuk.programmes.views.common import today_in, told
from rembuk.programmes.wording import NOT_FROM_HERE
from rembuk.rights.actions import noting
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.forms import show_anew
from rembuk.shared.public_words import left_open
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import below
from rembuk.spaces.rules import acting, may

# What each button asks for, and the rule that allows it: in the branch, or in the space that delegates.
STEPS: dict[str, tuple[str, type[Form], str]] = {
    "terima": (DelegationStep.ACCEPT, forms.AcceptForm, "delegation.answer"),
    "tolak": (DelegationStep.DECLINE, forms.ReasonForm, "delegation.answer"),
    "tarik": (DelegationStep.WITHDRAW, forms.ReasonForm, "programme.write"),
    "kabar": (DelegationStep.NEWS, forms.ShowForm, "milestone.report"),
    "geser": (DelegationStep.MOVE, forms.LaterForm, "milestone.report"),
    "tepati": (DelegationStep.MEET, forms.ShowForm, "milestone.report"),
    "gagal": (DelegationStep.BREAK, forms.ReasonForm, "milestone.report"),
}


def _side(row: Delegation, step: str) -> Space:
    """Return the space whose people take STEP."""
    return row.commitment.programme.space if step == DelegationStep.WITHDRAW else row.branch


@require_http_methods(["GET", "HEAD", "POST"])
@takes(*((name, form) for name, (_step, form, _rule) in STEPS.items()), "langkah")
def delegation(request: HttpRequest, number: int) -> HttpResponse:
    """Show one delegation and, to those who may, the forms to answer it and to report back."""
    row = queries.delegation_by_number(number)
    space = row.commitment.programme.space
    person = request.user
    # Each reader sees it in the space they work in; everyone else in the space that made the promise.
    worn = row.branch if may(person, row.branch, "milestone.report") else space
    wear(request, worn)
    what, status = request.POST.get("langkah", ""), 200
    sent = _forms(request, row, what)
    if request.method == "POST" and what == "pegang":
        by = acting(person, row.branch, "milestone.report")
        actions.take_charge(row=row, by=by, at=timezone.now())
        return redirect(row)
    if request.method == "POST":
        form, by = sent.get(what), _asked(request, row, what)
        status = 422
        if form is None:
            raise Conflicting(NOT_FROM_HERE)
        if form.is_valid():
            now, side = timezone.now(), _side(row, STEPS[what][0])
            try:
                with noting(left_open=left_open(form), page=request.path, space=side, by=by, at=now):
                    _take(row, what, form, by, now)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
                show_anew(form, seen=row.reports.count())
                row = queries.delegation_by_number(number)
            else:
                messages.success(
                    request, _("Tercatat dan diumumkan. Kedua ruang dan yang bersuara dikabari.")
                )
                return redirect(row)
    today = today_in(row.branch)
    offered = queries.steps_open(row)
    open_forms = [
        (name, DelegationStep(STEPS[name][0]), form)
        for name, form in sent.items()
        if form.is_bound
        or (STEPS[name][0] in offered and may(person, _side(row, STEPS[name][0]), STEPS[name][2]))
    ]
    shown = {
        "delegation": row,
        "from_space": space,
        "standing_words": queries.standing_of(row, today),
        "late": queries.steps_open(row) and row.due < today,
        "reports": row.reports.order_by("-at", "-pk")[:50],
        "forms": open_forms,
        "reports_back": may(person, row.branch, "milestone.report"),
        "today": today,
        **told(row, worn),
    }
    return render(request, "programmes/delegation.html", shown, status=status)


def _forms(request: HttpRequest, row: Delegation, what: str) -> dict[str, Form]:
    seen = {"seen": row.reports.count()}
    return {
        name: form(request.POST, prefix=name) if what == name else form(prefix=name, initial=seen)
        for name, (_step, form, _rule) in STEPS.items()
    }


def _asked(request: HttpRequest, row: Delegation, what: str) -> Actor:
    """Return who takes the step WHAT, or refuse."""
    step, _form, rule = STEPS.get(what, STEPS["terima"])
    return acting(request.user, _side(row, step), rule)


def _take(row: Delegation, what: str, form: Form, by: Actor, now: datetime) -> None:
    typed = form.cleaned_data
    actions.go_on(
        delegation=row,
        step=STEPS[what][0],
        text=typed["text"],
        by=by,
        at=now,
        link=typed.get("link", ""),
        due=typed.get("due"),
        seen=typed["seen"],
        form_key=typed["form_key"],
    )


@login_required
@require_http_methods(["GET", "POST"])
@takes(forms.DelegateForm)
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Ask to which branch commitment NUMBER is handed; what was typed is kept when it is refused."""
    commitment = queries.commitment_by_number(number)
    space = commitment.programme.space
    wear(request, space)
    by = acting(request.user, space, "programme.write")
    branches = below(space).exclude(pk=space.pk).order_by("name", "pk")
    form = forms.DelegateForm(request.POST if request.method == "POST" else None, branches=branches)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = timezone.now()
            try:
                with noting(left_open=left_open(form), page=request.path, space=space, by=by, at=now):
                    row = actions.propose_delegation(
                        commitment=commitment, by=by, at=now, **form.cleaned_data
                    )
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Diusulkan. Cabang sudah dikabari dan menjawab di halaman ini."))
                return redirect(row)
    shown: dict[str, Any] = {"form": form, "commitment": commitment, "has_branches": branches.exists()}
    return render(request, "programmes/delegate.html", shown, status=status)
