"""What a line of an exported chat is: when it was said, by whom, and what of it are a person's own words.

The stamp follows the phone's region: order of day and month, dots or colons, 12 or 24 hours; iPhones put
it in square brackets. Nothing else in the file says which. See README.md for every quirk and its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

_SPACE = "[ \u00a0\u2009\u202f]"
_STAMP = re.compile(
    rf"\[?(\d{{1,4}})([/.\-])(\d{{1,2}})\2(\d{{1,4}}),?{_SPACE}+(\d{{1,2}})[.:](\d{{2}})(?:[.:](\d{{2}}))?"
    rf"(?:{_SPACE}*([ap]\.?{_SPACE}?m\.?|pagi|siang|sore|petang|malam|[^\W\d_]{{1,8}}))?(?:\]|{_SPACE}-)(?:{_SPACE}|$)",
    re.IGNORECASE,
)
# Marks that turn the direction of writing; WhatsApp strews them, and no sentence needs them.
_MARKS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
# Without leading blanks: a search for "blanks, then this" tries every blank anew.
_EDITED = re.compile(r"<[^<>\n]{0,40}(?:edited|diedit|disunting)[^<>\n]{0,20}>$", re.IGNORECASE)
_ATTACHED = re.compile(
    r"^(?:\S[^\n]{0,200}\.\w{2,5} \((?:file attached|(?:file|berkas) terlampir)\)|"
    r"<(?:attached|terlampir|lampiran): [^<>\n]{1,200}>)|"
    r"<(?:attached|terlampir|lampiran): [^<>\n]{1,200}>$",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(
    r"""<[^<>\n]{3,80}>|null
    |(?:image|video|audio|gif|sticker|document|contact\ card|video\ note)\ omitted
    |(?:gambar|foto|video|audio|gif|stiker|dokumen|kartu\ kontak|catatan\ video)
     \ (?:tidak\ disertakan|dihilangkan)
    |(?:this\ message\ was\ deleted|you\ deleted\ this\ message)\.?
    |pesan\ ini\ (?:telah\ )?dihapus\.?|anda\ (?:telah\ )?menghapus\ pesan\ ini\.?
    |(?:missed\ (?:group\ )?(?:voice|video)\ call
     |panggilan\ (?:suara|video)\ (?:grup\ )?(?:tak|tidak)\ terjawab)[^\n]{0,60}
    |(?:waiting\ for\ this\ message|menunggu\ pesan\ ini)[^\n]{0,120}
    |(?:live\ location\ shared|lokasi\ terkini\ dibagikan)|(?:location|lokasi):\ https?://\S+""",
    re.IGNORECASE | re.VERBOSE,
)
# P is also how the morning begins, pagi, and its short form on Malay phones.
_MORNING, _AFTERNOON = ("pagi", "pg"), ("p", "sore", "petang", "malam")
LONGEST_SENDER = 60
# What the app itself says about a member may hold a colon, as a quoted subject does.
_QUOTED = re.compile('["“”«]')


class Stamp(NamedTuple):
    """Hold the numbers of a stamp as they stand; `half` is a, p or "" for a clock of 24 hours."""

    numbers: tuple[int, int, int]
    hour: int
    minute: int
    second: int
    half: str


class Line(NamedTuple):
    """Hold one entry of a chat; `sender` is "" for what the app itself says."""

    stamp: Stamp
    sender: str
    text: str


def line_of(raw: str) -> Line | None:
    """Return the entry that RAW begins, or None when it goes on with the one before."""
    start = 0
    while start < len(raw) and ord(raw[start]) in _MARKS:
        start += 1
    found = _STAMP.match(raw, start)
    if found is None:
        return None
    first, _mark, second, third, hour, minute, seconds, half = found.groups()
    stamp = Stamp(
        (int(first), int(second), int(third)), int(hour), int(minute), int(seconds or 0),
        _half(half, int(hour)) if half else "",
    )  # fmt: skip
    sender, colon, text = raw[found.end() :].partition(": ")
    if not colon:
        sender, colon, text = sender[:-1], sender[-1:], ""
    sender = plain(sender).removeprefix("~").strip()
    if not colon.startswith(":") or not sender or _by_the_app(sender):
        return Line(stamp, "", "")
    return Line(stamp, sender, text)


