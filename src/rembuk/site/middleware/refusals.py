"""Turn a named refusal into a page that says it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rembuk.shared.refusals import Refused


class Refusals:
    """Answer Refused with its sentence and its status; a form that can do better catches it first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer ERROR when it is a refusal."""
        if not isinstance(error, Refused):
            return None
        answer = {"sentence": error.sentence, "status": error.status}
        return render(request, "site/refused.html", answer, status=error.status)
