"""What every page knows."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from rembuk.design import menu, words
from rembuk.design.contrast import readable
from rembuk.design.sheet import accent_or_own, sheet_address


class InSpace(HttpRequest):
    """Say what a view hands to the page by the request: the space whose name and accent it wears."""

    space: object


class HtmxRequest(HttpRequest):
    """Say what django_htmx hands to a view: whether htmx asks, and for what."""

    htmx: HtmxDetails


def wear(request: HttpRequest, space: object) -> None:
    """Let the page that answers REQUEST wear the name and accent of SPACE."""
    cast(InSpace, request).space = space


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the demo flag, the space in view, the stylesheet, the menu and the record line.

    Menu and line are callables, so a page that shows neither pays for neither.
    """
    space = getattr(request, "space", None)
    accent = accent_or_own(getattr(space, "accent", None))
    return {
        "demo": settings.DEMO,
        "space": space,
        "sheet": sheet_address(accent),
        "mark_colour": readable(accent)[1:],
        "menu": partial(menu.items, request),
        "record_line": partial(menu.state_line, request),
        "LANGUAGE_CODE": "en" if words.english() else "id",
        "other_language": "id" if words.english() else "en",
    }
