"""Keep a file somebody dropped until it is agreed how to read it, then read it."""

from __future__ import annotations

import gzip
import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from rembuk.channels.events import Post
from rembuk.channels.queries import FORMATS, Begun, formats_of, named, rows_of, unpacks
from rembuk.channels.rules import finished
from rembuk.channels.table.queries import Preview, preview
from rembuk.reckon.refusal import Refusal
from rembuk.shared import outbox
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.voices.actions.importing import import_file, open_file
from rembuk.voices.models import ColumnMapping, Import
from rembuk.voices.states import ImportState
from rembuk.voices.wording import COLUMN_TEXT, COLUMN_TIME, IMPORT_DONE, TOO_LARGE

LARGEST_FILE = 500_000_000
# A file up to this size is read while its sender waits; a larger one by the worker.
AT_ONCE = 1_000_000
# So many posts of a file are shown before it is agreed to, looked for in so many rows.
SHOWN_POSTS, LOOKED_AT, LOOKED_AT_BYTES = 5, 200, 1_000_000


def keep_file(*, space: Space, file: File[Any], name: str, by: Actor, at: datetime) -> Import:
    """Store FILE under a name of our own and recognise its format; nothing is read into voices yet.

    The import returned is that of the first format in it; `beside` gives the others.
    """
    if file.size is not None and file.size > LARGEST_FILE:
        raise Refused(TOO_LARGE, field="berkas")
    shown = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    stored = default_storage.save(f"impor/{uuid.uuid4().hex}", file)
    try:
        with open_stored(stored) as begun:
            found = formats_of(begun, shown)
    except Refusal as refusal:
        default_storage.delete(stored)
        raise Refused(refusal.sentence(), field="berkas") from refusal
    made = [
        Import(
            space=space, file_name=shown[:200] or "berkas", stored_as=stored, format=name, role=by.role,
            by=by.ref, at=at,
        )
        for name in found
    ]  # fmt: skip
    # An archive may hold several formats; each is agreed to and reported by itself.
    for one in reversed(made):
        one.save()
    return made[0]


@contextmanager
def open_stored(stored: str) -> Iterator[Begun]:
    """Open a stored file, unpacked where it is gzip; refuse one that is no longer there."""
    try:
        kept = default_storage.open(stored, "rb")
    except FileNotFoundError as error:
        raise Refusal(
            "Berkas ini sudah tidak tersimpan; unggah sekali lagi.",
            "This file is no longer kept; drop it once more.",
        ) from error
    with kept as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=cast(BinaryIO, raw)) as unpacked:
                yield Begun(cast(BinaryIO, unpacked))
        else:
            yield Begun(cast(BinaryIO, raw))


def beside(source: Import) -> QuerySet[Import]:
    """Return the imports of other formats found in the same file."""
    same = Import.objects.filter(space=source.space_id, stored_as=source.stored_as).exclude(pk=source.pk)
    return same.order_by("id") if source.stored_as else same.none()


def look_into(source: Import) -> Preview:
    """Return headings, some rows and, for a table, its columns, remembered or suggested.

    Of other formats the first posts are shown as they would be kept, names closed.
    """
    with open_stored(source.stored_as) as begun:
        if source.format != "table" or unpacks(begun):
            return _first_posts(source, begun)
        seen = preview(cast(BinaryIO, begun), {})
    kept = ColumnMapping.objects.filter(space=source.space_id, header=_digest(seen.header)).first()
    if kept is None:
        return seen
    mapping = {field: name for field, name in kept.mapping.items() if name in seen.header}
    return Preview(seen.kind, seen.header, seen.rows, mapping)


def _beginning(begun: Begun) -> Begun:
    """Return what a look needs of a file; a chat is read to its end before its first message is."""
    if unpacks(begun):
        return begun
    try:
        return Begun(io.BytesIO(begun.read(LOOKED_AT_BYTES)))
    except EOFError:
        return Begun(io.BytesIO(begun.head))


def _first_posts(source: Import, begun: Begun) -> Preview:
    rows = rows_of(FORMATS[source.format], _beginning(begun), {"zone": source.space.zone})
    rows = islice(finished(rows, keep_names=False), LOOKED_AT)
    posts = list(islice((row for row in rows if isinstance(row, Post)), SHOWN_POSTS))
    zone = ZoneInfo(source.space.zone)
    cells = [[_told(post.spoken_at, zone) if post.spoken_at else "", post.text] for post in posts]
    return Preview(source.format, [str(COLUMN_TIME), str(COLUMN_TEXT)], cells, {})


def _told(at: datetime, zone: ZoneInfo) -> str:
    # The last hours of the year 9999 are in no other zone; importing refuses them, as all that is to come.
    with suppress(OverflowError):
        at = at.astimezone(zone)
    return f"{at:%Y-%m-%d %H.%M}"


@transaction.atomic
def agree_import(
    *,
    source: Import,
    channel: str,
    mapping: dict[str, str],
    header: list[str],
    basis: str,
    only: str = "",
    keep_names: bool = False,
    at: datetime,
) -> Import:
    """Write down how SOURCE is to be read and have it read: the worker's row, whatever its size.

    The columns are remembered for tables with the same headings.
    """
    row = Import.objects.select_for_update().get(pk=source.pk)
    if row.state != ImportState.DRAFT:
        raise Conflicting(IMPORT_DONE)
    row.format, row.mapping, row.basis, row.state = channel, mapping, basis.strip(), ImportState.WAITING
    row.options = {"only": only, "keep_names": keep_names}
    row.save(update_fields=["format", "mapping", "options", "basis", "state"])
    if header and mapping:
        ColumnMapping.objects.update_or_create(
            space_id=row.space_id, header=_digest(header), defaults={"mapping": mapping}
        )
    outbox.write(kind="voices.import", payload={"import": row.pk}, at=at, key=f"voices.import:{row.pk}")
    return row


def run_import(*, source: Import, at: datetime) -> Import:
    """Read an agreed file; begun again after a crash it goes on; what is hopeless fails in a sentence."""
    claimed = Import.objects.filter(pk=source.pk, state__in=[ImportState.WAITING, ImportState.RUNNING])
    if not claimed.update(state=ImportState.RUNNING):
        return source
    source.refresh_from_db()
    channel, options = named(source.format)
    options |= {"zone": source.space.zone}
    if channel.name == "table":
        options["map"] = source.mapping
    by = Actor(source.role, int(source.by.rpartition(":")[2]) if source.by else None)
    try:
        with open_stored(source.stored_as) as begun:
            opened = open_file(
                name=source.file_name, stream=cast(BinaryIO, begun), channel=channel, options=options,
                only=source.options.get("only", ""), keep_names=source.options.get("keep_names", False),
            )  # fmt: skip
            source.refusals.all().delete()
            import_file(space=source.space, opened=opened, channel=channel.name, source=source, by=by, at=at)
    except Refusal as refusal:
        Import.objects.filter(pk=source.pk).update(state=ImportState.FAILED, failure=refusal.sentence()[:300])
    source.refresh_from_db()
    if source.state in (ImportState.DONE, ImportState.FAILED) and source.stored_as:
        if not beside(source).exists():
            default_storage.delete(source.stored_as)
        Import.objects.filter(pk=source.pk).update(stored_as="")
    return source


def _digest(header: list[str]) -> str:
    return sha256("\x1f".join(header).encode()).hexdigest()
