"""Rows of JSON Lines, or of one list of objects, whose keys are the columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

import orjson

from rembuk.channels.events import RefusedRow
from rembuk.channels.table.queries.rows import Row, Rows, checked_header
from rembuk.channels.wording import CUT, NOT_JSON, TOO_LONG_LINE

LONGEST_LINE = 4_000_000
_LOOK = 20


def read_json(head: bytes, stream: BinaryIO) -> Rows:
    """Return the keys of the first objects as a header, and a row for every object.

    One list that holds all objects is read whole, at most LONGEST_LINE bytes of it; a longer one should be
    written one object a line.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    objects = _items(start, stream) if start.startswith(b"[") else _lines(start, stream)
    first = list(islice(objects, _LOOK))
    keys = dict.fromkeys(
        key for one in first if isinstance(one, tuple) for key in one[1] if isinstance(key, str)
    )
    header = checked_header(list(keys))
    return Rows(header, (_row(one, list(keys)) for one in chain(first, objects)))


def _row(one: tuple[int, dict[str, Any]] | RefusedRow, keys: list[str]) -> Row | RefusedRow:
    if isinstance(one, RefusedRow):
        return one
    line, values = one
    return Row(line, [_cell(values.get(key)) for key in keys])


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _parsed(line: bytes, number: int, whole: bool) -> tuple[int, dict[str, Any]] | RefusedRow:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return RefusedRow(number, str(NOT_JSON if whole else CUT))
    return (number, value) if isinstance(value, dict) else RefusedRow(number, str(NOT_JSON))


def _lines(head: bytes, stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]] | RefusedRow]:
    number, rest = 0, head
    while True:
        end = rest.find(b"\n") + 1
        try:
            if end:
                line, rest = rest[:end], rest[end:]
            else:
                line, rest = rest + stream.readline(LONGEST_LINE), b""
        except EOFError:
            yield RefusedRow(number + 1, str(CUT))
            return
        if not line:
            return
        number += 1
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            while (more := stream.readline(65_536)) and not more.endswith(b"\n"):
                pass
            yield RefusedRow(number, str(TOO_LONG_LINE))
        elif not line.isspace():
            yield _parsed(line, number, line.endswith(b"\n"))


def _items(head: bytes, stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]] | RefusedRow]:
    import ijson

    class Source:
        first = head

        def read(self, size: int = -1) -> bytes:
            if self.first:
                found, self.first = self.first[:size], self.first[size:]
                return found
            return stream.read(size)

    number = 0
    try:
        for number, value in enumerate(ijson.items(Source(), "item", use_float=True), 1):
            yield (number, value) if isinstance(value, dict) else RefusedRow(number, str(NOT_JSON))
    except (ijson.IncompleteJSONError, EOFError):
        yield RefusedRow(number + 1, str(CUT))
    except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError):
        yield RefusedRow(number + 1, str(NOT_JSON))
