"""Answer a call on behalf of somebody beside a field worker: the field form, counted as an answer."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.ideas.actions import answer_call
from rembuk.ideas.states import Phase
from rembuk.ideas.views.calls import seen, today_in
from rembuk.shared.fields import takes
from rembuk.shared.policy import records_sound
from rembuk.spaces.rules import acting
from rembuk.voices.forms.field import FieldForm
from rembuk.voices.views import field


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@records_sound
@takes(FieldForm)
def collect(request: HttpRequest, number: int) -> HttpResponse:
    """Take an answer from somebody; one that comes too late can go as a voice of its own."""
    call = seen(request, number)
    by = acting(request.user, call.space, "voices.collect")
    phase = call.phase_on(today_in(call.space))
    page = partial(
        field.shown, template="ideas/call_field.html",
        more={"call": call, "late": phase != Phase.GATHERING, "phase": phase},
    )  # fmt: skip
    if request.method != "POST":
        if phase != Phase.GATHERING:
            return redirect(call)
        request.session.pop(field.RECEIPT, None)
        return page(request, call.space, by, FieldForm(initial=field.begun(request, call.space)))
    form = FieldForm(request.POST, request.FILES)
    if phase != Phase.GATHERING:
        return page(request, call.space, by, form, status=409)
    return field.take(request, call.space, by, form, keep=partial(answer_call, call=call), page=page)
