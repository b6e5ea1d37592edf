"""Read posts and replies of Threads: saved answers of its API, or the file of a download as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read
from rembuk.channels.streams.queries import posts
from rembuk.channels.threads.rules import post_at, posts_of

NAME = "threads"
# Replies: 500 characters.
ANSWERING = Answering(500, post_at)
PATHS = ("text_post_app_text_posts.item", "data.item", "item.data.item", "item", "")
_MARKS = (b"threads.net/", b"threads.com/", b'"THREADS"', b'"root_post"', b'"replied_to"', b'"is_reply"')


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is one of these."""
    if b'"text_post_app_text_posts"' in head:
        return 97
    return 94 if b'"text"' in head and b'"timestamp"' in head and any(mark in head for mark in _MARKS) else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every post and reply that has words."""
    yield from posts(stream, PATHS, posts_of)
