"""From a comment thread or a comment of the YouTube Data API v3 to posts.

Fields: YouTube Data API, "CommentThreads" and "Comments" resources (developers.google.com/youtube/v3/docs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_id, at, instant, made, text_of_html
from rembuk.channels.wording import NOT_A_POST

_VIDEO = re.compile(r"[A-Za-z0-9_-]{1,20}")
_COMMENT = re.compile(r"[A-Za-z0-9_.-]{1,80}")


def posts_of(number: int, data: Any) -> Iterator[Post | RefusedRow]:
    """Yield the comment that DATA describes, or the first comment of a thread and its replies."""
    top = at(data, "snippet", "topLevelComment")
    if top is None:
        yield _post(number, data, "")
        return
    video = an_id(at(data, "snippet", "videoId"))
    yield _post(number, top, video)
    replies = at(data, "replies", "comments")
    for reply in replies if isinstance(replies, list) else ():
        yield _post(number, reply, video)


def _post(number: int, data: Any, video: str) -> Post | RefusedRow:
    snippet, native_id = at(data, "snippet"), an_id(at(data, "id"))
    if not isinstance(snippet, dict) or not native_id:
        return RefusedRow(number, str(NOT_A_POST))
    text = snippet.get("textOriginal")
    if not isinstance(text, str):
        shown = snippet.get("textDisplay")
        # Shown text is HTML unless the request asked for plain text.
        text = text_of_html(shown) if isinstance(shown, str) else None
    found = made(
        number, native_id, text, snippet.get("publishedAt"),
        author_id=an_id(at(snippet, "authorChannelId", "value")),
        handle=a_name(snippet.get("authorDisplayName")),
        thread=an_id(snippet.get("videoId")) or video,
        reply_to=an_id(snippet.get("parentId")) or an_id(snippet.get("videoId")) or video,
        origin=_origin(snippet),
    )  # fmt: skip
    if isinstance(found, RefusedRow):
        return found
    try:
        changed = instant(snippet.get("updatedAt"))
    except (ValueError, OverflowError, OSError):
        changed = None
    moment = changed or found.spoken_at
    order = int(moment.timestamp()) if moment else None
    return found._replace(version_key=str(order) if order else "", version_order=order)


def _origin(snippet: dict[str, Any]) -> dict[str, Any]:
    likes = snippet.get("likeCount")
    return {"metrics": {"like_count": likes}} if type(likes) is int and 0 <= likes < 2**53 else {}


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return the address of comment NATIVE_ID under its video, with the comment brought to the top."""
    video = str(origin.get("thread", ""))
    if not _VIDEO.fullmatch(video) or not _COMMENT.fullmatch(native_id):
        return ""
    return f"https://www.youtube.com/watch?v={video}&lc={native_id}"
