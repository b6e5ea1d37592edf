"""Pages that explain: how it works, and what is kept about you."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rembuk.design.context import wear
from rembuk.shared.holdings import everything
from rembuk.spaces.queries import root_spaces


def space_in_view(request: HttpRequest) -> None:
    """Let a page that belongs to no space show the one root space there is."""
    spaces = list(root_spaces()[:2])
    if len(spaces) == 1:
        wear(request, spaces[0])


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    """Explain the way from a voice to a kept promise."""
    space_in_view(request)
    return render(request, "site/how_it_works.html")


@require_safe
def your_data(request: HttpRequest) -> HttpResponse:
    """Say what is kept about persons, why, and how each sees, corrects and erases it."""
    space_in_view(request)
    return render(request, "site/your_data.html", {"holdings": everything()})
