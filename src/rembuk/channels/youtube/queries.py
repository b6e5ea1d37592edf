"""Read saved answers of the YouTube Data API: one, several after each other, or one a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read
from rembuk.channels.streams.queries import posts
from rembuk.channels.youtube.rules import post_at, posts_of

NAME = "youtube"
# Comments: 10,000 characters.
ANSWERING = Answering(10_000, post_at)
PATHS = ("items.item", "item.items.item", "item", "")


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is such an answer."""
    return 97 if b"youtube#comment" in head else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every comment and reply."""
    yield from posts(stream, PATHS, posts_of)
