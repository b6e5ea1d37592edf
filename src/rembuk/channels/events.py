"""What a channel reads: frozen facts, the same for every network and format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple


class Post(NamedTuple):
    """Hold one statement as its channel knows it.

    `line` is where it stands in the file, from 1. `native_id` is its identity, `version_key` that of this
    wording, `version_order` tells which of two wordings is the later (None: the one read last).
    `spoken_at` is None where the file does not say. `echo` means another's words passed on with none added.
    `reply_to` and `thread` are the ids, on the same channel, of what it answers and of the conversation.
    A reader that knows no `native_id` or `version_key` leaves it "": they are made from the content.
    """

    line: int
    native_id: str
    version_key: str
    text: str
    spoken_at: datetime | None = None
    version_order: int | None = None
    author_id: str = ""
    handle: str = ""
    name: str = ""
    echo: bool = False
    place: str = ""
    origin: dict[str, Any] = {}
    reply_to: str = ""
    thread: str = ""


class Author(NamedTuple):
    """Hold the name of an author whose posts were read before it."""

    native_id: str
    handle: str
    name: str


class RefusedRow(NamedTuple):
    """Hold what could not be read: where, and why in one sentence."""

    line: int
    reason: str


class Speakers(NamedTuple):
    """Hold the names of all who speak in a chat, given before what they say."""

    names: frozenset[str]


class Answering(NamedTuple):
    """Hold how a reply is written on a network: at most LONGEST characters as the network counts them.

    A link counts as `link` characters (0: as it is spelled); `weigh` gives what the other words count.
    `post_at(native_id, origin)` is where a post stands in a browser, "" where that cannot be told.
    """

    longest: int
    post_at: Callable[[str, dict[str, Any]], str]
    link: int = 0
    weigh: Callable[[str], int] = len


Read = Post | Author | RefusedRow | Speakers
