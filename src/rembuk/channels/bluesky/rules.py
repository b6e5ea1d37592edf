"""From a view of the AT Protocol's lexicons to posts.

Fields: lexicons app.bsky.feed.defs (postView, threadViewPost, feedViewPost), app.bsky.feed.post, and
com.atproto.repo.listRecords (docs.bsky.app/docs/api); events of Jetstream (its README).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_address, at, made
from rembuk.channels.wording import NOT_A_POST

POST = "app.bsky.feed.post"
_URI = re.compile(r"at://(did:[a-z]{1,10}:[A-Za-z0-9._:-]{1,60})/app\.bsky\.feed\.post/([A-Za-z0-9]{1,20})")
# Parts of a thread that its author hid, deleted or closed to us.
_ABSENT = ("#blockedPost", "#notFoundPost")


def posts_of(number: int, data: Any) -> Iterator[Post | RefusedRow]:
    """Yield the posts that DATA describes: a view, an entry of a feed, a thread, a record or an event."""
    if not isinstance(data, dict):
        yield RefusedRow(number, str(NOT_A_POST))
    elif isinstance(data.get("thread"), dict):
        yield from _thread(number, data["thread"])
    elif isinstance(data.get("commit"), dict):
        yield from _event(number, data)
    elif "post" in data or str(data.get("$type", "")).endswith(_ABSENT):
        yield from _thread(number, data)
    else:
        yield _view(number, data)


def _thread(number: int, data: dict[str, Any]) -> Iterator[Post | RefusedRow]:
    above = data.get("parent")
    parents: list[dict[str, Any]] = []
    while isinstance(above, dict):
        parents.append(above)
        above = above.get("parent")
    todo = [data, *parents]
    while todo:
        one = todo.pop()
        if isinstance(one.get("post"), dict):
            yield _view(number, one["post"])
        replies = one.get("replies")
        if isinstance(replies, list) and one not in parents:
            todo += [reply for reply in reversed(replies) if isinstance(reply, dict)]


def _event(number: int, data: dict[str, Any]) -> Iterator[Post | RefusedRow]:
    commit = data["commit"]
    if commit.get("collection") == POST and isinstance(commit.get("record"), dict):
        uri = f"at://{data.get('did')}/{POST}/{commit.get('rkey')}"
        yield _view(number, {"uri": uri, "value": commit["record"]})


def _view(number: int, data: dict[str, Any]) -> Post | RefusedRow:
    record = data.get("record") if isinstance(data.get("record"), dict) else data.get("value")
    uri = an_address(data.get("uri"))
    if not uri or not isinstance(record, dict) or record.get("$type", POST) != POST:
        return RefusedRow(number, str(NOT_A_POST))
    author = data.get("author")
    did = at(author, "did") or str(data["uri"]).removeprefix("at://").partition("/")[0]
    languages = record.get("langs")
    language = a_name(languages[0], 8) if isinstance(languages, list) and languages else ""
    return made(
        number, uri, record.get("text"), record.get("createdAt") or data.get("indexedAt"),
        author_id=an_address(did), handle=a_name(at(author, "handle")),
        name=a_name(at(author, "displayName"), 120),
        reply_to=an_address(at(record, "reply", "parent", "uri")),
        thread=an_address(at(record, "reply", "root", "uri")),
        origin={"lang": language} if language else {},
    )  # fmt: skip


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return the address in Bluesky's own app of the record at the URI NATIVE_ID."""
    found = _URI.fullmatch(native_id)
    return f"https://bsky.app/profile/{found.group(1)}/post/{found.group(2)}" if found else ""
