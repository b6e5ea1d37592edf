"""Lines of a text file, decoded, with what its encoding and its end have to say."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

LONGEST_LINE = 200_000


def text_lines(file: BinaryIO) -> Iterator[str]:
    """Yield the lines of FILE without their ends; of a line beyond LONGEST_LINE bytes only the beginning.

    UTF-8 (a line that is none is taken for Windows-1252) or, where its first bytes say so, UTF-16.
    EOFError passes through: a packed file ends too early.
    """
    first = file.readline(LONGEST_LINE)
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        file.seek(0)
        for wide in io.TextIOWrapper(io.BufferedReader(_Kept(file)), "utf-16", errors="replace"):
            yield wide.rstrip("\r\n")[:LONGEST_LINE]
        return
    line = first.removeprefix(codecs.BOM_UTF8)
    while line:
        yield _decoded(line)
        while not line.endswith(b"\n") and len(line) >= LONGEST_LINE:
            line = file.readline(LONGEST_LINE)
        line = file.readline(LONGEST_LINE)


def _decoded(line: bytes) -> str:
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        # A line cut at its longest may end inside a letter.
        whole = (
            line.decode("utf-8", "ignore") if len(line) >= LONGEST_LINE else line.decode("cp1252", "replace")
        )
        return whole.rstrip("\r\n")


class _Kept(io.RawIOBase):
    """Read a file without closing it in the end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill BUFFER."""
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)
