"""What a text must be to be kept, whatever the channel; ids from content; other people's names closed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256

from django.utils.functional import Promise

from rembuk.channels.events import Answering, Author, Post, Read, Speakers
from rembuk.channels.wording import BAD_TEXT, NO_TEXT, TOO_LONG_TEXT

LONGEST_TEXT = 20_000
# The Indonesian republic's first day; nobody posted before, so such a date is a slip of the pen.
EARLIEST = datetime(1945, 8, 17, tzinfo=UTC)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+62|62|0)[ .-]?8\d{1,2}(?:[ .-]?\d{2,4}){2,3}|\+\d{1,3}(?:[ .-]?\d{2,5}){2,4})(?!\w)"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_MENTION = re.compile(r"(?<![\w@])@(?:\+?\d{6,15}|[A-Za-z0-9_.]{3,32})(?!\w)")
_WORD = re.compile(r"\w+")
# No user:password@, no control marks, no quotes: what a link may hold and still be read for what it is.
_WEB = re.compile(
    r"https?://[A-Za-z0-9.-]{1,253}(?::\d{1,5})?(?:/[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]{0,1000})?"
)
# A name alone is taken for one only after such a word: many first names are plain words as well.
_HONORIFICS = frozenset(
    [
        "pak",
        "bu",
        "bapak",
        "ibu",
        "mas",
        "mbak",
        "mba",
        "bang",
        "abang",
        "kang",
        "teh",
        "teteh",
        "cak",
        "ning",
        "neng",
        "om",
        "tante",
        "pakde",
        "bude",
        "paklik",
        "bulik",
        "haji",
        "hajah",
        "ustaz",
        "ustadz",
        "ustazah",
        "gus",
        "kiai",
        "kyai",
        "nyai",
        "mang",
        "bli",
        "mbok",
        "uda",
        "uni",
        "daeng",
        "mr",
        "mrs",
        "ms",
    ]
)


def fault(text: str) -> Promise | None:
    """Return why TEXT cannot be kept, or None."""
    if len(text) > LONGEST_TEXT:
        return TOO_LONG_TEXT
    if _CONTROL.search(text):
        return BAD_TEXT
    if not text or text.isspace():
        return NO_TEXT
    return None


def wanted(text: str, word: str) -> bool:
    """Tell whether TEXT holds WORD, whatever the case; a telephone number in whatever spelling."""
    number = _digits(word) if not any(letter.isalpha() for letter in word) else ""
    if len(number) >= 7:
        return any(number in _digits(found.group()) for found in re.finditer(r"\+?\d[\d .()-]{5,}\d", text))
    return word.casefold() in text.casefold()


def _digits(words: str) -> str:
    plain = "".join(letter for letter in words if letter.isdigit())
    return "0" + plain[2:] if plain.startswith("628") else plain


def finished(rows: Iterable[Read], *, keep_names: bool) -> Iterator[Read]:
    """Yield ROWS with an id for every post, and the people of a chat closed unless KEEP_NAMES.

    In a chat (its rows begin with Speakers) authors are left out, and names, numbers and addresses of others
    in the words are closed. An id made from the content is the same whether names are kept or not.
    """
    closer: Closer | None = None
    ids = Ids()
    for row in rows:
        if isinstance(row, Speakers):
            closer = Closer(row.names)
        elif isinstance(row, Post):
            if closer is None and row.native_id and row.version_key:
                yield row
                continue
            closed = closer.close(row.text) if closer is not None else row.text
            native_id = row.native_id or ids.of(row.spoken_at, closed)
            version = row.version_key or digest(row.text)
            if closer is None or keep_names:
                yield row._replace(native_id=native_id, version_key=version)
            else:
                yield row._replace(
                    native_id=native_id, version_key=version, text=closed, author_id="", handle="", name=""
                )
        elif not isinstance(row, Author) or closer is None or keep_names:
            yield row


def fitted(words: str, link: str, how: Answering) -> str:
    """Return WORDS and then LINK as one reply within what HOW allows; too many words end in an ellipsis."""
    room = how.longest - (how.link or len(link)) - 1
    if how.weigh(words) <= room:
        return f"{words} {link}"
    # No letter weighs less than one, so the rest need not be weighed.
    kept = words[:room]
    while kept and how.weigh(kept) > room - how.weigh("…"):
        kept = kept[:-1]
    # Not in the midst of a word, unless it is one word without end.
    whole = kept.rpartition(" ")[0]
    return f"{(whole if len(whole) > len(kept) // 2 else kept).rstrip(' ,;:')}… {link}"


def a_web_address(value: object) -> str:
    """Return VALUE where it is an address a browser opens without harm, else ""."""
    if not isinstance(value, str) or not _WEB.fullmatch(value):
        return ""
    return value


def digest(text: str) -> str:
    """Return what tells one wording from another."""
    return sha256(text.encode()).hexdigest()[:32]


class Ids:
    """Give ids to posts that have none: from minute and words, and how often these came in that minute."""

    def __init__(self) -> None:
        self._minute, self._seen = "", dict[bytes, int]()

    def of(self, time: datetime | None, text: str) -> str:
        """Return the id of the next post said at TIME; exports are in order, so one minute is remembered."""
        minute = _minute(time) if time is not None else ""
        if minute != self._minute:
            self._minute, self._seen = minute, {}
        key = sha256(f"{minute}\x1f{text}".encode()).digest()[:16]
        count = self._seen[key] = self._seen.get(key, 0) + 1
        return f"{key.hex()}-{count}"


def _minute(time: datetime) -> str:
    # The same letters as strftime's, several times as fast; it writes years of less than four digits shorter.
    if time.year < 1000:
        return time.strftime("%Y-%m-%dT%H:%M")
    return time.isoformat(timespec="minutes")[:16]


class Closer:
    """Close the names of SPEAKERS, telephone numbers, addresses and mentions in what is said.

    A whole name is closed wherever it stands, one word of it after @ or a word like "pak". Others' names
    that are not among the speakers are closed when a text is published (text_analysis.personal).
    """

    def __init__(self, speakers: Iterable[str]) -> None:
        self._names: dict[str, list[list[str]]] = {}
        self._parts: set[str] = set()
        for name in speakers:
            words = [word.casefold() for word in _WORD.findall(name)]
            if not words or all(word.isdigit() for word in words) or sum(map(len, words)) < 3:
                continue
            self._names.setdefault(words[0], []).append(words)
            self._parts.update(word for word in words if len(word) >= 3 and not word.isdigit())
        self._parts -= _HONORIFICS
        # Only these words close anything: the first of a name of several, and parts of names.
        several = (first for first, names in self._names.items() if any(len(words) > 1 for words in names))
        self._heard = self._parts.union(several)
        for names in self._names.values():
            names.sort(key=len, reverse=True)

    def close(self, text: str) -> str:
        """Return TEXT with words in square brackets where somebody was named."""
        if "@" in text:
            text = _EMAIL.sub("[surel ditutup]", text)
        text = self._close_names(text)
        if "@" in text:
            text = _MENTION.sub("[nama ditutup]", text)
        return _PHONE.sub("[nomor ditutup]", text)

    def _close_names(self, text: str) -> str:
        # Most posts name nobody: their words are not looked at one by one.
        if self._heard.isdisjoint(map(str.casefold, _WORD.findall(text))):
            return text
        found = [(word.group().casefold(), word.start(), word.end()) for word in _WORD.finditer(text)]
        spans: list[tuple[int, int]] = []
        at = 0
        while at < len(found):
            word, start, end = found[at]
            length = self._named(found, at)
            before = found[at - 1][0] if at else ""
            if not length and word in self._parts:
                length = int(before in _HONORIFICS or text[max(0, start - 1) : start] == "@")
            if length:
                mention = start > 0 and text[start - 1] == "@"
                spans.append((start - mention, found[at + length - 1][2]))
                at += length
            else:
                at += 1
        for start, end in reversed(spans):
            text = f"{text[:start]}[nama ditutup]{text[end:]}"
        return text

    def _named(self, found: list[tuple[str, int, int]], at: int) -> int:
        for words in self._names.get(found[at][0], ()):
            # One plain word may be a name or not; it takes a mention or an honorific to tell.
            if len(words) > 1 and [one[0] for one in found[at : at + len(words)]] == words:
                return len(words)
        return 0
