"""Words of a space's own are read as they are meant."""

from __future__ import annotations

import pytest

from rembuk.reckon.refusal import Refusal
from rembuk.reckon.text_analysis.own_words import own_form, rewritten
from rembuk.reckon.text_analysis.sorting import examine


def test_words_are_replaced_whole_whatever_their_case_and_once() -> None:
    table = {"krowak": "berlubang", "berlubang": "rusak", "nda": "tidak"}
    texts = ["Dalan KROWAK, nda' krowakan. krowak", "lain"]
    assert rewritten(texts, table) == ["Dalan berlubang, tidak' krowakan. berlubang", "lain"]
    assert rewritten(texts, {}) == texts


def test_a_voice_in_a_spaces_own_words_gets_the_signature_of_what_it_means() -> None:
    meant = "Jalan depan pasar berlubang parah, tolong diperbaiki"
    said = "Jalan depan pasar zkrowakz parah, tolong diperbaiki"
    _labels, (plain, own) = examine([meant, said])
    assert plain != own
    _labels, (plain, own) = examine([meant, said], {"zkrowakz": "berlubang"})
    assert plain == own


@pytest.mark.parametrize("form", ["", "dua kata", "<b>", "a" * 41, "!"])
def test_what_is_no_single_word_is_refused(form: str) -> None:
    with pytest.raises(Refusal):
        own_form(form)
