"""The worker's part: sort what arrived."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from rembuk.shared import outbox
from rembuk.spaces.models import Space
from rembuk.voices import actions


@outbox.handler("voices.sort")
def sort(payload: dict[str, Any]) -> None:
    """Sort the voices of a space that wait; nothing is sorted twice."""
    space = Space.objects.filter(pk=payload["space"]).first()
    if space is not None:
        actions.sort_space(space=space, at=timezone.now())
