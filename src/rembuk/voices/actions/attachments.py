"""Keep voice notes and photos as files, type notes up, clear photos, and take files away with the voice."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from rembuk.ledger.actions import record_step
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.voices.actions.asking import ask_sorting
from rembuk.voices.actions.board import restore
from rembuk.voices.models import Attachment, Voice
from rembuk.voices.rules import Picture, readable
from rembuk.voices.rules.sounds import Sound
from rembuk.voices.states import AttachmentKind, Visibility
from rembuk.voices.wording import GONE, NO_SUCH_ATTACHMENT, NOT_CLEARED, TYPED

FOLDER = "suara"


@contextmanager
def kept_files(sound: Sound | None, photo: Picture | None) -> Iterator[list[Attachment]]:
    """Write the files and yield their rows, not saved yet; should the block fail, the files go again.

    Files are on disk before the row that names them is committed, so no row ever names a lost file.
    """
    rows: list[Attachment] = []
    try:
        if sound is not None:
            row = _stored(AttachmentKind.SOUND, sound.content, sound.type, sound.ending)
            row.seconds = sound.seconds
            rows.append(row)
        if photo is not None:
            row = _stored(AttachmentKind.PHOTO, photo.content, "image/jpeg", "jpg")
            row.width, row.height = photo.width, photo.height
            rows.append(row)
        yield rows
    except BaseException:
        for row in rows:
            default_storage.delete(row.stored_as)
        raise


def _stored(kind: str, content: bytes, media_type: str, ending: str) -> Attachment:
    name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.{ending}", ContentFile(content))
    return Attachment(
        kind=kind, stored_as=name, type=media_type, size=len(content), digest=sha256(content).hexdigest()
    )


@transaction.atomic
def type_up(*, voice: Voice, text: str, by: Actor, at: datetime) -> Voice:
    """Keep TEXT as the words of the voice note of VOICE, and have the voice sorted.

    A note that was set aside because nobody understood it stands on the board again.
    """
    row = _locked(voice)
    waiting = Attachment.objects.filter(voice=row, kind=AttachmentKind.SOUND, typed_at=None)
    if row.text or not waiting.exists():
        raise Conflicting(TYPED)
    row.text, row.sorted_at = readable(text), None
    row.save(update_fields=["text", "sorted_at"])
    waiting.update(typed_at=at)
    record_step(
        kind="voices.typed", about=ref(row), scope=f"spaces.space:{row.space_id}", by=by, at=at,
        sealed={"text": row.text},
    )  # fmt: skip
    if row.set_aside:
        restore(voices=[row], by=by, at=at)
    ask_sorting(space=row.space, at=at)
    return row


def no_longer_untyped(voice: Voice, *, at: datetime) -> None:
    """Mark the voice note of VOICE as typed, in the caller's transaction: its sender wrote the words."""
    Attachment.objects.filter(voice=voice, kind=AttachmentKind.SOUND, typed_at=None).update(typed_at=at)


@transaction.atomic
def clear_photo(*, voice: Voice, shown: bool, by: Actor, at: datetime) -> Attachment:
    """Let the photo of VOICE be SHOWN to the public wherever the voice is, or only to the team again."""
    row = _locked(voice)
    photo = Attachment.objects.select_for_update().filter(voice=row, kind=AttachmentKind.PHOTO).first()
    if photo is None:
        raise NotThere(NO_SUCH_ATTACHMENT)
    if shown and row.visibility == Visibility.CONFIDENTIAL:
        raise Refused(NOT_CLEARED)
    if bool(photo.cleared_at) != shown:
        photo.cleared_at = at if shown else None
        photo.save(update_fields=["cleared_at"])
        record_step(
            kind="voices.photo_cleared" if shown else "voices.photo_closed", about=ref(row),
            scope=f"spaces.space:{row.space_id}", by=by, at=at,
        )  # fmt: skip
    return photo


def forget_files(voice: Voice) -> None:
    """Delete the files of VOICE and their rows, in the caller's transaction; again is harmless.

    Files go first: should the transaction fail, the stored job comes again and finds rows to finish.
    """
    for row in Attachment.objects.filter(voice=voice):
        default_storage.delete(row.stored_as)
    Attachment.objects.filter(voice=voice).delete()


def _locked(voice: Voice) -> Voice:
    row = Voice.objects.select_for_update(of=("self",)).select_related("space").get(pk=voice.pk)
    if row.withdrawn_at is not None:
        raise Conflicting(GONE)
    return row
