"""Voice notes and photos: which wait, which a person may open, where their bytes are."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from rembuk.shared.paging import Page, page
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import Attachment, Voice
from rembuk.voices.states import AttachmentKind
from rembuk.voices.wording import NO_SUCH_ATTACHMENT


def attachments_of(voice: Voice) -> list[Attachment]:
    """Return the voice note and the photo of VOICE, those there are; one query."""
    return list(Attachment.objects.filter(voice=voice).order_by("-kind"))


def untyped(space: Space, by: str = "") -> QuerySet[Attachment]:
    """Return the voice notes of SPACE that wait to be typed up, each with voice and place.

    BY is a person's reference: only the notes that this person recorded.
    """
    rows = Attachment.objects.filter(
        kind=AttachmentKind.SOUND, typed_at=None, voice__space=space, voice__withdrawn_at=None
    ).select_related("voice__place")
    return rows.filter(by=by) if by else rows


def waiting_sounds(space: Space, after: str | None, by: str = "", *, aside: bool = False) -> Page[Attachment]:
    """Return a page of the voice notes of SPACE to be typed up, oldest first, or of those set ASIDE."""
    rows = untyped(space, by)
    rows = rows.exclude(voice__set_aside="") if aside else rows.filter(voice__set_aside="")
    return page(rows, order="id", after=after)


def attachment_in(space: Space, number: int) -> Attachment:
    """Return the attachment NUMBER of SPACE with its voice, or refuse; a withdrawn one is not there."""
    rows = Attachment.objects.select_related("voice__space", "voice__place")
    rows = rows.filter(voice__space=space, voice__withdrawn_at=None)
    found = rows.filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise NotThere(NO_SUCH_ATTACHMENT)
    return found


def public_photo(voice: Voice) -> Attachment | None:
    """Return the photo of VOICE where the public may see it: the voice is shown and staff cleared it."""
    if not voice.shown:
        return None
    rows = Attachment.objects.filter(voice=voice, kind=AttachmentKind.PHOTO, cleared_at__isnull=False)
    return rows.first()


def content_of(row: Attachment) -> bytes:
    """Return the bytes of ROW, or refuse when its file is gone."""
    try:
        with default_storage.open(row.stored_as, "rb") as file:
            return bytes(file.read())
    except FileNotFoundError as error:
        raise NotThere(NO_SUCH_ATTACHMENT) from error


def stored_names() -> Iterator[str]:
    """Yield the names under which voice notes and photos are stored, one after the other."""
    yield from Attachment.objects.order_by("pk").values_list("stored_as", flat=True).iterator()
