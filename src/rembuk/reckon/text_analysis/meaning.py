"""Read a text as weighted terms, the places it names and the side it takes.

Light: the standard library and this package's word tables only, so a web process may use it.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rembuk.reckon.text_analysis import gazetteer
from rembuk.reckon.text_analysis.clean import spell, tokens, trimmed
from rembuk.reckon.text_analysis.stem import light, readings
from rembuk.reckon.text_analysis.tables import Concept, bag, concepts, phrases, stances

# Words that turn the wish that follows into its opposite, and how many words of weight they reach: "jangan"
# the verb after it, the others the thing and its noun.
_FORBID = {"jangan": 1, "tolak": 2, "batal": 2, "henti": 2, "tidak_setuju": 2, "tidak_perlu": 2}
_FORBIDDEN = 0.45  # words that weigh less are passed over
UNKNOWN = 0.6  # weight of a word that no table knows
ASKS, PRAISES, PEDDLES, CIVIC = 1, 2, 4, 8
# Before a name: "di Sukamaju", "neng Bantul", "ka Garut".
TOWARDS = bag("di ke dari ing neng nang ning ka ti na dek wonten area wilayah daerah sekitar")


class Meaning(NamedTuple):
    """Hold what a text says.

    `terms`: term -> weight. `places`: (kind, name) of places named, kind "wilayah" for a region of the
    gazetteer, else the word before it. `sides`: axes with "+" or "-" before. `forbidden`: terms asked not to
    be. `words`: the words as spelled out, `raw`: as written, in lower case. `stance`: ASKS, PRAISES, PEDDLES
    and CIVIC, added up. `stems`: what its letters are compared by.
    """

    terms: dict[str, float]
    places: frozenset[tuple[str, str]]
    sides: frozenset[str]
    forbidden: frozenset[str]
    words: tuple[str, ...]
    raw: tuple[str, ...]
    stance: int
    stems: tuple[str, ...]

    def norm(self) -> float:
        """Return the length of the vector of terms."""
        return math.sqrt(sum(weight * weight for weight in self.terms.values()))

    def opposes(self, other: Meaning) -> bool:
        """Return whether the two name other places or take opposite sides."""
        if apart_in_stance(self.stance, other.stance):
            return True
        if self.stance & other.stance & ASKS and (_other_side(self, other) or _other_side(other, self)):
            return True
        return gazetteer.apart(self.places, other.places)


def apart_in_stance(first: int, second: int) -> bool:
    """Return whether one praises or peddles and the other does not."""
    return bool((first ^ second) & (PRAISES | PEDDLES))


_TAKING_SIDES = frozenset(["+setuju", "-setuju", "-boleh", "+boleh"])


def _other_side(first: Meaning, second: Meaning) -> bool:
    if first.forbidden and any(t in second.terms and t not in second.forbidden for t in first.forbidden):
        return True
    return any(
        side[0] == "+" and "-" + side[1:] in second.sides and "+" + side[1:] not in second.sides
        for side in first.sides
        if "-" + side[1:] not in first.sides
    )


class Word(NamedTuple):
    """Hold what is known of one word, worked out once.

    `term`, `weight`, `axis`: what it adds to a meaning. `reach`: how many words it forbids. `special`: it may
    begin a phrase or a place. `simple`: neither of these nor an axis. `told`: counts of ask, praise, bad,
    peddle and of words with a subject, a byte each. `stem`: what its letters are compared by, "" for nothing.
    """

    simple: bool
    term: str
    weight: float
    text: str
    axis: str
    reach: int
    special: int
    unknown: bool
    told: int
    stem: str


_PHRASE, _REGION, _MARKER = 1, 2, 4
_NOTHING: frozenset[Any] = frozenset()
_TOLD = {"ask": 1, "praise": 1 << 8, "bad": 1 << 16, "peddle": 1 << 24}


@lru_cache(maxsize=50_000)
def word(text: str) -> Word:
    """Return what is known of TEXT, a word as spelled out."""
    concept = known(text)
    term, weight, axis = _term(text, concept)
    special = _PHRASE * (text in phrases())
    special += _REGION * (concept is None and text in gazetteer.region_heads())
    special += _MARKER * (concept is not None and concept.name in gazetteer.MARKERS)
    told = sum(_TOLD[group] for group in stances().get(text, ()))
    told += (1 << 32) * bool(concept and concept.subject)
    reach = _FORBID.get(term, 0)
    stem = light(text) if weight > 0 and len(text) > 1 else ""
    simple = not (axis or reach or special or term == "terima_kasih")
    return Word(simple, term, weight, text, axis, reach, special, concept is None, told, stem)


class Token(NamedTuple):
    """Hold what one written word, in lower case, stands for."""

    raw: str
    words: tuple[Word, ...]
    told: int


@lru_cache(maxsize=50_000)
def token(low: str) -> Token:
    """Return what LOW, a word as written in lower case, stands for."""
    short = trimmed(low)
    words = tuple(word(part) for part in spell(short))
    told = sum(one.told for one in words)
    if short not in {one.text for one in words}:
        told += sum(_TOLD[group] for group in stances().get(short, ()))
    return Token(short.replace("'", ""), words, told)


@contextmanager
def unhurried() -> Iterator[None]:
    """Keep the collector of cycles still while many small tuples are made: none of them is in a cycle."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@lru_cache(maxsize=6_000)
