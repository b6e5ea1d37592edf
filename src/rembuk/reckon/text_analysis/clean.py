"""Bring a post to a plain form: one alphabet, one case, no links, no decoration, slang written out.

Light: imports nothing but the standard library, so a web process may use it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from rembuk.reckon.text_analysis.tables import slang

# Longer texts are read up to here: a wish is said in the first lines, and no input may cost without bound.
LONGEST = 20_000

_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|co\.id|go\.id|id|net|org|ly|me)(?:/\S*)?", re.I)
_MENTION = re.compile(r"(?<![\w.])@[\w.]{1,60}")
_RETWEET = re.compile(r"^\s*(?:rt|fwd?|re|repost)\s*:?\s+(?=\S)", re.I)
_LONG = re.compile(r"([^\W\d_])\1{2,}")
_DIGITS = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "9": "g"}
_LEET = re.compile(r"^(?=(?:.*[^\W\d_]){2})[^\W_]*\d[^\W_]*$")
_TWICE = re.compile(r"^([^\W\d_]{2,})(?:2|²)(nya|an|in|kan)?$")


class _Letters(dict[int, str]):
    """Map a letter to what it is read as, worked out when first met."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        category = unicodedata.category(letter)
        if number < 0x7F:
            found = letter
        elif letter in "’‘`ʼ":
            found = "'"
        elif category in ("Mn", "Me", "Cf"):
            found = ""  # marks over letters, and what joins emoji
        else:
            found = letter if category[0] in "LN" or category == "Mc" else " "
        self[number] = found
        return found


class _Parts(dict[int, str]):
    """Map a letter to itself if it may stand in a word, "?" and "!" to words, anything else to a space."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        stays = letter.isalnum() or letter in "'-"
        found = f" {letter} " if letter in "?!" else letter if stays else " "
        self[number] = found
        return found


_LETTERS, _PARTS = _Letters(), _Parts()
_STRANGE = re.compile(r"[^\x00-\x7e]+")
_LONGEST_RUN = 24  # longer runs of letters are texts of another alphabet, not worth remembering
_HINTS = ("://", "www.", ".com", ".id", ".net", ".org", ".ly", ".me", ".c")


def _fold(text: str) -> str:
    # Letters of ASCII (delete excepted) stay and never join others when taken apart, so each run of other
    # letters is looked at for itself: the same few emoji stand in most posts.
    return _STRANGE.sub(_folded, text)


def _folded(run: re.Match[str]) -> str:
    return _fold_run(run[0]) if run.end() - run.start() <= _LONGEST_RUN else _fold_run.__wrapped__(run[0])


@lru_cache(maxsize=20_000)
def _fold_run(letters: str) -> str:
    return unicodedata.normalize("NFKD", letters).translate(_LETTERS)


def plain(text: str) -> str:
    """Return TEXT without links, mentions, marks over letters and retweet heads; case and stops stay.

    Any string is accepted: lone surrogates, NUL and control characters become spaces.
    """
    text = text[:LONGEST]
    if not text.isascii():
        text = _fold(text)
    if "&" in text:
        text = _fold(html.unescape(text))
    if "." in text or "/" in text:
        small = text.lower()
        if any(hint in small for hint in _HINTS):
            text = _LINK.sub(" ", text)
    if "@" in text:
        text = _MENTION.sub(" ", text)
    head = _RETWEET.match(text)
    return text[head.end() :] if head else text


def tokens(text: str) -> list[str]:
    """Return the words of TEXT as written (case kept), "?" and "!" as words of their own.

    Hyphens and apostrophes stay where they stand, at the edge of a word too; `trimmed` takes those off.
    """
    return parted(plain(text))


def parted(spoken: str) -> list[str]:
    """Return the words of SPOKEN, a text that is plain already."""
    return spoken.translate(_PARTS).split()


def trimmed(word: str) -> str:
    """Return WORD, in lower case, without edges that are no letters and without lengthened letters."""
    return _LONG.sub(r"\1", word.strip("'-"))


def words(text: str) -> list[str]:
    """Return the words of TEXT as they were meant, with "?" and "!" as words of their own."""
    found: list[str] = []
    for raw in tokens(text):
        found.extend(spell(trimmed(raw.lower())))
    return found


@lru_cache(maxsize=20_000)
def spell(raw: str) -> tuple[str, ...]:
    """Return the words that RAW, one word of a post, stands for."""
    table = slang()
    if not raw or raw in table:
        return table.get(raw, ())
    twice = _TWICE.match(raw)
    if twice:
        return spell(twice[1]) if not twice[2] else (*spell(twice[1])[:-1], spell(twice[1])[-1] + twice[2])
    if "-" in raw:
        return _hyphens(raw)
    if _LEET.match(raw):
        letters = "".join(_DIGITS.get(letter, letter) for letter in raw)
        return table.get(letters, (letters,))
    return (raw.replace("'", ""),) if "'" in raw else (raw,)


def _hyphens(raw: str) -> tuple[str, ...]:
    parts = [part for part in raw.split("-") if part]
    if len(parts) == 2 and _same_root(parts[0], parts[1]):
        longer = max(parts, key=len)
        return spell(longer)
    return tuple(word for part in parts for word in spell(part))


def _same_root(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return len(short) >= 2 and (short in long or (len(short) > 3 and short[1:] in long))


def clean(text: str) -> str:
    """Return TEXT in its normalised form: words apart by one space, slang written out, "?" and "!" kept."""
    return " ".join(words(text))
