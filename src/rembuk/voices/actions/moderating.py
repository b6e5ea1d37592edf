"""Hide a part of a voice and show it again, in the transaction of the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from rembuk.shared.actors import Actor
from rembuk.voices.actions.board import restore
from rembuk.voices.actions.publish import publish
from rembuk.voices.actions.reveal import reveal_words
from rembuk.voices.models import Voice, VoiceTerm
from rembuk.voices.states import Visibility


@transaction.atomic
def hide_part(key: str, part: str, *, at: datetime) -> dict[str, Any]:
    """Hide the text or the name of the voice KEY; return what `show_part` needs."""
    voice = Voice.objects.select_for_update().get(pk=key)
    if part == "name":
        kept = {"visibility": voice.visibility}
        if voice.visibility == Visibility.NAMED:
            voice.visibility = Visibility.NAMELESS
            voice.save(update_fields=["visibility"])
        return kept
    voice.hidden_at = at
    voice.save(update_fields=["hidden_at"])
    VoiceTerm.objects.filter(voice=voice).delete()
    return {}


def note_read(key: str, *, by: Actor, at: datetime) -> None:
    """Note that BY is about to be shown the words of the voice KEY, where it was told in confidence."""
    voice = Voice.objects.select_related("space").get(pk=key)
    reveal_words(space=voice.space, voices=[voice], by=by, at=at)


@transaction.atomic
def show_part(key: str, part: str, kept: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Show again what was hidden of the voice KEY, or put it back on the board it was set aside from."""
    voice = Voice.objects.select_for_update().get(pk=key)
    if part == "board":
        restore(voices=[voice], by=by, at=at)
    elif part == "name":
        # Whoever made it more private since has the last word.
        if kept.get("visibility") == Visibility.NAMED and voice.visibility == Visibility.NAMELESS:
            voice.visibility = Visibility.NAMED
            voice.save(update_fields=["visibility"])
    else:
        voice.hidden_at = None
        voice.save(update_fields=["hidden_at"])
        if voice.published_at and not voice.withdrawn_at:
            publish(voices=[voice], by=by, at=at)
