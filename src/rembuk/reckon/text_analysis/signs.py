"""What the clusterer keeps of a text: a sketch of its letters, its weighted terms, and what guards it.

A signature is 249 bytes and a tail:

    0    128 x uint8   one-byte MinHash (Li and König, "b-bit minwise hashing", 2010) of the letter pieces
    128  24 x uint32   hashed terms in rising order (the heaviest 24), then 0
    224  24 x uint8    their weights in hundredths
    248  uint8         stance: 1 asks, 2 praises, 4 peddles, 8 speaks of public affairs
    249  JSON or nothing: [places, sides, hashed terms asked not to be]
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import orjson
from numpy.typing import NDArray

from rembuk.reckon.text_analysis.meaning import Meaning, read

SKETCH, TERMS = 128, 24
STANCE = SKETCH + 5 * TERMS
WIDTH = STANCE + 1
_MOST_WORDS = 100_000  # words whose sketch is kept: 50 MB
_PIECE = 4

Bytes = NDArray[np.uint8]

# Fixed odd multipliers and offsets of the 128 hash functions; any change voids the signatures kept.
_rng = np.random.Generator(np.random.PCG64(20_260_101))
_MULTIPLY = _rng.integers(1, 2**31, SKETCH, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_OFFSET = _rng.integers(0, 2**32, SKETCH, dtype=np.uint32)


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

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.uint32]:
        return self._rows[numbers]

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
            mixed = np.array(hashes, np.uint32)[:, None] * _MULTIPLY
            mixed += _OFFSET
            at = first + start
            self._rows[at : at + len(part)] = np.minimum.reduceat(mixed, np.array(ends[:-1]), axis=0)
        for number, word in enumerate(words, first):
            self._at[word] = number


def _pieces(word: str) -> list[int]:
    framed = f"<{word[:40]}>".encode("utf-8", "replace")
    return [zlib.crc32(framed[at : at + _PIECE]) for at in range(max(1, len(framed) - _PIECE + 1))]


_sketches = _Sketches()


def blocks(meanings: Sequence[Meaning]) -> tuple[Bytes, list[bytes]]:
    """Return the fixed part of the signature of each text, one row each, and the tails."""
    rows = np.zeros((len(meanings), WIDTH), np.uint8)
    words = [(meaning.stems or meaning.words)[:400] for meaning in meanings]
    counts = np.array([len(own) for own in words], np.int64)
    flat = [word for own in words for word in own]
    if flat:
        numbered = np.array(_sketches.numbers(flat), np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        lowest = np.full((len(meanings), SKETCH), 0xFFFFFFFF, np.uint32)
        order = np.argsort(-counts, kind="stable")
        for place in range(int(counts.max())):
            # The texts that have a word at PLACE are the first of ORDER, so each step is one block.
            own = order[: np.searchsorted(-counts[order], -place, side="left")]
            lowest[own] = np.minimum(lowest[own], _sketches.rows(numbered[starts[own] + place]))
        # The high bits of a minimum of many hashes are all zero; a multiplication spreads what varies.
        rows[:, :SKETCH] = (lowest * np.uint32(0x9E3779B1)) >> np.uint32(24)
        rows[counts == 0, :SKETCH] = 0
    numbers: list[int] = []
    heavy: list[float] = []
    lengths = []
    for meaning in meanings:
        terms = meaning.terms
        if len(terms) > TERMS:
            terms = dict(sorted(terms.items(), key=_heaviest)[:TERMS])
        pairs = sorted([(term_number(term), weight) for term, weight in terms.items()])
        numbers += [number for number, _ in pairs]
        heavy += [weight for _, weight in pairs]
        lengths.append(len(pairs))
    there = np.arange(TERMS) < np.array(lengths, np.int64)[:, None]
    hashes = np.zeros((len(meanings), TERMS), np.uint32)
    weights = np.zeros((len(meanings), TERMS), np.uint8)
    hashes[there] = np.array(numbers, np.uint32)
    weights[there] = (np.array(heavy, np.float64) * 100).astype(np.uint8)
    rows[:, SKETCH : SKETCH + 4 * TERMS] = hashes.astype("<u4").view(np.uint8)
    rows[:, SKETCH + 4 * TERMS : STANCE] = weights
    rows[:, STANCE] = [meaning.stance for meaning in meanings]
    return rows, [tail(meaning) for meaning in meanings]


def _heaviest(item: tuple[str, float]) -> tuple[float, str]:
    return (-item[1], item[0])


@lru_cache(maxsize=50_000)
def term_number(term: str) -> int:
    """Return TERM as a number from 1 to 2**32 - 1."""
    return zlib.crc32(term.encode("utf-8", "replace")) or 1


def tail(meaning: Meaning) -> bytes:
    """Return what guards a text from being joined with another, b"" if nothing does."""
    if not (meaning.places or meaning.sides or meaning.forbidden):
        return b""
    forbidden = sorted(term_number(term) for term in meaning.forbidden)
    # orjson hands out a buffer of at least a kilobyte; a copy holds what is written and no more.
    return bytes(memoryview(orjson.dumps([sorted(meaning.places), sorted(meaning.sides), forbidden])))


def signatures(texts: Sequence[str]) -> list[bytes]:
    """Return the signature of each of TEXTS."""
    rows, tails = blocks([read(text) for text in texts])
    return [row.tobytes() + end for row, end in zip(rows, tails, strict=True)]


def signature(text: str) -> bytes:
    """Return what the clusterer keeps of TEXT: 249 bytes, and more if it names places or takes a side."""
    return signatures([text])[0]
