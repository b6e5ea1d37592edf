"""Merging by consent: staff propose, each endorser answers for their own endorsement, anyone reads along."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rembuk.design.context import wear
from rembuk.ideas import actions, queries, rules
from rembuk.ideas.forms import MergeForm, UndoForm
from rembuk.ideas.models import Merge
from rembuk.ideas.queries import merging
from rembuk.ideas.states import MergeReply, MergeState
from rembuk.ideas.wording import CANNOT_JOIN, NO_MERGE
from rembuk.messaging.queries import reader_of
from rembuk.people.models import Person
from rembuk.rights.actions import noting
from rembuk.shared import panels
from rembuk.shared.fields import takes
from rembuk.shared.public_words import left_open
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.spaces.rules import acting, may

UNDOABLE = (MergeState.OPEN, MergeState.JOINED, MergeState.MOVED)
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@read_or_send
@takes(MergeForm)
def propose(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the idea to join, the reasons, the days and the rule; then ask the endorsers."""
    idea = queries.idea_by_number(number)
    wear(request, idea.space)
    by = acting(request.user, idea.space, "board.decide")
    if not rules.may_join(idea):
        raise Conflicting(CANNOT_JOIN)
    alike = queries.alike(idea.space, f"{idea.title} {idea.wish}", without=idea.pk)
    form = MergeForm(request.POST or None, initial={"number": alike[0].pk} if alike else {})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            now = timezone.now()
            try:
                typed = form.cleaned_data
                into = _target(typed.pop("number"))
                with noting(left_open=left_open(form), page=request.path, space=idea.space, by=by, at=now):
                    merge = actions.propose_merge(idea=idea, into=into, by=by, at=now, **typed)
            except Refused as refusal:
                form.add_error(refusal.field, refusal.sentence)
                status = refusal.status
            else:
                messages.success(request, _("Usul tercatat. Setiap pendukung ditanya sekali."))
                return redirect(merge)
    return render(
        request, "ideas/merge_propose.html", {"idea": idea, "form": form, "alike": alike}, status=status
    )


def _target(number: int) -> Any:
    try:
        return queries.idea_by_number(number)
    except NotThere as refusal:
        raise Refused(refusal.words, field="number") from refusal


@read_or_send
@takes(UndoForm, "jawab", "langkah", "kembali")
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Show a proposal; take the answer of an endorser who is signed in, or the undoing by staff."""
    found = merging.merge_by_number(number)
    person = request.user if request.user.is_authenticated else None
    if request.method == "POST" and person is None:
        return redirect_to_login(request.path)
    if request.method == "POST" and request.POST.get("langkah") == "batal":
        return _undo(request, found)
    if request.method == "POST":
        return _answer(request, found, person)
    return _show(request, found, person)


def _undo(request: HttpRequest, found: Merge) -> HttpResponse:
    by = acting(request.user, found.idea.space, "board.decide")
    form = UndoForm(request.POST)
    status = 422
    if form.is_valid():
        now = timezone.now()
        try:
            with noting(left_open=left_open(form), page=request.path, space=found.idea.space, by=by, at=now):
                actions.undo_merge(merge=found, by=by, at=now, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.sentence)
            status = refusal.status
        else:
            messages.success(request, _("Sudah dibatalkan. Pendukungnya dikabari."))
            return redirect(found)
    return _show(request, found, request.user, form=form, status=status)


@read_or_send
@takes("jawab", "kembali")
def by_mail(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Show a proposal to the endorser whom a mail brought here; only POST answers, no sign-in is needed."""
    found = merging.merge_by_number(number)
    receiver = reader_of(token, f"ideas.merge:{found.pk}") or ""
    key = receiver.partition("people.person:")[2]
    person = Person.objects.filter(pk=key).first() if key else None
    if person is None:
        raise NotThere(NO_MERGE)
    if request.method == "POST":
        return _answer(request, found, person)
    return _show(request, found, person, token=token)


def _answer(request: HttpRequest, found: Merge, person: Any) -> HttpResponse:
    answer = request.POST.get("jawab", "")
    actions.answer_merge(merge=found, person=person, answer=answer, at=timezone.now())
    messages.success(request, _("Jawaban Anda: %(answer)s.") % {"answer": MergeReply(answer).label})
    return redirect("inbox" if request.POST.get("kembali") == "kabar" else request.path)


def _show(
    request: HttpRequest, found: Merge, person: Any, *, token: str = "", form: UndoForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    wear(request, found.idea.space)
    key = person.pk if person else None
    given = merging.reply_of(key, found)
    asked = request.GET.get("jawab", "")
    staff = not token and found.state in UNDOABLE and may(request.user, found.idea.space, "board.decide")
    shown = {
        "merge": found,
        "token": token,
        "answered": merging.answers_given(found),
        "endorses": queries.endorsed_by(key, found.idea),
        "given": given,
        "given_words": MergeReply(given).label if given else "",
        "chosen": asked if asked in MergeReply.values else given or MergeReply.YES,
        "replies": MergeReply.choices,
        "panels": panels.render("ideas.merge", request, found),
        "undo": (form or UndoForm()) if staff else None,
    }
    answer = render(request, "ideas/merge.html", shown, status=status)
    if token or person:
        answer["Cache-Control"] = "private, no-store"
    return answer
