"""Read an exported WhatsApp chat: once for what only the whole file tells, once for what was said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from rembuk.channels.events import Answering, Post, Read, RefusedRow, Speakers
from rembuk.channels.rules import LONGEST_TEXT, fault
from rembuk.channels.streams.queries import Whole, text_lines, whole
from rembuk.channels.streams.rules import a_name
from rembuk.channels.whatsapp.rules import Line, Order, line_of, looks_like, post_at, time_of, words_of
from rembuk.channels.wording import BAD_TIME, CUT

NAME = "whatsapp"
# Messages may be far longer than anybody reads in a group.
ANSWERING = Answering(1_000, post_at)
PEOPLE = True
# A group holds at most 1,024 people at a time; over the years more come and go.
MOST_SPEAKERS = 20_000


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is such a chat."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head[: len(head) // 2 * 2].decode("utf-16", "replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
    return looks_like(text.splitlines()[:50])


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield who speaks, then a post for every message with words of a person's own.

    Options: `zone` of the phone's clock. Media, calls and what the app itself says are passed over.
    """
    kept = whole(stream)
    order, names = _survey(kept)
    yield Speakers(frozenset(names))
    zone = ZoneInfo(options.get("zone") or "Asia/Jakarta")
    month_first = order.month_first()
    for number, line, text in _entries(kept):
        if line is None:
            yield RefusedRow(number, str(CUT))
        elif words := words_of(text):
            yield _post(number, line, words, zone, month_first)


def _survey(kept: Whole) -> tuple[Order, set[str]]:
    order, names = Order(), set[str]()
    try:
        for raw in text_lines(kept.again()):
            line = line_of(raw)
            if line is not None:
                order.see(line.stamp.numbers)
                if line.sender and len(names) < MOST_SPEAKERS:
                    names.add(line.sender)
    except EOFError:
        pass
    return order, names


def _entries(kept: Whole) -> Iterator[tuple[int, Line | None, str]]:
    """Yield (line, entry, its whole text); None for the entry that a cut went through."""
    current: tuple[int, Line] | None = None
    parts: list[str] = []
    number = size = 0
    lines = text_lines(kept.again())
    while True:
        try:
            raw = next(lines, None)
        except EOFError:
            break
        if raw is None:
            if kept.cut:
                break
            if current is not None:
                yield (*current, "\n".join(parts))
            return
        number += 1
        line = line_of(raw)
        if line is not None:
            if current is not None:
                yield (*current, "\n".join(parts))
            current, parts, size = (number, line), [line.text], len(line.text)
        elif size <= LONGEST_TEXT:
            # One letter beyond the longest is enough to refuse it.
            parts.append(raw)
            size += len(raw) + 1
    yield current[0] if current else number + 1, None, ""


def _post(number: int, line: Line, words: str, zone: ZoneInfo, month_first: bool) -> Post | RefusedRow:
    problem = fault(words)
    if problem is not None:
        return RefusedRow(number, str(problem))
    try:
        spoken_at: datetime = time_of(line.stamp, month_first=month_first).replace(tzinfo=zone)
    except ValueError:
        return RefusedRow(number, str(BAD_TIME))
    return Post(number, "", "", words, spoken_at, handle=a_name(line.sender))
