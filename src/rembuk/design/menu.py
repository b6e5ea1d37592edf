"""The menu and the record line of every page, filled by the domains above when they switch on.

from rembuk.design import menu
menu.register(_("Gagasan"), lambda request: f"/r/{request.space.slug}/gagasan/", order=20,
              shown=lambda request: getattr(request, "space", None) is not None)
menu.register(_("Masuk"), "/akun/masuk/", order=90, pinned=True,
              shown=lambda request: not request.user.is_authenticated)
menu.register_state_line(callable_returning_safe_html)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Address = str | Callable[[HttpRequest], str]


@dataclass(frozen=True)
class Entry:
    """Keep one line of the menu as registered."""

    label: str | Promise
    address: Address
    order: int
    pinned: bool
    shown: Callable[[HttpRequest], bool]


@dataclass(frozen=True)
class Item:
    """Hold one line of the menu as this reader sees it; `here` marks the page in view."""

    label: str | Promise
    href: str
    pinned: bool
    here: bool


_entries: list[Entry] = []
_state_line: list[Callable[[HttpRequest], str]] = []


def _always(request: HttpRequest) -> bool:
    return True


def register(
    label: str | Promise,
    address: Address,
    *,
    order: int = 50,
    pinned: bool = False,
    shown: Callable[[HttpRequest], bool] = _always,
) -> None:
    """Put LABEL in the menu, leading to ADDRESS (an empty one hides it), for whom SHOWN says yes.

    PINNED entries stay visible on a phone (Masuk, Akun); the others fold under "Menu" there. Registering the
    same label and order again replaces the entry.
    """
    _entries[:] = [entry for entry in _entries if (entry.label, entry.order) != (label, order)]
    _entries.append(Entry(label, address, order, pinned, shown))
    _entries.sort(key=lambda entry: entry.order)


def register_state_line(line: Callable[[HttpRequest], str]) -> None:
    """Let LINE fill the footer's sentence about the public record; the last one registered counts."""
    _state_line[:] = [line]


def items(request: HttpRequest) -> list[Item]:
    """Return the menu for REQUEST; empty where a page is refused before the reader is known."""
    if not hasattr(request, "user"):
        return []
    seen: list[tuple[Entry, str]] = []
    for entry in _entries:
        if entry.shown(request):
            href = entry.address(request) if callable(entry.address) else entry.address
            if href:
                seen.append((entry, href))
    under = [href for _, href in seen if href != "/" and request.path.startswith(href)]
    here = max(under, key=len, default=None)
    return [Item(entry.label, href, entry.pinned, href == here) for entry, href in seen]


def state_line(request: HttpRequest) -> SafeString:
    """Return the sentence about the public record, or nothing while no domain tells it."""
    if not _state_line or not hasattr(request, "user"):
        return SafeString("")
    return conditional_escape(_state_line[0](request))
