"""Voice notes and photos: given out to those who may, and notes typed up by a person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.shared import panels
from rembuk.shared.fields import takes
from rembuk.shared.policy import plays_sound
from rembuk.shared.refusals import NotAllowed, NotThere, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.rules import acting, may
from rembuk.spaces.wording import NOT_ALLOWED
from rembuk.voices.actions import reveal_file, reveal_words, set_aside, type_up
from rembuk.voices.forms.field import TypedForm
from rembuk.voices.models import Attachment
from rembuk.voices.queries import by_address
from rembuk.voices.queries.attachments import (
    attachment_in,
    attachments_of,
    content_of,
    public_photo,
    waiting_sounds,
)
from rembuk.voices.rules import may_open
from rembuk.voices.states import AttachmentKind, SetAside
from rembuk.voices.views.field import enter
from rembuk.voices.wording import NO_SUCH_ATTACHMENT, TYPED


def given_out(row: Attachment, *, saved: bool = False) -> HttpResponse:
    """Return the bytes of ROW as what they were found to be, never as what a browser may guess."""
    answer = HttpResponse(content_of(row), content_type=row.type)
    ending = row.stored_as.rpartition(".")[2]
    kind = "attachment" if saved else "inline"
    answer["Content-Disposition"] = f'{kind}; filename="{row.kind}-{row.voice_id}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@never_cache
@require_safe
def attachment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a voice note or a photo out to the team of its space."""
    space, by = enter(request, slug)
    row = _mine(request, space, number)
    reveal_file(row=row, by=by, at=timezone.now())
    return given_out(row)


@require_safe
def photo(request: HttpRequest, address: str) -> HttpResponse:
    """Give out the photo of a voice that is shown, once staff cleared it."""
    row = public_photo(by_address(address))
    if row is None:
        raise NotThere(NO_SUCH_ATTACHMENT)
    answer = given_out(row)
    answer["Cache-Control"] = "no-cache"
    return answer


@never_cache
@require_safe
def own(request: HttpRequest, number: int) -> HttpResponse:
    """Let the holder of the receipt this session opened save what they sent."""
    opened = request.session.get("receipt")
    if not opened:
        return redirect("receipt-open")
    row = Attachment.objects.filter(voice=opened["voice"], pk=number).first() if number < 2**63 else None
    if row is None:
        raise NotThere(NO_SUCH_ATTACHMENT)
    return given_out(row, saved="simpan" in request.GET)


@login_required
@never_cache
@require_safe
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the voice notes that wait to be typed up, oldest first; a field worker sees their own."""
    space = _space(request, slug)
    by = acting(request.user, space, "voices.collect")
    mine = "" if may(request.user, space, "board.see") else by.ref
    aside = "disisihkan" in request.GET
    found = waiting_sounds(space, request.GET.get("after"), mine, aside=aside)
    return render(request, "voices/untyped.html", {"page": found, "aside": aside, "own": bool(mine)})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@plays_sound
@takes(TypedForm, "langkah")
def type_note(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Play one voice note and take its words, or set it aside because nobody understands it."""
    space = _space(request, slug)
    by = acting(request.user, space, "voices.collect")
    row = _mine(request, space, number)
    if row.kind != AttachmentKind.SOUND:
        raise NotThere(NO_SUCH_ATTACHMENT)
    now = timezone.now()
    reveal_words(space=space, voices=[row.voice], by=by, at=now)
    if request.method != "POST":
        return _note(request, row, TypedForm())
    form = TypedForm(request.POST)
    if request.POST.get("langkah") == "tidak-jelas":
        set_aside(voices=[row.voice], reason=SetAside.UNCLEAR, by=by, at=now)
        messages.success(
            request, _("Disisihkan sebagai tidak jelas. Pengirimnya melihatnya di tanda terima.")
        )
        return redirect("untyped", slug=space.slug)
    if not form.is_valid():
        return _note(request, row, form, status=400)
    try:
        type_up(voice=row.voice, text=form.cleaned_data["text"], by=by, at=now)
    except Refused as refused:
        form.add_error("text", refused.sentence)
        return _note(request, row, form, status=refused.status)
    messages.success(request, _("Sudah diketik. Suaranya dipilah bersama yang lain."))
    return redirect("untyped", slug=space.slug)


def _note(request: HttpRequest, row: Attachment, form: TypedForm, status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {
        "row": row, "voice": row.voice, "form": form, "attachments": attachments_of(row.voice),
        "typed": TYPED if row.typed_at and status == 200 else "",
        "panels": panels.render("voices.team", request, row.voice),
    }  # fmt: skip
    return render(request, "voices/type_note.html", shown, status=status)


def _space(request: HttpRequest, slug: str) -> Space:
    return enter(request, slug)[0]


def _mine(request: HttpRequest, space: Space, number: int) -> Attachment:
    row = attachment_in(space, number)
    if not may_open(request.user, row):
        raise NotAllowed(NOT_ALLOWED)
    return row
