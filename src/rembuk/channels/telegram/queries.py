"""Read chats exported by Telegram Desktop: once for who speaks in them, once for what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read, RefusedRow, Speakers
from rembuk.channels.streams.queries import Whole, text_lines, walk, whole
from rembuk.channels.streams.rules import an_id, text_of_html
from rembuk.channels.telegram.rules import begins, chat_of, html_post, post_at, post_of, sender_of
from rembuk.channels.wording import CUT

NAME = "telegram"
# Messages: 4,096 characters.
ANSWERING = Answering(4_096, post_at)
PEOPLE = True
# One chat, or all chats of an account, those left included.
CHATS = ("", "chats.list.item.", "left_chats.list.item.")
MESSAGES = frozenset(f"{chat}messages.item" for chat in CHATS)
SPEAKERS = frozenset(f"{one}.{key}" for one in MESSAGES for key in ("from", "actor", "forwarded_from"))
CHAT_IDS = frozenset(f"{chat}id" for chat in CHATS)
MOST_SPEAKERS = 50_000
LONGEST_BLOCK = 200_000
_TITLE = re.compile(r'<div class="text bold">\s*([^<]{1,300})')


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is such an export."""
    if b'<div class="page_wrap' in head and (b'class="message ' in head or b'class="page_header"' in head):
        return 96
    marks = (b'"text_entities"', b'"date_unixtime"', b'"from_id"')
    if b'"messages"' in head and any(mark in head for mark in marks):
        return 96
    return 90 if b'"personal_information"' in head and b"Telegram" in head else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield who speaks, then a post for every message with words; what the app itself says is passed over."""
    kept = whole(stream)
    zone = options.get("zone") or "Asia/Jakarta"
    if kept.again().read(65_536).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        yield from _html(kept, zone)
        return
    yield Speakers(_speakers(kept))
    for step in _messages(kept):
        found = step if isinstance(step, RefusedRow) else post_of(step[0], step[2], step[1], zone)
        if found is not None:
            yield found


def _speakers(kept: Whole) -> frozenset[str]:
    """Return who speaks in the chats of KEPT; nothing else of a message is put together for that."""
    names: set[str] = set()
    for step in walk(kept, frozenset(), SPEAKERS):
        if not isinstance(step, RefusedRow) and isinstance(step[2], str) and len(names) < MOST_SPEAKERS:
            names.add(step[2])
    return frozenset(names)


def _messages(kept: Whole) -> Iterator[tuple[int, str, Any] | RefusedRow]:
    """Yield (number, chat, message)."""
    chat = ""
    for step in walk(kept, MESSAGES, CHAT_IDS):
        if isinstance(step, RefusedRow):
            yield step
        elif step[1] in CHAT_IDS:
            chat = an_id(step[2] if not isinstance(step[2], float) else int(step[2]))
        else:
            yield step[0], chat, step[2]


def _html(kept: Whole, zone: str) -> Iterator[Read]:
    names = {sender for _line, block in _blocks(kept) if (sender := sender_of(block))}
    yield Speakers(frozenset(names))
    title = _TITLE.search(kept.again().read(65_536).decode("utf-8", "replace"))
    chat = chat_of(text_of_html(title.group(1)) if title else "")
    sender = ""
    ended = False
    for number, (line, block) in enumerate(_blocks(kept)):
        if number:
            sender = sender_of(block) or sender
            found = html_post(line, block, chat, sender, zone)
            if found is not None:
                yield found
                ended = isinstance(found, RefusedRow)
        closed = "</html>" in block
    if not closed and not ended:
        yield RefusedRow(line, str(CUT))


def _blocks(kept: Whole) -> Iterator[tuple[int, str]]:
    """Yield (line, text): what stands before the first message, then every message."""
    parts: list[str] = []
    start = size = 0
    try:
        for number, line in enumerate(text_lines(kept.again()), 1):
            if begins(line):
                yield start, "\n".join(parts)
                parts, start, size = [], number, 0
            if size < LONGEST_BLOCK or "</html>" in line:
                parts.append(line)
                size += len(line)
    except EOFError:
        pass
    yield start, "\n".join(parts)
