"""Read a file of texts as a command is given it: JSON Lines, CSV with a head, or one text a line.

A row that cannot be read is refused by name on standard error and left out; the rest is kept.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import open_input

# A line longer than this is no post: it is refused without being held.
LONGEST_LINE = 8_000_000
# So many refused rows are named; the others are counted.
NAMED = 20


class Row(NamedTuple):
    """Hold one text with its id; an id not given is the number of the row, from 1."""

    id: str
    text: str


class Texts:
    """Iterate over the rows of FILE; afterwards `refused` tells how many could not be read.

    Raises Refusal if the file cannot be opened or not one row can be read.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.refused = 0
        self._read = 0

    def __iter__(self) -> Iterator[Row]:
        with open_input(self.file) as stream:
            for row in self._rows(stream):
                self._read += 1
                yield row
        if self.refused > NAMED:
            print(
                f"{self.file}: {self.refused - NAMED} baris lain ditolak / more rows refused", file=sys.stderr
            )
        if not self._read:
            raise Refusal(
                f"Tidak ada teks yang dapat dibaca di {self.file}; perlu JSONL atau CSV dengan kolom text, "
                "atau satu teks per baris.",
                f"No text can be read in {self.file}; give JSONL or CSV with text, or one text a line.",
            )

    def refuse(self, line: int, reason: str) -> None:
        """Name a row that is left out, by its line from 1."""
        self.refused += 1
        if self.refused <= NAMED:
            print(f"{self.file}:{line}: {reason}", file=sys.stderr)

    def _rows(self, stream: BinaryIO) -> Iterator[Row]:
        lines = self._lines(stream)
        first = next(lines, None)
        while first is not None and not first[1].strip():
            first = next(lines, None)
        if first is None:
            return
        head = first[1].lstrip("\ufeff")
        both = _chain((first[0], head), lines)
        if head.lstrip().startswith("{"):
            yield from self._from_json(both)
        elif "text" in _head(head):
            yield from self._from_csv(both)
        else:
            yield from (Row(str(number), line) for number, (_, line) in enumerate(both, 1) if line.strip())

    def _lines(self, stream: BinaryIO) -> Iterator[tuple[int, str]]:
        """Yield (number, line); a line too long is refused, bytes that are no UTF-8 count as Windows-1252."""
        wide = _wide(stream)
        try:
            yield from self._decoded(wide or stream)
        finally:
            if wide is not None:
                wide.detach()

    def _decoded(self, reader: Any) -> Iterator[tuple[int, str]]:
        number = 0
        while True:
            try:
                raw = reader.readline(LONGEST_LINE)
            except (EOFError, zlib.error, gzip.BadGzipFile, OSError) as error:
                self.refuse(number + 1, f"berkas terpotong / file cut short ({error})")
                return
            if not raw:
                return
            number += 1
            end: Any = "\n" if isinstance(raw, str) else b"\n"
            if len(raw) >= LONGEST_LINE and not raw.endswith(end):
                while raw and not raw.endswith(end):
                    raw = reader.readline(LONGEST_LINE)
                self.refuse(number, "baris terlalu panjang / line too long")
                continue
            yield number, raw if isinstance(raw, str) else _decode(raw)

    def _from_json(self, lines: Iterator[tuple[int, str]]) -> Iterator[Row]:
        for row, (number, line) in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                value = _json(line)
            except (ValueError, RecursionError):
                self.refuse(number, "bukan JSON / not JSON")
                continue
            text = value.get("text") if isinstance(value, dict) else None
            if not isinstance(text, str):
                self.refuse(number, "tanpa kolom text / no text")
                continue
            identity = value.get("id")
            yield Row(str(row) if identity is None else _identity(identity), text)

    def _from_csv(self, lines: Iterator[tuple[int, str]]) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_LINE)
        number = [0]
        first = next(lines)
        delimiter = ";" if first[1].count(";") > first[1].count(",") else "\t" if "\t" in first[1] else ","
        names = _head(first[1])
        at_text = names.index("text")
        at_id = names.index("id") if "id" in names else None
        reader = csv.reader(_count(lines, number), delimiter=delimiter)
        row = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.refuse(number[0], f"bukan CSV / not CSV ({error})")
                continue
            if not cells:
                continue
            row += 1
            if len(cells) <= at_text:
                self.refuse(number[0], "tanpa kolom text / no text")
                continue
            has_id = at_id is not None and len(cells) > at_id and cells[at_id] != ""
            yield Row(cells[at_id] if has_id and at_id is not None else str(row), cells[at_text])


def _head(line: str) -> list[str]:
    delimiter = ";" if line.count(";") > line.count(",") else "\t" if "\t" in line else ","
    try:
        cells = next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    except csv.Error:
        return []
    return [cell.strip().lower() for cell in cells]


def _chain(first: tuple[int, str], rest: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    yield first
    yield from rest


def _count(lines: Iterator[tuple[int, str]], number: list[int]) -> Iterator[str]:
    for at, line in lines:
        number[0] = at
        yield line


def _wide(stream: BinaryIO) -> io.TextIOWrapper | None:
    """Return a reader of UTF-16 if STREAM begins with its mark."""
    peek = getattr(stream, "peek", None)
    mark = peek(2)[:2] if peek else b""
    return (
        io.TextIOWrapper(stream, "utf-16", errors="replace") if mark in (b"\xff\xfe", b"\xfe\xff") else None
    )


def _decode(raw: bytes) -> str:
    line = raw.rstrip(b"\r\n")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _json(line: str) -> Any:
    try:
        return orjson.loads(line)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return json.loads(line)  # escapes of lone surrogates and integers over 64 bits


def _identity(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace").decode()
