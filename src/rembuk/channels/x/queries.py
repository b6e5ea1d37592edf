"""Read an export of the X API v2 as a stream, with memory that does not grow with the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson
import orjson
from ijson.common import ObjectBuilder

from rembuk.channels.events import Answering, Read, RefusedRow
from rembuk.channels.wording import CUT, NOT_A_POST, NOT_JSON, TOO_LONG_LINE
from rembuk.channels.x.rules import author_of, names_of, post_at, post_of, texts_of, weigh

NAME = "x"
ANSWERING = Answering(280, post_at, link=23, weigh=weigh)
# A page of 100 posts with its includes is some 300 KB; a longer line is read as a stream of its own.
LONGEST_LINE = 4_000_000
# No object of the API is larger; beyond it the parser would hold what somebody wants it to hold.
LONGEST_OBJECT = 8_000_000
_MARKS = (b'"edit_history_tweet_ids"', b'"author_id"', b'"public_metrics"', b'"conversation_id"')


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is such an export."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start not in (b"{", b"["):
        return 0
    if b'"text"' in head and any(mark in head for mark in _MARKS):
        return 90
    if b'"result_count"' in head or (b'"data"' in head and b'"id"' in head and b'"text"' in head):
        return 70
    return 10


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield the posts of STREAM, the names of authors that come after them, and rows that are refused.

    STREAM holds one response, a list of responses or of posts, or one of any of these on each line.
    """
    head = stream.read(65_536).removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    source = _Rejoined(head, stream)
    if _by_line(head):
        yield from _lines(source)
    else:
        yield from _document(source, 0)


def _by_line(head: bytes) -> bool:
    line, newline, _ = head.partition(b"\n")
    if not newline or not line.startswith(b"{"):
        # One long line may be a line of JSON Lines as well; the document reader takes both.
        return False
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        # The first line of a broken file of lines still looks like an object that closes.
        return line.rstrip().endswith(b"}") and len(line) > 2
    return True


class _Rejoined:
    """Give back what was read of a stream before the rest of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest
        self.cut = False

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes; the end of a gzip file cut short is the end."""
        if self._head:
            size = len(self._head) if size < 0 else size
            found, self._head = self._head[:size], self._head[size:]
            return found
        try:
            return self._rest.read(size)
        except EOFError:
            self.cut = True
            return b""

    def readline(self, most: int) -> bytes:
        """Return the rest of the line, at most MOST bytes of it."""
        if self._head:
            end = self._head.find(b"\n", 0, most)
            if end >= 0 or len(self._head) >= most:
                end = end + 1 if end >= 0 else most
                found, self._head = self._head[:end], self._head[end:]
                return found
            found, self._head = self._head, b""
            return found + self.readline(most - len(found))
        try:
            return self._rest.readline(most)
        except EOFError:
            self.cut = True
            return b""


