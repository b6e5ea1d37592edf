"""Labels: their values, their reasons, and how right they are on the half of the sample never trained on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.reckon.text_analysis.sorting import KINDS, LANGUAGES, Labels, label
from rembuk.reckon.text_analysis.tests.test_clusters import sample

_READERS: dict[str, Callable[[Labels], str]] = {
    "language": lambda labels: labels.language.value,
    "kind": lambda labels: labels.kind.value,
    "subject": lambda labels: labels.subject.value.split("/")[0],
    "spam": lambda labels: str(labels.spam.value).lower(),
    "abusive": lambda labels: str(labels.abusive.value).lower(),
}


def macro_f1(truth: list[str], found: list[str]) -> float:
    scores = []
    for name in set(truth):
        right = sum(t == f == name for t, f in zip(truth, found, strict=True))
        scores.append(2 * right / (truth.count(name) + found.count(name)))
    return sum(scores) / len(scores)


@pytest.mark.parametrize(
    ("column", "least"),
    [("language", 0.85), ("kind", 0.75), ("subject", 0.75), ("spam", 0.85), ("abusive", 0.8)],
)
def test_check_half_is_labelled_at_least_so_well(column: str, least: float) -> None:
    rows = sample("check")
    found = [_READERS[column](labels) for labels in label([row["text"] for row in rows])]
    assert macro_f1([row[column].split("/")[0] for row in rows], found) >= least


@given(st.lists(st.text(alphabet=st.characters(), max_size=120), max_size=8))
@settings(max_examples=100, deadline=None)
def test_any_string_gets_labels_with_probabilities(texts: list[str]) -> None:
    for labels in label(texts):
        assert labels.language.value in LANGUAGES
        assert labels.kind.value in KINDS
        for one in labels[:5]:
            assert 0.0 <= one.probability <= 1.0
            assert len(one.because) <= 3


def test_label_of_one_text_does_not_depend_on_its_batch() -> None:
    texts = [row["text"] for row in sample()[:60]]
    together = label(texts)
    for text, labels in zip(texts, together, strict=True):
        alone = label([text])[0]
        assert [one.value for one in alone[:5]] == [one.value for one in labels[:5]]


def test_words_that_spoke_stand_in_the_text() -> None:
    labels = label(["Tolong perbaiki jalan desa yang rusak"])[0]
    assert labels.subject.value == "infrastruktur/jalan"
    assert "jalan" in labels.subject.because
    assert labels.kind.value == "idea"
    assert "tolong" in labels.kind.because


def test_gambling_promotion_is_spam_with_its_reason() -> None:
    labels = label(["Slot gacor hari ini bos, deposit 10rb langsung maxwin, klik link"])[0]
    assert labels.spam.value
    assert labels.spam_reason == "judi"


def test_insult_is_abusive_and_still_read() -> None:
    labels = label(["Bupati goblok, jalan rusak dibiarkan"])[0]
    assert labels.abusive.value
    assert "goblok" in labels.abusive.because
