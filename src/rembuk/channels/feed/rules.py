"""From an item of RSS or an entry of Atom to a post.

Elements: RSS 2.0 Specification (rssboard.org/rss-specification), RFC 4287 (Atom), RFC 4685 (in-reply-to),
RSS 1.0 modules content and dc (web.resource.org/rss/1.0/modules).
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from xml.etree.ElementTree import Element

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_address, instant, made, mail_time, text_of_html
from rembuk.channels.wording import BAD_TIME

ITEMS = frozenset({"item", "entry"})
# dc:date may be a year, or a year and a month (W3C Note "Date and Time Formats"): the first day of it.
_FIRST = {4: "-01-01", 7: "-01"}


@lru_cache(maxsize=1_000)
def local(tag: object) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def post_of(number: int, item: Element) -> Post | RefusedRow:
    """Return the post that ITEM is: its title and its words, the longest account of them that it gives."""
    found: dict[str, Element] = {}
    for child in item:
        found.setdefault(local(child.tag), child)
    bodies = [
        _plain(found[name]) for name in ("encoded", "content", "description", "summary") if name in found
    ]
    body = max(bodies, key=len, default="")
    title = _plain(found["title"]) if "title" in found else ""
    text = body if title and body.startswith(title.rstrip("…. ")) else "\n".join(filter(None, (title, body)))
    try:
        spoken_at = _time(found, "pubDate", "published", "date", "updated")
        updated = _time(found, "updated")
    except (ValueError, TypeError, IndexError, OverflowError):
        return RefusedRow(number, str(BAD_TIME))
    order = int(updated.timestamp()) if updated is not None else None
    link = _text(found, "link") or (found["link"].get("href") or "" if "link" in found else "")
    reply = found.get("in-reply-to")
    return made(
        number, an_address(_text(found, "guid") or _text(found, "id") or link), text, spoken_at,
        version_key=str(order) if order else "", version_order=order, handle=a_name(_author(found)),
        reply_to=an_address(reply.get("ref") if reply is not None else ""),
    )  # fmt: skip


def _text(found: dict[str, Element], name: str) -> str:
    return (found[name].text or "").strip() if name in found else ""


def _plain(element: Element) -> str:
    # Atom may hold HTML as elements (xhtml), as escaped text, or plain text.
    if element.get("type") == "xhtml":
        return " ".join(" ".join(element.itertext()).split())
    text = element.text or ""
    return text.strip() if element.get("type") == "text" else text_of_html(text)


def _author(found: dict[str, Element]) -> str:
    for name in ("creator", "author"):
        if name in found:
            inner = next((child for child in found[name] if local(child.tag) == "name"), found[name])
            return (inner.text or "").strip()
    return ""


def _time(found: dict[str, Element], *names: str) -> datetime | None:
    words = next((text for name in names if (text := _text(found, name))), "")
    if not words:
        return None
    if words[:4].isdigit():
        return instant(words + _FIRST.get(len(words), ""))
    return mail_time(words)
