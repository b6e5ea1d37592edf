"""One milestone: what everybody sees, and the forms by which its keepers report."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rembuk.programmes import actions, forms, queries
from rembuk.programmes.models import Milestone
from rembuk.programmes.views.common import today_in, told
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Refused
from rembuk.spaces.rules import acting, may


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
        "today": today_in(space),
        **told(row, space),
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
