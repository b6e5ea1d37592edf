"""Read statuses of Mastodon: saved answers of its API, and the outbox of an account's archive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.channels.events import Answering, Read, RefusedRow
from rembuk.channels.mastodon.rules import Statuses, post_at
from rembuk.channels.streams.queries import by_line, posts, walk, whole

NAME = "mastodon"
# A server lets 500 characters through unless it says otherwise; a link counts as 23.
ANSWERING = Answering(500, post_at, link=23)
PATHS = ("orderedItems.item", "statuses.item", "item", "")
CONTEXT = frozenset({"ancestors.item", "descendants.item"})


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is one of these."""
    if b'"orderedItems"' in head and b"activitystreams" in head:
        return 95
    statuses = b'"content"' in head and b'"account"' in head and b'"in_reply_to_id"' in head
    return 94 if statuses and head.lstrip()[:1] in (b"{", b"[") else 0


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every public status; one for some readers only is refused."""
    kept, statuses = whole(stream), Statuses()
    head = kept.again().read(65_536)
    if (b'"descendants"' not in head and b'"ancestors"' not in head) or by_line(kept):
        yield from posts(kept, PATHS, statuses.posts_of)
        return
    for step in walk(kept, CONTEXT, frozenset()):
        if isinstance(step, RefusedRow):
            yield step
        else:
            yield from statuses.posts_of(step[0], step[2])
