"""Read saved answers of Bluesky's API, lists of records, and events of Jetstream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.bluesky.rules import post_at, posts_of
from rembuk.channels.events import Answering, Read
from rembuk.channels.streams.queries import posts

NAME = "bluesky"
# Lexicon app.bsky.feed.post: 300 graphemes; no letter is more than one.
ANSWERING = Answering(300, post_at)
PATHS = ("feed.item", "posts.item", "records.item", "item.feed.item", "item", "")


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is one of these."""
    return 95 if b"app.bsky.feed" in head and head.lstrip()[:1] in (b"{", b"[") else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every post that has words."""
    yield from posts(stream, PATHS, posts_of)
