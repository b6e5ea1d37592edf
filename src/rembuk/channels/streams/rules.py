"""What formats share about values: times, text out of HTML, ids that hold."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any, cast

import nh3

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.rules import EARLIEST, fault
from rembuk.channels.wording import BAD_TIME, NO_TEXT, NOT_A_POST

LONGEST_ID = 80
# HTML beyond this is no post; parsing it would only cost.
LONGEST_HTML = 400_000
_BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|blockquote|h[1-6])\s*>", re.IGNORECASE)
# A run of blanks is tried from its beginning only, or a long one would take the square of its length.
_BLANKS = re.compile(r"(?<![ \t\xa0])[ \t\xa0]*\n[ \t\xa0]*(?:\n[ \t\xa0]*)+")
_CONTROLS = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_ZONE = re.compile(r"([+-]\d\d)(\d\d)$")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
# As nearly all programs write it, zone and all, none before EARLIEST; others go to the standard library.
_MAIL_TIME = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    r"(19[5-9]\d|2\d{3}) (\d\d):(\d\d):(\d\d) (?!-0000)([+-])([01]\d)([0-5]\d)",
    re.ASCII,
)


def instant(value: object) -> datetime | None:
    """Return the time VALUE says: ISO 8601, or seconds or milliseconds since 1970; None for nothing.

    Without a zone it is UTC. ValueError when it says no time, or one before EARLIEST.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str) and not value.isdigit():
        found = datetime.fromisoformat(_ZONE.sub(r"\1:\2", value.strip()))
        found = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    elif isinstance(value, (int, float, str)) and not isinstance(value, bool):
        seconds = float(value)
        found = datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
    else:
        raise ValueError("not a time")
    if found < EARLIEST:
        raise ValueError("before the earliest")
    return found.astimezone(UTC)


def mail_time(words: str) -> datetime:
    """Return the time that WORDS, a date as mail writes it (RFC 5322), say; without a zone it is UTC.

    ValueError, TypeError or IndexError when they say no time, ValueError for one before EARLIEST.
    """
    usual = _MAIL_TIME.fullmatch(words)
    if usual is None:
        found = parsedate_to_datetime(words)
        return cast(datetime, instant(found.isoformat()))
    day, month, year, hour, minute, second, sign, hours, minutes = usual.groups()
    east = timedelta(hours=int(hours), minutes=int(minutes))
    date = int(year), _MONTHS.index(month) // 4 + 1, int(day)
    local = datetime(*date, int(hour), int(minute), int(second), tzinfo=UTC)
    return local - east if sign == "+" else local + east


def made(line: int, native_id: str, text: object, time: object, **more: Any) -> Post | RefusedRow:
    """Return the post these values make, or the row refused with its reason."""
    if not isinstance(text, str):
        return RefusedRow(line, str(NOT_A_POST))
    text = text.strip()
    problem = fault(text) if text else NO_TEXT
    if problem is not None:
        return RefusedRow(line, str(problem))
    try:
        spoken_at = time if isinstance(time, datetime) else instant(time)
    except (ValueError, OverflowError, OSError):
        return RefusedRow(line, str(BAD_TIME))
    return Post(line, native_id, more.pop("version_key", ""), text, spoken_at, **more)


def an_id(value: object) -> str:
    """Return VALUE as an identity that can be kept, "" when it is none."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    plain = str(value).strip()
    return plain if 0 < len(plain) <= LONGEST_ID and fault(plain) is None else ""


def an_address(value: object) -> str:
    """Return VALUE, an id that may be as long as a web address, as an identity that can be kept."""
    plain = value.strip() if isinstance(value, str) else ""
    if not plain or _CONTROLS.search(plain):
        return ""
    return plain if len(plain) <= LONGEST_ID else sha256(plain.encode("utf-8", "replace")).hexdigest()[:40]


def at(value: object, *steps: str) -> Any:
    """Return what VALUE holds at STEPS, or None where a step leads nowhere."""
    for step in steps:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def a_name(value: object, longest: int = 80) -> str:
    """Return VALUE as a handle or name that can be kept, "" when it is none."""
    if not isinstance(value, str):
        return ""
    plain = value.strip()[:longest]
    return plain if plain and fault(plain) is None else ""


def text_of_html(markup: str) -> str:
    """Return the words of MARKUP with its paragraphs as lines; nothing of it is ever shown as HTML."""
    if "<" not in markup:
        return html.unescape(markup).strip()
    broken = _BREAKS.sub(lambda found: found.group() + "\n", markup[:LONGEST_HTML].replace("\n", " "))
    plain = nh3.clean(broken, tags=set(), clean_content_tags={"script", "style", "title"})
    return _BLANKS.sub("\n", html.unescape(plain)).strip()


def whole(text: str) -> str:
    """Return TEXT whose UTF-8 was written as if each byte were a letter (Meta's archives) as it was meant.

    A text that is no such mistake is returned as it is.
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text
