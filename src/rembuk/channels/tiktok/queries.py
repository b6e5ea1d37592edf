"""Read comments of TikTok: the one file of a download as JSON, or saved answers of the Research API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read
from rembuk.channels.streams.queries import posts
from rembuk.channels.tiktok.rules import post_at, posts_of

NAME = "tiktok"
# Comments: 150 characters.
ANSWERING = Answering(150, post_at)
PATHS = (
    "Comment.Comments.CommentsList.item", "Comments.CommentsList.item",
    "Your Activity.Comments.CommentsList.item",
    "Activity.Comments.CommentsList.item", "CommentsList.item", "data.comments.item", "comments.item",
)  # fmt: skip
# What a download begins with when its comments stand further down.
_SECTIONS = (b'"Video Browsing History"', b'"Watch History"', b'"Favorite Videos"', b'"Favorite Effects"')


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is one of these."""
    if b'"CommentsList"' in head:
        return 96
    if b'"create_time"' in head and b'"video_id"' in head and b'"text"' in head:
        return 94
    return 90 if any(section in head for section in _SECTIONS) else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every comment."""
    yield from posts(stream, PATHS, posts_of)
