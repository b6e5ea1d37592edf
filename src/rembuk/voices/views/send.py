"""Send a voice: write, look at ideas alike, send."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rembuk.design.context import wear
from rembuk.shared import panels
from rembuk.shared.actors import CITIZEN
from rembuk.shared.fields import names_of, takes
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.voices.actions import receive_voice
from rembuk.voices.forms import SHOWN, VoiceForm
from rembuk.voices.forms.field import PhotoForm
from rembuk.voices.queries import alike
from rembuk.voices.queries.doors import door_in, place_of

# Many phones share one address of a network; an honest street meeting stays below this.
MOST_SENT, SENT_PER = 60, timedelta(minutes=10)
MOST_LOOKS, LOOKS_PER = 240, timedelta(minutes=10)
# What was typed, as hidden fields carry it on.
CARRIED = sorted(names_of(VoiceForm))


@dataclass(frozen=True)
class Wanting:
    """What the panels of ideas alike are about: a text in a space."""

    space: Space
    text: str


@never_cache
@require_http_methods(["GET", "POST"])
@takes(VoiceForm, PhotoForm, "langkah")
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, then what is alike, then keep the voice and open its receipt."""
    space = space_by_slug(slug)
    wear(request, space)
    if request.method != "POST":
        return _form(request, VoiceForm(initial=begun(request, space)))
    form = VoiceForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=400)
    if request.POST.get("langkah") == "ubah":
        return _form(request, form)
    if request.POST.get("langkah") != "kirim":
        return _preview(request, space, form)
    return _keep(request, space, form)


def begun(request: HttpRequest, space: Space) -> dict[str, Any]:
    """Return what an empty form holds; a poster's code fills in the place it asks about."""
    door = door_in(space, request.GET.get("pintu", ""))
    place = place_of(door)
    return {
        "kunci": uuid.uuid4().hex, "visibility": "nameless", "pintu": door.code if door else "",
        "place": place,
    }  # fmt: skip


def _form(request: HttpRequest, form: VoiceForm, status: int = 200) -> HttpResponse:
    return render(request, "voices/send.html", {"form": form}, status=status)


def _preview(
    request: HttpRequest, space: Space, form: VoiceForm, photo: PhotoForm | None = None, status: int = 200
) -> HttpResponse:
    count("voices.look", network_of(request), most=MOST_LOOKS, per=LOOKS_PER)
    given = form.cleaned_data
    sent = [(name, value) for name in CARRIED for value in request.POST.getlist(name)]
    shown = {
        "form": form, "given": given, "sent": sent, "alike": _alike(request, space, given["text"]),
        "shown_as": dict(SHOWN)[given["visibility"]], "photo": photo or PhotoForm(),
    }  # fmt: skip
    return render(request, "voices/preview.html", shown, status=status)


def _keep(request: HttpRequest, space: Space, form: VoiceForm) -> HttpResponse:
    given = form.cleaned_data
    count("voices.send", network_of(request), most=MOST_SENT, per=SENT_PER)
    photo = PhotoForm(request.POST, request.FILES)
    if not photo.is_valid():
        return _preview(request, space, form, photo, status=400)
    try:
        made = receive_voice(
            space=space, text=given["text"], place=given["place"], visibility=given["visibility"],
            name=given["name"], email=given["email"], purposes=given["purposes"], form_key=given["kunci"],
            door=door_in(space, given["pintu"]), photo=photo.cleaned_data["foto"], by=CITIZEN,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _form(request, form, status=refused.status)
    request.session["receipt"] = {"voice": made.voice.pk, "key": given["kunci"]}
    return redirect("receipt")


@require_POST
@takes(VoiceForm, PhotoForm, "langkah")
def look_alike(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the piece of the page that shows what is alike, while the sender pauses in typing."""
    space = space_by_slug(slug)
    count("voices.look", network_of(request), most=MOST_LOOKS, per=LOOKS_PER)
    text = request.POST.get("text", "")[:2_000]
    return render(request, "voices/alike.html", {"alike": _alike(request, space, text)})


def _alike(request: HttpRequest, space: Space, text: str) -> dict[str, Any]:
    """Return what higher domains show for the text, and shown voices that say the same."""
    html = panels.render("voices.alike", request, Wanting(space, text))
    return {"panels": html, "voices": [] if html else alike(space, text, 3)}
