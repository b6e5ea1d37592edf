"""The voice box in a page of others: a frame of its own, without script, cookie or session.

Without a cookie there is nothing a foreign page could ride on, so the form carries a signed mark in place of
the CSRF token: which door, and the key under which a second sending is recognised.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from csp.constants import NONE
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.shared.actors import CITIZEN
from rembuk.shared.fields import takes
from rembuk.shared.policy import under
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.voices.actions import ReceiptMade, receive_voice
from rembuk.voices.forms.widget import WidgetForm
from rembuk.voices.models import Door
from rembuk.voices.queries.doors import place_of, speak_address, subject_of, taker_of, widget_by_code
from rembuk.voices.states import Visibility
from rembuk.voices.views.send import MOST_SENT, SENT_PER

LASTS = timedelta(days=1)
SALT = "voices.widget"
STALE = _("Formulir ini sudah terlalu lama terbuka. Isinya masih ada; kirim sekali lagi.")
# Any page may frame it; in return no script runs here.
FRAMED = {"frame-ancestors": ["*"], "script-src": [NONE]}


@cache
def _line() -> str:
    return files("rembuk.voices").joinpath("static/voices/sematan.js").read_text("utf-8")


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Give out the script of the one line; its address never changes, so it is asked for anew each hour."""
    answer = HttpResponse(_line(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@csrf_exempt
@never_cache
@xframe_options_exempt
@under(FRAMED)
@require_http_methods(["GET", "POST"])
@takes(WidgetForm, "bebas")
def frame(request: HttpRequest, code: str) -> HttpResponse:
    """Show the voice box of a door, take a voice, and show its receipt in the same frame."""
    try:
        door = widget_by_code(code)
        if request.method != "POST":
            first = {"tanda": _mark(door), "visibility": Visibility.NAMELESS, "place": place_of(door)}
            return _show(request, door, WidgetForm(initial=first))
        count("voices.send", network_of(request), most=MOST_SENT, per=SENT_PER)
    except Refused as refused:
        return render(request, "voices/widget.html", {"sentence": refused.sentence}, status=refused.status)
    return _take(request, door)


def _take(request: HttpRequest, door: Door) -> HttpResponse:
    form = WidgetForm(request.POST)
    if not form.is_valid():
        return _show(request, door, form, status=400)
    key = _key(door, form.cleaned_data["tanda"])
    if not key:
        # A fresh mark goes back with what was typed.
        again = request.POST.copy()
        again["tanda"] = _mark(door)
        form = WidgetForm(again)
        form.add_error(None, str(STALE))
        return _show(request, door, form, status=400)
    given = form.cleaned_data
    keep = (None if "bebas" in request.POST else taker_of(door.about)) or receive_voice
    try:
        made = keep(
            space=door.space, text=given["text"], place=given["place"], visibility=given["visibility"],
            form_key=key, door=door, by=CITIZEN, at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        # What came too late for what was asked can still go as a voice of its own.
        late = isinstance(refused, Conflicting) and keep is not receive_voice
        return _show(request, door, form, status=refused.status, late=late)
    return _show(request, door, None, made)


def _show(
    request: HttpRequest,
    door: Door,
    form: WidgetForm | None,
    made: ReceiptMade | None = None,
    *,
    status: int = 200,
    late: bool = False,
) -> HttpResponse:
    subject = subject_of(door.space, door.about)
    # What came too late to be an answer can still be spoken as a voice of its own.
    speak = speak_address(door.space) if late else subject.speak if subject else ""
    shown: dict[str, Any] = {
        "door": door, "host": door.space, "question": subject.question if subject else "", "form": form,
        "made": made, "late": late, "outside": settings.PUBLIC_URL, "speak": speak,
    }  # fmt: skip
    return render(request, "voices/widget.html", shown, status=status)


def _mark(door: Door) -> str:
    return signing.dumps([door.code, uuid.uuid4().hex], salt=SALT)


def _key(door: Door, mark: str) -> str:
    """Return the key of the form that MARK was made for, or "" when it is not ours, too old, or another's."""
    try:
        code, key = signing.loads(mark, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(key) if code == door.code else ""
