"""The pages of calls for ideas that everybody sees: list, call and form, card, poster, report."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.design.context import wear
from rembuk.design.trace import Strand, Trace
from rembuk.ideas import actions
from rembuk.ideas.forms.calls import AnswerForm
from rembuk.ideas.models import Call
from rembuk.ideas.panels import card_of_call
from rembuk.ideas.queries import calls as queries
from rembuk.ideas.states import Phase
from rembuk.ideas.wording import NO_REPORT
from rembuk.ledger.panels import card_answer, card_page
from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.messaging.queries import followed
from rembuk.shared import panels
from rembuk.shared.actors import CITIZEN
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.ratelimit import count, network_of
from rembuk.shared.references import ref
from rembuk.shared.refusals import NotThere, Refused
from rembuk.spaces.models import Space
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import may
from rembuk.voices.forms import SHOWN
from rembuk.voices.forms.field import PhotoForm
from rembuk.voices.queries import alike
from rembuk.voices.queries.doors import door_in
from rembuk.voices.states import SetAside
from rembuk.voices.views.send import CARRIED, LOOKS_PER, MOST_LOOKS, MOST_SENT, SENT_PER, Wanting
from rembuk.voices.wording import CHANNELS, LABEL_VALUES


def today_in(space: Space) -> date:
    """Return the day it is in SPACE."""
    return timezone.localdate(timezone=ZoneInfo(space.zone))


@require_safe
def call_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the calls of a space, the newest first; the team sees its drafts above."""
    space = space_by_slug(slug)
    wear(request, space)
    writes = may(request.user, space, "call.write")
    today = today_in(space)
    found = page(queries.public_calls(space), order="-published_at", after=request.GET.get("after"))
    shown = {
        "page": found,
        "rows": [(call, call.phase_on(today), _subject(call)) for call in found.rows],
        "writes": writes,
        "drafts": list(queries.drafts_of(space)[:50]) if writes else [],
    }
    return render(request, "ideas/calls.html", shown)


@never_cache
@require_safe
def call_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one call: what is asked, until when, what happens with the answers, and the form."""
    return _show(request, seen(request, number))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@takes(AnswerForm, PhotoForm, "langkah")
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Take an answer: what is alike first, then keep it; one that comes too late can go as a free voice."""
    call = seen(request, number)
    if request.method != "POST":
        return redirect(call)
    form = AnswerForm(request.POST)
    what = request.POST.get("langkah")
    if not form.is_valid():
        return _show(request, call, form, status=400)
    if call.phase_on(today_in(call.space)) != Phase.GATHERING:
        return _too_late(request, call, form)
    if what == "ubah":
        return _show(request, call, form)
    if what != "kirim":
        return _preview(request, call, form)
    return _keep(request, call, form)


