"""What other pages show of ideas: the card, and the ideas alike while a voice is being written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rembuk.design.trace import Trace
from rembuk.design.words import tanggal
from rembuk.ideas.actions.moderating import hide_part, hide_reason, show_part, show_reason
from rembuk.ideas.models import Call, Idea, Merge
from rembuk.ideas.queries import HIDDEN, alike
from rembuk.ideas.queries.calls import call_of_voice, open_calls
from rembuk.ideas.queries.merging import public_merge
from rembuk.ideas.states import Stage
from rembuk.ledger import panels
from rembuk.ledger.models import Step
from rembuk.ledger.panels import Ended
from rembuk.moderation.queries import Content, Found
from rembuk.people.models import Person
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice

if TYPE_CHECKING:
    from rembuk.design.card import Card

_ENDED: dict[str, Ended] = {
    Stage.KEPT: "kept",
    Stage.REFUSED: "stopped",
    Stage.DROPPED: "stopped",
    Stage.JOINED: "stopped",
}


def card_of(idea: Idea, trace: Trace, now: datetime) -> Card:
    """Return what IDEA's card says NOW."""
    voices = ngettext("%(n)d suara", "%(n)d suara", idea.voices_count) % {"n": idea.voices_count}
    people = ngettext("%(n)d orang", "%(n)d orang", idea.endorsements_count) % {"n": idea.endorsements_count}
    asked = _("Diminta %(voices)s, didukung %(people)s.") % {"voices": voices, "people": people}
    return panels.card_of(
        title=idea.title,
        space=idea.space,
        path=idea.get_absolute_url(),
        place_line=f"{idea.place.path}. {asked}" if idea.place else asked,
        trace=trace,
        now=now,
        ended=_ENDED.get(idea.stage, ""),
        voices=idea.voices_count,
    )


def alike_panel(request: HttpRequest, wanting: Any) -> str:
    """Return the ideas that say what WANTING's text says, each with the way to endorse it."""
    ideas = alike(wanting.space, wanting.text)
    return render_to_string("ideas/alike.html", {"ideas": ideas}, request=request) if ideas else ""


def card_of_call(call: Call, trace: Trace, answers: int, now: datetime) -> Card:
    """Return what CALL's card says NOW."""
    said = ngettext("%(n)d jawaban", "%(n)d jawaban", answers) % {"n": answers}
    asked = _("%(answers)s. Dibuka sampai %(day)s.") % {"answers": said, "day": tanggal(call.gather_until)}
    return panels.card_of(
        title=call.question,
        space=call.space,
        path=call.get_absolute_url(),
        place_line=f"{call.region.path}. {asked}" if call.region else asked,
        trace=trace,
        now=now,
        ended="kept" if call.reported_at else "",
        voices=answers,
    )


def calls_panel(request: HttpRequest, space: Any) -> str:
    """Return the calls of SPACE that take answers today, those that close first first; one query."""
    return _open("ideas/calls_panel.html", request, space)


def calls_in_field_panel(request: HttpRequest, space: Any) -> str:
    """Return the calls of SPACE that a field worker can gather answers for today; one query."""
    return _open("ideas/calls_in_field.html", request, space)


def _open(template: str, request: HttpRequest, space: Any) -> str:
    assert isinstance(space, Space)
    calls = open_calls(space, timezone.localdate(timezone=ZoneInfo(space.zone)))
    return render_to_string(template, {"calls": calls, "space": space}, request=request) if calls else ""


def call_receipt_panel(request: HttpRequest, voice: Voice) -> str:
    """Return the call that VOICE answers and the day its report is promised for; one query."""
    call = call_of_voice(voice)
    return render_to_string("ideas/call_receipt.html", {"call": call}, request=request) if call else ""


def call_asked_panel(request: HttpRequest, voice: Voice) -> str:
    """Return the question that VOICE answers, without which its words mean little; one query."""
    call = call_of_voice(voice)
    return render_to_string("ideas/call_asked.html", {"call": call}, request=request) if call else ""


def _find(key: str) -> Found | None:
    idea = Idea.objects.select_related("space").filter(pk=key).exclude(stage__in=HIDDEN).first()
    if idea is None:
        return None
    parts = {"text": f"{idea.title}\n\n{idea.wish}"}
    return Found(space=idea.space, title=idea.title, href=idea.get_absolute_url(), parts=parts)


def _author(key: str, opened: int | None, email: str) -> str:
    """Return the voice behind idea KEY that the reader may speak for."""
    behind = Voice.objects.filter(behind__idea=int(key), withdrawn_at=None).order_by("pk")
    voice = behind.filter(pk=opened).first() if opened else None
    if voice is None and email:
        voice = behind.filter(contact__email__iexact=email).first()
    return ref(voice) if voice is not None else ""


CONTENT = Content(
    label=gettext_lazy("gagasan"),
    parts={"text": gettext_lazy("Judul dan teks gagasan")},
    remains={"text": gettext_lazy("Suara di baliknya, dukungan, putusan, dan jejaknya tetap terbaca.")},
    find=_find,
    hide=hide_part,
    show=show_part,
    author=_author,
)


def _find_merge(key: str) -> Found | None:
    merge = public_merge(key)
    if merge is None:
        return None
    title = _("Usul bergabung: %(title)s") % {"title": merge.idea.title}
    parts = {"text": merge.because}
    return Found(space=merge.space, title=title, href=merge.get_absolute_url(), parts=parts)


def _proposer(key: str) -> str:
    """Return the person of the staff who made the proposal KEY."""
    merge = Merge.objects.get(pk=key)
    steps = Step.objects.filter(kind="ideas.merge_asked", about=f"ideas.idea:{merge.idea_id}")
    return steps.filter(at=merge.asked_at).values_list("by", flat=True).first() or ""


def _merge_author(key: str, opened: int | None, email: str) -> str:
    person = Person.objects.filter(email__iexact=email).first() if email else None
    return ref(person) if person and _proposer(key) == ref(person) else ""


MERGES = Content(
    label=gettext_lazy("usul bergabung"),
    parts={"text": gettext_lazy("Alasan usul")},
    remains={"text": gettext_lazy("Usulnya tetap berjalan, dan hasilnya tetap terbaca.")},
    find=_find_merge,
    hide=hide_reason,
    show=show_reason,
    author=_merge_author,
    told=_proposer,
)
