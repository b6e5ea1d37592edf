"""Streams every format reads from."""

from rembuk.channels.streams.queries.archives import Cut, Member, is_archive, members
from rembuk.channels.streams.queries.documents import by_line, objects, posts, walk
from rembuk.channels.streams.queries.lines import text_lines
from rembuk.channels.streams.queries.wholes import Whole, whole

__all__ = [
    "Cut",
    "Member",
    "Whole",
    "by_line",
    "is_archive",
    "members",
    "objects",
    "posts",
    "text_lines",
    "walk",
    "whole",
]
