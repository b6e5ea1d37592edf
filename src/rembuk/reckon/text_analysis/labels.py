"""Label texts by language, kind, subject, spam and abuse, with a probability and the words that spoke.

Every model is linear: a text's score is the sum of its words' scores, so the words that spoke loudest for a
label are its reason. A word's scores are worked out once and kept. Trained by benchmarks/train_text.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import loops
from rembuk.reckon.text_analysis.batch import CIVIC, READ_AT_ONCE, Batch, read_many, strings
from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.reckon.text_analysis.tables import cues
from rembuk.reckon.text_analysis.vocabulary import Numbered, models, reading

_CODES = "ind jav sun min bew mad ban eng ace bbc bjn bug mak nij"
LANGUAGES = tuple(_CODES.split())  # ISO 639-3
# How much commoner (in logarithms) a language is among voices than the training gave it to believe.
_PRIOR = np.array([1.2, 0, 0, 0, 0, -0.5, -0.5, 0, *[-1.5] * 6], np.float32)
KINDS = ("idea", "question", "complaint", "praise", "other")
SUBJECTS = (
    "pendidikan", "kesehatan", "ekonomi", "pekerjaan", "infrastruktur", "transportasi", "lingkungan",
    "air-sanitasi", "energi", "pangan-pertanian", "perumahan-tanah", "layanan-publik", "hukum-keamanan",
    "sosial", "digital", "budaya-agama", "pemuda-olahraga", "politik", "lain",
)  # fmt: skip
SPAM_REASONS = {"gamble": "judi", "advert": "iklan", "loan": "penipuan", "chain": "berantai"}

Floats = NDArray[np.float32]
Ints = NDArray[Any]
_HEARD = 0.05  # a word that adds less than this is no reason
_READ_RAWS = 60  # words that tell the language


class Label(NamedTuple):
    """Hold one label: its value, the probability that it is right (0 to 1), the words that spoke for it."""

    value: str
    probability: float
    because: tuple[str, ...]


class Flag(NamedTuple):
    """Hold one yes-or-no label; `probability` is that of yes."""

    value: bool
    probability: float
    because: tuple[str, ...]


class Labels(NamedTuple):
    """Hold the labels of one text.

    `language` is ISO 639-3; `kind` one of KINDS; `subject` "level1" or "level1/level2"; `spam_reason` is ""
    or iklan, judi, berantai, penipuan, luar-urusan (nothing to do with public life).
    """

    language: Label
    kind: Label
    subject: Label
    spam: Flag
    abusive: Flag
    spam_reason: str


def label(texts: Sequence[str]) -> list[Labels]:
    """Return the labels of each of TEXTS, in order; any string is accepted."""
    found: list[Labels] = []
    with unhurried(), reading:
        for at in range(0, len(texts), READ_AT_ONCE):
            found += labels_of(read_many(texts[at : at + READ_AT_ONCE]))
    return found


def labels_of(batch: Batch) -> list[Labels]:
    """Return the labels of texts already read; hold `vocabulary.reading`."""
    if not len(batch):
        return []
    languages = _languages(batch)
    kinds, spams, abuses = _manners(batch)
    subjects = _subjects(batch)
    found = []
    for text, own in enumerate(zip(languages, kinds, subjects, spams, abuses, strict=True)):
        language, kind, subject, spam, abusive = own
        if spam.value:
            # What has nothing to do with public life has no subject of public affairs.
            elsewhere = Label("lain", spam.probability, spam.because)
            found.append(Labels(language, kind, elsewhere, spam, abusive, _reason(batch, text)))
        else:
            found.append(Labels(language, kind, subject, spam, abusive, ""))
    return found


def _languages(batch: Batch) -> list[Label]:
    raws, known = batch.known.raws, models()
    scores = np.zeros((len(batch), len(LANGUAGES)), np.float32)
    table = raws.scores(batch.raws)
    loops.sums(batch.raws, batch.raw_starts, _READ_RAWS, table, scores)
    lengths = np.minimum(np.maximum(np.diff(batch.raw_starts), 1), _READ_RAWS)
    scores /= np.sqrt(lengths).astype(np.float32)[:, None]
    scores += known.letters_bias + _PRIOR
    ids = (batch.raws, batch.raw_starts, _READ_RAWS)
    return _labels(scores, ids, raws, 0, LANGUAGES)


def _manners(batch: Batch) -> tuple[list[Label], list[Flag], list[Flag]]:
    """Return kinds, and whether each text is spam and abusive."""
    units, starts = units_of(batch)
    ids, known, width = (units, starts, len(units)), batch.known.units, len(KINDS)
    scores = np.zeros((len(batch), width + 2), np.float32)
    loops.sums(units, starts, len(units), known.scores(units), scores)
    scores += models().manner_bias
    kinds = _labels(scores[:, :width], ids, known, 0, KINDS)
    spams = _flags(scores[:, width], ids, known, width)
    return kinds, spams, _flags(scores[:, width + 1], ids, known, width + 1)


def units_of(batch: Batch) -> tuple[Ints, Ints]:
    """Return the units that tell kind, spam and abuse (`features.manner`), and where each text begins."""
    known = batch.known
    room = 3 * len(batch.words) + len(batch.raws) + 3 * len(batch)
    units, starts = np.zeros(room, np.int32), np.zeros(len(batch) + 1, np.int64)
    loops.manner(
        batch.words, batch.word_starts, batch.raws, batch.raw_starts, batch.stances & CIVIC,
        known.words.rows, known.raw_table.rows, known.hashes.rows, known.cue_heads, known.cues,
        np.zeros(known.words.size, np.int32), units, starts,
    )  # fmt: skip
    return units[: starts[-1]], starts


def _subjects(batch: Batch) -> list[Label]:
    terms, known = batch.known.terms, batch.known
    scores = np.zeros((len(batch), len(SUBJECTS)), np.float32)
    ids = (batch.terms, batch.term_starts, len(batch.terms))
    loops.sums(*ids, terms.scores(batch.terms), scores)
    scores += models().subject_bias
    firsts = _labels(scores, ids, terms, 0, SUBJECTS)
    found = np.zeros(len(batch), np.int32)
    loops.seconds(
        batch.terms, batch.term_starts, known.term_second.rows, known.second_first,
        scores.argmax(axis=1).astype(np.int32), found,
    )  # fmt: skip
    return [
        one if code < 0 else Label(known.seconds[code], one.probability, one.because)
        for one, code in zip(firsts, found.tolist(), strict=True)
    ]


def _labels(
    scores: Floats, ids: tuple[Any, Any, int], known: Numbered, first: int, names: Sequence[str]
) -> list[Label]:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    best = scores.argmax(axis=1).astype(np.int32)
    certain = (powers.max(axis=1) / powers.sum(axis=1)).tolist()
    because = _because(ids, known, first, len(names), best)
    return [Label(names[b], p, why) for b, p, why in zip(best.tolist(), certain, because, strict=True)]


def _flags(scores: Floats, ids: tuple[Any, Any, int], known: Numbered, column: int) -> list[Flag]:
    chances = (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).tolist()
    best = np.where(scores > 0, 0, -1).astype(np.int32)
    because = _because(ids, known, column, 1, best)
    return [Flag(p > 0.5, p, why if p > 0.5 else ()) for p, why in zip(chances, because, strict=True)]


def _because(
    ids: tuple[Any, Any, int], known: Numbered, first: int, width: int, best: Ints
) -> list[tuple[str, ...]]:
    """Return for each text the three words that speak loudest for its BEST label, the loudest first."""
    found = np.empty((len(best), 3), np.int32)
    room = np.zeros(3, np.float32)
    loops.loudest(
        *ids, known.scores(ids[0]), first, width, best, known.base.rows, _HEARD, room, found
    )  # fmt: skip
    names = [*known.names, ""]
    return [
        (names[a], names[b], names[c]) if c >= 0 else (names[a], names[b]) if b >= 0 else
        (names[a],) if a >= 0 else ()
        for a, b, c in found.tolist()
    ]  # fmt: skip


def _reason(batch: Batch, text: int) -> str:
    """Return what kind of spam most of the words of a text make it."""
    raws, words = strings(batch, text)
    groups = [group for word in {*raws, *words} for group in cues().get(word, ()) if group in SPAM_REASONS]
    if not groups:
        return "luar-urusan"
    return SPAM_REASONS[max(sorted(set(groups)), key=groups.count)]
