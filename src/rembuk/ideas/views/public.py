"""The pages of ideas that everybody sees."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rembuk.design.context import HtmxRequest, wear
from rembuk.design.trace import Strand, Trace
from rembuk.ideas import actions, queries, rules
from rembuk.ideas.models import Idea, Merge
from rembuk.ideas.panels import card_of
from rembuk.ideas.queries.calls import call_behind
from rembuk.ideas.queries.merging import merges_of
from rembuk.ideas.queries.subjects import subjects
from rembuk.ideas.states import MergeState, Stage
from rembuk.ledger.panels import card_answer, card_page
from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.messaging.queries import followed, told
from rembuk.people.queries import person_of
from rembuk.shared import panels
from rembuk.shared.fields import takes
from rembuk.shared.paging import page
from rembuk.shared.references import ref
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.rules import may
from rembuk.voices.wording import CHANNELS

ENDS = (Stage.REFUSED, Stage.DROPPED, Stage.KEPT)


@require_safe
def idea_list(request: HttpRequest, slug: str) -> HttpResponse:
    """List the ideas of a space."""
    space = space_by_slug(slug)
    wear(request, space)
    order = queries.ORDERS.get(request.GET.get("urut", ""), "-made_at")
    stage = request.GET.get("tahap", "")
    found = page(queries.public_ideas(space, stage), order=order, after=request.GET.get("after"))
    shown: dict[str, Any] = {
        "page": found,
        "order": request.GET.get("urut", "terbaru"),
        "stage": stage,
        "subjects": list(subjects().items()),
        "stages": [(value, label) for value, label in Stage.choices if value != Stage.TAKEN_BACK],
    }
    return render(request, "ideas/list.html", shown)


@require_safe
def idea_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show one idea: what it asks, how far it is, and the trace behind that."""
    idea = queries.idea_by_number(number)
    wear(request, idea.space)
    trace = idea_trace(idea)
    merges = merges_of(idea)
    shown = {
        "idea": idea,
        "title": idea.title,
        "path": idea.get_absolute_url(),
        "trace": trace,
        "standing": standing(trace),
        "quotes": queries.quotes_of(idea),
        "endorsed": queries.endorsed_by(request.user.pk, idea),
        "open": rules.takes_endorsements(idea),
        "about": ref(idea),
        "on": ref(idea) in followed(request.user.pk, [ref(idea)]),
        "calls": call_behind(idea),
        "alike": queries.like(idea),
        "merges": merges,
        "subject": _subject(idea),
        "proposes": _may_propose(request, idea, merges),
        "panels": panels.render("ideas.idea", request, idea),
        "public_url": settings.PUBLIC_URL + idea.get_absolute_url(),
    }
    return render(request, "ideas/idea.html", shown)


def _subject(idea: Idea) -> tuple[str, str]:
    """Return the key and the name of the subject of IDEA, or nothing twice."""
    key = queries.subject_of(idea).partition("/")[0]
    return (key, str(subjects()[key])) if key in subjects() else ("", "")


def _may_propose(request: HttpRequest, idea: Idea, merges: list[Merge]) -> bool:
    """Tell whether the reader may propose that IDEA joins another: it can, and no proposal waits."""
    waits = any(merge.state == MergeState.OPEN for merge in merges)
    return rules.may_join(idea) and not waits and may(request.user, idea.space, "board.decide")


def idea_trace(idea: Idea) -> Trace:
    """Return the trace of IDEA with its voices as threads and the replies as circles."""
    counts = queries.strands(idea)
    # An objection that was upheld opens the way again: the answer sent with the refusal is not the last.
    answered = told(f"closing:{ref(idea)}:", "voices.voice") if idea.stage in ENDS else 0
    strands = [Strand(label=str(CHANNELS.get(channel, channel)), count=count) for channel, count in counts]
    return trace_for(
        [ref(idea)],
        now=timezone.now(),
        zone=idea.space.zone,
        strands=strands,
        told=answered,
        to_tell=max(0, idea.voices_count - answered),
    )


@require_safe
def idea_voices(request: HttpRequest, number: int) -> HttpResponse:
    """List the voices behind an idea, as open as each speaker chose; how many others only the team reads."""
    idea = queries.idea_by_number(number)
    wear(request, idea.space)
    team = may(request.user, idea.space, "board.see")
    rows = (queries.voices_behind if team else queries.listed_voices)(idea).select_related("place", "author")
    found = page(rows, order="spoken_at", after=request.GET.get("after"))
    others = 0 if team else queries.told_to_the_team(idea)
    shown = {"idea": idea, "page": found, "team": team, "others": others}
    return render(request, "ideas/voices.html", shown)


@require_safe
def idea_card(request: HttpRequest, number: int) -> HttpResponse:
    """Draw the card that is forwarded: where this idea stands now."""
    idea = queries.idea_by_number(number)
    return card_answer(request, card_of(idea, idea_trace(idea), timezone.now()))


@require_safe
def idea_card_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show the card of an idea, to forward or to print."""
    idea = queries.idea_by_number(number)
    wear(request, idea.space)
    return card_page(request, title=idea.title, path=idea.get_absolute_url(), trace=idea_trace(idea))


@login_required
@require_POST
@takes("langkah")
def endorse(request: HtmxRequest, number: int) -> HttpResponse:
    """Endorse an idea or withdraw the endorsement; the same tap twice changes nothing."""
    idea = queries.idea_by_number(number)
    if request.POST.get("langkah") == "tarik":
        actions.withdraw_endorsement(idea=idea, person=person_of(request.user))
    else:
        actions.endorse(idea=idea, person=person_of(request.user), at=timezone.now())
    if request.htmx:
        fresh = queries.idea_by_number(number)
        shown = {"idea": fresh, "endorsed": queries.endorsed_by(request.user.pk, fresh), "open": True}
        return render(request, "ideas/endorse.html", shown)
    return redirect(idea)


@require_safe
def endorse_signin(request: HttpRequest, number: int) -> HttpResponse:
    """Come back here after signing in, and ask once more before anything counts."""
    idea = queries.idea_by_number(number)
    wear(request, idea.space)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    shown = {
        "idea": idea,
        "endorsed": queries.endorsed_by(request.user.pk, idea),
        "open": rules.takes_endorsements(idea),
        "title": _("Dukung gagasan"),
    }
    return render(request, "ideas/endorse_page.html", shown)
