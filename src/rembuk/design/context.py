"""What every page knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the demo flag, the space in view and whether this is a request for a fragment."""
    return {"demo": settings.DEMO, "space": getattr(request, "space", None)}
