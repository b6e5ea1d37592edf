"""From a comment in a download, or of the Research API, to a post.

Fields: TikTok for Developers, "Query Video Comments" of the Research API (developers.tiktok.com).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_id, made
from rembuk.channels.wording import NOT_A_POST


def posts_of(number: int, data: Any) -> Iterator[Post | RefusedRow]:
    """Yield the comment that DATA describes."""
    if not isinstance(data, dict):
        yield RefusedRow(number, str(NOT_A_POST))
        return
    native_id = an_id(data.get("id")) or an_id(data.get("comment_id"))
    if native_id:
        video, above = an_id(data.get("video_id")), an_id(data.get("parent_comment_id"))
        yield made(
            number, native_id, data.get("text"), data.get("create_time"),
            handle=a_name(data.get("username")), thread=video, reply_to=above or video,
        )  # fmt: skip
        return
    # A download spells its keys with a capital or without, by its age; times are UTC.
    plain = {key.casefold(): value for key, value in data.items() if isinstance(key, str)}
    if "comment" in plain:
        yield made(number, "", plain["comment"], _time(plain.get("date")))
    else:
        yield RefusedRow(number, str(NOT_A_POST))


def _time(value: Any) -> Any:
    return value.removesuffix(" UTC") if isinstance(value, str) else value


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return "": the id leads nowhere, and an address with the author's name in it is not kept."""
    return ""
