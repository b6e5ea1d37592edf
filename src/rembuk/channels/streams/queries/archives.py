"""Members of a ZIP or TAR archive, one after the other, never written to disk under their own names.

A ZIP is read by its directory; one cut short has none any more, so its members are read as they stand
(PKWARE APPNOTE 6.3.10, sections 4.3.7 and 4.3.9).
"""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, NamedTuple, cast

from rembuk.channels.streams.queries.wholes import Whole
from rembuk.reckon.refusal import Refusal

ZIP, TAR = b"PK\x03\x04", b"ustar"
# What a person exports holds media by the ten thousand; beyond this somebody tries us.
MOST_MEMBERS = 300_000
# Chats and JSON shrink some twentyfold; a bomb shrinks a thousandfold.
HIGHEST_RATIO, SMALL = 200, 20_000_000
LARGEST_MEMBER = 20_000_000_000
# Kinds of file that may hold posts; the rest of an archive is pictures, sound and film.
READABLE = (
    ".txt", ".json", ".jsonl", ".ndjson", ".js", ".html", ".htm", ".xml", ".rss", ".atom", ".csv", ".tsv",
    ".mbox", ".eml",
)  # fmt: skip


class Member(NamedTuple):
    """Hold one file of an archive; `open` gives its bytes, and only while the walk stands at it."""

    name: str
    open: Callable[[], BinaryIO]


class Cut(NamedTuple):
    """Say that the archive ends too early."""


def is_archive(head: bytes) -> bool:
    """Tell whether a file beginning with HEAD is a ZIP or TAR archive."""
    return head.startswith(ZIP) or head[257:262] == TAR


def members(kept: Whole) -> Iterator[Member | Cut]:
    """Yield the members of KEPT whose kind may hold posts; `Cut` last where the archive ends too early.

    Refusal: a bomb, a broken archive of which nothing can be read, one that asks for a password.
    """
    head = kept.again().read(512)
    if head[257:262] == TAR:
        yield from _tar(kept)
        return
    try:
        archive = zipfile.ZipFile(kept.again())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        yield from _as_it_stands(kept)
        return
    with archive:
        infos = archive.infolist()
        if len(infos) > MOST_MEMBERS:
            raise _bomb()
        for info in infos:
            if readable(info.filename) and not info.is_dir():
                _check(info.file_size, info.compress_size, bool(info.flag_bits & 1))
                yield Member(info.filename, _opener(archive, info))
    if kept.cut:
        yield Cut()


