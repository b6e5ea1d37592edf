"""What the linear models see of a text. Shared by the trainer (benchmarks/train_text.py) and by `labels.py`."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache, lru_cache

from rembuk.reckon.text_analysis.meaning import Meaning, known
from rembuk.reckon.text_analysis.stem import light
from rembuk.reckon.text_analysis.tables import bag, lines

LETTERS = 1 << 14
_MOST_GRAMS = 60


@lru_cache(maxsize=50_000)
def grams(word: str) -> tuple[int, ...]:
    """Return the hashed pieces of 1 to 4 letters of WORD and the whole word, each below LETTERS."""
    framed = f"<{word[:24]}>".encode("utf-8", "replace")
    found = [zlib.crc32(framed) % LETTERS]
    for size in (2, 3, 4):
        found += [zlib.crc32(framed[at : at + size]) % LETTERS for at in range(len(framed) - size + 1)]
    return tuple(found[:_MOST_GRAMS])


@cache
def cues() -> dict[str, tuple[str, ...]]:
    """Return word (or words joined by "_") -> the groups of `isyarat.txt` it belongs to."""
    table: dict[str, list[str]] = {}
    for line in lines("isyarat.txt"):
        group, _, forms = line.partition(":")
        for form in forms.split():
            table.setdefault(form, []).append(group)
    return {form: tuple(dict.fromkeys(groups)) for form, groups in table.items()}


@cache
def _pair_heads() -> frozenset[str]:
    return frozenset(form.split("_")[0] for form in cues() if "_" in form)


def manner(meaning: Meaning) -> list[str]:
    """Return the units that tell kind, spam and abuse: words (first ones marked "^"), pairs that are cues."""
    units = []
    words = meaning.words
    heads = _pair_heads()
    for at, word in enumerate(words[:80]):
        units.append("^" + word if at < 2 else word)
        if word in heads:
            for size in (2, 3):
                joined = "_".join(words[at : at + size])
                if joined in cues():
                    units.append(joined)
    if words and words[-1] == "?":
        units.append("$?")
    for token in meaning.raw[:80]:
        low = token.lower()
        if low in cues() and low not in words:
            units.append(low)
    if len(words) < 5:
        units.append("#short")
    if not any(subject_of(term) for term in meaning.terms):
        units.append("#nothing")
    return units


@lru_cache(maxsize=50_000)
def subject_of(term: str) -> str:
    """Return the subject "level1/level2" that the tables give TERM, or ""."""
    concept = known(term)
    return concept.subject if concept is not None and concept.name == term else ""


@lru_cache(maxsize=50_000)
def manner_features(unit: str) -> tuple[tuple[str, float], ...]:
    """Return the (feature, value) pairs of one unit of `manner`."""
    first = unit.startswith("^")
    word = unit[1:] if first else unit
    found = [(f"w:{word}", 1.0)]
    if unit[0] in "$#":
        return ((unit, 2.0),)
    groups = cues().get(word) or _stem_groups(word)
    for group in groups:
        found.append((f"c:{group}", 3.0))
        if first:
            found.append((f"^{group}", 2.0))
    if not groups:
        found.append((f"a:{_affixes(word)}", 1.0))
        if first:
            found.append((f"^a:{_affixes(word)}", 1.0))
    if word[0].isdigit():
        found.append(("#number", 1.0))
    return tuple(found)


def _stem_groups(word: str) -> tuple[str, ...]:
    root = light(word)
    return cues().get(root, ()) if root != word and len(root) > 3 else ()


def _affixes(word: str) -> str:
    """Return the shape of WORD: which common affixes it bears."""
    before = next(
        (p for p in ("meng", "men", "mem", "me", "di", "ber", "ter", "ng", "per") if word.startswith(p)), ""
    )
    after = next((s for s in ("kan", "keun", "ake", "in", "nya", "an", "i", "e") if word.endswith(s)), "")
    return f"{before}+{after}" if len(word) > 4 else "short"


_NOT_PUBLIC = bag("greet gamble advert loan chain abuse")


@lru_cache(maxsize=50_000)
def subject_features(term: str) -> tuple[tuple[str, float], ...]:
    """Return the (feature, value) pairs by which TERM speaks for a subject; "#one" stands in every text."""
    if term == "#one":
        return (("one", 1.0),)
    subject = subject_of(term)
    found: list[tuple[str, float]] = [(f"t:{term}", 1.0)]
    if subject:
        concept = known(term)
        found.append((f"s:{subject.partition('/')[0]}", concept.weight if concept else 1.0))
    else:
        found += [(f"c:{group}", 1.0) for group in cues().get(term, ()) if group in _NOT_PUBLIC]
    return tuple(found)


def number(feature: str) -> int:
    """Return FEATURE as a 32-bit number."""
    return zlib.crc32(feature.encode("utf-8", "replace"))


def texts_of(meanings: Sequence[Meaning]) -> list[list[str]]:
    """Return the words as written, in lower case, that language is read from."""
    return [[token.lower().replace("'", "") for token in meaning.raw[:60]] for meaning in meanings]
