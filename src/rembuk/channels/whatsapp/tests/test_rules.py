"""Stamps, the order of day and month, and whose words an entry holds, value by value."""

from __future__ import annotations

import pytest

from rembuk.channels.whatsapp.rules import (
    LONGEST_SENDER,
    Order,
    line_of,
    looks_like,
    plain,
    time_of,
    words_of,
)


def said(raw: str, *, month_first: bool = False) -> str:
    line = line_of(f"{raw} - Rekaan: a")
    assert line is not None
    return time_of(line.stamp, month_first=month_first).isoformat()


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("12:05 AM", 0), ("1:05 AM", 1), ("11:05 am", 11), ("12:05 PM", 12), ("1:05 pm", 13),
        ("11:05 p.m.", 23), ("9:05 PG", 9), ("12:05 pagi", 0), ("3:05 PTG", 15),
        ("3:05 sore", 15), ("6:05 petang", 18), ("9:05 malam", 21), ("12:05 malam", 0), ("10:05 siang", 10),
        ("11:05 siang", 11), ("12:05 siang", 12), ("1:05 siang", 13), ("9:05 pagi", 9), ("14:05", 14),
        ("0:05", 0),
        ("14:05 PM", 14), ("14:05 AM", 14), ("13:05 am", 13), ("12:05", 12),
    ],
)  # fmt: skip
def test_hour_is_read_by_its_half_of_the_day(clock, hour) -> None:
    assert said(f"27/10/26, {clock}") == f"2026-10-27T{hour:02}:05:00"


@pytest.mark.parametrize(
    ("date", "month_first", "day"),
    [
        ("3/4/26", False, "2026-04-03"),
        ("3/4/26", True, "2026-03-04"),
        ("3/12/26", False, "2026-12-03"),
        ("3/13/26", False, "2026-03-13"),
        ("12/5/26", True, "2026-12-05"),
        ("13/3/26", True, "2026-03-13"),
        ("12/12/26", True, "2026-12-12"),
        ("12/13/26", False, "2026-12-13"),
        ("12/31/26", True, "2026-12-31"),
        ("3/4/99", False, "2099-04-03"),
        ("3/4/2026", False, "2026-04-03"),
        ("2026/3/4", False, "2026-03-04"),
        ("2026/3/4", True, "2026-03-04"),
        ("31/1/26", False, "2026-01-31"),
    ],
)
def test_date_is_read_in_the_order_of_the_file_unless_it_tells_by_itself(date, month_first, day) -> None:
    assert said(f"{date}, 10:00", month_first=month_first) == f"{day}T10:00:00"


@pytest.mark.parametrize("date", ["31/2/26, 10:00", "0/1/26, 10:00", "13/13/26, 10:00", "1/1/26, 25:00"])
def test_date_that_is_none_is_an_error(date) -> None:
    with pytest.raises(ValueError, match=r"day|month|hour"):
        said(date)


@pytest.mark.parametrize(
    ("dates", "month_first"),
    [
        ([], False),
        ([(3, 4, 26)], False),
        ([(12, 13, 26)], True),
        ([(12, 12, 26)], False),
        ([(13, 12, 26)], False),
        ([(13, 1, 26), (1, 14, 26), (2, 14, 26)], True),
        ([(1, 14, 26), (13, 1, 26), (14, 1, 26)], False),
        # The same day again says nothing new.
        ([(13, 1, 26), (1, 14, 26), (1, 14, 26), (1, 14, 26)], False),
        ([(3, 4, 26), (3, 5, 26), (4, 1, 26)], True),
        ([(1, 3, 26), (5, 3, 26), (2, 4, 26)], False),
        ([(1, 12, 26), (2, 1, 27)], False),
        ([(12, 1, 26), (1, 2, 27)], False),
        # Neither way does time run backwards.
        ([(1, 3, 26), (2, 3, 26)], False),
        ([(3, 1, 26), (3, 2, 26)], False),
        # Either way it does, once.
        ([(5, 3, 26), (4, 3, 26)], False),
        ([(3, 5, 26), (3, 4, 26)], False),
        # With the day first twice, with the month first once or never.
        ([(5, 3, 26), (4, 3, 26), (5, 2, 26)], True),
        ([(1, 3, 26), (2, 1, 26)], True),
        ([(31, 1, 26), (1, 14, 26)], False),
        ([(32, 1, 26), (1, 14, 26)], True),
        # A year that stands first tells nothing of the rest.
        ([(32, 13, 1), (31, 12, 26)], False),
        ([(2026, 1, 14), (2026, 1, 15)], False),
    ],
)
def test_order_is_told_by_numbers_above_12_or_else_by_the_running_of_time(dates, month_first) -> None:
    order = Order()
    for one in dates:
        order.see(one)
    assert order.month_first() is month_first


