"""What other pages show of messaging: on a receipt the answers, each asking whether it was heard."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from rembuk.messaging.queries.heard import answers_to, ask_with
from rembuk.shared.references import ref


def receipt_panel(request: HttpRequest, voice: Any) -> str:
    """Return the answers that were given to VOICE, the latest first; two queries."""
    receiver = ref(voice)
    answers = answers_to(receiver)
    if not answers:
        return ""
    shown = {"told": ask_with(answers, receiver), "zone": voice.space.zone}
    return render_to_string("messaging/on_receipt.html", shown, request=request)
