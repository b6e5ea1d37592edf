"""Rows of a CSV file: the encoding and the delimiter are found in its beginning, the rest is a stream."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO

from rembuk.channels.events import RefusedRow
from rembuk.channels.table.queries.rows import Row, Rows, checked_header
from rembuk.channels.table.rules import HINTS, heading
from rembuk.channels.wording import CUT, FEWER_CELLS, MORE_CELLS, OPEN_QUOTE, TOO_LONG_LINE
from rembuk.reckon.refusal import Refusal

LONGEST_LINE = 1_000_000
DELIMITERS = ",;\t|"


def encoding_of(head: bytes) -> str:
    """Return the encoding HEAD is most likely in: utf-8-sig, utf-16, utf-8 or cp1252."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if len(head) >= 8 and head[1::2].count(0) > len(head) // 5:
        return "utf-16-le"
    if len(head) >= 8 and head[0::2].count(0) > len(head) // 5:
        return "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def delimiter_of(text: str) -> str:
    """Return the mark that cuts the first lines of TEXT into the same number of cells, more than one."""
    lines = text.splitlines(keepends=True)[:20]
    scores: list[tuple[float, int, str]] = []
    for mark in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        if widths and widths[0] > 1:
            agree = sum(width == widths[0] for width in widths) / len(widths)
            scores.append((agree, widths[0], mark))
    return max(scores)[2] if scores else ","


def is_plain(head: bytes) -> bool:
    """Tell whether HEAD begins a list of texts, one a line, and no table.

    No mark cuts its lines into the same number of cells, no heading speaks for a text, and its lines are
    long as sentences are.
    """
    lines = [
        line
        for line in head.decode(encoding_of(head), errors="replace").splitlines()[:-1][:40]
        if line.strip()
    ]
    if len(lines) < 2 or sum(map(len, lines)) < 20 * len(lines):
        return False
    for mark in DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        if widths[0] > 1 and sum(width == widths[0] for width in widths) >= 0.8 * len(widths):
            return False
    first = {heading(cell) for cell in lines[0].replace(";", ",").replace("\t", ",").split(",")}
    return not first & set(HINTS["text"])


def read_lines(head: bytes, stream: BinaryIO) -> Rows:
    """Return every line that begins with HEAD and goes on in STREAM as a row of its own."""
    return Rows([heading_of_lines()], _line_rows(_Lines(head, stream, encoding_of(head))))


def heading_of_lines() -> str:
    """Return what the one column of a list of texts is called."""
    return HINTS["text"][1]


def _line_rows(lines: _Lines) -> Iterator[Row | RefusedRow]:
    for line in lines:
        if line.strip():
            yield Row(lines.number, [line.strip()])
        lines.current.clear()
    yield from lines.refused
    if lines.cut:
        yield RefusedRow(lines.number, str(CUT))


def read_csv(head: bytes, stream: BinaryIO, *, encoding: str = "", delimiter: str = "") -> Rows:
    """Return the header and rows of the CSV that begins with HEAD and goes on in STREAM."""
    encoding = encoding or encoding_of(head)
    text = head.decode(encoding, errors="replace")
    lines = _Lines(head, stream, encoding)
    csv.field_size_limit(LONGEST_LINE)
    reader = csv.reader(lines, delimiter=delimiter or delimiter_of(text))
    try:
        header = checked_header(next(reader, []))
    except csv.Error as error:
        raise Refusal(
            "Baris 1 tidak terbaca sebagai judul kolom; simpan ulang tabelnya sebagai CSV.",
            "Line 1 cannot be read as column headings; save the table as CSV again.",
        ) from error
    return Rows(header, _rows(reader, lines, len(header)))


class _Lines:
    """Give decoded lines to the CSV reader; keep apart those that cannot be read."""

    def __init__(self, head: bytes, stream: BinaryIO, encoding: str) -> None:
        self.number, self.cut = 0, False
        self.refused: list[RefusedRow] = []
        # What the row that is being read is made of, to tell whether its quotes close.
        self.current: list[str] = []
        self.ended = False
        self._wide = encoding.startswith("utf-16")
        self._encoding = encoding
        self._rest = head
        self._stream = stream

    def __iter__(self) -> Iterator[str]:
        decode = codecs.getincrementaldecoder(self._encoding)() if self._wide else None
        pending = ""
        for chunk in self._chunks():
            if decode is None:
                yield from self._numbered(self._decoded(chunk))
                continue
            try:
                pending += decode.decode(chunk)
            except UnicodeDecodeError:
                break
            *whole, pending = pending.split("\n")
            for line in whole:
                yield from self._numbered(line + "\n")
        if pending:
            yield from self._numbered(pending)
        self.ended = True

    def _numbered(self, line: str) -> Iterator[str]:
        self.number += 1
        if len(line) >= LONGEST_LINE:
            self.refused.append(RefusedRow(self.number, str(TOO_LONG_LINE)))
            return
        self.current.append(line)
        yield line

    def _decoded(self, line: bytes) -> str:
        if self._encoding == "utf-8-sig":
            line, self._encoding = line.removeprefix(codecs.BOM_UTF8), "utf-8"
        try:
            return line.decode(self._encoding)
        except UnicodeDecodeError:
            # A line in another encoding than the rest: the old Windows one is what offices still write.
            return line.decode("cp1252", errors="replace")

    def _chunks(self) -> Iterator[bytes]:
        if self._wide:
            yield self._rest
            while chunk := self._read(65_536):
                yield chunk
            return
        while True:
            line = self._line()
            if not line:
                return
            yield line
            while len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
                line = self._line()

    def _line(self) -> bytes:
        end = self._rest.find(b"\n") + 1
        if end:
            found, self._rest = self._rest[:end], self._rest[end:]
            return found
        found, self._rest = self._rest, b""
        return found + self._read(LONGEST_LINE - len(found), line=True)

    def _read(self, size: int, *, line: bool = False) -> bytes:
        try:
            return self._stream.readline(size) if line else self._stream.read(size)
        except EOFError:
            self.cut = True
            return b""


def _rows(reader: Iterator[list[str]], lines: _Lines, width: int) -> Iterator[Row | RefusedRow]:
    while True:
        lines.current.clear()
        start = lines.number + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            yield RefusedRow(start, str(TOO_LONG_LINE))
            continue
        yield from lines.refused
        lines.refused.clear()
        if cells is None:
            break
        if not cells:
            continue
        yield _checked(cells, start, width, lines)
    if lines.cut:
        yield RefusedRow(lines.number, str(CUT))


def _checked(cells: list[str], start: int, width: int, lines: _Lines) -> Row | RefusedRow:
    raw = "".join(lines.current)
    unfinished = not raw.endswith(("\n", "\r"))
    if unfinished and raw.count('"') % 2:
        return RefusedRow(start, str(CUT if lines.ended else OPEN_QUOTE))
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        return RefusedRow(start, str(MORE_CELLS))
    if len(cells) < width:
        return RefusedRow(start, str(CUT if unfinished else FEWER_CELLS))
    return Row(start, cells[:width])
