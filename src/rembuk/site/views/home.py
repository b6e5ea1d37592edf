"""The home page of a space: what it is, what to do here, and the flow of every voice."""

from __future__ import annotations

import csv
import hashlib
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from rembuk.design.context import wear
from rembuk.messaging.queries import followed
from rembuk.programmes.queries import overdue
from rembuk.shared import panels
from rembuk.shared.paging import page
from rembuk.shared.references import ref
from rembuk.site.feed import feed_of
from rembuk.site.flow import counts_lately, flow_of, news_of, rows_of
from rembuk.site.heard import heard_lately, shown_voices
from rembuk.site.late import late_in
from rembuk.spaces.models import Space
from rembuk.spaces.queries import root_spaces, space_by_slug


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the one root space there is, or the list of them."""
    spaces = list(root_spaces()[:100])
    if len(spaces) == 1:
        return _home(request, spaces[0])
    return render(request, "site/spaces.html", {"spaces": spaces})


@require_safe
def space_home(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the home of one space."""
    return _home(request, space_by_slug(slug))


def _home(request: HttpRequest, space: Space) -> HttpResponse:
    wear(request, space)
    today = timezone.localdate(timezone=ZoneInfo(space.zone))
    counts = counts_lately(space, today)
    about = ref(space)
    shown = {
        "flow": flow_of(space, counts),
        "counts": counts,
        "news": news_of(space, timezone.now()),
        "overdue": overdue(space, today, most=3),
        "panels": panels.render("spaces.home", request, space),
        "about": about,
        "on": about in followed(request.user.pk, [about]),
        "branches": space.branches.order_by("name")[:50],
    }
    return render(request, "site/home.html", shown)


@require_safe
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what came in by each channel, what waits, what was set aside and why, and what may be read."""
    space = space_by_slug(slug)
    wear(request, space)
    today = timezone.localdate(timezone=ZoneInfo(space.zone))
    found = page(shown_voices(space), order="-id", after=request.GET.get("after"))
    return render(request, "site/heard.html", {"heard": heard_lately(space, today), "page": found})


@require_safe
def late(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is late in a space, of every kind, each with its page and the day that was promised."""
    space = space_by_slug(slug)
    wear(request, space)
    shown = {"parts": late_in(space, timezone.now()), "branches": space.branches.exists()}
    return render(request, "site/late.html", shown)


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Give what happened in a space as an Atom feed; a reader that has it already gets 304."""
    body = feed_of(space_by_slug(slug))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, no-cache"
    found = get_conditional_response(request, etag=tag, response=answer)
    return found if isinstance(found, HttpResponse) else answer


@require_safe
def flow_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the figures of the flow as CSV."""
    space = space_by_slug(slug)
    today = timezone.localdate(timezone=ZoneInfo(space.zone))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="alir-{space.slug}.csv"'
    rows = csv.writer(answer)
    rows.writerow(["tahap", "suara", "butir"])
    rows.writerows(rows_of(counts_lately(space, today)))
    return answer
