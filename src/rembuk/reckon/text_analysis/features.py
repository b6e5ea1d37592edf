"""What the linear models see of a text, for `labels.py` and for their trainer, benchmarks/train_text.py."""

from __future__ import annotations

import zlib
from functools import cache, lru_cache

from rembuk.reckon.text_analysis.meaning import CIVIC, Meaning, known
from rembuk.reckon.text_analysis.stem import light
from rembuk.reckon.text_analysis.tables import bag, concepts, cues

LETTERS = 1 << 14
MOST_GRAMS, LONGEST_WORD = 60, 24


@lru_cache(maxsize=50_000)
def grams(word: str) -> tuple[int, ...]:
    """Return the hashed pieces of 1 to 4 letters of WORD and the whole word, each below LETTERS."""
    framed = f"<{word[:LONGEST_WORD]}>".encode("utf-8", "replace")
    found = [zlib.crc32(framed) % LETTERS]
    for size in (2, 3, 4):
        found += [zlib.crc32(framed[at : at + size]) % LETTERS for at in range(len(framed) - size + 1)]
    return tuple(found[:MOST_GRAMS])


@cache
def _pair_heads() -> frozenset[str]:
    return frozenset(form.split("_")[0] for form in cues() if "_" in form)


def manner(meaning: Meaning) -> list[str]:
    """Return the units that tell kind, spam and abuse: words (first ones marked "^"), pairs that are cues."""
    words = meaning.words[:80]
    units = ["^" + word for word in words[:2]]
    units += words[2:]
    for head in _pair_heads().intersection(words):
        for at, word in enumerate(words):
            if word == head:
                joined = ["_".join(words[at : at + size]) for size in (2, 3) if at + size <= len(words)]
                units += [pair for pair in joined if pair in cues()]
    units += [low for low in _cue_words().intersection(meaning.raw[:80]) if low not in words]
    if words and words[-1] == "?":
        units.append("$?")
    if len(words) < 5:
        units.append("#short")
    if not meaning.stance & CIVIC:
        units.append("#nothing")
    units[2:] = sorted(units[2:])
    return units


@cache
def _cue_words() -> frozenset[str]:
    return frozenset(cues())


@lru_cache(maxsize=50_000)
def subject_of(term: str) -> str:
    """Return the subject "level1/level2" that the tables give TERM, or ""."""
    if term not in _concept_names():  # most terms are not, and to look for what they may stand for is dear
        return ""
    concept = known(term)
    return concept.subject if concept is not None and concept.name == term else ""


@cache
def _concept_names() -> frozenset[str]:
    return frozenset(concept.name for concept in concepts().values())


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
