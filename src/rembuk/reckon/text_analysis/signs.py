"""What the clusterer keeps of a text: a sketch of its letters, its weighted terms, and what guards it.

A signature is 248 bytes and a tail:

    0    128 x uint8   one-byte MinHash (Li and König, "b-bit minwise hashing", 2010) of the letter pieces
    128  24 x uint32   hashed terms, heaviest first, 0 where there are fewer
    224  24 x uint8    their weights in hundredths
    248  JSON or nothing: [places, sides, hashed terms asked not to be]
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import orjson
from numpy.typing import NDArray

from rembuk.reckon.text_analysis.meaning import Meaning, known, read
from rembuk.reckon.text_analysis.stem import light

SKETCH, TERMS = 128, 24
WIDTH = SKETCH + 5 * TERMS
_MOST_WORDS = 120_000  # words whose sketch is kept: 60 MB
_PIECE = 4

Bytes = NDArray[np.uint8]

# Fixed odd multipliers and offsets of the 128 hash functions (multiply-shift); any change voids kept signatures.
_rng = np.random.Generator(np.random.PCG64(20_260_101))
_MULTIPLY = _rng.integers(1, 2**63, SKETCH, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_OFFSET = _rng.integers(0, 2**63, SKETCH, dtype=np.uint64)


class _Sketches:
    """Keep the sketch of each word met, so that a text's sketch is the minimum of its words' sketches."""

    def __init__(self) -> None:
        self._at: dict[str, int] = {}
        self._rows = np.zeros((4096, SKETCH), np.uint32)

    def numbers(self, words: Sequence[str]) -> list[int]:
        at = self._at
        missing = [word for word in dict.fromkeys(words) if word not in at]
        if missing:
            if len(at) + len(missing) > _MOST_WORDS:
                at.clear()
                missing = list(dict.fromkeys(words))
            self._enter(missing)
        return [at[word] for word in words]

    def rows(self, numbers: list[int]) -> NDArray[np.uint32]:
        return self._rows[np.array(numbers, np.int64)]

    def _enter(self, words: list[str]) -> None:
        first = len(self._at)
        while first + len(words) > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        for start in range(0, len(words), 2048):
            part = words[start : start + 2048]
            hashes, ends = [], [0]
            for word in part:
                hashes += _pieces(word)
                ends.append(len(hashes))
            base = np.array(hashes, np.uint64)[:, None]
            mixed = ((base * _MULTIPLY + _OFFSET) >> np.uint64(32)).astype(np.uint32)
            at = first + start
            self._rows[at : at + len(part)] = np.minimum.reduceat(mixed, np.array(ends[:-1]), axis=0)
        for number, word in enumerate(words, first):
            self._at[word] = number


def _pieces(word: str) -> list[int]:
    framed = f"<{word[:40]}>".encode("utf-8", "replace")
    return [zlib.crc32(framed[at : at + _PIECE]) for at in range(max(1, len(framed) - _PIECE + 1))]


_sketches = _Sketches()


def _weighty(meaning: Meaning) -> list[str]:
    """Return the words whose letters are compared: those that say something, or all if none does."""
    stems = []
    for word in meaning.words[:400]:
        concept = known(word)
        if (concept is None or concept.weight > 0) and len(word) > 1:
            stems.append(light(word))
    return stems or list(meaning.words[:400])


def blocks(meanings: Sequence[Meaning]) -> tuple[Bytes, list[bytes]]:
    """Return the fixed part of the signature of each text, one row each, and the tails."""
    rows = np.zeros((len(meanings), WIDTH), np.uint8)
    words = [_weighty(meaning) for meaning in meanings]
    counts = np.array([len(own) for own in words], np.int64)
    flat = [word for own in words for word in own]
    if flat:
        sketch = _sketches.rows(_sketches.numbers(flat))
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        filled = counts > 0
        lowest = np.minimum.reduceat(sketch, starts[filled], axis=0)
        # The low bits of a minimum of many hashes are even; the high bits are not.
        rows[filled, :SKETCH] = (lowest * np.uint32(0x9E3779B1)) >> np.uint32(24)
    hashes = np.zeros((len(meanings), TERMS), np.uint32)
    weights = np.zeros((len(meanings), TERMS), np.uint8)
    for at, meaning in enumerate(meanings):
        heavy = sorted(meaning.terms.items(), key=_heaviest)[:TERMS]
        hashes[at, : len(heavy)] = [term_number(term) for term, _ in heavy]
        weights[at, : len(heavy)] = [int(weight * 100) for _, weight in heavy]
    rows[:, SKETCH : SKETCH + 4 * TERMS] = hashes.astype("<u4").view(np.uint8)
    rows[:, SKETCH + 4 * TERMS :] = weights
    return rows, [tail(meaning) for meaning in meanings]


def _heaviest(item: tuple[str, float]) -> tuple[float, str]:
    return (-item[1], item[0])


def term_number(term: str) -> int:
    """Return TERM as a number from 1 to 2**32 - 1."""
    return zlib.crc32(term.encode("utf-8", "replace")) or 1


def tail(meaning: Meaning) -> bytes:
    """Return what guards a text from being joined with another, b"" if nothing does."""
    if not (meaning.places or meaning.sides or meaning.forbidden):
        return b""
    forbidden = sorted(term_number(term) for term in meaning.forbidden)
    return orjson.dumps([sorted(meaning.places), sorted(meaning.sides), forbidden])


def signatures(texts: Sequence[str]) -> list[bytes]:
    """Return the signature of each of TEXTS."""
    rows, tails = blocks([read(text) for text in texts])
    return [row.tobytes() + end for row, end in zip(rows, tails, strict=True)]


def signature(text: str) -> bytes:
    """Return what the clusterer keeps of TEXT: 248 bytes, and more if it names places or takes a side."""
    return signatures([text])[0]
