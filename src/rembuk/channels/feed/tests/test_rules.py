"""What an item of a feed says, value by value."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.feed.rules import local, post_of

TIME = "<pubDate>Thu, 01 Oct 2026 02:03:04 +0000</pubDate>"


def one(inside: str) -> Any:
    return post_of(7, fromstring(f"<item>{inside}</item>"))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<title>Air mati</title><description>Sudah seminggu</description>", "Air mati\nSudah seminggu"),
        ("<title>Air mati…</title><description>Air mati sejak Senin</description>", "Air mati sejak Senin"),
        ("<title>Air mati... </title><description>Air mati lagi</description>", "Air mati lagi"),
        ("<title>Air</title>", "Air"),
        ("<description>Air</description>", "Air"),
        ("<title></title><description>Air</description>", "Air"),
        ("<title>Judul</title><description>pendek</description><content>panjang</content>", "Judul\npanjang"),
        ("<title>Judul</title><summary>panjang</summary><content>pendek</content>", "Judul\npanjang"),
        ("<title>Judul</title><encoded>panjang</encoded><content>pendek</content>", "Judul\npanjang"),
        ("<title>Judul</title><title>Kedua</title>", "Judul"),
        ("<title>a &amp;lt;b&amp;gt; c</title>", "a <b> c"),
        ('<title type="text">a &amp;amp; b</title>', "a &amp; b"),
        ('<title type="xhtml"><div>a\n <b>b</b> c</div></title>', "a b c"),
    ],
)  # fmt: skip
def test_words_are_title_and_longest_account_without_the_title_said_twice(inside, text) -> None:
    assert one(inside).text == text


@pytest.mark.parametrize(
    ("inside", "native_id"),
    [
        ("<guid>g</guid><id>i</id><link>l</link>", "g"),
        ("<id>i</id><link>l</link>", "i"),
        ("<link>l</link>", "l"),
        ('<link href="h"/>', "h"),
        ('<guid> </guid><link href="h"/>', "h"),
        ("<link/>", ""),
        ("", ""),
    ],
)
def test_item_is_known_by_its_guid_its_id_or_its_link(inside, native_id) -> None:
    assert one(f"<title>a</title>{inside}").native_id == native_id


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("<creator>Satu</creator><author>Dua</author>", "Satu"),
        ("<author> Dua </author>", "Dua"),
        ("<author><uri>x</uri><name>Tiga</name></author>", "Tiga"),
        ("<author/>", ""),
        ("", ""),
    ],
)
def test_author_is_the_creator_or_the_name_in_the_author(inside, name) -> None:
    assert one(f"<title>a</title>{inside}").handle == name


@pytest.mark.parametrize("name", ["pubDate", "published", "date", "updated"])
@pytest.mark.parametrize("words", ["2026-10-01T02:03:04Z", "Thu, 01 Oct 2026 02:03:04 GMT"])
def test_time_is_read_in_both_spellings_under_every_name(name, words) -> None:
    assert (
        one(f"<title>a</title><{name}>{words}</{name}>").spoken_at.isoformat() == "2026-10-01T02:03:04+00:00"
    )


@pytest.mark.parametrize(
    "words", ["kemarin", "2026-13-01", "2026-13", "Thu, 41 Oct 2026 02:03:04 +0000", "1000-01-01T00:00:00Z"]
)
def test_item_with_a_time_that_is_none_is_refused_with_its_line(words) -> None:
    row = one(f"<title>a</title><pubDate>{words}</pubDate>")
    assert isinstance(row, RefusedRow)
    assert row.line == 7


@pytest.mark.parametrize(
    ("words", "day"), [("2026", "2026-01-01"), ("2026-10", "2026-10-01"), ("2026-10-02", "2026-10-02")]
)
def test_date_of_dublin_core_without_month_or_day_is_its_first(words, day) -> None:
    assert one(f"<title>a</title><date>{words}</date>").spoken_at.isoformat() == f"{day}T00:00:00+00:00"


def test_later_wording_is_known_by_when_it_was_changed() -> None:
    changed = one(f"<title>a</title>{TIME}<updated>2026-10-01T02:03:05Z</updated>")
    assert changed.spoken_at.second == 4
    assert (changed.version_order, changed.version_key) == (1790820185, "1790820185")
    assert (one(f"<title>a</title>{TIME}").version_order, one(f"<title>a</title>{TIME}").version_key) == (
        None,
        "",
    )


def test_comment_names_what_it_answers() -> None:
    assert one('<title>a</title><in-reply-to ref="urn:1"/>').reply_to == "urn:1"
    assert one("<title>a</title><in-reply-to/>").reply_to == one("<title>a</title>").reply_to == ""


def test_name_of_an_element_stands_without_its_namespace() -> None:
    assert [local("{http://a}item"), local("item"), local(None)] == ["item", "item", ""]
