"""In the field: a voice on somebody's behalf, with a receipt to copy or to print."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.places.models import Place
from rembuk.places.queries import place_by_code
from rembuk.rights.wording import FIELD, READ_ALOUD
from rembuk.shared import panels
from rembuk.shared.actors import Actor
from rembuk.shared.fields import takes
from rembuk.shared.policy import records_sound
from rembuk.shared.refusals import Refused
from rembuk.shared.spoken import code_for
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import acting, may
from rembuk.voices.actions import ReceiptMade, receive_voice
from rembuk.voices.forms.field import FieldForm
from rembuk.voices.models import Voice
from rembuk.voices.queries.attachments import untyped
from rembuk.voices.states import Visibility

# The session keeps, for each space, the place of the last voice, and the receipt that is on the screen.
PLACE, RECEIPT = "lapangan_tempat", "lapangan_terima"


def enter(request: HttpRequest, slug: str) -> tuple[Space, Actor]:
    """Return the space and the field worker, or refuse."""
    space = space_by_slug(slug)
    wear(request, space)
    return space, acting(request.user, space, "voices.collect")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@records_sound
@takes(FieldForm)
def collect(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a voice from somebody beside the worker and open its receipt."""
    space, by = enter(request, slug)
    if request.method != "POST":
        request.session.pop(RECEIPT, None)
        return shown(request, space, by, FieldForm(initial=begun(request, space)))
    return take(
        request, space, by, FieldForm(request.POST, request.FILES),
        keep=partial(receive_voice, space=space), page=shown,
    )  # fmt: skip


def take(
    request: HttpRequest, space: Space, by: Actor, form: FieldForm, *,
    keep: Callable[..., ReceiptMade], page: Callable[..., HttpResponse],
) -> HttpResponse:  # fmt: skip
    """KEEP what FORM holds and open its receipt, or show it again by PAGE with what is wrong."""
    if not form.is_valid():
        return page(request, space, by, form, status=400)
    given = form.cleaned_data
    try:
        made = keep(
            text=given["text"], place=given["place"], visibility=given["visibility"], name=given["name"],
            email=given["email"], purposes=given["purposes"], form_key=given["kunci"], channel="field",
            sound=given["suara"], photo=given["foto"], agreed=FIELD, by=by, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return page(request, space, by, form, status=refused.status)
    remember(request, space, given["place"])
    request.session[RECEIPT] = {"voice": made.voice.pk, "key": given["kunci"], "again": request.path}
    return redirect("field-receipt", slug=space.slug)


def begun(request: HttpRequest, space: Space) -> dict[str, Any]:
    """Return what an empty form holds: the place of the last voice too."""
    code = request.session.get(PLACE, {}).get(space.slug, "")
    place = place_by_code(code) if code else None
    return {"kunci": uuid.uuid4().hex, "visibility": Visibility.NAMELESS, "place": place}


def remember(request: HttpRequest, space: Space, place: Place | None) -> None:
    """Keep PLACE for the next voice in SPACE."""
    kept = request.session.get(PLACE, {})
    request.session[PLACE] = {**kept, space.slug: place.code if place else ""}


def shown(
    request: HttpRequest, space: Space, by: Actor, form: FieldForm, *, status: int = 200,
    template: str = "voices/field.html", more: dict[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """Show FORM to the worker BY in TEMPLATE, which is told MORE."""
    mine = "" if may(request.user, space, "board.see") else by.ref
    told = {
        "form": form,
        "aloud": READ_ALOUD[FIELD].sentence,
        "untyped": untyped(space, mine).filter(voice__set_aside="").count(),
        "lost": status != 200 and bool(request.FILES),
        "panels": panels.render("voices.field", request, space),
        **(more or {}),
    }
    return render(request, template, told, status=status)


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the code of the voice that was just taken, to copy or to print on A6."""
    space, _by = enter(request, slug)
    opened = request.session.get(RECEIPT)
    voice = Voice.objects.filter(space=space, pk=opened["voice"]).first() if opened else None
    if opened is None or voice is None:
        return redirect("field", slug=space.slug)
    # A confidential voice has no public page: its code is opened where codes are.
    path = "/tanda-terima/" if voice.visibility == Visibility.CONFIDENTIAL else voice.get_absolute_url()
    told = {
        "voice": voice,
        "code": code_for(opened["key"]),
        "url": settings.PUBLIC_URL + path,
        "open_at": (settings.PUBLIC_URL + "/tanda-terima/").partition("://")[2],
        "again": opened["again"],
    }
    return render(request, "voices/field_receipt.html", told)
