"""Take away what a space needs no longer: addresses, handles, files, voices set aside or withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from rembuk.rights.actions import ask_erasure
from rembuk.shared.actors import MACHINE
from rembuk.voices.actions.receipts import forget
from rembuk.voices.models import Attachment, Import, Voice, VoiceAuthor, VoiceContact
from rembuk.voices.states import AttachmentKind, ImportState, Visibility

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
    return _forget(rows, at)


def drop_withdrawn(space: int, before: datetime, at: datetime) -> int:
    """Erase what is personal about voices of SPACE withdrawn before BEFORE; return how many."""
    return _forget(Voice.objects.filter(space_id=space, withdrawn_at__lt=before, erased_at=None), at)


@transaction.atomic
def drop_imports(space: int, before: datetime, at: datetime) -> int:
    """Delete files of SPACE kept before BEFORE that nobody agreed to read; return how many."""
    drafts = Import.objects.select_for_update().filter(space_id=space, at__lt=before, state=ImportState.DRAFT)
    found = list(drafts.order_by("pk")[:BATCH])
    Import.objects.filter(pk__in=[row.pk for row in found]).delete()
    for name in {row.stored_as for row in found if row.stored_as}:
        # What stands in the same archive may be on its way to be read.
        if not Import.objects.filter(stored_as=name).exists():
            default_storage.delete(name)
    return len(found)


def _forget(rows: QuerySet[Voice], at: datetime) -> int:
    keys = _keys(rows)
    for key in keys:
        forget(voice_id=key, at=at, by=MACHINE, ground=OVER)
        # What others hold of it (an appeal, a letter), and what a backup would bring back.
        ask_erasure(subject=f"voices.voice:{key}", at=at)
    return len(keys)


def _keys(rows: QuerySet[VoiceContact] | QuerySet[VoiceAuthor] | QuerySet[Voice]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def _drop_files(rows: QuerySet[Attachment]) -> int:
    found = list(rows.order_by("pk")[:BATCH])
    for row in found:
        default_storage.delete(row.stored_as)
    Attachment.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)
