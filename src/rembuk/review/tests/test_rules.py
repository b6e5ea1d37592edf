"""When scorecards make a verdict, what they amount to, and what counts as a reason."""

from __future__ import annotations

from itertools import product

import pytest

from rembuk.review.rules import SHORTEST_CHANGE, outcome, points, says_enough
from rembuk.review.states import Outcome
from rembuk.review.tests.factories import REASONS

YES, NO = Outcome.ACCEPT, Outcome.REFUSE


@pytest.mark.parametrize(
    ("cards", "wanted", "far", "found"),
    [
        ([YES], 1, False, YES),
        ([NO], 1, False, NO),
        ([YES], 1, True, YES),
        ([YES], 2, False, None),
        ([YES, YES], 2, False, YES),
        ([NO, NO], 2, False, NO),
        ([YES, NO], 2, False, None),
        ([YES, YES], 2, True, None),
        ([YES, YES, NO], 2, False, YES),
        ([YES, YES, YES], 2, True, YES),
        ([NO, YES, NO], 2, True, NO),
        ([YES, YES, NO], 3, False, None),
        ([YES, NO, NO], 3, False, None),
        ([NO, NO, NO], 3, True, None),
        ([NO, NO, NO], 3, False, NO),
        ([], 1, False, None),
    ],
)
def test_scorecards_that_agree_decide_and_others_ask_for_one_more(cards, wanted, far, found) -> None:
    assert outcome(cards, wanted, far=far) == found
    # Scores are near each other unless somebody says otherwise.
    assert far or outcome(cards, wanted) == found


def test_outcome_never_comes_early_and_never_from_a_tie() -> None:
    for wanted, far, count in product((1, 2, 3), (False, True), range(6)):
        for cards in product((YES, NO), repeat=count):
            found = outcome(cards, wanted, far=far)
            accepts, refuses = cards.count(YES), cards.count(NO)
            if count < wanted or accepts == refuses:
                assert found is None
            elif found is not None:
                assert found == (YES if accepts > refuses else NO)
            else:
                assert count == wanted


@pytest.mark.parametrize(
    ("values", "scale", "amount"),
    [
        ([(1, 3), (1, 1)], 5, 0), ([(5, 3), (5, 1)], 5, 100), ([(5, 3), (1, 1)], 5, 75), ([(10, 1)], 10, 100),
        ([(3, 2)], 5, 50), ([(2, 1), (4, 3)], 5, 62.5), ([(4, 0)], 5, 0), ([], 5, 0),
    ],
)  # fmt: skip
def test_points_weigh_scores_from_0_to_100(values, scale, amount) -> None:
    assert points(values, scale) == amount


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        (REASONS, True),
        ("Tidak sesuai dengan ketentuan yang berlaku, tidak memenuhi syarat, ditolak.", False),
        ("Truk hanya dimiliki kabupaten, jadi ruang ini tidak dapat mengangkut setiap hari.", True),
        ("sesuai sesuai sesuai sesuai sesuai sesuai sesuai sesuai", False),
        # Forty letters are a reason, 39 are none; spaces do not make a text longer.
        ("truk angkut sampah belum ada tahun silam", True),
        ("truk angkut sampah belum ada pada tahun", False),
        ("truk   angkut   sampah   belum   ada   pada   tahun", False),
        # Six different words of three letters, five, and six of which one is short.
        ("kendaraan pengangkut sampah belum dibeli pemerintah", True),
        ("kendaraan pengangkut sampah dibeli pemerintah kendaraan", False),
        ("kendaraan pengangkut sampah di dibeli pemerintah lagi", True),
        ("kendaraan pengangkut sampah di dibeli pemerintah kabupaten_", True),
    ],
)
def test_stock_phrases_repeats_and_too_few_words_are_no_reason(text: str, enough: bool) -> None:
    assert says_enough(text) is enough


def test_what_would_change_it_may_be_shorter() -> None:
    assert says_enough("Bila truk dibeli kabupaten", shortest=20, words=4)
    assert not says_enough("Bila truk", shortest=20, words=2)
    assert not says_enough("Bila truk dibeli kabupaten", shortest=20, words=5)
    assert says_enough("Bila truk ada dibeli", shortest=SHORTEST_CHANGE, words=4)
    assert not says_enough("Bila truk ada dibel", shortest=SHORTEST_CHANGE, words=4)
