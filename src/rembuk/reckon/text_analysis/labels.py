"""Label texts by language, kind, subject, spam and abuse, with a probability and the words that spoke.

Every model is linear: a text's score is the sum of its words' scores, so the words that spoke loudest for a
label are its reason. A word's scores are worked out once and kept. Trained by benchmarks/train_text.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.text_analysis import features
from rembuk.reckon.text_analysis.meaning import Meaning, read, unhurried
from rembuk.reckon.text_analysis.tables import cues

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
_HEARD = 0.05  # a word that adds less than this is no reason
_MOST_WORDS = 100_000  # words whose scores are kept: some 20 MB


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


class _Scores:
    """Keep the scores of words, one row a word, so that each word is worked out once."""

    def __init__(self, width: int, bias: Floats, work_out: Callable[[str], Floats]) -> None:
        self.bias = bias
        self._work_out = work_out
        self._at: dict[str, int] = {}
        self._rows: Floats = np.zeros((1024, width), np.float32)

    def rows(self, texts: Sequence[Sequence[str]]) -> tuple[Floats, NDArray[np.int64]]:
        """Return the scores of every word of TEXTS, one after the other, and where each text begins."""
        if len(self._at) > _MOST_WORDS:
            self._at.clear()
        at = self._at
        numbers = [at[word] if word in at else self._enter(word) for text in texts for word in text]
        starts = np.zeros(len(texts) + 1, np.int64)
        np.cumsum([len(text) for text in texts], out=starts[1:])
        return self._rows[np.array(numbers, np.int64)], starts

    def _enter(self, word: str) -> int:
        number = len(self._at)
        if number == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[number] = self._work_out(word)
        self._at[word] = number
        return number


def _sums(rows: Floats, starts: NDArray[np.int64]) -> Floats:
    """Return the sum of the rows of each text; a text without words has zeros."""
    found = np.zeros((len(starts) - 1, rows.shape[1]), np.float32)
    filled = starts[1:] > starts[:-1]
    if filled.any():
        found[filled] = np.add.reduceat(rows, starts[:-1][filled], axis=0)
    return found


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


@cache
def _models() -> tuple[_Scores, _Scores, _Scores]:
    """Return the scorers of language, of kind with spam and abuse, and of subject."""
    with resources.files(__package__).joinpath("data", "model.npz").open("rb") as file:
        kept = dict(np.load(file))
    letters = kept["letters"].astype(np.float32) * kept["letters_scale"]

    def language(word: str) -> Floats:
        return np.asarray(letters[list(features.grams(word))].sum(axis=0), np.float32)

    return (
        _Scores(len(LANGUAGES), kept["letters_bias"] + _PRIOR, language),
        _named(kept, "manner", features.manner_features),
        _named(kept, "subject", features.subject_features),
    )


def _named(
    kept: dict[str, Any], part: str, features_of: Callable[[str], Iterable[tuple[str, float]]]
) -> _Scores:
    numbers = kept[f"{part}_numbers"]
    weights = kept[f"{part}_weights"].astype(np.float32)
    at = {int(number): row for row, number in enumerate(numbers)}

    def work_out(unit: str) -> Floats:
        total = np.zeros(weights.shape[1], np.float32)
        for feature, value in features_of(unit):
            row = at.get(features.number(feature))
            if row is not None:
                total += weights[row] * np.float32(value)
        return total

    return _Scores(weights.shape[1], kept[f"{part}_bias"], work_out)


def label(texts: Sequence[str]) -> list[Labels]:
    """Return the labels of each of TEXTS, in order; any string is accepted."""
    with unhurried():
        return label_read([read(text) for text in texts])


def label_read(meanings: Sequence[Meaning]) -> list[Labels]:
    """Return the labels of texts already read."""
    if not meanings:
        return []
    by_letters, by_manner, by_subject = _models()
    raw = [meaning.raw[:60] for meaning in meanings]
    manner = [features.manner(meaning) for meaning in meanings]
    terms = [[*meaning.terms, "#one"] for meaning in meanings]
    rows, starts = by_letters.rows(raw)
    lengths = np.sqrt(np.maximum(np.diff(starts), 1))[:, None]
    languages = _labels(rows, starts, raw, by_letters.bias, LANGUAGES, divide=lengths)
    rows, starts = by_manner.rows(manner)
    width = len(KINDS)
    kinds = _labels(rows[:, :width], starts, manner, by_manner.bias[:width], KINDS)
    spams = _flags(rows[:, width], starts, manner, float(by_manner.bias[width]))
    abuses = _flags(rows[:, width + 1], starts, manner, float(by_manner.bias[width + 1]))
    rows, starts = by_subject.rows(terms)
    subjects = _labels(rows, starts, terms, by_subject.bias, SUBJECTS)
    return [
        Labels(
            languages[at], kinds[at], _second(subjects[at], terms[at]), spams[at], abuses[at],
            _reason(meanings[at]) if spams[at].value else "",
        )
        for at in range(len(meanings))
    ]  # fmt: skip


def _labels(
    rows: Floats,
    starts: NDArray[np.int64],
    words: Sequence[Sequence[str]],
    bias: Floats,
    names: Sequence[str],
    *,
    divide: Any = 1.0,
) -> list[Label]:
    chances = _softmax(_sums(rows, starts) / divide + bias)
    best = chances.argmax(axis=1)
    of_text = np.repeat(np.arange(len(words)), np.diff(starts))
    loud = rows[np.arange(len(rows)), best[of_text]] - rows.mean(axis=1)
    because = _because(loud, starts, words, np.ones(len(words), bool))
    certain = chances[np.arange(len(words)), best].tolist()
    return [Label(names[b], p, why) for b, p, why in zip(best.tolist(), certain, because, strict=True)]


def _flags(
    rows: Floats, starts: NDArray[np.int64], words: Sequence[Sequence[str]], bias: float
) -> list[Flag]:
    scores = _sums(rows[:, None], starts)[:, 0] + bias
    chances = (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).tolist()
    because = _because(rows, starts, words, scores > 0)
    return [Flag(p > 0.5, p, why if p > 0.5 else ()) for p, why in zip(chances, because, strict=True)]


def _because(
    loud: Floats, starts: NDArray[np.int64], words: Sequence[Sequence[str]], wanted: NDArray[np.bool_]
) -> list[tuple[str, ...]]:
    """Return for each text WANTED its three loudest words that speak for the label, the loudest first."""
    found: list[list[str]] = [[] for _ in words]
    own = np.flatnonzero(wanted & (np.diff(starts) > 0))
    begins = starts.tolist()
    loud = loud.copy()
    for _ in range(4):
        if not len(own):
            break
        heard = np.full(len(words) + 1, -np.inf, np.float32)
        filled = starts[1:] > starts[:-1]
        heard[:-1][filled] = np.maximum.reduceat(loud, starts[:-1][filled])
        own = own[heard[own] > _HEARD]
        of_text = np.repeat(np.arange(len(words)), np.diff(starts))
        peaks = np.flatnonzero((loud == heard[of_text]) & (loud > _HEARD))
        loud[peaks] = -np.inf
        for at, text in zip(peaks.tolist(), of_text[peaks].tolist(), strict=True):
            if wanted[text]:
                word = words[text][at - begins[text]].lstrip("^")
                if word[0] not in "#$" and word not in found[text]:
                    found[text].append(word)
    return [tuple(why[:3]) for why in found]


def _second(first: Label, terms: Sequence[str]) -> Label:
    """Return FIRST with the second level that most of its own terms belong to."""
    votes: dict[str, int] = {}
    for term in terms:
        subject = features.subject_of(term)
        if subject.startswith(first.value + "/"):
            votes[subject] = votes.get(subject, 0) + 1
    if not votes:
        return first
    return first._replace(value=max(sorted(votes), key=lambda subject: votes[subject]))


def _reason(meaning: Meaning) -> str:
    """Return what kind of spam most of the words of a text make it."""
    spoken = {*meaning.raw, *meaning.words}
    groups = [group for word in spoken for group in cues().get(word, ()) if group in SPAM_REASONS]
    if not groups:
        return "luar-urusan"
    return SPAM_REASONS[max(sorted(set(groups)), key=groups.count)]
