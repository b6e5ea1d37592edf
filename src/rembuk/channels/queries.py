"""The formats that can be read, one small house each, and which of them a file is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from rembuk.channels.events import Read
from rembuk.channels.table import queries as table
from rembuk.channels.x import queries as x
from rembuk.reckon.refusal import Refusal

HEAD = 65_536


class Format(NamedTuple):
    """Hold how one format is recognised (0 to 100 by its beginning and name) and read."""

    name: str
    recognise: Callable[[bytes, str], int]
    read: Callable[[BinaryIO, dict[str, Any]], Iterator[Read]]


FORMATS: dict[str, Format] = {
    channel.NAME: Format(channel.NAME, channel.recognise, channel.read) for channel in (x, table)
}
# Names people give a kind of table, and the kind the table's reader knows it by.
KINDS = {"csv": "csv", "tsv": "csv", "xlsx": "xlsx", "jsonl": "json"}


def recognise(head: bytes, name: str) -> str:
    """Return the name of the format that the file called NAME, beginning with HEAD, is most likely in."""
    if not head:
        raise Refusal(
            f"Berkas {name} kosong; pilih berkas yang berisi.", f"The file {name} is empty; choose another."
        )
    return max(FORMATS.values(), key=lambda one: one.recognise(head, name)).name


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
        self._stream = stream
        try:
            self.head = stream.read(HEAD)
        except EOFError:
            # A gzip file cut short: what can be unpacked is read by smaller steps.
            self.head = b""
        self._rest = self.head

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes."""
        if self._rest:
            cut = len(self._rest) if size < 0 else size
            found, self._rest = self._rest[:cut], self._rest[cut:]
            return found if size >= 0 else found + self._stream.read()
        return self._stream.read(size)

    def readline(self, size: int = -1) -> bytes:
        """Return the rest of the line, at most SIZE bytes of it."""
        if not self._rest:
            return self._stream.readline(size)
        end = self._rest.find(b"\n") + 1
        whole = bool(end)
        cut = end if end else len(self._rest)
        if 0 <= size < cut:
            cut, whole = size, True
        found, self._rest = self._rest[:cut], self._rest[cut:]
        return found if whole else found + self._stream.readline(size - len(found) if size >= 0 else -1)
