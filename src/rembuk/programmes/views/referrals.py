"""On to government: what was written to whom, its number, and the answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.ideas.models import Idea
from rembuk.ideas.queries import idea_by_number
from rembuk.programmes import actions, forms, queries
from rembuk.programmes.models import Referral
from rembuk.programmes.views.common import enter, today_in, told
from rembuk.programmes.wording import LETTER, NO_SUCH
from rembuk.rights.actions import noting
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.public_words import left_open
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.rules import acting, may

FORMS: dict[str, type[Form]] = {"kirim": forms.SentForm, "jawab": forms.AnsweredForm}


@require_safe
def referral_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List what a space handed on to government, the newest first, with what came back."""
    space = enter(request, slug)
    found = page(queries.referrals_of(space), order="-made_at", after=request.GET.get("after"))
    return render(request, "programmes/referrals.html", {"page": found, "today": today_in(space)})


@require_http_methods(["GET", "HEAD", "POST"])
@takes(*FORMS.items(), "langkah")
def referral(request: HttpRequest, number: int) -> HttpResponse:
    """Show one referral as it is sent and, to those who may, the forms for its number and its answer."""
    row = queries.referral_by_number(number)
    wear(request, row.space)
    what = request.POST.get("langkah", "")
    sent = {name: form(request.POST if what == name else None, prefix=name) for name, form in FORMS.items()}
    status = 200
    if request.method == "POST":
        by = acting(request.user, row.space, "programme.write")
        status = 422
        form = sent.get(what)
        if form is not None and form.is_valid():
            now = timezone.now()
            try:
                with noting(left_open=left_open(form), page=request.path, space=row.space, by=by, at=now):
                    _take(row, form, by, now)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Tercatat dan diumumkan."))
                return redirect(row)
    shown = {
        "referral": row,
        "writes": may(request.user, row.space, "programme.write"),
        "forms": sent,
        "today": today_in(row.space),
        **told(row, row.space),
    }
    return render(request, "programmes/referral.html", shown, status=status)


def _take(row: Referral, form: Form, by: Actor, now: datetime) -> None:
    if isinstance(form, forms.SentForm):
        actions.send_referral(referral=row, by=by, at=now, **form.cleaned_data)
    else:
        actions.answer_referral(referral=row, by=by, at=now, **form.cleaned_data)


@login_required
@require_http_methods(["GET", "POST"])
@takes(forms.ReferralForm)
def prepare(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Prepare a letter or a report about idea NUMBER; what was typed is kept when it is refused."""
    space = enter(request, slug)
    by = acting(request.user, space, "programme.write")
    idea = idea_by_number(number)
    if idea.space_id != space.pk:
        raise NotThere(NO_SUCH)
    form = forms.ReferralForm(request.POST if request.method == "POST" else None, initial=_suggested(idea))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = timezone.now()
            try:
                with noting(left_open=left_open(form), page=request.path, space=space, by=by, at=now):
                    made = actions.prepare_referral(idea=idea, by=by, at=now, **form.cleaned_data)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Siap. Salin isinya, kirim, lalu catat nomornya di sini."))
                return redirect(made)
    return render(request, "programmes/refer.html", {"form": form, "idea": idea}, status=status)


def _suggested(idea: Idea) -> dict[str, Any]:
    """Return the letter that the idea itself already says, and who holds the matter if reviewers named it."""
    text = LETTER.format(
        space=idea.space.name,
        voices=idea.voices_count,
        wish=idea.wish,
        place=idea.place.path if idea.place else "(sebut tempatnya)",
        address=settings.PUBLIC_URL + idea.get_absolute_url(),
    )
    level, holder = queries.named_authority(idea)
    return {"title": idea.title, "text": text[:4000], "level": level, "holder": holder, "kind": "aspiration"}