def _opener(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        try:
            return cast(BinaryIO, archive.open(info))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
            raise _broken() from error

    return opened


def readable(name: str) -> bool:
    """Tell whether a file called NAME may hold posts, by its kind."""
    last = name.replace("\\", "/").rpartition("/")[2].lower()
    # macOS puts a shadow of every file beside it.
    if last.startswith("._") or name.startswith("__MACOSX"):
        return False
    return last.endswith(READABLE) or "." not in last


def _check(size: int, packed: int, locked: bool) -> None:
    if locked:
        raise Refusal(
            "Arsip ini dikunci kata sandi; buka kuncinya dulu, lalu impor lagi.",
            "This archive is locked by a password; unlock it first, then import it again.",
        )
    if size > LARGEST_MEMBER or (size > SMALL and size > HIGHEST_RATIO * max(1, packed)):
        raise _bomb()


def _bomb() -> Refusal:
    return Refusal(
        "Arsip ini mengembang terlalu besar saat dibuka; ekspor ulang dari aplikasinya tanpa media.",
        "This archive unpacks to far more than it should; export it again from the app without media.",
    )


def _broken() -> Refusal:
    return Refusal(
        "Arsip ZIP ini rusak; unduh atau ekspor ulang, lalu impor lagi.",
        "This ZIP archive is broken; download or export it again, then import it once more.",
    )


class _Walked(tarfile.TarFile):
    """Walk an archive; it keeps every header it met in `members`, unless they are let go."""

    members: list[tarfile.TarInfo]


def _tar(kept: Whole) -> Iterator[Member | Cut]:
    seen = 0
    try:
        with _Walked.open(fileobj=kept.again(), mode="r:") as archive:
            for info in archive:
                archive.members = []
                seen += 1
                if seen > MOST_MEMBERS or info.size > LARGEST_MEMBER:
                    raise _bomb()
                file = archive.extractfile(info) if info.isreg() and readable(info.name) else None
                if file is not None:
                    body = _TarBody(file)
                    yield Member(info.name, _opening(body))
    except (tarfile.TarError, EOFError, OSError):
        yield Cut()
        return
    if kept.cut:
        yield Cut()


def _opening(body: _TarBody | _Body) -> Callable[[], BinaryIO]:
    """Return what gives BODY, whatever the walk has come to by then."""
    return lambda: cast(BinaryIO, body)


class _TarBody:
    """Read a member of a TAR to the last byte there is; EOFError where the archive ends inside it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes of the member."""
        step = size if 0 <= size < 65_536 else 65_536
        found = b""
        while size < 0 or len(found) < size:
            try:
                more = self._file.read(step if size < 0 else min(step, size - len(found)))
            except tarfile.ReadError as error:
                # The reading that meets the end gives nothing; smaller ones give what is there.
                if step > 1:
                    step //= 2
                    continue
                if not found:
                    raise EOFError from error
                return found
            if not more:
                break
            found += more
        return found


def _as_it_stands(kept: Whole) -> Iterator[Member | Cut]:
    """Yield the members of a ZIP without its directory: each header is followed by its bytes."""
    file, found = kept.again(), 0
    while header := file.read(30):
        if header[:4] != ZIP or len(header) < 30 or found > MOST_MEMBERS:
            break
        flags, method, packed, size = struct.unpack("<HH10xII", header[6:28])
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        name = file.read(name_length).decode("utf-8" if flags & 0x800 else "cp437", "replace")
        file.read(extra_length)
        _check(size, packed, bool(flags & 1))
        body = _Body(file, method, packed if not flags & 8 else None)
        if body.lost:
            break
        found += 1
        if readable(name) and not name.endswith("/"):
            yield Member(name, _opening(body))
        body.drop()
        if body.cut:
            break
        if flags & 8:
            _skip_sizes(file)
    if not found:
        raise _broken()
    yield Cut()


def _skip_sizes(file: BinaryIO) -> None:
    """Pass over the sizes written after a member: 4 or 8 bytes each, with a mark before them or without."""
    here = file.tell()
    for length in (16, 12, 24, 20):
        file.seek(here + length)
        if file.read(4) in (ZIP, b"PK\x01\x02", b""):
            file.seek(here + length)
            return
    file.seek(here + 16)


class _Body:
    """Read the bytes of one member; EOFError where the file ends inside it."""

    def __init__(self, file: BinaryIO, method: int, packed: int | None) -> None:
        self._file, self._left, self.cut = file, packed, False
        self._zip = zlib.decompressobj(-15) if method == zipfile.ZIP_DEFLATED else None
        self.lost = method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or (
            packed is None and self._zip is None
        )
        self._ready, self._ended, self._in, self._out = b"", False, 0, 0

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes of the member."""
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._fill()
        cut = len(self._ready) if size < 0 else size
        found, self._ready = self._ready[:cut], self._ready[cut:]
        if self.cut and not found:
            raise EOFError
        return found

    def _fill(self) -> None:
        chunk = self._file.read(65_536 if self._left is None else min(65_536, self._left))
        if not chunk:
            self._ended = True
            self.cut = self._left is None or self._left > 0
            return
        self._in += len(chunk)
        if self._left is not None:
            self._left -= len(chunk)
        if self._zip is None:
            self._ready += chunk
            self._ended = self._left == 0
            return
        try:
            self._ready += (more := self._zip.decompress(chunk))
        except zlib.error:
            self._ended = self.cut = True
            return
        self._out += len(more)
        if self._out > SMALL and self._out > HIGHEST_RATIO * self._in:
            raise _bomb()
        if self._zip.eof:
            self._ended = True
            if unused := len(self._zip.unused_data):
                self._file.seek(-unused, 1)

    def drop(self) -> None:
        """Pass over the rest of the member."""
        while not self._ended:
            self._ready = b""
            self._fill()
