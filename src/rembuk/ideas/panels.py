"""What other pages show of ideas: the card, and the ideas alike while a voice is being written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.design.trace import State, Stop, Trace
from rembuk.design.words import tanggal
from rembuk.ideas.models import Idea
from rembuk.ideas.queries import alike
from rembuk.ledger.queries.trace import standing

if TYPE_CHECKING:
    from rembuk.design.card import Card

STEPS = 5
_STATES: dict[State, Literal["done", "late", "promised", "aside"]] = {
    "done": "done",
    "news": "done",
    "late": "late",
    "promised": "promised",
    "aside": "aside",
    "joined": "aside",
}


def _short(stop: Stop) -> str:
    """Return the kind of step alone: the card has no room for what stands after the colon."""
    if stop.promised:
        return _("Lewat janji") if stop.state == "late" else _("Janji")
    return stop.title.split(":")[0]


def card_of(idea: Idea, trace: Trace, now: datetime) -> Card:
    """Return what IDEA's card says NOW."""
    # Pillow is loaded by the process that first draws a card, not by every start.
    from rembuk.design.card import Card, CardStop, Cell

    where = standing(trace)
    happened = [CardStop(_short(stop), _STATES[stop.state]) for stop in trace.stops if not stop.promised]
    promised = [CardStop(_short(stop), _STATES[stop.state]) for stop in trace.stops if stop.promised]
    voices = ngettext("%(n)d suara", "%(n)d suara", idea.voices_count) % {"n": idea.voices_count}
    people = ngettext("%(n)d orang", "%(n)d orang", idea.endorsements_count) % {"n": idea.endorsements_count}
    asked = _("Diminta %(voices)s, didukung %(people)s.") % {"voices": voices, "people": people}
    late = _("Terlambat %(n)d hari") % {"n": where.late_days} if where.late_days else ""
    due = tanggal(where.due) if where.due else _("Belum ada")
    before = _("semula %(day)s") % {"day": tanggal(where.first_due)} if where.first_due else where.next_title
    cells = (
        Cell(_("Sekarang"), where.now, late, bool(late)),
        Cell(_("Janji berikutnya"), due, before),
        Cell(_("Yang menjawab"), where.who or idea.space.name),
    )
    return Card(
        title=idea.title,
        space=idea.space.name,
        place_line=f"{idea.place.path}. {asked}" if idea.place else asked,
        stops=tuple(happened[-STEPS:] + promised[:2]),
        cells=cells,
        address=settings.PUBLIC_URL.partition("://")[2] + idea.get_absolute_url().rstrip("/"),
        as_of=now,
        qr_url=settings.PUBLIC_URL + idea.get_absolute_url(),
        accent=idea.space.accent,
        zone=idea.space.zone,
        voices=idea.voices_count,
    )


def alike_panel(request: HttpRequest, wanting: Any) -> str:
    """Return the ideas that say what WANTING's text says, each with the way to endorse it."""
    ideas = alike(wanting.space, wanting.text)
    return render_to_string("ideas/alike.html", {"ideas": ideas}, request=request) if ideas else ""
