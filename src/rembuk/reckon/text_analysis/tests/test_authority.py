"""Whose authority a subject is: the table knows the subjects, and the words of a text decide among levels."""

from __future__ import annotations

import re

import pytest

from rembuk.reckon.text_analysis.authority import LEVELS, suggest, table
from rembuk.reckon.text_analysis.vocabulary import second_levels

SOURCE = re.compile(r"(?:UU|PP|Perpres|Permendagri) \d+/\d{4}(?: (?:[A-Z]{1,2}|\d{1,3}))?")


def test_table_names_only_subjects_and_levels_that_exist_and_the_law_of_each_row() -> None:
    assert set(table()) <= set(second_levels()[0])
    for subject, rows in table().items():
        assert {level for level, _source, _words in rows} <= set(LEVELS), subject
        assert [source for _level, source, _words in rows if not SOURCE.fullmatch(source)] == []
        # A row without words holds always, so nothing after it would ever be read.
        assert all(words for _level, _source, words in rows[:-1]), subject


@pytest.mark.parametrize(
    ("subject", "text", "level", "word"),
    [
        ("infrastruktur/jalan", "Jalan ke sekolah kami berlubang", "regency", ""),
        ("infrastruktur/jalan", "Tolong JALAN  DESA, diaspal!", "village", "jalan desa"),
        ("infrastruktur/jalan", "Truk merusak jalan nasional", "nation", "jalan nasional"),
        ("pendidikan/sekolah", "Atap SMK kami bocor", "province", "smk"),
        ("pendidikan/sekolah", "Atap SD kami bocor", "regency", ""),
        ("energi/listrik", "Listrik padam tiap malam", "nation", ""),
    ],
)
def test_words_of_the_text_decide_among_the_levels_of_a_subject(
    subject: str, text: str, level: str, word: str
) -> None:
    found = suggest(subject, text)
    assert found is not None
    assert (found.level, found.word) == (level, word)


@pytest.mark.parametrize("subject", ["", "lain", "infrastruktur", "politik/pejabat", "ekonomi/harga", "../x"])
def test_subject_that_several_hold_or_nobody_knows_gets_no_suggestion(subject: str) -> None:
    assert suggest(subject, "Jalan desa kami") is None


def test_part_of_a_word_is_not_the_word() -> None:
    found = suggest("pendidikan/sekolah", "Semangat manusia di sekolah dasar")
    assert found is not None
    assert (found.level, found.word) == ("regency", "")
