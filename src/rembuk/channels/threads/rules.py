"""From a post of the Threads API, or an entry of a person's download, to posts.

Fields: Threads API, "Retrieve and manage replies" (developers.facebook.com/docs/threads).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_id, at, made, whole
from rembuk.channels.wording import NOT_A_POST


def posts_of(number: int, data: Any) -> Iterator[Post | RefusedRow]:
    """Yield the posts that DATA describes."""
    if isinstance(media := at(data, "media"), list):
        for one in media:
            title = at(one, "title")
            if isinstance(title, str) and title.strip():
                yield made(number, "", whole(title), at(one, "creation_timestamp"))
        return
    native_id = an_id(at(data, "id"))
    if not native_id:
        yield RefusedRow(number, str(NOT_A_POST))
    elif data.get("text") is not None:
        # A picture without words has no text at all.
        yield made(
            number, native_id, data["text"], data.get("timestamp"),
            author_id=an_id(at(data, "owner", "id")), handle=a_name(data.get("username")),
            reply_to=an_id(at(data, "replied_to", "id")), thread=an_id(at(data, "root_post", "id")),
            echo=data.get("media_type") == "REPOST_FACADE",
        )  # fmt: skip


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return "": the id leads nowhere, and an address with the author's name in it is not kept."""
    return ""
