"""The demo's mailbox."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rembuk.site.demo.mailbox import letters


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show the letters of the demo; nothing is here in any other installation."""
    if not settings.DEMO:
        raise Http404
    to = request.GET.get("kepada", "")
    answer = render(request, "site/mailbox.html", {"letters": letters(to)[:8], "to": to})
    answer["Cache-Control"] = "no-store"
    return answer
