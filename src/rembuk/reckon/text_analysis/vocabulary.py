"""Number the words met and keep what is known of each in tables that compiled loops read.

A word is looked at once, by `meaning.word` and `features`; after that it is a row. The tables are begun anew
when they have grown large, so that a stream of new words costs no more memory than this.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import features, gazetteer, loops, meaning
from rembuk.reckon.text_analysis.tables import concepts, cues, phrases

SKETCH = 128
_PIECE = 4
_MOST_WORDS = 100_000  # words kept: some 90 MB with their sketches
_MASK = (1 << 64) - 1
# Fixed odd multipliers and offsets of the 128 hash functions; any change voids the signatures kept.
_rng = np.random.Generator(np.random.PCG64(20_260_101))
_MULTIPLY = _rng.integers(1, 2**31, SKETCH, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
_OFFSET = _rng.integers(0, 2**32, SKETCH, dtype=np.uint32)

Array = NDArray[Any]


class Growing:
    """Hold rows of one kind of number; `rows` is the array, `size` how many are entered."""

    def __init__(self, kind: Any, width: int = 0) -> None:
        self._rows: Array = np.zeros((1024, width) if width else 1024, kind)
        self._fresh: list[Any] = []
        self.size = 0

    def add(self, row: Any) -> int:
        """Enter ROW and return its number."""
        self._fresh.append(row)
        self.size += 1
        return self.size - 1

    @property
    def rows(self) -> Array:
        """Return the array; rows after the last are not in use."""
        if self._fresh:
            first = self.size - len(self._fresh)
            while self.size > len(self._rows):
                self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._rows[first : self.size] = self._fresh
            self._fresh = []
        return self._rows


class Numbered:
    """Number strings in the order they are met; scores are worked out when a string is first asked for."""

    def __init__(self, width: int, work_out: Callable[[list[str]], Any]) -> None:
        self.names: list[str] = []
        self.at: dict[str, int] = {}
        self.base = Growing(np.int32)
        self._scores: Array = np.zeros((0, width), np.float32)
        self._done: Array = np.zeros(0, bool)
        self._work_out = work_out

    def __call__(self, name: str) -> int:
        """Return the number of NAME."""
        found = self.at.get(name)
        if found is None:
            # "^word" is the word where it stands first: it speaks under the word's own name.
            own = self(name[1:]) if name[0] == "^" and len(name) > 1 else len(self.names)
            found = self.at[name] = len(self.names)
            self.names.append(name)
            self.base.add(-1 if name[0] in "#$" else own)
        return found

    def scores(self, ids: Array) -> Array:
        """Return the table of scores, those of IDS filled in."""
        more = len(self.names) - len(self._done)
        if more > 0:
            more = max(more, len(self._done), 1024)
            self._done = np.concatenate([self._done, np.zeros(more, bool)])
            self._scores = np.concatenate([self._scores, np.zeros((more, self._scores.shape[1]), np.float32)])
        missing = ids[~self._done[ids]]
        if len(missing):
            missing = np.unique(missing)
            self._scores[missing] = self._work_out([self.names[one] for one in missing.tolist()])
            self._done[missing] = True
        return self._scores


class Models:
    """Hold the trained weights; a word's scores are the sum over its features."""

    def __init__(self) -> None:
        with resources.files(__package__).joinpath("data", "model.npz").open("rb") as file:
            kept = dict(np.load(file))
        self._letters: Array = kept["letters"].astype(np.float32) * kept["letters_scale"]
        self.letters_bias: Array = kept["letters_bias"]
        self._of = {part: self._named(kept, part) for part in ("manner", "subject")}
        self.manner_bias: Array = kept["manner_bias"]
        self.subject_bias: Array = kept["subject_bias"] + self.subject(["#one"])[0]

    @staticmethod
    def _named(kept: dict[str, Any], part: str) -> tuple[dict[int, int], Array]:
        at = {int(number): row for row, number in enumerate(kept[f"{part}_numbers"])}
        return at, kept[f"{part}_weights"].astype(np.float32)

    def language(self, raws: list[str]) -> Array:
        """Return what each of RAWS adds to each language: the sum over the pieces of `features.grams`."""
        found = np.zeros((len(raws), self._letters.shape[1]), np.float32)
        buffer, starts = framed(raws, features.LONGEST_WORD)
        loops.letters(buffer, starts, crc_table(), self._letters, features.MOST_GRAMS, found)
        return found

    def manner(self, units: list[str]) -> Array:
        """Return what each of UNITS adds to each kind, to spam and to abuse."""
        return self._sums("manner", [features.manner_features(unit) for unit in units])

    def subject(self, terms: list[str]) -> Array:
        """Return what each of TERMS adds to each subject."""
        return self._sums("subject", [features.subject_features(term) for term in terms])

    def _sums(self, part: str, found: list[tuple[tuple[str, float], ...]]) -> Array:
        at, weights = self._of[part]
        totals = np.zeros((len(found), weights.shape[1]), np.float32)
        for number, spoken in enumerate(found):
            for feature, value in spoken:
                row = at.get(features.number(feature))
                if row is not None:
                    totals[number] += weights[row] * np.float32(value)
        return totals


