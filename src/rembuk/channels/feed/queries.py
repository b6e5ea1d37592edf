"""Read a feed as a stream; what an XML bomb is made of is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from rembuk.channels.events import Read, RefusedRow
from rembuk.channels.feed.rules import ITEMS, local, post_of
from rembuk.channels.wording import CUT, NOT_XML, TOO_LONG_LINE, XML_BOMB

NAME = "feed"
LARGEST_ITEM = 16_000_000
_ROOTS = (b"<rss", b"<rdf:RDF", b"<RDF")


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is a feed."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode().removeprefix(b"\xef\xbb\xbf")
    if not start.startswith(b"<"):
        return 0
    atom = b"<feed" in start[:4_000] and b"/Atom" in start[:8_000]
    return 96 if atom or any(root in start[:4_000] for root in _ROOTS) else 0


class _TooLong(Exception):
    """One item is larger than any post."""


class _Source:
    """Read a stream; stop where no item comes to its end for too long."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.since, self.ended = stream, 0, False

    def read(self, size: int = -1) -> bytes:
        """Return up to SIZE bytes; the end of a packed file cut short is the end."""
        try:
            found = self._stream.read(size)
        except EOFError:
            found = b""
        self.ended = not found
        self.since += len(found)
        if self.since > LARGEST_ITEM:
            raise _TooLong
        return found


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every item or entry."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    source, number = _Source(stream), 0
    path: list[Element] = []
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=False):
            if event == "start":
                path.append(element)
                continue
            path.pop()
            if local(element.tag) in ITEMS and not any(local(above.tag) in ITEMS for above in path):
                number, source.since = number + 1, 0
                yield post_of(number, element)
                # Read items are let go of, so that memory does not grow.
                if path:
                    path[-1].remove(element)
    except DefusedXmlException:
        yield RefusedRow(number + 1, str(XML_BOMB))
    except _TooLong:
        yield RefusedRow(number + 1, str(TOO_LONG_LINE))
    except (ParseError, ValueError, LookupError):
        yield RefusedRow(number + 1, str(CUT if source.ended else NOT_XML))
