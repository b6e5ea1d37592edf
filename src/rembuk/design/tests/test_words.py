"""Dates, hours, numbers and money in both languages and all three zones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from rembuk.design import words

MOMENT = datetime(2026, 11, 21, 16, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "21 November 2026, 23.05 WIB"),
        ("Asia/Pontianak", "21 November 2026, 23.05 WIB"),
        ("Asia/Makassar", "22 November 2026, 00.05 WITA"),
        ("Asia/Jayapura", "22 November 2026, 01.05 WIT"),
        ("Europe/Amsterdam", "21 November 2026, 17.05 UTC+0100"),
    ],
)
def test_moment_is_told_on_the_clock_of_the_zone(zone: str, expected: str) -> None:
    with translation.override("id"):
        assert words.waktu(MOMENT, zone) == expected


def test_english_reader_gets_english_month_and_colon() -> None:
    with translation.override("en"):
        assert words.waktu(datetime(2026, 5, 3, 2, 0, tzinfo=UTC), "Asia/Jakarta") == "3 May 2026, 09:00 WIB"
        assert words.angka(1250) == "1,250"


def test_numbers_and_money_are_grouped_by_points() -> None:
    with translation.override("id"):
        assert words.angka(1250) == "1.250"
        assert words.angka(-1234.5, 1) == "-1.234,5"
        assert words.rupiah(250_000) == "Rp250.000"
        assert words.rupiah(-5_000) == "-Rp5.000"


def test_a_day_needs_no_zone() -> None:
    with translation.override("id"):
        assert words.tanggal(date(2026, 8, 17)) == "17 Agustus 2026"
