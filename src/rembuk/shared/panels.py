"""Panels: a lower page shows what a higher domain registered for it, one query a panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Panel = Callable[[HttpRequest, Any], str]
_panels: dict[str, list[tuple[int, Panel]]] = {}


def register(page: str, panel: Panel, *, order: int = 50) -> None:
    """Show PANEL on PAGE ("ideas.idea"); it gets the request and the page's subject, returns safe HTML."""
    entry = (order, panel)
    if entry not in _panels.setdefault(page, []):
        _panels[page].append(entry)
        _panels[page].sort(key=lambda pair: pair[0])


def render(page: str, request: HttpRequest, subject: Any) -> list[str]:
    """Return the HTML of every panel of PAGE, empty ones left out."""
    return [html for _, panel in _panels.get(page, []) if (html := panel(request, subject))]
