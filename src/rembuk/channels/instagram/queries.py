"""Read comments of Instagram: saved answers of the Graph API, or files of a download as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read
from rembuk.channels.instagram.rules import post_at, posts_of
from rembuk.channels.streams.queries import posts

NAME = "instagram"
# Comments: 2,200 characters.
ANSWERING = Answering(2_200, post_at)
LISTS = ("comments_reels_comments", "comments_media_comments", "comments_story_comments")
PATHS = (*(f"{name}.item" for name in LISTS), "data.item", "item.data.item", "item", "")
_MARKS = (
    b'"comments_reels',
    b'"comments_media',
    b'"comments_story',
    b'"Comment"',
    b'"Komentar"',
    b'"Media Owner"',
)


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is one of these."""
    if b'"string_map_data"' in head:
        # Everything a download tells is written so; only comments are posts.
        return 95 if any(mark in head for mark in _MARKS) or "comments" in name.lower() else 0
    if all(mark in head for mark in (b'"username"', b'"timestamp"', b'"text"', b'"id"')):
        return 88
    return 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every comment and reply."""
    yield from posts(stream, PATHS, posts_of)
