"""What other pages show of rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string


def own_data(request: HttpRequest, person: Any) -> str:
    """Return the way from the account to all that is held about its person."""
    return render_to_string("rights/own_data_panel.html", {}, request=request)


def ask_panel(request: HttpRequest, space: Any) -> str:
    """Return the way from a space to whoever answers for the data there; no query."""
    return render_to_string("rights/ask_panel.html", {"space": space}, request=request)