def read(text: str) -> Meaning:
    """Return the meaning of TEXT; any string is accepted."""
    written = tokens(text)
    small = text.islower()
    found = list(map(token, written if small else [one.lower() for one in written]))
    words = [one for part in found for one in part[1]]
    capital = None if small else _capitals(written, found)
    state = _State()
    _walk(words, capital, state)
    return Meaning(
        state.terms,
        frozenset(state.places) if state.places else _NOTHING,
        frozenset(state.sides) if state.sides else _NOTHING,
        frozenset(state.forbidden) if state.forbidden else _NOTHING,
        tuple([one[3] for one in words]),
        tuple([part[0] for part in found if part[0]]),
        int(stance_of(sum([part[2] for part in found]), bool(state.sides & _TAKING_SIDES), state.thanks)),
        tuple([one[9] for one in words if one[9]]),
    )


class _State:
    """Gather what a text says while its words are walked."""

    __slots__ = ("forbidden", "places", "sides", "terms", "thanks")

    def __init__(self) -> None:
        self.terms: dict[str, float] = {}
        self.places: set[tuple[str, str]] = set()
        self.sides: set[str] = set()
        self.forbidden: set[str] = set()
        self.thanks = False


def _walk(words: list[Word], capital: list[bool] | None, state: _State) -> None:
    """Read WORDS one after the other: phrases, places, and what is asked not to be."""
    terms = state.terms
    reach, at, size = 0, 0, len(words)
    while at < size:
        one = words[at]
        _, term, weight = one[:3]
        if one[0] and not reach and not (capital and capital[at] and one.unknown):
            if weight:
                terms[term] = weight
            at += 1
            continue
        length, axis, forbids = 1, one.axis, one.reach
        if one.special & _PHRASE and at + 1 < size and words[at + 1].text in followers()[one.text]:
            concept, length = _at([other.text for other in words[at : at + _LONGEST_PHRASE]], 0)
            term, weight, axis = _term(one.text, concept)
            forbids = _FORBID.get(term, 0)
        if length == 1 and (one.special > _PHRASE or (one.unknown and capital and capital[at])):
            taken = _place(words, capital, at, state)
            if taken:
                at += taken
                continue
        state.thanks |= term == "terima_kasih"
        if forbids:
            reach = forbids
        elif weight > 0:
            if reach and weight > _FORBIDDEN:
                reach -= 1
                state.forbidden.add(term)
                axis = axis and ("-" if axis[0] == "+" else "+") + axis[1:]
            if axis:
                state.sides.add(axis)
        if weight > 0:
            terms[term] = weight
        at += length


_LONGEST_PHRASE = 5


@cache
def followers() -> dict[str, frozenset[str]]:
    """Return first word of a phrase -> the words that may come second."""
    return {first: frozenset(parts[1] for parts in found) for first, found in phrases().items()}


def _place(words: list[Word], capital: list[bool] | None, at: int, state: _State) -> int:
    """Enter the place named at word AT, if there is one, and return how many words name it."""
    if words[at].special & _MARKER and (at + 1 == len(words) or not words[at + 1].unknown):
        return 0
    first, end = max(0, at - 1), at + 5
    spelled = [one.text for one in words[first:end]]
    big = capital[first:end] if capital else [False] * len(spelled)
    place, taken = gazetteer.named(spelled, big, at - first, TOWARDS)
    if place is not None:
        state.places.add(place)
        state.terms[f"@{place[1]}"] = 1.0
        if not words[at].unknown:
            state.terms.setdefault(words[at].term, words[at].weight)
    return taken


def _capitals(written: list[str], found: list[Token]) -> list[bool] | None:
    """Return for each word spelled out whether it is capitalised, None where capitals say nothing."""
    upper = [one[0].isupper() for one in written]
    if not 0 < sum(upper) <= max(2, len(upper) * 0.5):
        return None
    return [big for big, part in zip(upper, found, strict=True) for _ in part.words]


def stance_of(told: Any, taking: Any, thanks: Any) -> Any:
    """Return the stance of a text, or of an array of them: what its words TOLD, whether it takes a side."""
    ask, praise, bad, peddle = told & 255, told >> 8 & 255, told >> 16 & 255, told >> 24 & 255
    asks = (ask > 0) | taking
    praises = ((praise > 0) | thanks) & (asks ^ 1) & (bad == 0)
    peddles = (peddle >= 2) & (peddle > ask)
    return ASKS * asks + PRAISES * praises + PEDDLES * peddles + CIVIC * (told >> 32 > 0)


def reach_of(term: str) -> int:
    """Return how many words of weight TERM forbids, 0 for most terms."""
    return _FORBID.get(term, 0)


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
    return light(word), UNKNOWN, ""


@lru_cache(maxsize=20_000)
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
