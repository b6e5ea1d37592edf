"""What keeps readers apart: other sites may not load our pages, no cache keeps one's page for another."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "Cross-Origin-Resource-Policy"


class Apart:
    """Say on every answer who may load it and who may keep it, unless a view said otherwise.

    This site alone may load it; a share card or a cleared photo is there for others to show, so a picture
    that any cache may keep is open. What was asked for with a session is kept by nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        kind = answer.headers.get("Content-Type", "")
        shared = kind.startswith("image/") and "public" in answer.headers.get("Cache-Control", "")
        answer.headers.setdefault(HEADER, "cross-origin" if shared else "same-origin")
        return answer
