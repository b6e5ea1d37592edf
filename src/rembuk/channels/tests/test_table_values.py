"""Columns, times and cells of tables, value by value."""

from __future__ import annotations

import pytest

from rembuk.channels.table.rules import HINTS, heading, plain_cell, suggest, time_of


@pytest.mark.parametrize(
    ("cell", "name"),
    [(" Isi Laporan ", "isi_laporan"), ("No. Tiket:", "no_tiket"), ("--", ""), ("Rating 5", "rating_5")],
)
def test_heading_is_compared_in_small_letters_with_lines_between_words(cell, name) -> None:
    assert heading(cell) == name


@pytest.mark.parametrize(
    ("field", "word"), [(field, word) for field, words in HINTS.items() for word in words]
)
def test_every_heading_of_the_list_speaks_for_its_field(field, word) -> None:
    assert suggest(["x", word.upper()], []) == {field: word.upper()}


def test_surest_heading_wins_and_no_column_is_taken_twice() -> None:
    assert suggest(["komentar", "teks", "kode", "id"], []) == {"text": "teks", "id": "id"}
    assert suggest(["nama", "isi", "lokasi", "tanggal"], []) == {
        "text": "isi", "time": "tanggal", "author": "nama", "place": "lokasi",
    }  # fmt: skip
    assert list(suggest(["nama", "isi", "lokasi", "tanggal"], [])) == ["text", "time", "author", "place"]


def test_without_a_telling_heading_the_longest_cells_are_the_text_if_they_are_long_enough() -> None:
    assert suggest(["a", "b"], [["x" * 19, "y" * 21], ["", "y" * 19]]) == {"text": "b"}
    assert suggest(["a", "b"], [["", "y" * 20], ["", "y" * 19]]) == {}
    assert suggest(["a", "b"], [["x" * 20, "y" * 20]]) == {"text": "a"}
    assert suggest(["a", "b"], [["x" * 30], ["x" * 10, "y" * 30]]) == {"text": "a"}
    assert suggest(["id", "b"], [["x" * 90, "y" * 30]]) == {"id": "id", "text": "b"}
    assert suggest(["a"], []) == suggest([], [["x" * 90]]) == {}


NAMES = [
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "jan feb mar apr mei jun jul agu sep okt nov des",
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
]


@pytest.mark.parametrize(
    ("number", "name"), [(n, name) for names in NAMES for n, name in enumerate(names.split(), 1)]
)
def test_every_name_of_a_month_is_read_in_both_languages(number, name) -> None:
    assert time_of(f"9 {name.title()} 2026 12:30", "UTC").isoformat() == f"2026-{number:02}-09T12:30:00+00:00"
    if len(name) == 3:
        told = time_of(f"Wed {name} 09 02:03:04 +0000 2026", "Asia/Jakarta")
        assert told.isoformat() == f"2026-{number:02}-09T02:03:04+00:00"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("1/2/2026", "2026-02-01T00:00"),
        ("1-2-2026, 3.04", "2026-02-01T03:04"),
        ("01.02.2026T03:04", "2026-02-01T03:04"),
        ("2026-02-01 03.04", "2026-02-01T03:04"),
        ("2026-02-01T03:04:05+07:00", "2026-01-31T20:04"),
        ("2026-02-01 03:04 WIB", "2026-01-31T20:04"),
        ("2026-02-01 03:04 WITA", "2026-01-31T19:04"),
        ("2026-02-01 03:04WIT", "2026-01-31T18:04"),
        ("2026-02-01 03:04 UTC ", "2026-02-01T03:04"),
        ("999999999", "2001-09-09T01:46"),
        ("1769914800.5", "2026-02-01T03:00"),
        ("100000000000", "1973-03-03T09:46"),
        ("17/08/1945", "1945-08-17T00:00"),
    ],
)
def test_time_is_read_in_its_own_zone_or_that_of_the_import(words, said) -> None:
    assert time_of(words, "UTC").isoformat()[:16] == said


@pytest.mark.parametrize("words", ["", "16/08/1945", "1/13/2026", "1 Foo 2026", "32/1/2026", "1/1/26"])
def test_time_that_is_none_is_an_error(words) -> None:
    with pytest.raises(ValueError, match=r"time|earliest|month|day|isoformat"):
        time_of(words, "UTC")


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_apostrophe_of_our_exports_comes_off_and_others_stay(first) -> None:
    assert plain_cell(f"'{first}1") == f"{first}1"
    assert plain_cell(f"{first}1") == f"{first}1"
    assert plain_cell("'a") == "'a"
    assert [plain_cell(cell) for cell in ("'", "", "a'=")] == ["'", "", "a'="]
