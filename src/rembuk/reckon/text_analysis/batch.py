"""Read many texts at once: what `meaning.read` does for one, in compiled loops over numbers of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import filterfalse
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import loops
from rembuk.reckon.text_analysis.clean import parted, plain
from rembuk.reckon.text_analysis.meaning import CIVIC, stance_of
from rembuk.reckon.text_analysis.vocabulary import Vocabulary, reading, vocabulary

Array = NDArray[Any]

READ_AT_ONCE = 10_000
_MOST_TAILS = 100_000
# What may stand in a word of ASCII stays, "?" and "!" have spaces round them already, the rest is a space.
_PARTS = bytes(n if chr(n).isalnum() or chr(n) in "'-?!" else 32 for n in range(128)) + bytes([32] * 128)


@dataclass
class Batch:
    """Hold what texts say, as numbers of the vocabulary; starts have one entry more than there are texts.

    `words` and `raws` are the words as meant and as written; `terms` and `weights` what they add up to;
    `stances` as in Meaning; `tails` what guards a text from being joined with another (see signs.py).
    """

    known: Vocabulary
    words: Array
    word_starts: Array
    raws: Array
    raw_starts: Array
    terms: Array
    weights: Array
    term_starts: Array
    stances: Array
    tails: list[bytes]

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.stances)


def read_many(texts: Sequence[str]) -> Batch:
    """Return what TEXTS say; hold `vocabulary.reading` while it is used."""
    known = vocabulary()
    ids, starts = _numbered(known, texts)
    known_tokens = known.entries.rows[ids, loops.TOKEN]
    room = int(known.tokens.rows[known_tokens, loops.COUNT].sum())
    size = len(texts)
    words, bigs = np.zeros(room, np.int32), np.zeros(room, np.uint8)
    raws, told = np.zeros(len(ids), np.int32), np.zeros(size, np.int64)
    word_starts, raw_starts = np.zeros(size + 1, np.int64), np.zeros(size + 1, np.int64)
    loops.spread(
        ids, starts, known.entries.rows, known.tokens.rows, known.token_words.rows, known.told.rows,
        words, bigs, raws, word_starts, raw_starts, told,
    )  # fmt: skip
    batch, sides, thanked = _walked(known, words, bigs, word_starts)
    batch.raws, batch.raw_starts = raws[: raw_starts[-1]], raw_starts
    taking = np.zeros(size, bool)
    taking[sides[np.isin(np.abs(sides[:, 1]), [known.axis("+setuju"), known.axis("+boleh")]), 0]] = True
    batch.stances = stance_of(told, taking, thanked > 0)
    return batch


def _numbered(known: Vocabulary, texts: Sequence[str]) -> tuple[Array, Array]:
    """Return the entries of the words of TEXTS as written, and where each text begins."""
    flat: list[bytes] = []
    starts = np.zeros(len(texts) + 1, np.int64)
    for at, text in enumerate(texts, 1):
        spoken = plain(text)
        if spoken.isascii():
            kept = spoken.encode("ascii")
            if b"?" in kept:
                kept = kept.replace(b"?", b" ? ")
            if b"!" in kept:
                kept = kept.replace(b"!", b" ! ")
            flat += kept.translate(_PARTS).split()
        else:
            flat += [word.encode("utf-8", "replace") for word in parted(spoken)]
        starts[at] = len(flat)
    found = known.entry_at
    for written in set(filterfalse(found.__contains__, flat)):
        known.entry(written)
    return np.fromiter(map(found.__getitem__, flat), np.int32, len(flat)), starts


def _walked(known: Vocabulary, words: Array, bigs: Array, starts: Array) -> tuple[Batch, Array, Array]:
    """Return a batch of the terms and tails of texts, the sides they take, and which of them thank."""
    size, room = len(starts) - 1, len(words)
    terms, weights = np.zeros(2 * room, np.int32), np.zeros(2 * room, np.float64)
    term_starts = np.zeros(size + 1, np.int64)
    places = np.zeros((room, loops.PLACE_WIDTH), np.int64)
    sides, forbidden = np.zeros((room, 2), np.int64), np.zeros((room, 2), np.int64)
    thanked, counts = np.zeros(size, np.uint8), np.zeros(4, np.int64)
    stamps, stand = np.zeros(known.term_number.size, np.int32), np.zeros(known.term_number.size, np.int64)
    loops.walk(
        words, bigs, starts, known.words.rows, known.weights.rows, known.hashes.rows, known.heads,
        known.phrases, known.phrase_hashes, known.phrase_weights, known.regions, known.thanks, stamps, stand,
        terms, weights, term_starts, places, sides, forbidden, thanked, counts, np.zeros(4, np.int64),
    )  # fmt: skip
    count, named, sided, banned = counts.tolist()
    terms, weights = terms[:count], weights[:count]
    places = places[:named]
    numbers = _named(known, places, words)
    terms[places[:, 1]] = known.place_terms.rows[numbers]
    twice = _twice(places[:, 0], terms[places[:, 1]])
    if len(twice):
        keep = np.ones(count, bool)
        keep[places[twice, 1]] = False
        before = np.concatenate([[0], np.cumsum(keep)])
        terms, weights, term_starts = terms[keep], weights[keep], before[term_starts]
    sides = sides[:sided]
    tails = _tails(known, size, np.column_stack([places[:, 0], numbers]), sides, forbidden[:banned])
    nothing = np.zeros(0, np.int64)
    batch = Batch(known, words, starts, nothing, nothing, terms, weights, term_starts, nothing, tails)
    return batch, sides, thanked


def _named(known: Vocabulary, places: Array, words: Array) -> Array:
    """Enter the places found and return their numbers."""
    spelled = np.full((len(places), 5), -1, np.int64)
    kind, first, length, region = places[:, 2:6].T
    spelled[:, 0], spelled[:, 1] = kind, region
    for at in range(3):
        there = (region < 0) & (length > at)
        spelled[there, 2 + at] = words[first[there] + at]
    keys = list(map(tuple, spelled.tolist()))
    found = known.place_at
    for key in set(filterfalse(found.__contains__, keys)):
        known.place(key)
    return np.fromiter(map(found.__getitem__, keys), np.int64, len(keys))


def _twice(texts: Array, terms: Array) -> Array:
    """Return where a term stands that its text has before; TEXTS rise."""
    order = np.lexsort((terms, texts))
    texts, terms = texts[order], terms[order]
    again: Array = order[1:][(texts[1:] == texts[:-1]) & (terms[1:] == terms[:-1])]
    return again


def _tails(known: Vocabulary, size: int, places: Array, sides: Array, forbidden: Array) -> list[bytes]:
    """Return the tail of each text, b"" where nothing guards it: [places, sides, terms asked not to be].

    Each argument holds pairs of a text and the number of a place, an axis or a term.
    """
    tails = [b""] * size
    if len(known.tails) > _MOST_TAILS:
        known.tails.clear()
    # The three kinds are told apart by what is added; axes are below zero for their other side.
    codes = np.concatenate([places[:, 1], sides[:, 1] + _AXES, forbidden[:, 1] + _TERMS])
    owners = np.concatenate([places[:, 0], sides[:, 0], forbidden[:, 0]])
    both = np.unique(owners * _ROOM + codes)
    owners = both // _ROOM
    starts = np.flatnonzero(np.concatenate([[True], owners[1:] != owners[:-1]])[: len(owners)]).tolist()
    codes, texts = (both % _ROOM).tolist(), owners.tolist()
    for begin, end in zip(starts, [*starts[1:], len(codes)][: len(starts)], strict=True):
        key = tuple(codes[begin:end])
        tail = known.tails.get(key)
        if tail is None:
            tail = known.tails[key] = _tail(known, key)
        tails[texts[begin]] = tail
    return tails


_AXES, _TERMS, _ROOM = 1 << 40, 1 << 41, 1 << 42


def _tail(known: Vocabulary, key: Sequence[int]) -> bytes:
    """Return what guards a text, written out; KEY as `_tails` puts it."""
    names = list(known.axes)
    own = sorted(known.place_names[code] for code in key if code < _AXES // 2)
    axes = [code - _AXES for code in key if _AXES // 2 < code < _TERMS - _AXES // 2]
    spelled = sorted(("+" if axis > 0 else "-") + names[abs(axis) - 1] for axis in axes)
    numbers = sorted(int(known.term_number.rows[code - _TERMS]) for code in key if code >= _TERMS)
    # orjson hands out a buffer of at least a kilobyte; a copy holds what is written and no more.
    return bytes(memoryview(orjson.dumps([own, spelled, numbers])))


def strings(batch: Batch, text: int) -> tuple[list[str], list[str]]:
    """Return the words of one text, as written and as meant."""
    raws = batch.raws[batch.raw_starts[text] : batch.raw_starts[text + 1]].tolist()
    words = batch.words[batch.word_starts[text] : batch.word_starts[text + 1]].tolist()
    return [batch.known.raws.names[raw] for raw in raws], [batch.known.texts[word] for word in words]


__all__ = ["CIVIC", "READ_AT_ONCE", "Batch", "read_many", "reading", "strings"]
