"""Reading many texts in compiled loops gives what reading them one by one gives."""

from __future__ import annotations

import zlib
from random import Random

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.reckon.text_analysis import features, vocabulary
from rembuk.reckon.text_analysis.batch import Batch, read_many, strings
from rembuk.reckon.text_analysis.labels import label, units_of
from rembuk.reckon.text_analysis.meaning import Meaning, read
from rembuk.reckon.text_analysis.noise import noisy
from rembuk.reckon.text_analysis.signs import signatures
from rembuk.reckon.text_analysis.sorting import examine
from rembuk.reckon.text_analysis.tests.test_clusters import sample

_WORDS = """
tolong jangan Desa gang rt 05 5 Sukamaju Jogja jaksel jawa barat di ke jalan lampu terima kasih naikkan tidak
perlu setuju ? ! slot gacor dm apa jalan-jalan yg bgtttt rakyat2nya s4lut über 🇮🇩 @warga
"""
_PIECES = st.sampled_from(_WORDS.split())
_TEXTS = st.lists(
    st.one_of(st.lists(_PIECES, max_size=14).map(" ".join), st.text(max_size=60)), min_size=1, max_size=8
)


def read_as(batch: Batch, at: int, units: tuple[np.ndarray, np.ndarray]) -> tuple[object, ...]:
    known = batch.known
    part = slice(batch.term_starts[at], batch.term_starts[at + 1])
    names = [known.terms.names[term] for term in batch.terms[part].tolist()]
    raws, words = strings(batch, at)
    own = units[0][units[1][at] : units[1][at + 1]].tolist()
    tail = orjson.loads(batch.tails[at]) if batch.tails[at] else [[], [], []]
    return (
        dict(zip(names, batch.weights[part].tolist(), strict=True)), len(names), raws, words,
        int(batch.stances[at]), tail, sorted(known.units.names[unit] for unit in own),
    )  # fmt: skip


def read_alone(meaning: Meaning) -> tuple[object, ...]:
    places = sorted([list(place) for place in meaning.places])
    banned = sorted(zlib.crc32(term.encode()) or 1 for term in meaning.forbidden)
    return (
        meaning.terms, len(meaning.terms), list(meaning.raw), list(meaning.words), meaning.stance,
        [places, sorted(meaning.sides), banned], sorted(features.manner(meaning)),
    )  # fmt: skip


def same(texts: list[str]) -> None:
    batch = read_many(texts)
    units = units_of(batch)
    for at, text in enumerate(texts):
        assert read_as(batch, at, units) == read_alone(read(text)), text


def test_our_sample_and_hurried_copies_of_it_are_read_alike() -> None:
    random = Random(3)
    texts = [row["text"] for row in sample()]
    same(texts + [noisy(text, random) for text in texts])


@given(_TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_texts_are_read_alike(texts: list[str]) -> None:
    same(texts)


def test_a_text_of_more_words_than_are_kept_is_read_alike() -> None:
    same([" ".join(row["text"] for row in sample()[:60]), " ".join(f"Desa Maju{n}" for n in range(90))])


def test_scores_of_a_word_are_the_sum_over_its_pieces() -> None:
    models = vocabulary.models()
    for word in ("jalanan", "ü", "x" * 90):
        wanted = models._letters[list(features.grams(word))].sum(axis=0)
        np.testing.assert_allclose(models.language([word])[0], wanted, atol=1e-4)


def test_beginning_the_tables_anew_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [row["text"] for row in sample()]
    before = signatures(texts), label(texts)
    monkeypatch.setattr(vocabulary, "_MOST_WORDS", 50)
    assert [signatures([text])[0] for text in texts[:40]] == before[0][:40]
    assert label(texts[:40]) == before[1][:40]


def test_texts_that_recur_are_examined_once_with_the_same_answer() -> None:
    texts = [row["text"] for row in sample()[:20]] * 2 + [""]
    labels, signs = examine(texts)
    assert labels == label(texts)
    assert signs == signatures(texts)
