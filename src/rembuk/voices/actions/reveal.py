"""Look at who spoke: every look is logged with its reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rembuk.rights.actions import record_look
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.voices.models import Voice, VoiceAuthor, VoiceContact
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


def _still_there(voice: Voice) -> None:
    if Voice.objects.filter(pk=voice.pk).exclude(withdrawn_at=None).exists():
        raise Conflicting(NOT_OPENED)
