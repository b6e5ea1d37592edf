"""Look at who spoke: every look is logged with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rembuk.rights.actions import note_reading, record_look
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.spaces.models import Space
from rembuk.voices.models import Attachment, Voice, VoiceAuthor, VoiceContact
from rembuk.voices.states import Visibility
from rembuk.voices.wording import NOT_OPENED


@transaction.atomic
def reveal_author(*, voice: Voice, why: str, by: Actor, at: datetime) -> VoiceAuthor | None:
    """Return the name or handle behind VOICE, and log the look; refused once it was withdrawn."""
    _still_there(voice)
    record_look(space=voice.space, about=ref(voice), what="author", why=why, by=by, at=at)
    return VoiceAuthor.objects.filter(voice=voice).first()


@transaction.atomic
def reveal_contact(*, voice: Voice, why: str, by: Actor, at: datetime) -> VoiceContact | None:
    """Return the address left with VOICE, and log the look; refused once it was withdrawn."""
    _still_there(voice)
    record_look(space=voice.space, about=ref(voice), what="contact", why=why, by=by, at=at)
    return VoiceContact.objects.filter(voice=voice).first()


def reveal_words(*, space: Space, voices: Iterable[Voice], by: Actor, at: datetime) -> None:
    """Log that BY is about to be shown the words of VOICES, those among them that were told in confidence.

    To be called by every page of the team before it shows words of voices. Once a day of each voice and
    person; no query where nothing is in confidence.
    """
    told = [ref(voice) for voice in voices if voice.visibility == Visibility.CONFIDENTIAL]
    note_reading(space=space, about=told, what="words", by=by, at=at)


def reveal_file(*, row: Attachment, by: Actor, at: datetime) -> None:
    """Log that BY is about to be given a recording or photo of a voice told in confidence, once a day."""
    if row.voice.visibility == Visibility.CONFIDENTIAL:
        note_reading(space=row.voice.space, about=[ref(row.voice)], what="files", by=by, at=at)


def _still_there(voice: Voice) -> None:
    if Voice.objects.filter(pk=voice.pk).exclude(withdrawn_at=None).exists():
        raise Conflicting(NOT_OPENED)
