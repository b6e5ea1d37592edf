"""From a message of an export to a post.

Fields: "Telegram Data Export Schema" (core.telegram.org/import-export).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import a_name, an_id, instant, made, text_of_html
from rembuk.channels.wording import BAD_TIME, CUT, NOT_A_POST

_MESSAGE = re.compile(r'<div class="message (default|service)([^"]*)" id="message(-?\d{1,19})"')
_DATE = re.compile(
    r'date details" title="(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?: UTC([+-]\d\d):(\d\d))?'
)
_FROM = re.compile(r'<div class="from_name">([^<]{0,200})')
_REPLY = re.compile(r'<div class="reply_to details">[^<]{0,200}<a href="[^"]{0,200}?go_to_message(\d{1,19})"')
_TEXT = '<div class="text">'


def words_of(text: object) -> str:
    """Return the words of a message: one string, or pieces of which some are links, mentions and the like."""
    if isinstance(text, str):
        return text
    if not isinstance(text, list):
        return ""
    pieces = (piece.get("text") if isinstance(piece, dict) else piece for piece in text)
    return "".join(piece for piece in pieces if isinstance(piece, str))


def post_of(number: int, message: Any, chat: str, zone: str) -> Post | RefusedRow | None:
    """Return the post that MESSAGE of CHAT is; None for what the app says and media alone."""
    native_id = an_id(message.get("id")) if isinstance(message, dict) else ""
    if not native_id:
        return RefusedRow(number, str(NOT_A_POST))
    text = words_of(message.get("text"))
    if message.get("type") != "message" or not text.strip():
        return None
    try:
        spoken_at = _time(message, zone)
        edited = instant(message.get("edited_unixtime"))
    except (ValueError, OverflowError, OSError):
        return RefusedRow(number, str(BAD_TIME))
    order = int((edited or spoken_at).timestamp())
    reply = an_id(message.get("reply_to_message_id"))
    return made(
        number, f"{chat}/{native_id}"[:80], text, spoken_at, version_key=str(order), version_order=order,
        author_id=an_id(message.get("from_id")), handle=a_name(message.get("from")),
        echo=isinstance(message.get("forwarded_from"), str), thread=chat,
        reply_to=f"{chat}/{reply}" if reply else "",
    )  # fmt: skip


def _time(message: dict[str, Any], zone: str) -> datetime:
    if time := instant(message.get("date_unixtime")):
        return time
    # Exports before 2022 tell only the clock of the computer that made them.
    found = datetime.fromisoformat(str(message.get("date")))
    return found.replace(tzinfo=ZoneInfo(zone)) if found.tzinfo is None else found


def chat_of(title: str) -> str:
    """Return what a chat is known by whose export, as HTML does, gives its title only."""
    return sha256(title.strip().encode("utf-8", "replace")).hexdigest()[:16]


def sender_of(block: str) -> str:
    """Return who wrote the message in BLOCK of an HTML export, "" where it goes on with the same sender."""
    found = _FROM.search(block)
    return a_name(text_of_html(found.group(1))) if found is not None else ""


def html_post(number: int, block: str, chat: str, sender: str, zone: str) -> Post | RefusedRow | None:
    """Return the post that a BLOCK of an HTML export holds, written by SENDER."""
    kind = _MESSAGE.search(block)
    if kind is None or kind.group(1) == "service":
        return None
    start = block.find(_TEXT)
    if start < 0:
        return None
    end = block.find("</div>", start)
    if end < 0:
        return RefusedRow(number, str(CUT))
    date = _DATE.search(block)
    text = text_of_html(block[start + len(_TEXT) : end])
    if date is None or not text:
        return RefusedRow(number, str(BAD_TIME)) if text else None
    try:
        spoken_at = _html_time(date, zone)
    except ValueError:
        return RefusedRow(number, str(BAD_TIME))
    reply = _REPLY.search(block)
    return made(
        number, f"{chat}/{kind.group(3)}", text, spoken_at, handle=sender, thread=chat,
        echo='<div class="forwarded body">' in block, reply_to=f"{chat}/{reply.group(1)}" if reply else "",
    )  # fmt: skip


def _html_time(date: re.Match[str], zone: str) -> datetime:
    day, month, year, hour, minute, second = (int(part) for part in date.groups()[:6])
    hours, minutes = date.group(7), date.group(8)
    if hours is None:
        local = ZoneInfo(zone)
        return datetime(year, month, day, hour, minute, second, tzinfo=local).astimezone(UTC)
    sign = -1 if hours.startswith("-") else 1
    offset = timezone(sign * timedelta(hours=abs(int(hours)), minutes=int(minutes)))
    return datetime(year, month, day, hour, minute, second, tzinfo=offset)


def begins(line: str) -> bool:
    """Tell whether LINE of an HTML export begins a message."""
    return '<div class="message ' in line


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return "": an export does not tell under which name its chat is found."""
    return ""
