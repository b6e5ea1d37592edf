"""What higher domains need to stand in the menu of a space."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from rembuk.spaces.rules import may


def address_in(part: str) -> Callable[[HttpRequest], str]:
    """Return what gives the address of PART in the space in view, or nothing where none is in view."""

    def address(request: HttpRequest) -> str:
        space = getattr(request, "space", None)
        return f"/r/{space.slug}/{part}/" if space else ""

    return address


def may_here(what: str) -> Callable[[HttpRequest], bool]:
    """Return what tells whether the reader may do WHAT in the space in view."""

    def shown(request: HttpRequest) -> bool:
        space = getattr(request, "space", None)
        return bool(space and request.user.is_authenticated and may(request.user, space, what))

    return shown
