"""From an object of the Graph API, or an entry of a person's download, to posts.

Fields: Graph API, "Comment" and "Post" nodes (developers.facebook.com/docs/graph-api/reference/comment).
Downloads spell UTF-8 byte by byte (README.md); they carry no ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_id, at, made, whole
from rembuk.channels.wording import NOT_A_POST

DEEPEST = 20
_NUMBERED = re.compile(r"\d{1,20}(?:_\d{1,20}){0,2}")


def posts_of(number: int, data: Any) -> Iterator[Post | RefusedRow]:
    """Yield the posts that DATA describes, with the comments below it."""
    if isinstance(at(data, "data"), list):
        if "timestamp" in data:
            yield from _downloaded(number, data)
        else:
            # One page of several.
            for one in data["data"]:
                yield from _node(number, one, "", "", 0)
    elif isinstance(data, dict) and ("id" in data or "message" in data):
        yield from _node(number, data, "", "", 0)
    else:
        yield RefusedRow(number, str(NOT_A_POST))


def _node(number: int, data: Any, thread: str, above: str, depth: int) -> Iterator[Post | RefusedRow]:
    native_id = an_id(at(data, "id"))
    if not native_id:
        yield RefusedRow(number, str(NOT_A_POST))
        return
    # The id of a comment begins with that of what it was written under.
    under = native_id.rpartition("_")[0] if at(data, "parent") or "comment_count" in data else ""
    thread = thread or under
    if isinstance(message := data.get("message"), str) and message.strip():
        yield made(
            number, native_id, message, data.get("created_time"),
            author_id=an_id(at(data, "from", "id")), handle=a_name(at(data, "from", "name")),
            reply_to=an_id(at(data, "parent", "id")) or above or under, thread=thread, origin=_origin(data),
        )  # fmt: skip
    below = at(data, "comments", "data")
    for comment in below if isinstance(below, list) and depth < DEEPEST else ():
        yield from _node(number, comment, thread or native_id, native_id, depth + 1)


def _origin(data: dict[str, Any]) -> dict[str, Any]:
    names = ("like_count", "comment_count")
    found = {name: data[name] for name in names if type(data.get(name)) is int and 0 <= data[name] < 2**53}
    return {"metrics": found} if found else {}


def _downloaded(number: int, data: dict[str, Any]) -> Iterator[Post | RefusedRow]:
    for part in data["data"]:
        comment = at(part, "comment")
        text = at(comment, "comment") if comment is not None else at(part, "post")
        # Other parts are places, links and pictures without words.
        if isinstance(text, str) and text.strip():
            author = at(comment, "author")
            yield made(
                number, "", whole(text), at(comment, "timestamp") or data.get("timestamp"),
                handle=a_name(whole(author) if isinstance(author, str) else None),
            )  # fmt: skip


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return the address of the post or comment NATIVE_ID, as the Graph API numbers it."""
    return f"https://www.facebook.com/{native_id}" if _NUMBERED.fullmatch(native_id) else ""
