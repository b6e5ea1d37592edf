"""Sampai mana? The public page of one voice: its stage, never more than its sender allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rembuk.design.context import wear
from rembuk.design.trace import Trace
from rembuk.design.words import tanggal
from rembuk.ledger.panels import card_answer, card_of, card_page
from rembuk.ledger.queries.trace import standing
from rembuk.shared import panels
from rembuk.voices.models import Voice
from rembuk.voices.queries import by_address, labels_of
from rembuk.voices.queries.attachments import public_photo
from rembuk.voices.queries.receipt import sorted_by, trace_of
from rembuk.voices.queries.replies import replies_sent
from rembuk.voices.rules import claimable
from rembuk.voices.states import SetAside

if TYPE_CHECKING:
    from rembuk.design.card import Card, Cell


@require_safe
def status(request: HttpRequest, address: str) -> HttpResponse:
    """Show the stage of the voice at ADDRESS; its words only where they may be shown."""
    voice = by_address(address)
    wear(request, voice.space)
    trace = trace_of(voice, timezone.now(), own=False)
    shown = {
        "voice": voice,
        "title": title_of(voice),
        "path": voice.get_absolute_url(),
        "trace": trace,
        "standing": standing(trace),
        "sorted_by": sorted_by(voice),
        "aside": dict(SetAside.choices).get(voice.set_aside, ""),
        "photo": public_photo(voice),
        "claimable": claimable(voice) and not voice.withdrawn_at,
        "replies": replies_sent(voice),
        "panels": panels.render("voices.status", request, voice),
        "public_url": settings.PUBLIC_URL + voice.get_absolute_url(),
    }
    return render(request, "voices/status.html", shown)


@require_safe
def card(request: HttpRequest, address: str) -> HttpResponse:
    """Draw the card of the voice at ADDRESS."""
    voice = by_address(address)
    return card_answer(request, _card(voice, trace_of(voice, timezone.now(), own=False)))


@require_safe
def printed_card(request: HttpRequest, address: str) -> HttpResponse:
    """Show the card of the voice at ADDRESS, to forward or to print."""
    voice = by_address(address)
    wear(request, voice.space)
    trace = trace_of(voice, timezone.now(), own=False)
    return card_page(request, title=title_of(voice), path=voice.get_absolute_url(), trace=trace)


def title_of(voice: Voice) -> str:
    """Return the words where they may be shown, else the subject the machine read."""
    if voice.shown:
        return voice.public_text
    subject = labels_of(voice).get("subject")
    if subject is None or subject.value == "lain":
        return _("Satu suara warga")
    return _("Satu suara tentang %(subject)s") % {
        "subject": subject.value.partition("/")[0].replace("-", " ")
    }


def _card(voice: Voice, trace: Trace) -> Card:
    return card_of(
        title=title_of(voice),
        space=voice.space,
        path=voice.get_absolute_url(),
        place_line=voice.place.path if voice.place else _("Tempat tidak disebut"),
        trace=trace,
        now=timezone.now(),
        ended="stopped" if voice.set_aside or voice.withdrawn_at else "",
        promise=_sorting(voice) if standing(trace).due is None else None,
    )


def _sorting(voice: Voice) -> Cell | None:
    """Return the day by which the voice is to be sorted, while it still waits for that."""
    from rembuk.design.card import Cell

    due = sorted_by(voice)
    if due is None:
        return None
    return Cell(_("Janji berikutnya"), tanggal(due), _("dipilah"), late=due < timezone.localdate())