class _LongLine:
    """Read one line, and nothing after it, of a stream whose line has begun with START."""

    def __init__(self, start: bytes, source: _Rejoined) -> None:
        self._start, self._source, self._ended = start, source, False

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes of the line."""
        if self._start:
            found, self._start = self._start[:size], self._start[size:]
            return found
        if self._ended:
            return b""
        found = self._source.readline(size if size > 0 else 65_536)
        self._ended = not found or found.endswith(b"\n")
        return found

    def drop(self) -> None:
        """Pass over the rest of the line."""
        self._start = b""
        while not self._ended:
            self.read(65_536)


def _lines(source: _Rejoined) -> Iterator[Read]:
    number, told = 0, False
    while line := source.readline(LONGEST_LINE):
        number += 1
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            long = _LongLine(line, source)
            yield from _document(long, number)
            long.drop()
            continue
        if line.isspace():
            continue
        try:
            data = orjson.loads(line)
        except orjson.JSONDecodeError:
            told = not line.endswith(b"\n")
            yield RefusedRow(number, str(CUT if told else NOT_JSON))
            continue
        yield from _line(data, number)
    if source.cut and not told:
        yield RefusedRow(number + 1, str(CUT))


def _line(data: object, number: int) -> Iterator[Read]:
    if isinstance(data, dict) and "data" not in data and ("meta" in data or "errors" in data):
        return
    inner = data.get("data", data) if isinstance(data, dict) else data
    includes = data.get("includes") if isinstance(data, dict) and "data" in data else None
    names, texts = (names_of(includes), texts_of(includes)) if includes else ({}, {})
    for one in inner if isinstance(inner, list) else [inner]:
        yield post_of(one, number, names, texts)


def _document(source: _Rejoined | _LongLine, line: int) -> Iterator[Read]:
    """Read one JSON document of any length; LINE names its line, 0 counts the posts instead."""
    walk = _Walk(line)
    guarded = _Guarded(source, walk)
    try:
        for prefix, event, value in ijson.parse(guarded, multiple_values=True):
            yield from walk.take(prefix, event, value)
    except ijson.IncompleteJSONError:
        yield RefusedRow(line or walk.count + 1, str(CUT))
    except _TooLong:
        yield RefusedRow(line or walk.count + 1, str(TOO_LONG_LINE))
    except (ijson.JSONError, UnicodeDecodeError, ValueError, OverflowError):
        yield RefusedRow(line or walk.count + 1, str(NOT_JSON))


class _TooLong(Exception):
    """One value is larger than any object of the API."""


class _Guarded:
    """Stop a stream that goes on for too long without an object coming to its end."""

    def __init__(self, source: _Rejoined | _LongLine, walk: _Walk) -> None:
        self._source, self._walk, self._seen, self._bytes = source, walk, 0, 0

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes."""
        found = self._source.read(size)
        if self._walk.done != self._seen:
            self._seen, self._bytes = self._walk.done, 0
        self._bytes += len(found)
        if self._bytes > LONGEST_OBJECT:
            raise _TooLong
        return found


class _Walk:
    """Follow the events of a document and give out what is complete.

    Posts stand under `data`, alone or in lists of pages, or are the items of a list; users stand under
    `includes.users`, usually after the posts they wrote.
    """

    def __init__(self, line: int) -> None:
        self.line, self.count, self.done = line, 0, 0
        self._deep: tuple[str, ObjectBuilder] | None = None
        self._outer: ObjectBuilder | None = None
        self._outer_prefix = ""

    def take(self, prefix: str, event: str, value: Any) -> Iterator[Read]:
        """Take in one event; yield what it completes."""
        if self._deep is not None:
            at, builder = self._deep
            builder.event(event, value)
            if event == "end_map" and prefix == at:
                self._deep, self.done = None, self.done + 1
                yield from self._whole(at, builder.value)
            return
        if event == "start_map" and _kind(prefix):
            self._deep = (prefix, ObjectBuilder())
            self._deep[1].event(event, value)
            return
        if self._outer is None:
            if event == "start_map" and prefix in ("", "item", "item.item"):
                self._outer, self._outer_prefix = ObjectBuilder(), prefix
                self._outer.event(event, value)
            elif prefix in ("", "item") and event not in ("start_array", "end_array"):
                yield RefusedRow(self._next(), str(NOT_A_POST))
            return
        self._outer.event(event, value)
        if event == "end_map" and prefix == self._outer_prefix:
            outer, self._outer, self.done = self._outer.value, None, self.done + 1
            if not {"data", "includes", "meta", "errors"} & set(outer):
                yield post_of(outer, self._next(), {}, {})

    def _whole(self, at: str, value: Any) -> Iterator[Read]:
        kind = _kind(at)
        if kind == "post":
            yield post_of(value, self._next(), {}, {})
        elif kind == "user" and (author := author_of(value)) is not None:
            yield author

    def _next(self) -> int:
        self.count += 1
        return self.line or self.count


def _kind(prefix: str) -> str:
    """Return what the object at PREFIX is: post, user, other (passed over whole), or "" for the response."""
    inner = prefix.removeprefix("item.")
    if inner in ("data", "data.item"):
        return "post"
    if inner == "includes.users.item":
        return "user"
    return "other" if inner.startswith(("includes.", "errors.")) and inner.endswith(".item") else ""
