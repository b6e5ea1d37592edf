"""Read a text as weighted terms, the places it names and the side it takes.

Light: the standard library and this package's word tables only, so a web process may use it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from rembuk.reckon.text_analysis import gazetteer
from rembuk.reckon.text_analysis.clean import spell, tokens
from rembuk.reckon.text_analysis.stem import light, readings
from rembuk.reckon.text_analysis.tables import Concept, bag, concepts, phrases

# Words that turn the wish that follows into its opposite, and how many words of weight they reach.
_FORBID = bag("jangan tolak batal henti tidak_setuju tidak_perlu")
_REACH = 3
# Before a name: "di Sukamaju", "neng Bantul", "ka Garut".
_TOWARDS = bag("di ke dari ing neng nang ning ka ti na dek wonten area wilayah daerah sekitar")


class Meaning(NamedTuple):
    """Hold what a text says.

    `terms`: term -> weight. `places`: (kind, name) of places named, kind "wilayah" for a region of the
    gazetteer, else the word before it. `sides`: axis -> "+", "-" or both. `forbidden`: terms asked not to be.
    `words`: the words as spelled out, `raw`: the words as written.
    """

    terms: dict[str, float]
    places: frozenset[tuple[str, str]]
    sides: frozenset[str]
    forbidden: frozenset[str]
    words: tuple[str, ...]
    raw: tuple[str, ...]

    def norm(self) -> float:
        """Return the length of the vector of terms."""
        return math.sqrt(sum(weight * weight for weight in self.terms.values()))

    def opposes(self, other: Meaning) -> bool:
        """Return whether the two name other places or take opposite sides."""
        return (
            _other_side(self, other) or _other_side(other, self) or gazetteer.apart(self.places, other.places)
        )


def _other_side(first: Meaning, second: Meaning) -> bool:
    if first.forbidden and any(t in second.terms and t not in second.forbidden for t in first.forbidden):
        return True
    return any(
        side[0] == "+" and "-" + side[1:] in second.sides and "+" + side[1:] not in second.sides
        for side in first.sides
        if "-" + side[1:] not in first.sides
    )


@lru_cache(maxsize=20_000)
def read(text: str) -> Meaning:
    """Return the meaning of TEXT; any string is accepted."""
    raw = tokens(text)
    cased = _capitals_say_something(raw)
    spelled: list[str] = []
    capital: list[bool] = []
    for token in raw:
        parts = spell(token.lower())
        spelled.extend(parts)
        capital.extend([cased and token[0].isupper()] * len(parts))
    terms: dict[str, float] = {}
    places: set[tuple[str, str]] = set()
    sides: set[str] = set()
    forbidden: set[str] = set()
    reach, at = 0, 0
    while at < len(spelled):
        concept, length = _at(spelled, at)
        if concept is None or concept.name in gazetteer.MARKERS:
            place, taken = gazetteer.named(spelled, capital, at, _TOWARDS)
            if place is not None:
                places.add(place)
                terms[f"@{place[1]}"] = 1.0
                if concept is not None:
                    terms.setdefault(concept.name, concept.weight)
                at += taken
                continue
        term, weight, axis = _term(spelled[at], concept)
        if term in _FORBID:
            reach = _REACH
        elif weight > 0:
            if reach:
                reach -= 1
                forbidden.add(term)
                axis = axis and ("-" if axis[0] == "+" else "+") + axis[1:]
            if axis:
                sides.add(axis)
        if weight > 0:
            terms[term] = weight
        at += length
    return Meaning(
        terms, frozenset(places), frozenset(sides), frozenset(forbidden), tuple(spelled), tuple(raw)
    )


def _capitals_say_something(raw: list[str]) -> bool:
    """Return whether capitals mark names here: some words have one, but not most."""
    upper = sum(token[0].isupper() for token in raw)
    return 0 < upper <= max(2, len(raw) * 0.5)


def _at(spelled: list[str], at: int) -> tuple[Concept | None, int]:
    """Return the concept that begins at AT and how many words it takes."""
    first = spelled[at]
    for parts in phrases().get(first, ()):
        if tuple(spelled[at : at + len(parts)]) == parts:
            return concepts()["_".join(parts)], len(parts)
    return known(first), 1


def _term(word: str, concept: Concept | None) -> tuple[str, float, str]:
    if concept is not None:
        return concept.name, concept.weight, concept.axis
    if len(word) < 3 or word.isdigit():
        return word, 0.0, ""
    return light(word), 1.0, ""


@lru_cache(maxsize=200_000)
def known(word: str) -> Concept | None:
    """Return the concept of WORD: as it stands, without affixes, or with one slip of the finger undone."""
    table = concepts()
    if word in table:
        return table[word]
    if len(word) < 4 or word.isdigit():
        return None
    for reading in readings(word):
        if reading in table and (len(reading) > 3 or len(word) < 7):
            return table[reading]
    return _mended(word) if len(word) >= 5 else None


def _mended(word: str) -> Concept | None:
    """Return the concept whose word is one edit away and begins with the same letter."""
    near = _deletions()
    for form in (word, *_without_one(word)):
        for candidate in near.get(form, ()):
            if _one_edit(word, candidate):
                return concepts()[candidate]
    return None


@cache
def _deletions() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for form in sorted(concepts()):
        if len(form) >= 5 and "_" not in form:
            for shorter in {form, *_without_one(form)}:
                table.setdefault(shorter, []).append(form)
    return table


def _without_one(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


def _one_edit(first: str, second: str) -> bool:
    if first == second or abs(len(first) - len(second)) > 1:
        return first == second
    at = 0
    while at < min(len(first), len(second)) and first[at] == second[at]:
        at += 1
    if len(first) == len(second):
        if first[at + 1 :] == second[at + 1 :]:
            return len(first) >= 8
        return first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]
    short, long = sorted((first, second), key=len)
    return len(long) >= 7 and short[at:] == long[at + 1 :]
