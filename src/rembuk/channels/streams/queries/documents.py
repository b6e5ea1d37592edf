"""Objects of a JSON document of any size, or of JSON Lines, without holding the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import ijson
import orjson

from rembuk.channels.events import RefusedRow
from rembuk.channels.streams.queries.wholes import Whole, whole
from rembuk.channels.wording import CUT, NOT_JSON, TOO_LONG_LINE

LONGEST_LINE = 16_000_000
# No post of any network is larger, nor anything that stands before the first.
LONGEST_OBJECT = 32_000_000
_BOM = b"\xef\xbb\xbf"

Found = tuple[int, Any] | RefusedRow


def objects(stream: BinaryIO, paths: Sequence[str]) -> Iterator[Found]:
    """Yield (number, object) for what stands at the first of PATHS that the document has.

    A path is written as ijson writes prefixes: "messages.item", "item", "" for the whole document. STREAM
    holds one document, several after each other, or one a line; in JSON Lines the number is the line.
    """
    kept = whole(stream)
    if by_line(kept):
        yield from _lines(kept, paths)
        return
    path = _path_of(kept, paths)
    if path is not None:
        yield from _items(kept, path)


def by_line(kept: Whole) -> bool:
    """Tell whether the first line of KEPT is a JSON value of its own, with more lines after it."""
    first, _newline, rest = _start(kept).partition(b"\n")
    if not first.startswith((b"{", b"[")) or rest.strip()[:1] not in (b"{", b"["):
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return first.rstrip().endswith(b"}") and len(first) > 2
    return True


def _start(kept: Whole) -> bytes:
    return _read(kept.again(), 1_000_000).removeprefix(_BOM).lstrip()


def _read(file: BinaryIO, size: int) -> bytes:
    try:
        return file.read(size)
    except EOFError:
        return b""


class _TooLong(Exception):
    """One value is larger than any object of a network."""


class _Source:
    """Read a file, and stop where nothing comes to its end for too long."""

    def __init__(self, kept: Whole) -> None:
        self._file, self.since = kept.again(), 0
        start = self._file.read(3)
        self._rest = start.removeprefix(_BOM)

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes."""
        if size == 0:
            return b""
        if self._rest:
            found, self._rest = self._rest, b""
            return found
        found = _read(self._file, size)
        self.since += len(found)
        if self.since > LONGEST_OBJECT:
            raise _TooLong
        return found


def _path_of(kept: Whole, paths: Sequence[str]) -> str | None:
    """Return which of PATHS the document has, the first met; None when it has none."""
    wanted = set(paths)
    try:
        for prefix, event, _value in ijson.parse(_Source(kept), use_float=True, multiple_values=True):
            if event == "start_map" and prefix in wanted:
                return str(prefix)
    except (ijson.JSONError, _TooLong, UnicodeDecodeError, ValueError, OverflowError):
        return next((path for path in paths if path != ""), None)
    return None


def _items(kept: Whole, path: str) -> Iterator[Found]:
    number, source = 0, _Source(kept)
    try:
        for value in ijson.items(source, path, use_float=True, multiple_values=True):
            number += 1
            source.since = 0
            yield number, value
    except (ijson.IncompleteJSONError, EOFError):
        yield RefusedRow(number + 1, str(CUT))
    except _TooLong:
        yield RefusedRow(number + 1, str(TOO_LONG_LINE))
    except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError):
        yield RefusedRow(number + 1, str(NOT_JSON))
    else:
        if kept.cut:
            yield RefusedRow(number + 1, str(CUT))


def _lines(kept: Whole, paths: Sequence[str]) -> Iterator[Found]:
    file, number = kept.again(), 0
    while True:
        try:
            line = file.readline(LONGEST_LINE)
        except EOFError:
            yield RefusedRow(number + 1, str(CUT))
            return
        if not line:
            break
        number += 1
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            while (more := file.readline(65_536)) and not more.endswith(b"\n"):
                pass
            yield RefusedRow(number, str(TOO_LONG_LINE))
        elif not line.isspace():
            try:
                value = orjson.loads(line.removeprefix(_BOM))
            except orjson.JSONDecodeError:
                yield RefusedRow(number, str(NOT_JSON if line.endswith(b"\n") else CUT))
                continue
            for path in paths:
                found = list(_at(value, path.split(".") if path else []))
                if found:
                    yield from ((number, one) for one in found)
                    break
    if kept.cut:
        yield RefusedRow(number + 1, str(CUT))


def _at(value: Any, steps: Sequence[str]) -> Iterator[Any]:
    if not steps:
        if isinstance(value, dict):
            yield value
    elif steps[0] == "item":
        for one in value if isinstance(value, list) else ():
            yield from _at(one, steps[1:])
    elif isinstance(value, dict) and steps[0] in value:
        yield from _at(value[steps[0]], steps[1:])
