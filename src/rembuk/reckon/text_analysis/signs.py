"""What the clusterer keeps of a text: a sketch of its letters, its weighted terms, and what guards it.

A signature is 249 bytes and a tail:

    0    128 x uint8   one-byte MinHash (Li and König, "b-bit minwise hashing", 2010) of the letter pieces
    128  24 x uint32   hashed terms in rising order (the heaviest 24), then 0
    224  24 x uint8    their weights in hundredths
    248  uint8         stance: 1 asks, 2 praises, 4 peddles, 8 speaks of public affairs
    249  JSON or nothing: [places, sides, hashed terms asked not to be]
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import loops
from rembuk.reckon.text_analysis.batch import READ_AT_ONCE, Batch, read_many
from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.reckon.text_analysis.vocabulary import SKETCH, reading

TERMS = 24
STANCE = SKETCH + 5 * TERMS
WIDTH = STANCE + 1
_MOST_WORDS = 400  # words whose pieces are sketched

Bytes = NDArray[np.uint8]


def blocks(batch: Batch) -> tuple[Bytes, list[bytes]]:
    """Return the fixed part of the signature of each text, one row each, and the tails."""
    size, known = len(batch), batch.known
    rows = np.zeros((size, WIDTH), np.uint8)
    sketches = np.zeros((size, SKETCH), np.uint8)
    _sketch(batch, sketches)
    rows[:, :SKETCH] = sketches
    hashes, weights = np.zeros((size, TERMS), np.uint32), np.zeros((size, TERMS), np.uint8)
    loops.heaviest(
        batch.terms, batch.weights, batch.term_starts, known.term_number.rows, hashes, weights
    )  # fmt: skip
    rows[:, SKETCH : SKETCH + 4 * TERMS] = hashes.astype("<u4").view(np.uint8)
    rows[:, SKETCH + 4 * TERMS : STANCE] = weights
    rows[:, STANCE] = batch.stances
    return rows, batch.tails


def _sketch(batch: Batch, out: Bytes) -> None:
    """Sketch every text by the stems of its words, one that has none by the words themselves."""
    known = batch.known
    stemmed = np.concatenate([[0], np.cumsum(known.words.rows[batch.words, loops.STEM] >= 0)])
    bare = stemmed[batch.word_starts[1:]] == stemmed[batch.word_starts[:-1]]
    low = np.zeros(SKETCH, np.uint32)
    args: Any = (known.words.rows, loops.STEM, _MOST_WORDS, known.sketches(), low, out)
    loops.sketch(batch.words, batch.word_starts, *args)
    for text in np.flatnonzero(bare & (np.diff(batch.word_starts) > 0)).tolist():
        words = batch.words[batch.word_starts[text] : batch.word_starts[text + 1]]
        for word in words.tolist():
            known.words.rows[word, loops.OWN] = known.sketched(known.texts[word])
        ends = np.array([0, len(words)], np.int64)
        args = (known.words.rows, loops.OWN, _MOST_WORDS, known.sketches(), low, out[text : text + 1])
        loops.sketch(words, ends, *args)


def signatures(texts: Sequence[str]) -> list[bytes]:
    """Return the signature of each of TEXTS."""
    found = []
    with unhurried(), reading:
        for at in range(0, len(texts), READ_AT_ONCE):
            found += joined(*blocks(read_many(texts[at : at + READ_AT_ONCE])))
    return found


def joined(rows: Bytes, tails: Sequence[bytes]) -> list[bytes]:
    """Return signatures in one piece each."""
    return [row.tobytes() + end for row, end in zip(rows, tails, strict=True)]


def signature(text: str) -> bytes:
    """Return what the clusterer keeps of TEXT: 249 bytes, and more if it names places or takes a side."""
    return signatures([text])[0]
