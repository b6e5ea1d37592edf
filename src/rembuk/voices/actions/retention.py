"""Take away what a space needs no longer: addresses, handles, recordings, photos, voices set aside."""

from __future__ import annotations

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from rembuk.shared.actors import MACHINE
from rembuk.voices.actions.receipts import forget
from rembuk.voices.models import Attachment, Voice, VoiceAuthor, VoiceContact
from rembuk.voices.states import AttachmentKind, Visibility

BATCH = 500
OVER = "UU 27/2022 pasal 43 dan 44"


def drop_contacts(space: int, before: datetime, at: datetime) -> int:
    """Delete the addresses of voices in SPACE that arrived before BEFORE; return how many."""
    rows = VoiceContact.objects.filter(voice__space_id=space, voice__arrived_at__lt=before)
    return sum(1 for key in _keys(rows) if VoiceContact.objects.filter(pk=key).delete()[0])


def drop_authors(space: int, before: datetime, at: datetime) -> int:
    """Delete who spoke before BEFORE in SPACE, except where they asked to be named; return how many."""
    rows = VoiceAuthor.objects.filter(voice__space_id=space, voice__arrived_at__lt=before)
    rows = rows.exclude(voice__visibility=Visibility.NAMED)
    return sum(1 for key in _keys(rows) if VoiceAuthor.objects.filter(pk=key).delete()[0])


def drop_sounds(space: int, before: datetime, at: datetime) -> int:
    """Delete recordings in SPACE that were typed before BEFORE, with their files; return how many."""
    rows = Attachment.objects.filter(kind=AttachmentKind.SOUND, typed_at__lt=before)
    return _drop_files(rows.filter(voice__space_id=space))


def drop_photos(space: int, before: datetime, at: datetime) -> int:
    """Delete photos in SPACE kept before BEFORE that nobody showed, with their files; return how many."""
    rows = Attachment.objects.filter(kind=AttachmentKind.PHOTO, kept_at__lt=before, cleared_at=None)
    return _drop_files(rows.filter(voice__space_id=space))


def drop_asides(space: int, before: datetime, at: datetime) -> int:
    """Erase what is personal about voices of SPACE set aside that arrived before BEFORE; return how many."""
    rows = Voice.objects.filter(space_id=space, arrived_at__lt=before, erased_at=None).exclude(set_aside="")
    count = 0
    for key in _keys(rows):
        forget(voice_id=key, at=at, by=MACHINE, ground=OVER)
        count += 1
    return count


def _keys(rows: QuerySet[VoiceContact] | QuerySet[VoiceAuthor] | QuerySet[Voice]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _drop_files(rows: QuerySet[Attachment]) -> int:
    found = list(rows.order_by("pk")[:BATCH])
    for row in found:
        default_storage.delete(row.stored_as)
    Attachment.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)
