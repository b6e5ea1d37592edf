"""Answer a call on behalf of somebody beside a field worker: the field form, counted as an answer."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.ideas.actions import answer_call
from rembuk.ideas.models import Call
from rembuk.ideas.states import Phase
from rembuk.ideas.views.calls import seen, today_in
from rembuk.rights.wording import FIELD
from rembuk.shared.actors import Actor
from rembuk.shared.policy import records_sound
from rembuk.shared.refusals import Refused
from rembuk.spaces.rules import acting
from rembuk.voices.forms.field import FieldForm
from rembuk.voices.views import field


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@records_sound
def collect(request: HttpRequest, number: int) -> HttpResponse:
    """Take an answer from somebody; one that comes too late can go as a voice of its own."""
    call = seen(request, number)
    by = acting(request.user, call.space, "voices.collect")
    phase = call.phase_on(today_in(call.space))
    if request.method != "POST":
        if phase != Phase.GATHERING:
            return redirect(call)
        request.session.pop(field.RECEIPT, None)
        return _page(request, call, by, FieldForm(initial=field.begun(request, call.space)))
    form = FieldForm(request.POST, request.FILES)
    if phase != Phase.GATHERING:
        return _page(request, call, by, form, status=409, late=phase)
    if not form.is_valid():
        return _page(request, call, by, form, status=400)
    given = form.cleaned_data
    try:
        made = answer_call(
            call=call, text=given["text"], place=given["place"], visibility=given["visibility"],
            name=given["name"], email=given["email"], purposes=given["purposes"], form_key=given["kunci"],
            channel="field", sound=given["suara"], photo=given["foto"], agreed=FIELD, by=by,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _page(request, call, by, form, status=refused.status)
    return field.kept(request, call.space, made, form, again=request.path)


def _page(
    request: HttpRequest, call: Call, by: Actor, form: FieldForm, *, status: int = 200,
    late: Phase | None = None,
) -> HttpResponse:  # fmt: skip
    more = {"call": call, "late": late is not None, "phase": late}
    return field.shown(
        request, call.space, by, form, status=status, template="ideas/call_field.html", more=more
    )
