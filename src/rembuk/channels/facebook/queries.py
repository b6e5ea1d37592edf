"""Read comments and posts of Facebook: saved answers of the Graph API, or files of a download as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read
from rembuk.channels.facebook.rules import post_at, posts_of
from rembuk.channels.streams.queries import posts

NAME = "facebook"
# Comments: 8,000 characters.
ANSWERING = Answering(8_000, post_at)
LISTS = ("comments_v2", "group_comments_v2", "group_posts_v2")
PATHS = (*(f"{name}.item" for name in LISTS), "data.item", "item", "")
_MARKS = tuple(f'"{name}"'.encode() for name in LISTS)


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is one of these."""
    if any(mark in head for mark in _MARKS):
        return 96
    if b'"created_time"' in head and (b'"message"' in head or b'"from"' in head):
        return 92
    # Posts of a download: a list of entries, each with a time and what was written.
    list_of_entries = head.lstrip().startswith(b"[") and b'"timestamp"' in head and b'"data"' in head
    return 85 if list_of_entries and b'"post"' in head else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every comment and post that has words."""
    yield from posts(stream, PATHS, posts_of)
