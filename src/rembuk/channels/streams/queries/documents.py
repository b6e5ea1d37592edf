"""Objects of a JSON document of any size, or of JSON Lines, without holding the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import ijson
import orjson
from ijson.common import ObjectBuilder

from rembuk.channels.events import Read, RefusedRow
from rembuk.channels.streams.queries.wholes import Whole, whole
from rembuk.channels.wording import CUT, NOT_A_POST, NOT_JSON, TOO_LONG_LINE

LONGEST_LINE = 16_000_000
# No post of any network is larger, nor what stands between two or after the last.
LONGEST_OBJECT = 64_000_000
# One string without an end is given up sooner: the parser looks it over anew with every piece.
LONGEST_STRING = 4_000_000
_BOM = b"\xef\xbb\xbf"

Found = tuple[int, Any] | RefusedRow
Step = tuple[int, str, Any] | RefusedRow


def objects(stream: BinaryIO | Whole, paths: Sequence[str]) -> Iterator[Found]:
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
    elif not _has_list(kept, paths):
        yield RefusedRow(1, str(NOT_A_POST))


def posts(
    stream: BinaryIO | Whole, paths: Sequence[str], posts_of: Callable[[int, Any], Iterable[Read]]
) -> Iterator[Read]:
    """Yield what POSTS_OF makes of each number and object at PATHS."""
    for found in objects(stream, paths):
        if isinstance(found, RefusedRow):
            yield found
        else:
            yield from posts_of(*found)


def walk(kept: Whole, at: frozenset[str], beside: frozenset[str]) -> Iterator[Step]:
    """Yield (number, prefix, object) for objects at any prefix of AT, and (0, prefix, value) for plain values
    at BESIDE, in the order of the document; slower than `objects`, for documents that mix them.
    """
    number, inside, source = 0, "", Source(kept)
    builder = ObjectBuilder()
    build = builder.event
    try:
        for prefix, event, value in ijson.parse(source, use_float=True, multiple_values=True):
            if inside:
                build(event, value)
                if event == "end_map" and prefix == inside:
                    number, source.since, inside = number + 1, 0, ""
                    yield number, prefix, builder.value
                continue
            source.since = 0
            if event == "start_map" and prefix in at:
                inside, builder = prefix, ObjectBuilder()
                build = builder.event
                build(event, value)
            elif prefix in beside and event in ("string", "number"):
                yield 0, prefix, value
    except _ENDINGS as error:
        yield _ending(error, number)
    else:
        if kept.cut:
            yield RefusedRow(number + 1, str(CUT))


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


_ENDINGS = (ijson.JSONError, EOFError, _TooLong, UnicodeDecodeError, ValueError, OverflowError)


class Source:
    """Read a file, and stop where nothing comes to its end for too long."""

    def __init__(self, kept: Whole) -> None:
        self._file, self.since, self._unbroken = kept.again(), 0, 0
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
        self._unbroken = 0 if b'"' in found else self._unbroken + len(found)
        if self.since > LONGEST_OBJECT or self._unbroken > LONGEST_STRING:
            raise _TooLong
        return found


def _path_of(kept: Whole, paths: Sequence[str]) -> str | None:
    """Return which of PATHS the document has, the first met; None when it has none."""
    # The document itself is what is left when nothing else is found.
    wanted, met = {path for path in paths if path}, ""
    try:
        source = Source(kept)
        for prefix, event, _value in ijson.parse(source, use_float=True, multiple_values=True):
            # Nothing is held here, so anything may stand before the first object.
            source.since = 0
            if met and event == "end_map" and prefix == met:
                return met
            if event == "start_map" and prefix in wanted:
                # A list of pages: what a page holds goes before the page.
                if met or not any(path.startswith(f"{prefix}.") for path in wanted):
                    return str(prefix)
                met = prefix
    except _ENDINGS:
        return met or next((path for path in paths if path), None)
    return "" if "" in paths and _start(kept).startswith(b"{") else None


def _has_list(kept: Whole, paths: Sequence[str]) -> bool:
    """Tell whether the document has one of the lists that PATHS lead into, holding no object."""
    lists = {path.removesuffix("item").removesuffix(".") for path in paths if path.endswith("item")}
    try:
        events = ijson.parse(Source(kept), use_float=True, multiple_values=True)
        return any(event == "start_array" and prefix in lists for prefix, event, _value in events)
    except _ENDINGS:
        return False


def _items(kept: Whole, path: str) -> Iterator[Found]:
    number, source = 0, Source(kept)
    try:
        for value in ijson.items(source, path, use_float=True, multiple_values=True):
            number += 1
            source.since = 0
            yield number, value
    except _ENDINGS as error:
        yield _ending(error, number)
    else:
        if kept.cut:
            yield RefusedRow(number + 1, str(CUT))


def _ending(error: Exception, number: int) -> RefusedRow:
    if isinstance(error, (ijson.IncompleteJSONError, EOFError)):
        return RefusedRow(number + 1, str(CUT))
    return RefusedRow(number + 1, str(TOO_LONG_LINE if isinstance(error, _TooLong) else NOT_JSON))


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
