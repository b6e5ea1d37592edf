"""Refuse a form that carries what its page does not take, before the page is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rembuk.shared.fields import unknown_in
from rembuk.site.middleware.refusals import typed


class KnownFields:
    """Answer 400 to a field that no form of the page holds, and give back what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse what VIEW does not take. The API checks its own bodies, and reads them itself."""
        found = request.resolver_match
        if request.method != "POST" or (found is not None and found.app_name == "ninja"):
            return None
        unknown = unknown_in(view, request)
        if not unknown:
            return None
        sentence = _(
            "Formulir ini memuat isian yang tidak dikenal: %(name)s. Muat ulang halamannya, lalu isi lagi."
        ) % {"name": unknown[0][:40]}
        shown = {"sentence": sentence, "status": 400, "typed": typed(request)}
        return render(request, "site/refused.html", shown, status=400)
