"""One milestone: what everybody sees, and the forms by which its keepers report."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.programmes import actions, forms, queries
from rembuk.programmes.models import Milestone
from rembuk.programmes.queries import state_on
from rembuk.programmes.views.common import today_in, told
from rembuk.programmes.wording import NO_SUCH
from rembuk.rights.actions import noting
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.forms import show_anew
from rembuk.shared.public_words import left_open
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.rules import acting, may

REPORTS: dict[str, type[Form]] = {
    "kabar": forms.NewsForm,
    "geser": forms.MoveForm,
    "tepati": forms.KeepForm,
    "gagal": forms.BreakForm,
}


@require_http_methods(["GET", "HEAD", "POST"])
@takes(*REPORTS.items(), "langkah")
def milestone(request: HttpRequest, number: int) -> HttpResponse:
    """Show one milestone and, to those who may, the forms for news, a later day, and its being kept."""
    row = queries.milestone_by_number(number)
    space = row.commitment.programme.space
    wear(request, space)
    writes = may(request.user, space, "milestone.report")
    what = request.POST.get("langkah", "")
    sent = _forms(request, what, row)
    status = 200
    if request.method == "POST":
        by = acting(request.user, space, "milestone.report")
        if what == "pegang":
            actions.take_charge(row=row, by=by, at=timezone.now())
            return redirect(row)
        status = 422
        form = sent.get(what)
        if form is not None and form.is_valid():
            now = timezone.now()
            try:
                with noting(left_open=left_open(form), page=request.path, space=space, by=by, at=now):
                    _report(what, row, form, by, now)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
                show_anew(form, seen=row.reports.count())
            else:
                messages.success(request, _("Tercatat dan diumumkan. Yang bersuara dikabari."))
                return redirect(row)
    reports = list(queries.reports_of(row))
    shown = {
        "milestone": row,
        "state": state_on(row, today_in(space)),
        "reports": reports,
        "writes": writes and row.kept_at is None and row.broken_at is None,
        "forms": sent,
        "today": today_in(space),
        **told(row, space),
    }
    return render(request, "programmes/milestone.html", shown, status=status)


def _forms(request: HttpRequest, what: str, row: Milestone) -> dict[str, Form]:
    seen = {"seen": row.reports.count()}
    return {
        name: form(request.POST, request.FILES, prefix=name)
        if what == name
        else form(prefix=name, initial=seen)
        for name, form in REPORTS.items()
    }


def _report(what: str, row: Milestone, form: Form, by: Actor, now: datetime) -> None:
    typed = form.cleaned_data
    whole: dict[str, Any] = {
        "milestone": row, "by": by, "at": now, "seen": typed["seen"], "form_key": typed["form_key"]
    }  # fmt: skip
    if isinstance(form, forms.MoveForm):
        actions.move_milestone(due=typed["due"], because=typed["because"], **whole)
    elif isinstance(form, forms.BreakForm):
        actions.break_milestone(because=typed["because"], **whole)
    elif isinstance(form, forms.NewsForm | forms.KeepForm):
        whole |= {name: typed[name] for name in ("evidence", "link", "spent")} | {"files": form.attachments()}
        if isinstance(form, forms.NewsForm):
            actions.report_milestone(news=typed["news"], pieces_done=typed["pieces_done"], **whole)
        else:
            actions.keep_milestone(**whole)


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def evidence(request: HttpRequest, number: int, digest: str, ending: str) -> HttpResponse:
    """Give out one photo or document of a report; a document is saved, never opened inside this site."""
    row = queries.evidence_by_number(number, digest)
    if row.get_absolute_url() != request.path:
        raise NotThere(NO_SUCH)
    answer = HttpResponse(bytes(row.content), content_type=row.kind)
    if row.kind != "image/jpeg":
        name = quote(f"{row.name or 'bukti'}.pdf", safe="")
        answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
