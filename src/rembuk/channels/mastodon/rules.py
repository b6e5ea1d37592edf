"""From a status of the API, or an activity of an archive, to a post.

Fields: docs.joinmastodon.org/entities/Status; ActivityPub "Note" (w3.org/TR/activitystreams-vocabulary).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.rules import a_web_address
from rembuk.channels.streams.rules import a_name, an_address, an_id, at, instant, made, text_of_html
from rembuk.channels.wording import NOT_A_POST, NOT_PUBLIC

PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
MOST_REMEMBERED = 100_000


class Statuses:
    """Make posts of statuses; remember which public address a server's own number stands for."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}

    def posts_of(self, number: int, data: Any) -> Iterator[Post | RefusedRow]:
        """Yield the post that DATA describes; nothing for a boost in an archive, which holds no words."""
        if not isinstance(data, dict):
            yield RefusedRow(number, str(NOT_A_POST))
        elif isinstance(data.get("content"), str) and "account" in data:
            yield self._status(number, data)
        elif data.get("type") in ("Create", "Update") and isinstance(data.get("object"), dict):
            yield _note(number, data["object"])
        elif data.get("type") in ("Note", "Question"):
            yield _note(number, data)
        elif not isinstance(data.get("type"), str):
            yield RefusedRow(number, str(NOT_A_POST))

    def _status(self, number: int, data: dict[str, Any]) -> Post | RefusedRow:
        if data.get("visibility", "public") not in ("public", "unlisted"):
            return RefusedRow(number, str(NOT_PUBLIC))
        own, address = an_id(data.get("id")), an_address(data.get("uri"))
        if own and address and len(self._addresses) < MOST_REMEMBERED:
            self._addresses[own] = address
        boosted = data.get("reblog")
        shown = boosted if isinstance(boosted, dict) else data
        answered = an_id(data.get("in_reply_to_id"))
        account = data.get("account")
        text = _words(shown.get("spoiler_text"), shown.get("content"))
        found = made(
            number, address or own, text, data.get("created_at"),
            author_id=an_id(at(account, "id")), handle=a_name(at(account, "acct")),
            name=a_name(at(account, "display_name"), 120), echo=isinstance(boosted, dict),
            reply_to=self._addresses.get(answered, answered), origin=_language(data.get("language")),
        )  # fmt: skip
        return _versioned(found, data.get("edited_at"))


def _note(number: int, note: dict[str, Any]) -> Post | RefusedRow:
    addressed = [one for key in ("to", "cc") for one in _listed(note.get(key))]
    if not any(one in PUBLIC for one in addressed):
        return RefusedRow(number, str(NOT_PUBLIC))
    native_id = an_address(note.get("id"))
    if not native_id:
        return RefusedRow(number, str(NOT_A_POST))
    languages = note.get("contentMap")
    found = made(
        number, native_id, _words(note.get("summary"), note.get("content")), note.get("published"),
        author_id=an_address(note.get("attributedTo")), reply_to=an_address(note.get("inReplyTo")),
        thread=an_address(note.get("conversation")),
        origin=_language(next(iter(languages), None) if isinstance(languages, dict) else None),
    )  # fmt: skip
    return _versioned(found, note.get("updated"))


def _words(warning: object, content: object) -> str | None:
    if not isinstance(content, str):
        return None
    parts = [warning.strip() if isinstance(warning, str) else "", text_of_html(content)]
    return "\n".join(part for part in parts if part)


def _language(value: object) -> dict[str, Any]:
    told = a_name(value) if isinstance(value, str) and len(value) <= 8 and value.isascii() else ""
    return {"lang": told} if told else {}


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _versioned(found: Post | RefusedRow, edited: object) -> Post | RefusedRow:
    if isinstance(found, RefusedRow):
        return found
    try:
        time = instant(edited) or found.spoken_at
    except (ValueError, OverflowError, OSError):
        time = found.spoken_at
    if time is None:
        return found
    order = int(time.timestamp())
    return found._replace(version_key=str(order), version_order=order)


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return the address of the status NATIVE_ID: its public id is one."""
    return a_web_address(native_id)
