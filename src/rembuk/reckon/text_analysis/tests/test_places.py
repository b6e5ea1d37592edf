"""Places named in a text, and personal data closed before it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.reckon.text_analysis.personal import mask, personal
from rembuk.reckon.text_analysis.places import Entry, PlaceFinder, from_lokal

ENTRIES: list[Entry] = [
    ("32", "Jawa Barat", 1, None),
    ("32.03", "Kabupaten Cianjur", 2, "32"),
    ("32.03.07", "Cibeber", 3, "32.03"),
    ("32.03.07.2001", "Sukamaju", 4, "32.03.07"),
    ("36.02", "Kabupaten Lebak", 2, "36"),
    ("36.02.19", "Cibeber", 3, "36.02"),
    ("36.02.19.2001", "Sukamaju", 4, "36.02.19"),
    ("33.74.01.1001", "Jalan", 4, "33.74.01"),
    ("34.71", "Kota Yogyakarta", 2, "34"),
]
_ANY = st.text(alphabet=st.characters(), max_size=150)


def codes(text: str) -> list[str]:
    return [place.code for place in PlaceFinder(ENTRIES).find(text)]


def test_a_village_after_its_marker_keeps_its_other_meanings() -> None:
    (place,) = PlaceFinder(ENTRIES).find("jalan desa sukamaju rusak")
    assert place.text == "sukamaju"
    assert {place.code, *place.alternatives} == {"32.03.07.2001", "36.02.19.2001"}


@pytest.mark.parametrize(("region", "code"), [("Cianjur", "32.03.07.2001"), ("Lebak", "36.02.19.2001")])
def test_a_region_named_elsewhere_chooses_among_equal_names(region: str, code: str) -> None:
    assert codes(f"Warga Desa Sukamaju, {region}, minta jembatan")[0] == code


def test_an_ordinary_word_that_is_also_a_village_is_no_place() -> None:
    assert codes("jalan rusak dan sukamaju terus") == []


def test_a_short_name_is_understood() -> None:
    assert codes("macet di jogja tiap sore") == ["34.71"]


def test_offsets_point_at_the_words() -> None:
    text = "😀 Lampu di Cianjur mati"
    (place,) = PlaceFinder(ENTRIES).find(text)
    assert text[place.start : place.end] == place.text == "Cianjur"


def test_the_whole_country_is_found_by_district() -> None:
    found = from_lokal().find("Pasar di Kec. Cibeber, Kab. Cianjur becek")
    assert [place.code for place in found] == ["32.03.03", "32.03"]


@given(_ANY)
@settings(max_examples=100, deadline=None)
def test_any_string_is_searched_without_an_error(text: str) -> None:
    for place in PlaceFinder(ENTRIES).find(text):
        assert text[place.start : place.end] == place.text


@given(_ANY)
@settings(max_examples=60, deadline=None)
def test_personal_data_of_any_string_lies_inside_it_in_order(text: str) -> None:
    end = 0
    for _, start, stop in personal(text):
        assert end <= start < stop <= len(text)
        end = stop
    mask(text)


def test_a_number_and_an_address_are_closed() -> None:
    shown = mask("Hubungi 0812-3456-7890 atau warga@contoh.id ya")
    assert "3456" not in shown
    assert "contoh.id" not in shown
    assert shown.startswith("Hubungi [nomor ditutup] atau [surel ditutup]")
