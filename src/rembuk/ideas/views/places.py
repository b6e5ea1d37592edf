"""The pages of a place and of a subject in a space: what was said there and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rembuk.design.context import wear
from rembuk.ideas import queries
from rembuk.ideas.queries import subjects
from rembuk.ideas.wording import NO_PLACE, NO_SUBJECT
from rembuk.messaging.queries import followed
from rembuk.places.queries import place_by_code
from rembuk.shared.paging import page
from rembuk.shared.refusals import NotThere
from rembuk.spaces.queries import space_by_slug


@require_safe
def place_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Show what was said in a place, and what of it was decided, promised and kept."""
    space = space_by_slug(slug)
    wear(request, space)
    place = place_by_code(code)
    if place is None:
        raise NotThere(NO_PLACE)
    view = request.GET.get("lihat", "")
    after = request.GET.get("after")
    about = f"ideas.place:{space.pk}/{place.pk}"
    shown: dict[str, Any] = {
        "place": place,
        "view": view if view in queries.PLACED or view == "suara" else "",
        "counts": queries.counts_inside(space, place.pk),
        "voices": queries.voices_inside(space, place.pk).count(),
        "ancestors": queries.ancestors(place),
        "parts": queries.parts_with_ideas(space, place),
        "about": about,
        "on": about in followed(request.user.pk, [about]),
    }
    if view == "suara":
        shown["page"] = page(queries.voices_inside(space, place.pk), order="-id", after=after)
    else:
        ideas = queries.inside(queries.public_ideas(space), place.pk)
        if view in queries.PLACED:
            ideas = ideas.filter(stage__in=queries.PLACED[view])
        shown["page"] = page(ideas, order="-made_at", after=after)
    return render(request, "ideas/place.html", shown)


@require_safe
def subject_page(request: HttpRequest, slug: str, subject: str) -> HttpResponse:
    """Show what was said under a subject, and what of it was decided, promised and kept."""
    space = space_by_slug(slug)
    wear(request, space)
    known = subjects.subjects()
    if subject not in known:
        raise NotThere(NO_SUBJECT)
    view = request.GET.get("lihat", "")
    after = request.GET.get("after")
    about = f"ideas.subject:{space.pk}/{subject}"
    voices, ideas = subjects.voices_about(space, subject), subjects.ideas_about(space, subject)
    shown: dict[str, Any] = {
        "subject": subject,
        "title": known[subject],
        "view": view if view in queries.PLACED or view == "suara" else "",
        "counts": subjects.counts_about(space, subject),
        "voices": voices.count(),
        "others": [(key, name) for key, name in known.items() if key != subject],
        "about": about,
        "on": about in followed(request.user.pk, [about]),
    }
    if view == "suara":
        shown["page"] = page(voices, order="-id", after=after)
    else:
        if view in queries.PLACED:
            ideas = ideas.filter(stage__in=queries.PLACED[view])
        shown["page"] = page(ideas, order="-made_at", after=after)
    return render(request, "ideas/subject.html", shown)
