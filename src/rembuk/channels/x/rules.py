"""From one object of the X API v2 to a post, or the reason why not.

Fields: X API v2 data dictionary, "Post" (Tweet) object and "User" object (developer.x.com, data dictionary).
The first of `edit_history_tweet_ids` is the identity through edits; `note_tweet.text` holds the whole text of
a long post; `text` has &, < and > escaped.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime
from typing import Any

from rembuk.channels.events import Author, Post, RefusedRow
from rembuk.channels.rules import EARLIEST, fault
from rembuk.channels.wording import BAD_ID, BAD_TIME, NOT_A_POST

Names = dict[str, tuple[str, str]]
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def is_id(value: object) -> bool:
    """Tell whether VALUE is an identity as X writes it: at most 20 digits in a string."""
    return isinstance(value, str) and 0 < len(value) <= 20 and value.isascii() and value.isdigit()


def names_of(includes: object) -> Names:
    """Return handle and name by user id from the `includes` of one response."""
    users = includes.get("users") if isinstance(includes, dict) else None
    found: Names = {}
    for user in users if isinstance(users, list) else []:
        author = author_of(user)
        if author is not None:
            found[author.native_id] = (author.handle, author.name)
    return found


def texts_of(includes: object) -> dict[str, str]:
    """Return the whole texts of posts that the `includes` of one response carry, by id."""
    posts = includes.get("tweets") if isinstance(includes, dict) else None
    found: dict[str, str] = {}
    for post in posts if isinstance(posts, list) else []:
        if isinstance(post, dict) and is_id(post.get("id")) and (text := _text(post)):
            found[post["id"]] = text
    return found


def author_of(user: object) -> Author | None:
    """Return the author that a user object names, or None."""
    if not isinstance(user, dict) or not is_id(user.get("id")):
        return None
    handle, name = user.get("username"), user.get("name")
    return Author(
        user["id"],
        handle[:80] if isinstance(handle, str) and fault(handle) is None else "",
        name[:120] if isinstance(name, str) and fault(name) is None else "",
    )


def post_of(data: object, line: int, names: Names, texts: dict[str, str]) -> Post | RefusedRow:
    """Return the post that DATA describes."""
    if not isinstance(data, dict) or "id" not in data or "text" not in data:
        return RefusedRow(line, str(NOT_A_POST))
    own_id = data["id"]
    history = data.get("edit_history_tweet_ids")
    first = history[0] if isinstance(history, list) and history else own_id
    if not is_id(own_id) or not is_id(first):
        return RefusedRow(line, str(BAD_ID))
    references = _references(data.get("referenced_tweets"))
    origin_id = next((ref[1] for ref in references if ref[0] == "retweeted"), None)
    text = (texts.get(origin_id) if origin_id else None) or _text(data)
    problem = fault(text) if text is not None else NOT_A_POST
    if problem is not None or text is None:
        return RefusedRow(line, str(problem))
    try:
        spoken_at = _time(data.get("created_at"))
    except ValueError:
        return RefusedRow(line, str(BAD_TIME))
    author = data.get("author_id")
    author_id = author if isinstance(author, str) and is_id(author) else ""
    handle, name = names.get(author_id, ("", "")) if author_id else ("", "")
    return Post(
        line, first, own_id, text, spoken_at, int(own_id), author_id, handle, name, origin_id is not None, "",
        _origin(data, references),
        reply_to=next((one[1] for one in references if one[0] == "replied_to"), ""),
        thread=_conversation(data, first),
    )  # fmt: skip


def _conversation(data: dict[str, Any], own: str) -> str:
    """Return the post under which DATA was said; nothing for the first post of a conversation itself."""
    root = data.get("conversation_id")
    return root if isinstance(root, str) and is_id(root) and root != own else ""


def _text(data: dict[str, Any]) -> str | None:
    note = data.get("note_tweet")
    text = note.get("text") if isinstance(note, dict) else None
    if not isinstance(text, str):
        text = data.get("text")
    if not isinstance(text, str):
        return None
    return html.unescape(text) if "&" in text else text


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("not a time")
    time = datetime.fromisoformat(value)
    if time.tzinfo is None:
        time = time.replace(tzinfo=UTC)
    if time < EARLIEST:
        raise ValueError("before the earliest")
    return time


def _references(value: object) -> list[tuple[str, str]]:
    return [
        (one["type"][:20], one["id"])
        for one in (value[:10] if isinstance(value, list) else [])
        if isinstance(one, dict)
        and isinstance(one.get("type"), str)
        and _is_word(one["type"])
        and is_id(one.get("id"))
    ]


def _is_word(value: str) -> bool:
    """Tell whether VALUE can be kept as one of X's words: other letters and controls no database takes."""
    return value.isascii() and value.isprintable()


def _origin(data: dict[str, Any], references: list[tuple[str, str]]) -> dict[str, Any]:
    origin: dict[str, Any] = {}
    lang = data.get("lang")
    if isinstance(lang, str) and len(lang) <= 8 and _is_word(lang):
        origin["lang"] = lang
    metrics = data.get("public_metrics")
    if isinstance(metrics, dict):
        origin["metrics"] = {
            key: value
            for key, value in metrics.items()
            if len(key) <= 40 and _is_word(key) and type(value) is int and 0 <= value < 2**53
        }
    if references:
        origin["references"] = references
    return origin


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return the address of post NATIVE_ID; X finds the author by itself."""
    return f"https://x.com/i/web/status/{native_id}" if is_id(native_id) else ""


def weigh(text: str) -> int:
    """Return how many of its 280 characters X counts for TEXT: most scripts one, others and emoji two.

    Ranges: twitter-text, config/v3.json (github.com/twitter/twitter-text).
    """
    return sum(1 if any(first <= ord(one) <= last for first, last in _LIGHT) else 2 for one in text)
