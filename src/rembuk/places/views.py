"""Search of places: a page, a fragment for a form in the making, or JSON."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from rembuk.places.models import Place
from rembuk.places.queries import LONGEST_QUERY, find

HOUR = 3_600
MOST = 20


def as_answer(place: Place) -> dict[str, object]:
    """Return PLACE as programs get it."""
    return {"code": place.code, "name": place.name, "path": place.path, "level": place.level}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer what the text in `q` may mean, best first.

    htmx sends the field itself; `nama` says how it is called, and the fragment's choices are named after it.
    """
    name = request.GET.get("nama", "")
    htmx = request.headers.get("HX-Request") == "true" and re.fullmatch(r"[a-z][a-z0-9_-]{0,40}", name)
    text = (request.GET.get(name, "") if htmx else request.GET.get("q", "")).strip()[:LONGEST_QUERY]
    found = find(text, 8 if htmx else MOST) if text else []
    answer: HttpResponse
    if htmx:
        answer = render(request, "places/choices.html", {"found": found, "name": name, "text": text})
    elif "application/json" in request.headers.get("Accept", ""):
        answer = JsonResponse({"places": [as_answer(place) for place in found]})
    else:
        answer = render(request, "places/search.html", {"found": found, "text": text})
    if htmx or answer.headers["Content-Type"] == "application/json":
        answer["Cache-Control"] = f"public, max-age={HOUR}"
    patch_vary_headers(answer, ["Accept", "HX-Request"])
    return answer
