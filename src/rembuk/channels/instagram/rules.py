"""From a comment of the Instagram Graph API, or an entry of a person's download, to posts.

Fields: Instagram Platform, "IG Comment" (developers.facebook.com/docs/instagram-platform/reference).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_id, at, made, whole
from rembuk.channels.wording import NOT_A_POST

# A download names its values in the language of the account.
COMMENT, OWNER = ("comment", "komentar"), ("owner", "pemilik")


def posts_of(number: int, data: Any) -> Iterator[Post | RefusedRow]:
    """Yield the comment that DATA describes and its replies, or the comments below a picture."""
    if isinstance(values := at(data, "string_map_data"), dict):
        yield from _downloaded(number, values)
        return
    comments = at(data, "comments", "data")
    if isinstance(comments, list):
        for comment in comments:
            yield from _comment(number, comment, an_id(data.get("id")), an_id(data.get("id")))
        return
    yield from _comment(number, data, "", "")


def _comment(
    number: int, data: Any, thread: str, above: str, *, deeper: bool = True
) -> Iterator[Post | RefusedRow]:
    native_id = an_id(at(data, "id"))
    if not native_id or "text" not in data:
        yield RefusedRow(number, str(NOT_A_POST))
        return
    thread = thread or an_id(at(data, "media", "id"))
    likes = data.get("like_count")
    yield made(
        number, native_id, data["text"], data.get("timestamp"),
        author_id=an_id(at(data, "from", "id")),
        handle=a_name(data.get("username")) or a_name(at(data, "from", "username")),
        reply_to=an_id(data.get("parent_id")) or above or thread, thread=thread,
        origin={"metrics": {"like_count": likes}} if type(likes) is int and 0 <= likes < 2**53 else {},
    )  # fmt: skip
    replies = at(data, "replies", "data")
    for reply in replies if isinstance(replies, list) and deeper else ():
        yield from _comment(number, reply, thread, native_id, deeper=False)


def _downloaded(number: int, values: dict[str, Any]) -> Iterator[Post | RefusedRow]:
    texts: dict[str, str] = {}
    time = None
    for label, value in values.items():
        if isinstance(text := at(value, "value"), str) and text.strip():
            texts[whole(label).casefold()] = whole(text)
        time = at(value, "timestamp") or time
    named = next((text for label, text in texts.items() if any(word in label for word in COMMENT)), None)
    if named is None:
        # A language we do not know: the comment stands first, the owner of the picture after it.
        others = [text for label, text in texts.items() if not any(word in label for word in OWNER)]
        named = others[0] if others else None
    if named is not None:
        yield made(number, "", named, time)


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return "": the id leads nowhere, and an address with the author's name in it is not kept."""
    return ""
