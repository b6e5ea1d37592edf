"""Whose authority a subject of public affairs mostly is, by the table `data/wewenang.txt`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from rembuk.reckon.text_analysis.tables import lines

LEVELS = ("village", "regency", "province", "nation")
_WORD = re.compile(r"[^\W_]+")


class Suggestion(NamedTuple):
    """Hold which LEVEL of government mostly holds a subject, the SOURCE of law, and what in the text said so.

    `source` is as the table writes it: the law, then the letter of its annex or the number of its article.
    `word` is "" where the subject alone decides.
    """

    level: str
    source: str
    word: str


@cache
def table() -> dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]]:
    """Return subject -> its rows (level, source, words) in their order."""
    found: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for line in lines("wewenang.txt"):
        subject, level, source, words = (part.strip() for part in line.split("|"))
        found.setdefault(subject, []).append((level, source, tuple(words.split())))
    return {subject: tuple(rows) for subject, rows in found.items()}


def suggest(subject: str, text: str) -> Suggestion | None:
    """Return who mostly holds SUBJECT ("level1/level2") as TEXT speaks of it, or None where several do.

    The level is one of LEVELS, after Law 23/2014 on regional government and the laws named in the table. A
    guide for routing: a region's own rules go first.
    """
    said = f" {' '.join(_WORD.findall(text.casefold()))} "
    for level, source, words in table().get(subject, ()):
        if not words:
            return Suggestion(level, source, "")
        for word in words:
            phrase = word.replace("_", " ")
            if f" {phrase} " in said:
                return Suggestion(level, source, phrase)
    return None
