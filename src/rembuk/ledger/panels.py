"""The "Sampai mana?" card and page of anything that has a trace: one builder for every domain."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rembuk.design.trace import State, Stop, Trace
from rembuk.design.words import tanggal
from rembuk.ledger.queries.trace import Standing, standing

if TYPE_CHECKING:
    from rembuk.design.card import Card, Cell

STEPS, PROMISES = 5, 2
MINUTES_FRESH = 5
Ended = Literal["", "kept", "stopped"]
_DRAWN: dict[State, Literal["done", "late", "promised", "aside"]] = {
    "done": "done",
    "news": "done",
    "late": "late",
    "promised": "promised",
    "aside": "aside",
    "joined": "aside",
}


class Wearing(Protocol):
    """Name what a card takes from the space it belongs to."""

    @property
    def name(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def zone(self) -> str: ...


def card_of(
    *,
    title: str,
    space: Wearing,
    path: str,
    place_line: str,
    trace: Trace,
    now: datetime,
    answers: str = "",
    ended: Ended = "",
    note: str = "",
    promise: Cell | None = None,
    voices: int = 0,
) -> Card:
    """Return what the card of the thing at PATH says NOW, read from its TRACE.

    ANSWERS names the office where the trace promises nothing; NOTE stands under the next promise (else the
    first promised day, or what is promised); PROMISE replaces that cell; ENDED says nothing more will come.
    """
    # Pillow is loaded by the process that first draws a card, not by every start.
    from rembuk.design.card import Card, CardStop, Cell

    where = standing(trace)
    happened = [CardStop(_short(stop), _DRAWN[stop.state]) for stop in trace.stops if not stop.promised]
    ahead = [CardStop(_short(stop), _DRAWN[stop.state]) for stop in trace.stops if stop.promised]
    late = _("Terlambat %(n)d hari") % {"n": where.late_days} if where.late_days else ""
    cells = (
        Cell(_("Sekarang"), where.now or _("Diterima"), late, bool(late)),
        promise or _promise(where, ended, note),
        Cell(_("Yang menjawab"), where.who or answers or space.name),
    )
    return Card(
        title=title,
        space=space.name,
        place_line=place_line,
        stops=tuple(happened[-STEPS:] + ahead[:PROMISES]),
        cells=cells,
        address=settings.PUBLIC_URL.partition("://")[2] + path.rstrip("/"),
        as_of=now,
        qr_url=settings.PUBLIC_URL + path,
        accent=space.accent,
        zone=space.zone,
        voices=voices,
    )


def _short(stop: Stop) -> str:
    """Return the kind of step alone: the card has no room for what stands after the colon."""
    if stop.promised:
        return _("Lewat janji") if stop.state == "late" else _("Janji")
    return stop.title.split(":")[0]


def _promise(where: Standing, ended: Ended, note: str) -> Cell:
    from rembuk.design.card import Cell

    label = _("Janji berikutnya")
    if ended == "kept":
        return Cell(label, _("Tidak ada lagi"), _("semua ditepati"))
    if ended == "stopped":
        return Cell(label, _("Tidak ada"), _("alasannya di tautan"))
    if where.due is None:
        return Cell(label, _("Belum ada"))
    if where.late_days and where.first_due == where.due:
        return Cell(_("Dijanjikan"), tanggal(where.due), note or where.next_title)
    first = _("semula %(day)s") % {"day": tanggal(where.first_due)} if where.first_due else ""
    return Cell(_("Janji baru") if first else label, tanggal(where.due), note or first or where.next_title)


def card_answer(request: HttpRequest, card: Card) -> HttpResponse:
    """Draw CARD, or answer 304 where the reader's copy still says what is true.

    The tag is weak: it covers every word but the minute the picture was drawn.
    """
    from rembuk.design.card import card_png

    said = repr(replace(card, as_of=datetime.min.replace(tzinfo=UTC)))
    digest = hashlib.sha256(f"{get_language()} {said}".encode(errors="replace")).hexdigest()[:32]
    tag = f'W/"{digest}"'
    answer = get_conditional_response(request, etag=tag)
    if answer is None or answer.status_code != 304:
        answer = HttpResponse(card_png(card), content_type="image/png")
    answer["ETag"] = tag
    patch_cache_control(answer, public=True, max_age=60 * MINUTES_FRESH)
    return answer


def card_page(request: HttpRequest, *, title: str, path: str, trace: Trace) -> HttpResponse:
    """Show the card of the thing at PATH with its sentence, ready to be forwarded or printed on A6."""
    shown = {
        "title": title,
        "path": path,
        "standing": standing(trace),
        "public_url": settings.PUBLIC_URL + path,
    }
    return render(request, "design/card_page.html", shown)
