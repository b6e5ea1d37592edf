"""The formats that can be read, one small house each, and which of them a file is in."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, BinaryIO, NamedTuple, cast

from rembuk.channels.bluesky import queries as bluesky
from rembuk.channels.events import Answering, Read, RefusedRow, Speakers
from rembuk.channels.facebook import queries as facebook
from rembuk.channels.feed import queries as feed
from rembuk.channels.instagram import queries as instagram
from rembuk.channels.mail import queries as mail
from rembuk.channels.mastodon import queries as mastodon
from rembuk.channels.streams.queries import Cut, Member, is_archive, members, whole
from rembuk.channels.table import queries as table
from rembuk.channels.telegram import queries as telegram
from rembuk.channels.threads import queries as threads
from rembuk.channels.tiktok import queries as tiktok
from rembuk.channels.whatsapp import queries as whatsapp
from rembuk.channels.wording import CUT_ARCHIVE
from rembuk.channels.x import queries as x
from rembuk.channels.youtube import queries as youtube
from rembuk.reckon.refusal import Refusal

HEAD = 65_536
# Below this no format claims the file as its own.
SURE = 20


class Format(NamedTuple):
    """Hold how one format is recognised (0 to 100 by its beginning and name) and read.

    `people` tells that others than its exporter speak in it without having addressed anybody in public.
    """

    name: str
    recognise: Callable[[bytes, str], int]
    read: Callable[[BinaryIO, dict[str, Any]], Iterator[Read]]
    people: bool = False


def _format(channel: ModuleType) -> Format:
    return Format(channel.NAME, channel.recognise, channel.read, getattr(channel, "PEOPLE", False))


_HOUSES = (
    whatsapp, telegram, facebook, instagram, threads, tiktok, youtube, x, bluesky, mastodon, feed, mail,
    table,
)  # fmt: skip
# Where each network's posts stand and how long a reply may be.
# A feed and a table are no place to write to.
ANSWERED: dict[str, Answering] = {
    channel.NAME: channel.ANSWERING for channel in _HOUSES if hasattr(channel, "ANSWERING")
}
FORMATS: dict[str, Format] = {channel.NAME: _format(channel) for channel in _HOUSES}
# Names people give a kind of table, and the kind the table's reader knows it by.
KINDS = {"csv": "csv", "tsv": "csv", "xlsx": "xlsx", "jsonl": "json", "txt": "text"}


def best(head: bytes, name: str) -> Format | None:
    """Return the format that the file called NAME, beginning with HEAD, is most likely in, or None."""
    rated = ((one.recognise(head, name), one) for one in FORMATS.values())
    sure, found = max(rated, key=lambda pair: pair[0])
    return found if sure >= SURE else None


def recognise(head: bytes, name: str) -> str:
    """Return the name of the format that the file called NAME, beginning with HEAD, is most likely in."""
    if not head:
        raise Refusal(
            f"Berkas {name} kosong; pilih berkas yang berisi.", f"The file {name} is empty; choose another."
        )
    found = best(head, name)
    if found is None:
        raise unknown(head, name)
    return found.name


def unknown(head: bytes, name: str) -> Refusal:
    """Return the one sentence for a file in none of the formats: what can be read, and how to get it."""
    if head.startswith(b"<") or b"<html" in head[:2_000].lower():
        return Refusal(
            f"Berkas {name} adalah halaman web, bukan ekspor yang dapat dibaca; minta lagi unduhan data Anda "
            "dari aplikasinya dengan format JSON. Caranya ada di panduan ekspor.",
            f"The file {name} is a web page, not an export that can be read; request the download of your "
            "information from the app again, in JSON. The guide to exports tells how.",
        )
    if b"eroots" in head[:100] and b"gversion" in head[:200]:
        return Refusal(
            f"Berkas {name} adalah arsip CAR dari Bluesky, yang tidak dapat dibaca; ambil posnya sebagai "
            "JSON lewat API Bluesky. Caranya ada di panduan ekspor.",
            f"The file {name} is a CAR archive of Bluesky, which is not read; take the posts as JSON from "
            "Bluesky's API. The guide to exports tells how.",
        )
    return Refusal(
        f"Isi berkas {name} bukan salah satu yang dapat dibaca: ekspor chat WhatsApp atau Telegram, unduhan "
        "data atau JSON dari Facebook, Instagram, Threads, TikTok, YouTube, X, Bluesky, atau Mastodon, umpan "
        "RSS, surel mbox, dan tabel CSV, XLSX, atau JSONL. Di WhatsApp: buka chatnya, Lainnya, Ekspor "
        "chat. Cara untuk jaringan lain ada di panduan ekspor.",
        f"The content of {name} is none of what can be read: a chat exported from WhatsApp or Telegram, "
        "a data download or JSON of Facebook, Instagram, Threads, TikTok, YouTube, X, Bluesky or Mastodon, "
        "an RSS feed, mail as mbox, and tables as CSV, XLSX or JSONL. In WhatsApp: open the chat, More, "
        "Export chat. The guide to exports tells how for the other networks.",
    )


def named(name: str) -> tuple[Format, dict[str, Any]]:
    """Return the format called NAME with the options its name implies, or refuse an unknown name."""
    if name in KINDS:
        return FORMATS["table"], {"kind": KINDS[name]}
    if name not in FORMATS:
        known = ", ".join([*FORMATS, *KINDS])
        raise Refusal(
            f"Format {name!r} tidak dikenal; yang dikenal: {known}.",
            f"The format {name!r} is not known; known are: {known}.",
        )
    return FORMATS[name], {}


class Begun:
    """Hold a stream of which the beginning, `head`, was looked at; reading starts before it all the same."""

    def __init__(self, stream: BinaryIO) -> None:
        # What lies beneath can be wound back where it is a plain file.
        self.beneath = stream
        self._cut = False
        self.head = self._begin()
        self._rest = self.head

    def _begin(self) -> bytes:
        # Small readings: where a packed file ends too early, what came before is kept.
        read1 = getattr(self.beneath, "read1", self.beneath.read)
        found = b""
        try:
            while len(found) < HEAD and (more := read1(HEAD - len(found))):
                found += more
        except EOFError:
            self._cut = True
        return found

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes."""
        if self._rest:
            cut = len(self._rest) if size < 0 else size
            found, self._rest = self._rest[:cut], self._rest[cut:]
            return found if size >= 0 else found + self._on(size)
        return self._on(size)

    def _on(self, size: int) -> bytes:
        if self._cut:
            raise EOFError
        return self.beneath.read(size)

    def read1(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes, as many as can be had at once."""
        if self._rest or self._cut:
            return self.read(size)
        return cast(bytes, getattr(self.beneath, "read1", self.beneath.read)(size))

    def readline(self, size: int = -1) -> bytes:
        """Return the rest of the line, at most SIZE bytes of it."""
        if not self._rest:
            if self._cut:
                raise EOFError
            return self.beneath.readline(size)
        end = self._rest.find(b"\n") + 1
        whole_line = bool(end)
        cut = end if end else len(self._rest)
        if 0 <= size < cut:
            cut, whole_line = size, True
        found, self._rest = self._rest[:cut], self._rest[cut:]
        if whole_line or self._cut:
            return found
        return found + self.beneath.readline(size - len(found) if size >= 0 else -1)


def formats_of(begun: Begun, name: str) -> list[str]:
    """Return the names of the formats in a file or, sorted by first appearance, in the members of an archive.

    A spreadsheet is an archive too, but one table. Refusal: none of them, a bomb, a broken archive.
    """
    if not unpacks(begun):
        return [recognise(begun.head, name)]
    held: dict[str, list[str]] = {}
    for member in members(whole(begun)):
        if isinstance(member, Member) and (one := _member(member)) is not None:
            held[member.name] = [one[0].name]
    found = dict.fromkeys(name for inside in only_posts(held) for name in held[inside])
    if not found:
        raise unknown(b"", name)
    return list(found)


def only_posts(held: dict[str, list[str]]) -> list[str]:
    """Return the names of the files in HELD (name to formats) that hold posts.

    JSON files without posts, which networks put beside those with posts, look like tables; they count only
    where there is nothing else.
    """
    sure = [name for name, formats in held.items() if formats != ["table"] or not _json(name)]
    return sure or list(held)


def _json(name: str) -> bool:
    return name.lower().endswith((".json", ".js"))


def rows_of(channel: Format, stream: Any, options: dict[str, Any]) -> Iterator[Read]:
    """Yield what CHANNEL reads in STREAM; of an archive, in every member that is in this format.

    Posts without an id have none yet: see `channels.rules.finished`.
    """
    begun = stream if isinstance(stream, Begun) else Begun(stream)
    if not unpacks(begun):
        yield from channel.read(cast(BinaryIO, begun), options)
        return
    told: set[str] = set()
    for member in members(whole(begun)):
        if isinstance(member, Cut):
            yield RefusedRow(0, str(CUT_ARCHIVE))
            return
        held = _member(member)
        if held is None or held[0].name != channel.name:
            continue
        try:
            for row in channel.read(cast(BinaryIO, held[1]), {**options, "member": member.name}):
                if isinstance(row, Speakers):
                    told |= row.names
                    yield Speakers(frozenset(told))
                elif isinstance(row, RefusedRow):
                    yield RefusedRow(row.line, f"{_shown(member.name)}: {row.reason}"[:300])
                else:
                    yield row
        except (zipfile.BadZipFile, zlib.error, EOFError):
            yield RefusedRow(0, f"{_shown(member.name)}: {CUT_ARCHIVE}"[:300])
        except Refusal as refusal:
            yield RefusedRow(0, f"{_shown(member.name)}: {refusal.sentence()}"[:300])


def _shown(name: str) -> str:
    return "".join(letter for letter in name[-80:] if letter.isprintable())


def unpacks(begun: Begun) -> bool:
    """Tell whether a file is an archive of files; a spreadsheet, though packed the same way, is not."""
    return is_archive(begun.head) and not _spreadsheet(begun.head)


def _spreadsheet(head: bytes) -> bool:
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return first == b"mimetype" or first.startswith((b"[Content_Types]", b"_rels/", b"docProps/", b"xl/"))


def _member(member: Member) -> tuple[Format, Begun] | None:
    """Return the format of a member of an archive and its stream, or None when it holds no posts."""
    try:
        begun = Begun(member.open())
    except (zipfile.BadZipFile, zlib.error):
        return None
    found = best(begun.head, member.name) if begun.head else None
    return (found, begun) if found is not None else None