def _keep(request: HttpRequest, call: Call, form: AnswerForm) -> HttpResponse:
    given = form.cleaned_data
    count("voices.send", network_of(request), most=MOST_SENT, per=SENT_PER)
    photo = PhotoForm(request.POST, request.FILES)
    if not photo.is_valid():
        return _preview(request, call, form, photo, status=400)
    try:
        made = actions.answer_call(
            call=call, text=given["text"], place=given["place"], visibility=given["visibility"],
            name=given["name"], email=given["email"], purposes=given["purposes"], form_key=given["kunci"],
            door=door_in(call.space, given["pintu"]), photo=photo.cleaned_data["foto"], by=CITIZEN,
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _show(request, call, form, status=refused.status)
    request.session["receipt"] = {"voice": made.voice.pk, "key": given["kunci"]}
    return redirect("receipt")


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was typed, as hidden fields carry it on."""
    return [(name, value) for name in CARRIED for value in request.POST.getlist(name)]


def _preview(
    request: HttpRequest, call: Call, form: AnswerForm, photo: PhotoForm | None = None, status: int = 200
) -> HttpResponse:
    count("voices.look", network_of(request), most=MOST_LOOKS, per=LOOKS_PER)
    given = form.cleaned_data
    html = panels.render("voices.alike", request, Wanting(call.space, given["text"]))
    shown = {
        "call": call, "given": given, "sent": _sent(request), "shown_as": dict(SHOWN)[given["visibility"]],
        "alike": {"panels": html, "voices": [] if html else alike(call.space, given["text"], 3)},
        "photo": photo or PhotoForm(),
    }  # fmt: skip
    return render(request, "ideas/call_preview.html", shown, status=status)


def _too_late(request: HttpRequest, call: Call, form: AnswerForm) -> HttpResponse:
    """Keep what was typed for a call that closed meanwhile: one button sends it as a free voice."""
    shown = {
        "call": call, "given": form.cleaned_data, "sent": _sent(request),
        "phase": call.phase_on(today_in(call.space)),
    }  # fmt: skip
    return render(request, "ideas/call_closed.html", shown, status=409)


def seen(request: HttpRequest, number: int) -> Call:
    """Return the call for this reader: a draft is there for the team only."""
    call = queries.call_by_number(number, drafts=True)
    if not (call.published_at or may(request.user, call.space, "call.write")):
        call = queries.call_by_number(number)
    wear(request, call.space)
    return call


def _show(
    request: HttpRequest, call: Call, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    today = today_in(call.space)
    phase = call.phase_on(today)
    trace = trace_of(call)
    channels = queries.answers_by_channel(call)
    shown: dict[str, Any] = {
        "call": call,
        "subject": _subject(call),
        "phase": phase,
        "late": phase == Phase.ANSWERING and today > call.answer_by,
        "phases": phases_of(call, phase),
        "form": (form or _empty(request, call)) if phase == Phase.GATHERING else None,
        "total": sum(channels.values()),
        "channels": [(str(CHANNELS.get(name, name)), n) for name, n in channels.items()],
        "posts": [(post, str(CHANNELS.get(post.channel, post.channel))) for post in queries.posts_of(call)],
        "ideas": list(queries.ideas_of_call(call)[: queries.MOST_IDEAS]),
        "trace": trace,
        "standing": standing(trace),
        "writes": may(request.user, call.space, "call.write"),
        "about": ref(call),
        "on": ref(call) in followed(request.user.pk, [ref(call)]),
        "panels": panels.render("ideas.call", request, call),
        **_shared(call),
    }
    return render(request, "ideas/call.html", shown, status=status)


def _empty(request: HttpRequest, call: Call) -> AnswerForm:
    """Return an empty form, which remembers by which poster or link the reader came."""
    door = door_in(call.space, request.GET.get("pintu", ""))
    code = door.code if door else ""
    return AnswerForm(initial={"kunci": uuid.uuid4().hex, "visibility": "nameless", "pintu": code})


def _shared(call: Call) -> dict[str, str]:
    path = call.get_absolute_url()
    return {"title": call.question, "path": path, "public_url": settings.PUBLIC_URL + path}


def _subject(call: Call) -> str:
    return str(LABEL_VALUES["subject"].get(call.subject, call.subject))


def phases_of(call: Call, phase: Phase) -> list[tuple[str, date, date, str]]:
    """Return name, first and last day of each phase of CALL, and whether it is over, now or ahead."""
    order = [Phase.GATHERING, Phase.SORTING, Phase.ANSWERING]
    names = [_("Mengumpulkan jawaban"), _("Memilah jawaban"), _("Menyiapkan laporan")]
    starts = [call.gather_from, call.gather_until, call.sort_until]
    ends = [call.gather_until, call.sort_until, call.answer_by]
    at = len(order) if phase == Phase.DONE else order.index(phase) if phase in order else -1
    states = ["over" if number < at else "now" if number == at else "ahead" for number in range(3)]
    return list(zip(names, starts, ends, states, strict=True))


def trace_of(call: Call) -> Trace:
    """Return the trace of CALL with its answers as threads."""
    counts = queries.answers_by_channel(call)
    strands = [Strand(label=str(CHANNELS.get(name, name)), count=n) for name, n in counts.items()]
    return trace_for([ref(call)], now=timezone.now(), zone=call.space.zone, strands=strands)


@require_safe
def card(request: HttpRequest, number: int) -> HttpResponse:
    """Draw the card of a call, to be forwarded."""
    call = queries.call_by_number(number)
    total = sum(queries.answers_by_channel(call).values())
    return card_answer(request, card_of_call(call, trace_of(call), total, timezone.now()))


@require_safe
def printed_card(request: HttpRequest, number: int) -> HttpResponse:
    """Show the card of a call, to forward or to print."""
    call = queries.call_by_number(number)
    wear(request, call.space)
    return card_page(request, title=call.question, path=call.get_absolute_url(), trace=trace_of(call))


@require_safe
def poster(request: HttpRequest, number: int) -> HttpResponse:
    """Show the A4 poster of a call, black on white, with the code that phones read."""
    call = queries.call_by_number(number)
    wear(request, call.space)
    address = settings.PUBLIC_URL + call.get_absolute_url()
    shown = {
        "call": call,
        "subject": _subject(call),
        "address": address.partition("://")[2].rstrip("/"),
        "url": address,
        **_shared(call),
    }
    return render(request, "ideas/call_poster.html", shown)


@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show what became of a call: who was heard by which channel and from where, and what came of it."""
    call = queries.call_by_number(number)
    if call.reported_at is None:
        raise NotThere(NO_REPORT)
    wear(request, call.space)
    channels = queries.answers_by_channel(call)
    reasons = dict(SetAside.choices)
    shown = {
        "call": call,
        "subject": _subject(call),
        "total": sum(channels.values()),
        "channels": [(str(CHANNELS.get(name, name)), n) for name, n in channels.items()],
        "places": queries.answers_by_place(call),
        "aside": [(reasons.get(why, why), n) for why, n in queries.aside_of_call(call).items()],
        "ideas": list(queries.ideas_of_call(call)[: queries.MOST_IDEAS]),
        "panels": panels.render("ideas.call_report", request, call),
        "late": (call.reported_at.astimezone(ZoneInfo(call.space.zone)).date() - call.answer_by).days,
        **_shared(call),
    }
    return render(request, "ideas/call_report.html", shown)
