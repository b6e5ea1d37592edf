"""Sampai mana? The public page of one voice: its stage, never more than its sender allowed."""

from __future__ import annotations

from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from rembuk.design.card import Card, CardStop, Cell, card_png
from rembuk.design.trace import Stop, Trace
from rembuk.design.words import tanggal
from rembuk.ledger.queries.trace import Standing, standing
from rembuk.voices.models import Voice
from rembuk.voices.queries import by_address, labels_of
from rembuk.voices.queries.receipt import sorted_by, trace_of
from rembuk.voices.rules import claimable
from rembuk.voices.states import SetAside

STOPS = 5


@require_safe
def status(request: HttpRequest, address: str) -> HttpResponse:
    """Show the stage of the voice at ADDRESS; its words only where they may be shown."""
    voice = by_address(address)
    request.space = voice.space  # type: ignore[attr-defined]
    trace = trace_of(voice, timezone.now(), own=False)
    shown = {
        "voice": voice,
        "title": title_of(voice),
        "trace": trace,
        "standing": standing(trace),
        "sorted_by": sorted_by(voice),
        "aside": dict(SetAside.choices).get(voice.set_aside, ""),
        "claimable": claimable(voice) and not voice.withdrawn_at,
        "public_url": settings.PUBLIC_URL + voice.get_absolute_url(),
    }
    return render(request, "voices/status.html", shown)


@require_safe
@cache_control(max_age=300)
def card(request: HttpRequest, address: str) -> HttpResponse:
    """Draw the card of the voice at ADDRESS."""
    voice = by_address(address)
    picture = card_png(_card(voice, trace_of(voice, timezone.now(), own=False)))
    return HttpResponse(picture, content_type="image/png")


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
    now, where = timezone.now(), standing(trace)
    happened = [CardStop(stop.title, _drawn(stop)) for stop in trace.stops if not stop.promised]
    promised = [CardStop(stop.title, _drawn(stop)) for stop in trace.stops if stop.promised]
    return Card(
        title=title_of(voice),
        space=voice.space.name,
        place_line=voice.place.path if voice.place else _("Tempat tidak disebut"),
        stops=tuple(happened[-STOPS:] + promised[:2]),
        cells=(
            Cell(_("Sekarang"), where.now or _("Diterima")),
            Cell(_("Yang menjawab"), where.who or voice.space.name),
            _promise(voice, where),
        ),
        address=settings.PUBLIC_URL.partition("://")[2] + voice.get_absolute_url().rstrip("/"),
        as_of=now,
        qr_url=settings.PUBLIC_URL + voice.get_absolute_url(),
        accent=voice.space.accent,
    )


def _promise(voice: Voice, where: Standing) -> Cell:
    """Return the next promise: a step's own day, else the day by which the voice is to be sorted."""
    label = _("Janji berikutnya")
    if where.due:
        return Cell(label, tanggal(where.due), where.next_title)
    due = sorted_by(voice)
    if due is None:
        return Cell(label, _("Belum ada"))
    return Cell(label, tanggal(due), _("dipilah"), late=due < timezone.localdate())


def _drawn(stop: Stop) -> Literal["done", "late", "promised", "aside"]:
    """Return how the card draws a stop: news and joining are things that happened."""
    if stop.state == "news" or stop.state == "joined":  # noqa: PLR1714 - the type checker follows this form
        return "done"
    return stop.state
