"""Read a mailbox as a stream, one message held at a time, and of that no more than its words can take."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read, RefusedRow
from rembuk.channels.mail.rules import post_at, post_of
from rembuk.channels.wording import CUT

NAME = "mail"
# No server has a limit that an answer meets.
ANSWERING = Answering(2_000, post_at)
# Words stand before attachments; what is beyond this of one message is passed over.
LONGEST_MESSAGE = 1_000_000
LONGEST_LINE = 65_536
_FROM_LINE = re.compile(rb"From \S+[^\r\n]*\d\d:\d\d[^\r\n]*\r?\n")
_HEADERS = re.compile(rb"(?im)^(?:message-id|subject|from|received|return-path|mime-version):")


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is mail."""
    headers = {found.lower() for found in _HEADERS.findall(head[:20_000])}
    if _FROM_LINE.match(head) and len(headers) >= 2:
        return 96
    first = re.match(rb"[A-Za-z][A-Za-z-]{1,40}: ?\S", head)
    return 92 if first and b"message-id:" in headers and b"from:" in headers else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every message."""
    for number, raw in enumerate(_messages(stream), 1):
        if raw is None:
            yield RefusedRow(number, str(CUT))
        else:
            yield post_of(number, raw)


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Yield each message; None where a packed file ends too early, for the one it ends in."""
    parts: list[bytes] = []
    size, blank = 0, True
    while True:
        try:
            line = stream.readline(LONGEST_LINE)
        except EOFError:
            yield None
            return
        if not line or (blank and line.startswith(b"From ") and _FROM_LINE.match(line)):
            if parts:
                yield b"".join(parts)
            if not line:
                return
            parts, size, blank = [], 0, False
            continue
        blank = line in (b"\n", b"\r\n")
        if size < LONGEST_MESSAGE:
            # A line that begins with From is written with a mark before it.
            parts.append(line[1:] if line.startswith(b">From ") else line)
            size += len(line)
