"""The worker's part: sort what arrived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from rembuk.people.queries import address_of
from rembuk.shared import outbox
from rembuk.shared.references import split
from rembuk.spaces.models import Space
from rembuk.voices import actions
from rembuk.voices.actions.files import run_import
from rembuk.voices.models import Import


@outbox.handler("voices.sort")
def sort(payload: dict[str, Any]) -> None:
    """Sort the voices of a space that wait; nothing is sorted twice."""
    space = Space.objects.filter(pk=payload["space"]).first()
    if space is not None:
        actions.sort_space(space=space, at=timezone.now())


@outbox.handler("voices.places")
def read_places(payload: dict[str, Any]) -> None:
    """Read the places named in voices that a run sorted; again gives the same."""
    space = Space.objects.filter(pk=payload["space"]).first()
    if space is not None:
        moment = datetime.fromisoformat(payload["sorted_at"])
        # A row from before 0.2 names the first and the last.
        voices = payload.get("voices") or range(payload["low"], payload["high"] + 1)
        actions.guess_places(space=space, voices=voices, sorted_at=moment)


@outbox.handler("voices.import")
def take_in(payload: dict[str, Any]) -> None:
    """Read an agreed file; one that is read already is left alone, so twice is harmless."""
    source = Import.objects.select_related("space").filter(pk=payload["import"]).first()
    if source is not None:
        run_import(source=source, at=timezone.now())


def forget(subject: str) -> None:
    """Erase what is personal about the voice SUBJECT names, or the address of an account left with voices."""
    model, key = split(subject)
    if model == "voices.voice":
        actions.forget(voice_id=int(key), at=timezone.now())
    else:
        actions.let_go_of_address(email=address_of(subject), at=timezone.now())