@pytest.mark.parametrize(
    ("raw", "sender", "text"),
    [
        ("27/10/26 14.05 - Rekaan Satu: Gelap: sekali", "Rekaan Satu", "Gelap: sekali"),
        ("27/10/26 14.05 - ~Rekaan: a", "Rekaan", "a"),
        ("27/10/26 14.05 - Rekaan:", "Rekaan", ""),
        ("27/10/26 14.05 - Rekaan bergabung", "", ""),
        ("27/10/26 14.05 - : a", "", ""),
        ('27/10/26 14.05 - Rekaan mengubah nama ke "RT: 3"', "", ""),
        (f"27/10/26 14.05 - {'n' * LONGEST_SENDER}: a", "n" * LONGEST_SENDER, "a"),
        (f"27/10/26 14.05 - {'n' * (LONGEST_SENDER + 1)}: a", "", ""),
        ("\u200e[27/10/26 14.05.33] \u202aRekaan\u202c: \u200ea", "Rekaan", "\u200ea"),
    ],
)
def test_entry_is_a_persons_where_a_name_and_a_colon_stand_before_the_words(raw, sender, text) -> None:
    line = line_of(raw)
    assert line is not None
    assert (line.sender, line.text) == (sender, text)


def test_marks_of_direction_are_no_part_of_the_words_and_signs_beside_them_are() -> None:
    marks = [*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF]
    beside = [0x2010, 0x2029, 0x202F, 0x2065, 0x206A, 0xFEFE, 0xFF00]
    assert plain("".join(f"a{chr(mark)}" for mark in marks)) == "a" * len(marks)
    words = "".join(f"a{chr(sign)}" for sign in beside)
    assert plain(words) == words


@pytest.mark.parametrize("raw", ["", "\u200e", "halo", "27/10 14.05 - a: b", "x 27/10/26 14.05 - a: b"])
def test_line_without_a_stamp_goes_on_with_the_one_before(raw) -> None:
    assert line_of(raw) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gelap", "Gelap"),
        ("Gelap <Pesan ini diedit>", "Gelap"),
        ("\u200eAnda menambahkan Rekaan", ""),
        ("\u200ePOLL:\nSetuju?", "POLL:\nSetuju?"),
        ("IMG-1.jpg (file terlampir)\nRusak", "Rusak"),
        ("\u200e<attached: IMG-1.jpg>", ""),
        ("\u200e<attached: IMG-1.jpg>\nRusak", "Rusak"),
        ("<Media tidak disertakan>", ""),
        ("null", ""),
        ("", ""),
    ],
)
def test_words_are_a_persons_own_and_nothing_of_the_app(text, words) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("lines", "sure"),
    [
        (["27/10/26 14.05 - a: b"], 96),
        ([" ", "27/10/26 14.05 - a: b", "lagi"], 96),
        (["halo", "27/10/26 14.05 - a: b"], 0),
        (["", " "], 0),
        ([], 0),
    ],
)
def test_chat_is_known_by_the_stamp_on_its_first_line(lines, sure) -> None:
    assert looks_like(lines) == sure
