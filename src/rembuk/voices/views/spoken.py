"""Send a voice by speaking: a recording and nothing to write, typed up by a person later."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rembuk.design.context import wear
from rembuk.rights.wording import SPOKEN
from rembuk.shared.actors import CITIZEN
from rembuk.shared.fields import takes
from rembuk.shared.policy import records_sound
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.voices.actions import ReceiptMade, receive_voice
from rembuk.voices.forms.spoken import SpokenForm
from rembuk.voices.queries.doors import door_in
from rembuk.voices.views.send import MOST_SENT, SENT_PER, begun


@never_cache
@require_http_methods(["GET", "POST"])
@records_sound
@takes(SpokenForm, "langkah")
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a recording, keep it as a voice, and open its receipt."""
    space = space_by_slug(slug)
    wear(request, space)
    if request.method != "POST":
        return _page(request, SpokenForm(initial=begun(request, space)))
    form = SpokenForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        made = _keep(request, space, form)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _page(request, form, status=refused.status)
    request.session["receipt"] = {"voice": made.voice.pk, "key": form.cleaned_data["kunci"]}
    return redirect("receipt")


def _keep(request: HttpRequest, space: Space, form: SpokenForm) -> ReceiptMade:
    given = form.cleaned_data
    count("voices.send", network_of(request), most=MOST_SENT, per=SENT_PER)
    return receive_voice(
        space=space, text="", place=given["place"], visibility=given["visibility"], name=given["name"],
        email=given["email"], purposes=given["purposes"], form_key=given["kunci"],
        door=door_in(space, given["pintu"]), sound=given["suara"], photo=given["foto"], agreed=SPOKEN,
        by=CITIZEN, at=timezone.now(),
    )  # fmt: skip


def _page(request: HttpRequest, form: SpokenForm, status: int = 200) -> HttpResponse:
    lost = status != 200 and bool(request.FILES)
    return render(request, "voices/spoken.html", {"form": form, "lost": lost}, status=status)
