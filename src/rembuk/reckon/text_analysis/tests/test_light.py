"""The light doors: the normalised form, keys and likeness, and what they must not import."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.reckon.text_analysis import clean as clean_room
from rembuk.reckon.text_analysis.clean import clean
from rembuk.reckon.text_analysis.keys import keys, similarity
from rembuk.reckon.text_analysis.meaning import read

_ANY = st.text(alphabet=st.characters(), max_size=200)


def test_clean_of_a_noisy_post_gives_its_plain_words() -> None:
    noisy = "RT @warga Tolonggggg jln2 di Desa Sukamaju rsk parahhh bgt https://contoh.id/a?b=c 😀😀 b4nyak"
    assert clean(noisy) == "tolong jalan di desa sukamaju rusak parah sangat banyak"


def test_clean_of_an_accented_word_drops_the_marks() -> None:
    assert clean("Sakola geus béak ênèrgi") == "sakola geus beak energi"


@given(_ANY)
@settings(max_examples=300, deadline=None)
def test_any_string_is_read_without_an_error(text: str) -> None:
    assert clean(clean(text)) is not None
    assert all(0 <= key < 2**63 for key in keys(text))
    assert 0.0 <= similarity(text, text) <= 1.0
    read(text)


def test_same_wish_in_two_languages_shares_keys_and_is_alike() -> None:
    first, second = "Dalane rusak, tulung didandani", "Jalan kami rusak, mohon segera diperbaiki"
    assert set(keys(first)) & set(keys(second))
    assert similarity(first, second) > 0.6


def test_another_place_is_not_alike() -> None:
    assert similarity("Perbaiki jalan di Kabupaten Garut", "Perbaiki jalan di Kabupaten Cianjur") == 0.0
    assert similarity("Lampu jalan RT 05 mati", "Lampu jalan RT 07 mati") == 0.0


def test_opposite_wish_is_not_alike() -> None:
    assert similarity("Tolak pembangunan mal di alun-alun", "Segera bangun mal di alun-alun") == 0.0
    assert similarity("Jangan gusur pedagang kaki lima", "Gusur saja pedagang kaki lima itu") == 0.0
    assert similarity("Naikkan tarif parkir", "Turunkan tarif parkir") == 0.0


def test_a_complaint_with_not_yet_is_alike_the_wish() -> None:
    assert similarity("Jembatan sampai sekarang belum diperbaiki", "Tolong perbaiki jembatan") > 0.6


def test_light_modules_import_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from rembuk.reckon.text_analysis import clean, keys, personal, places\n"
        "keys.keys('jalan rusak di Cianjur')\n"
        "heavy = {'numpy', 'scipy', 'numba', 'django'} & set(sys.modules)\n"
        "sys.exit(' '.join(heavy) or 0)\n"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr


@given(st.text(alphabet=st.characters(), max_size=60))
def test_letters_are_read_run_by_run_as_the_whole_text_would_be(text: str) -> None:
    assert clean_room._fold(text) == unicodedata.normalize("NFKD", text).translate(clean_room._LETTERS)
