"""Answer a call by speaking: a recording that counts as an answer, typed up by a person later."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.ideas.actions import answer_call
from rembuk.ideas.models import Call
from rembuk.ideas.states import Phase
from rembuk.ideas.views.calls import seen, today_in
from rembuk.rights.wording import SPOKEN
from rembuk.shared.actors import CITIZEN
from rembuk.shared.fields import takes
from rembuk.shared.policy import records_sound
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.refusals import Refused
from rembuk.voices.actions import ReceiptMade
from rembuk.voices.forms.spoken import SpokenForm
from rembuk.voices.queries.doors import door_in
from rembuk.voices.views.send import MOST_SENT, SENT_PER, begun


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@records_sound
@takes(SpokenForm, "langkah")
def record(request: HttpRequest, number: int) -> HttpResponse:
    """Take a recording as an answer; one that comes too late can go as a free voice."""
    call = seen(request, number)
    phase = call.phase_on(today_in(call.space))
    if request.method != "POST":
        if phase != Phase.GATHERING:
            return redirect(call)
        return _page(request, call, SpokenForm(initial=begun(request, call.space)))
    form = SpokenForm(request.POST, request.FILES)
    if phase != Phase.GATHERING:
        return _page(request, call, form, status=409, late=phase)
    if not form.is_valid():
        return _page(request, call, form, status=400)
    try:
        made = _keep(request, call, form)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _page(request, call, form, status=refused.status)
    request.session["receipt"] = {"voice": made.voice.pk, "key": form.cleaned_data["kunci"]}
    return redirect("receipt")


def _keep(request: HttpRequest, call: Call, form: SpokenForm) -> ReceiptMade:
    given: dict[str, Any] = form.cleaned_data
    count("voices.send", network_of(request), most=MOST_SENT, per=SENT_PER)
    return answer_call(
        call=call, text="", place=given["place"], visibility=given["visibility"], name=given["name"],
        email=given["email"], purposes=given["purposes"], form_key=given["kunci"],
        door=door_in(call.space, given["pintu"]), sound=given["suara"], photo=given["foto"], agreed=SPOKEN,
        by=CITIZEN, at=timezone.now(),
    )  # fmt: skip


def _page(
    request: HttpRequest, call: Call, form: SpokenForm, status: int = 200, *, late: Phase | None = None
) -> HttpResponse:
    lost = status != 200 and bool(request.FILES)
    shown = {"call": call, "form": form, "lost": lost, "late": late is not None, "phase": late}
    return render(request, "ideas/call_spoken.html", shown, status=status)