def _by_the_app(sender: str) -> bool:
    return len(sender) > LONGEST_SENDER or _QUOTED.search(sender) is not None


def _half(word: str, hour: int) -> str:
    plain_word = word.casefold()
    if plain_word in _MORNING:
        return "a"
    if plain_word.startswith(_AFTERNOON):
        # Malam runs from dusk to midnight; 12 malam is midnight itself.
        return "a" if plain_word == "malam" and hour == 12 else "p"
    if plain_word == "siang":
        return "a" if hour in (10, 11) else "p"
    return "a"


def plain(text: str) -> str:
    """Return TEXT without marks of direction."""
    return text if text.isascii() else text.translate(_MARKS)


def words_of(text: str) -> str:
    """Return a person's own words in the TEXT of an entry; "" for media, calls and the deleted."""
    # On iPhones this mark stands before what the app put there; polls are the exception, people write them.
    by_app = text.startswith("\u200e")
    text = _EDITED.sub("", plain(text).strip()).strip()
    if _ATTACHED.search(text):
        text = _ATTACHED.sub("", text).strip()
    elif by_app and not text.upper().startswith("POLL"):
        return ""
    return "" if not text or _NO_WORDS.fullmatch(text) else text


class Order:
    """Settle over a whole file whether the day or the month comes first.

    A number above 12 tells; where none does, the order in which time runs backwards less often; with that
    even the day comes first, as Indonesia writes.
    """

    def __init__(self) -> None:
        self._sure = {"day": 0, "month": 0}
        self._back = {"day": 0, "month": 0}
        self._last: tuple[int, int, int] | None = None

    def see(self, numbers: tuple[int, int, int]) -> None:
        """Take one date of the file into account."""
        if numbers == self._last or numbers[0] > 31:
            return
        first, second, _year = numbers
        if first > 12:
            self._sure["day"] += 1
        elif second > 12:
            self._sure["month"] += 1
        if self._last is not None:
            last = self._last
            self._back["day"] += (numbers[2], second, first) < (last[2], last[1], last[0])
            self._back["month"] += (numbers[2], first, second) < (last[2], last[0], last[1])
        self._last = numbers

    def month_first(self) -> bool:
        """Tell whether the month comes first."""
        if self._sure["day"] != self._sure["month"]:
            return self._sure["month"] > self._sure["day"]
        return self._back["month"] < self._back["day"]


def time_of(stamp: Stamp, *, month_first: bool) -> datetime:
    """Return the local time of STAMP, without a zone. ValueError when there is no such time."""
    first, second, third = stamp.numbers
    if first > 31:
        year, month, day = first, second, third
    else:
        # One entry may tell by itself, whatever the file says.
        swapped = (month_first and second <= 31 and first <= 12) or (first <= 12 < second)
        day, month = (second, first) if swapped else (first, second)
        year = third + 2000 if third < 100 else third
    hour = stamp.hour
    if stamp.half and hour <= 12:
        hour = hour % 12 + (12 if stamp.half == "p" else 0)
    return datetime(year, month, day, hour, stamp.minute, stamp.second)


def looks_like(lines: Iterable[str]) -> int:
    """Return how sure it is, 0 to 100, that LINES begin an exported chat."""
    seen = stamped = 0
    for line in lines:
        if line.strip():
            seen += 1
            stamped += line_of(line) is not None
            if seen == 1 and not stamped:
                return 0
    return 96 if stamped else 0


def post_at(native_id: str, origin: dict[str, Any]) -> str:
    """Return "": a message of a group has no address; its words find it in the chat."""
    return ""