def framed(words: Sequence[str], longest: int) -> tuple[Array, Array]:
    """Return WORDS, each cut to LONGEST letters and framed as "<word>", in one buffer, and their starts."""
    parts = [f"<{word[:longest]}>".encode("utf-8", "replace") for word in words]
    starts = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=starts[1:])
    return np.frombuffer(b"".join(parts), np.uint8).copy(), starts


@cache
def crc_table() -> Array:
    """Return the table of CRC-32 (IEEE 802.3, as in zlib) by byte."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, np.uint32(0xEDB88320) ^ (table >> 1), table >> 1).astype(np.uint32)
    return table


@cache
def models() -> Models:
    """Return the trained weights."""
    return Models()


class Vocabulary:
    """Hold the tables; see `loops.py` for their columns."""

    def __init__(self) -> None:
        trained = models()
        self.entry_at: dict[bytes, int] = {}
        self.entries = Growing(np.int32, 2)
        self._token_at: dict[str, int] = {}
        self.tokens, self.told = Growing(np.int32, 3), Growing(np.int64)
        self.token_words = Growing(np.int32)
        self.word_at: dict[str, int] = {}
        self.words, self.weights = Growing(np.int32, loops.WORD_WIDTH), Growing(np.float64)
        self.hashes = Growing(np.int64)
        self.texts: list[str] = []
        self.units = Numbered(len(trained.manner_bias), trained.manner)
        for unit in ("#short", "#nothing", "$?"):
            self.units(unit)
        self.raws = Numbered(len(trained.letters_bias), trained.language)
        self.raw_table = Growing(np.int32, 2)
        self.terms = Numbered(len(trained.subject_bias), trained.subject)
        self.term_number, self.term_second = Growing(np.uint32), Growing(np.int32)
        self._sketches: Array = np.zeros((0, SKETCH), np.uint32)
        self._sketch_at: dict[str, int] = {}
        self._unsketched: list[str] = []
        self.axes: dict[str, int] = {}
        self.seconds, self.second_first = second_levels()
        self._second_at = {name: code for code, name in enumerate(self.seconds)}
        self._enter_phrases()
        self._enter_cues()
        names = sorted((joined(name.split()), name) for name in gazetteer.regions() if name.count(" ") < 3)
        self.regions = np.array([key for key, _ in names], np.int64)
        self.region_names = [gazetteer.regions()[name] for _, name in names]
        self.place_at: dict[tuple[int, ...], int] = {}
        self._place_number: dict[tuple[str, str], int] = {}
        self.place_names: list[tuple[str, str]] = []
        self.place_terms = Growing(np.int32)
        self.tails: dict[Any, bytes] = {}
        self.thanks = self.term("terima_kasih")

    def _enter_phrases(self) -> None:
        self._phrase_head = {word: number for number, word in enumerate(phrases())}
        self.heads = np.zeros((len(self._phrase_head) + 1, 2), np.int64)
        rows: list[tuple[int, ...]] = []
        hashes: list[int] = []
        weights: list[float] = []
        for number, found in enumerate(phrases().values()):
            self.heads[number] = len(rows), len(found)
            for parts in found:
                concept = concepts()["_".join(parts)]
                reach = meaning.reach_of(concept.name)
                rows.append(
                    (len(hashes), len(parts), self.term(concept.name), self.axis(concept.axis), reach)
                )
                hashes += [hashed(part) for part in parts]
                weights.append(concept.weight)
        self.phrases, self.phrase_hashes = np.array(rows, np.int64), np.array(hashes, np.int64)
        self.phrase_weights = np.array(weights, np.float64)

    def _enter_cues(self) -> None:
        heads: dict[str, list[tuple[int, int, int, int]]] = {}
        for form in cues():
            parts = form.split("_")
            if 1 < len(parts) < 4:
                third = hashed(parts[2]) if len(parts) == 3 else 0
                heads.setdefault(parts[0], []).append((len(parts), hashed(parts[1]), third, self.units(form)))
        self._cue_head = {word: number for number, word in enumerate(heads)}
        self.cue_heads = np.zeros((len(heads) + 1, 2), np.int64)
        begin = 0
        for number, found in enumerate(heads.values()):
            self.cue_heads[number] = begin, len(found)
            begin += len(found)
        self.cues = np.array([one for found in heads.values() for one in found], np.int64)

    def entry(self, written: bytes) -> int:
        """Return the number of a word as WRITTEN (UTF-8), entering it if it is new."""
        text = written.decode()
        low = text.lower()
        token = self._token_at.get(low)
        if token is None:
            token = self._enter_token(low)
        number = self.entry_at[written] = self.entries.add((token, text[0].isupper()))
        return number

    def _enter_token(self, low: str) -> int:
        known = meaning.token(low)
        begin = self.token_words.size
        for part in known.words:
            number = self.word_at.get(part.text)
            self.token_words.add(self._enter_word(part) if number is None else number)
        raw = self._raw(known.raw) if known.raw else -1
        self.told.add(known.told)
        number = self._token_at[low] = self.tokens.add((begin, len(known.words), raw))
        return number

    def _raw(self, raw: str) -> int:
        number = self.raws(raw)
        if number == self.raw_table.size:
            telling = raw in cues()
            word = self.word(raw) if telling else -1
            self.raw_table.add((word, self.units(raw) if telling else -1))
        return number

    def word(self, text: str) -> int:
        """Return the number of TEXT, a word as spelled out."""
        number = self.word_at.get(text)
        return self._enter_word(meaning.word(text)) if number is None else number

    def _enter_word(self, one: meaning.Word) -> int:
        text = one.text
        self.weights.add(one.weight)
        self.hashes.add(hashed(text))
        self.texts.append(text)
        number = self.word_at[text] = self.words.add((
            _flags(one), self.term(one.term), self.axis(one.axis), one.reach,
            self.sketched(one.stem) if one.stem else -1, -1, self.units(text), self.units("^" + text),
            self._phrase_head.get(text, -1), self._cue_head.get(text, -1),
        ))  # fmt: skip
        return number

    def term(self, name: str) -> int:
        """Return the number of a term."""
        number = self.terms(name)
        if number == self.term_number.size:
            self.term_number.add(zlib.crc32(name.encode("utf-8", "replace")) or 1)
            self.term_second.add(self._second_at.get(features.subject_of(name), -1))
        return number

    def axis(self, axis: str) -> int:
        """Return the number of an axis, below zero for its "-" side, 0 for none."""
        if not axis:
            return 0
        number = self.axes.setdefault(axis[1:], len(self.axes) + 1)
        return number if axis[0] == "+" else -number

    def sketched(self, stem: str) -> int:
        """Return the row of the sketch of STEM."""
        row = self._sketch_at.get(stem)
        if row is None:
            row = self._sketch_at[stem] = len(self._sketch_at)
            self._unsketched.append(stem)
        return row

    def sketches(self) -> Array:
        """Return one row a stem: the least of each of the 128 hashes of its pieces of four letters."""
        if self._unsketched:
            last = len(self._sketch_at)
            if last > len(self._sketches):
                more = max(last - len(self._sketches), len(self._sketches), 1024)
                self._sketches = np.concatenate([self._sketches, np.zeros((more, SKETCH), np.uint32)])
            buffer, starts = framed(self._unsketched, 40)
            out = self._sketches[last - len(self._unsketched) : last]
            loops.pieces(buffer, starts, crc_table(), _PIECE, _MULTIPLY, _OFFSET, out)
            self._unsketched = []
        return self._sketches

    def place(self, key: tuple[int, ...]) -> int:
        """Return the number of a place; KEY: its kind, its region or -1, and its words, -1 for none.

        The kind is a word, or as the loops tell. Two keys may have one number: a place is (kind, name).
        """
        number = self.place_at.get(key)
        if number is None:
            kind, region = key[:2]
            if region >= 0:
                place = (gazetteer.REGION, self.region_names[region])
            else:
                name = " ".join(self.texts[word] for word in key[2:] if word >= 0)
                name = (name.lstrip("0") or "0") if name.isdigit() else name
                place = ("nama" if kind == -2 else self.texts[kind], name)
            number = self._place_number.setdefault(place, len(self.place_names))
            if number == len(self.place_names):
                self.place_names.append(place)
                self.place_terms.add(self.term(f"@{place[1]}"))
            self.place_at[key] = number
        return number


def _flags(one: meaning.Word) -> int:
    text = one.text
    return (
        loops.SIMPLE * one.simple
        + loops.PHRASE * (one.special & 1)
        + loops.REGION * (one.special >> 1 & 1)
        + loops.MARKER * (one.special >> 2 & 1)
        + loops.UNKNOWN * one.unknown
        + loops.NUMBERED * (text in gazetteer.NUMBERED)
        + loops.STRONG * (text in gazetteer.STRONG)
        + loops.MARKS * (text in gazetteer.MARKERS)
        + loops.DIGIT * text.isdigit()
        + loops.CONCEPT * (text in concepts())
        + loops.TOWARDS * (text in meaning.TOWARDS)
        + loops.OVER_2 * (len(text) > 2)
        + loops.OVER_3 * (len(text) > 3)
        + loops.QUESTION * (text == "?")
    )


def hashed(text: str) -> int:
    """Return TEXT as a signed 64-bit number."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


def joined(words: Sequence[str]) -> int:
    """Return the number of words that stand together, as `loops.region_at` works it out."""
    key = 0
    for word in words:
        key = (key * loops.MIX + hashed(word)) & _MASK
    return key - (1 << 64) if key >> 63 else key


@cache
def second_levels() -> tuple[list[str], Array]:
    """Return the subjects of two levels in alphabetical order, and the number of the first level of each."""
    from rembuk.reckon.text_analysis.labels import SUBJECTS

    names = sorted({concept.subject for concept in concepts().values() if "/" in concept.subject})
    firsts = [SUBJECTS.index(name.partition("/")[0]) for name in names]
    return names, np.array(firsts, np.int32)


reading = threading.RLock()  # the tables grow while texts are read
_held: list[Vocabulary] = []


def vocabulary() -> Vocabulary:
    """Return the tables, begun anew if they have grown too large; call it before a batch, not within."""
    if not _held or _held[0].words.size > _MOST_WORDS or _held[0].entries.size > 3 * _MOST_WORDS:
        _held[:] = [Vocabulary()]
    return _held[0]
