"""Values that every format shares: times, ids, names, words out of HTML, Meta's broken spelling."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.streams.rules import (
    LONGEST_HTML,
    a_name,
    an_address,
    an_id,
    at,
    instant,
    made,
    mail_time,
    text_of_html,
    whole,
)
from rembuk.channels.wording import BAD_TEXT, BAD_TIME, NO_TEXT, NOT_A_POST, TOO_LONG_TEXT

AT = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-10-01T02:03:04Z", "2026-10-01T02:03:04", " 2026-10-01T09:03:04+07:00 ",
        "2026-10-01T09:03:04+0700", "2026-09-30T22:33:04-0330", 1790820184,
        "1790820184", 1790820184.0, 1790820184000, "1790820184000",
    ],
)  # fmt: skip
def test_moment_is_the_same_in_every_spelling_and_told_in_utc(value) -> None:
    found = instant(value)
    assert found == AT
    assert found.utcoffset() == AT.utcoffset()


@pytest.mark.parametrize("value", [None, ""])
def test_no_time_is_none(value) -> None:
    assert instant(value) is None


@pytest.mark.parametrize("value", ["kemarin", True, False, [], {}, "1945-08-16T23:59:59Z", -1e9, " "])
def test_time_that_is_none_or_before_the_republic_is_an_error(value) -> None:
    with pytest.raises(ValueError, match=r"time|earliest|isoformat"):
        instant(value)


def test_first_moment_of_the_republic_and_1970_are_times() -> None:
    assert instant("1945-08-17T00:00:00Z") == datetime(1945, 8, 17, tzinfo=UTC)
    assert instant(0) == datetime(1970, 1, 1, tzinfo=UTC)
    # From here on a number counts milliseconds: as seconds it would be after the year 5000.
    assert instant(99_999_999_999).year == 5138
    assert instant(100_000_000_000) == datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_of_a_letter_is_read(month) -> None:
    day = datetime(2026, month, 9, 23, 30, 5, tzinfo=UTC)
    assert mail_time(f"{day:%a, %d %b %Y %H:%M:%S} +0000") == day
    assert mail_time(f"{day:%a, %d %b %Y %H:%M:%S} +0730") == day.replace(hour=16, minute=0)
    west = mail_time(f"{day:%a, %d %b %Y %H:%M:%S} -0730")
    assert (west - day).total_seconds() == 7.5 * 3600


def one(text: Any = "Gelap", time: Any = None, **more: Any) -> Any:
    return made(7, "1", text, time, **more)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, NOT_A_POST),
        (7, NOT_A_POST),
        ("", NO_TEXT),
        (" \n", NO_TEXT),
        ("a\0", BAD_TEXT),
        ("a" * 20_001, TOO_LONG_TEXT),
    ],
)
def test_row_without_words_that_can_be_kept_is_refused_with_its_line(text, words) -> None:
    assert one(text) == RefusedRow(7, str(words))


@pytest.mark.parametrize("time", ["kemarin", 1e300, float("nan"), 10**400, []])
def test_row_with_a_time_that_is_none_is_refused_with_its_line(time) -> None:
    assert one(time=time) == RefusedRow(7, str(BAD_TIME))


def test_post_holds_its_words_trimmed_and_its_version() -> None:
    assert one(" Gelap \n", AT, version_key="v", handle="a") == Post(7, "1", "v", "Gelap", AT, handle="a")
    assert one(time="2026-10-01T02:03:04Z").spoken_at == AT
    assert one().version_key == ""


@pytest.mark.parametrize(
    ("value", "kept"),
    [("a", "a"), (" a ", "a"), (7, "7"), (0, "0"), ("a" * 80, "a" * 80), ("a" * 81, ""), ("", ""), (" ", ""),
     (True, ""), (1.5, ""), (None, ""), ([], ""), ("a\0", "")],
)  # fmt: skip
def test_id_is_kept_where_it_is_short_and_plain(value, kept) -> None:
    assert an_id(value) == kept


def test_address_is_kept_or_stands_by_a_digest_where_it_is_long() -> None:
    assert an_address(" https://a.example/1 ") == "https://a.example/1"
    assert an_address("a" * 80) == "a" * 80
    digests = {an_address("a" * 81), an_address("a" * 82)}
    assert {len(one) for one in digests} == {40}
    assert len(digests) == 2
    assert [an_address(one) for one in ("", " ", "a\nb", "a\ud800", None, 7)] == [""] * 6


@pytest.mark.parametrize(
    ("value", "kept"), [(" Ani ", "Ani"), ("n" * 81, "n" * 80), ("", ""), ("a\x1fb", ""), (None, ""), (7, "")]
)
def test_name_is_cut_and_kept_where_it_is_plain(value, kept) -> None:
    assert a_name(value) == kept


def test_steps_lead_to_a_value_or_nowhere() -> None:
    held = {"a": {"b": 7}}
    assert at(held, "a", "b") == 7
    assert [at(held, "a", "c"), at(held, "c", "b"), at(held, "a", "b", "c"), at(7, "a")] == [None] * 4
    assert at(held) is held


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("Air &amp; udara ", "Air & udara"),
        ("<p>Satu</p><p>Dua</p>", "Satu\nDua"),
        ("<p>Satu\nlagi</p><p>Dua<br/>tiga</p>", "Satu lagi\nDua\ntiga"),
        ("a<script>jahat()</script><style>x</style><title>t</title>b", "ab"),
        ("<b>a</b> &lt;b&gt;", "a <b>"),
        ("satu\ndua", "satu\ndua"),
    ],
)
def test_words_of_html_stand_in_lines_without_marks_and_scripts(markup, words) -> None:
    assert text_of_html(markup) == words


def test_html_beyond_a_bound_is_not_looked_at() -> None:
    assert len(text_of_html("<p>" + "a" * LONGEST_HTML)) == LONGEST_HTML - len("<p>")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("biasa", "biasa"),
        ("CafÃ©", "Café"),
        ("Café", "Café"),
        ("jalan – rusak", "jalan – rusak"),
        ("ð\x9f\x98\x8a", "😊"),
    ],
)
def test_broken_spelling_is_undone_and_whole_words_stay(text, meant) -> None:
    assert whole(text) == meant
