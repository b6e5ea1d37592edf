"""What a message of an export says, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.telegram import rules
from rembuk.channels.wording import BAD_TIME, CUT, NOT_A_POST

JAKARTA = "Asia/Jakarta"


def message(**more: Any) -> dict[str, Any]:
    return {"id": 2, "type": "message", "date_unixtime": "1790820184", "text": "Gelap", **more}


def one(data: Any) -> Any:
    return rules.post_of(7, data, "55", JAKARTA)


@pytest.mark.parametrize(
    ("text", "words"),
    [("a", "a"), (["a ", {"type": "bold", "text": "b"}, {"type": "x"}, 7, " c"], "a b c"), ([], ""),
     (None, ""), ({"text": "a"}, ""), ([{"text": 7}], "")],
)  # fmt: skip
def test_words_are_put_together_of_their_pieces(text, words) -> None:
    assert rules.words_of(text) == words


@pytest.mark.parametrize(
    "data", [7, {}, {"type": "message", "text": "a"}, message(id="a\0b"), message(id=None), message(id=[2])]
)
def test_what_has_no_number_is_refused_with_its_line(data) -> None:
    assert one(data) == RefusedRow(7, str(NOT_A_POST))


@pytest.mark.parametrize("more", [{"type": "service"}, {"text": ""}, {"text": [" "]}, {"type": None}])
def test_what_the_app_says_and_media_alone_are_passed_over(more) -> None:
    assert one(message(**more)) is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "2026-10-01T02:03:04+00:00"),
        ({"date_unixtime": None, "date": "2026-10-01T09:03:04"}, "2026-10-01T09:03:04+07:00"),
        ({"date_unixtime": "", "date": "2026-10-01T09:03:04+08:00"}, "2026-10-01T09:03:04+08:00"),
    ],
)
def test_time_is_that_of_the_world_or_else_the_clock_of_the_computer(more, said) -> None:
    assert one(message(**more)).spoken_at.isoformat() == said


@pytest.mark.parametrize(
    "more",
    [{"date_unixtime": None}, {"date_unixtime": "", "date": "kemarin"}, {"edited_unixtime": "kemarin"},
     {"date_unixtime": "9" * 400}, {"date_unixtime": 1e17}, {"edited_unixtime": []}],
)  # fmt: skip
def test_time_that_is_none_is_refused_with_its_line(more) -> None:
    assert one(message(**more)) == RefusedRow(7, str(BAD_TIME))


def test_message_is_known_by_chat_and_number_and_names_what_it_answers() -> None:
    row = one(message(reply_to_message_id=1, from_id="user9", **{"from": "Satu"}))
    assert (row.native_id, row.thread, row.reply_to) == ("55/2", "55", "55/1")
    assert (row.author_id, row.handle, row.echo) == ("user9", "Satu", False)
    assert one(message()).reply_to == ""
    assert one(message(forwarded_from="Warta")).echo


def test_wording_is_ordered_by_its_last_change_or_else_by_when_it_was_said() -> None:
    assert one(message()).version_order == 1790820184
    changed = one(message(edited_unixtime="1790820190"))
    assert (changed.version_order, changed.version_key) == (1790820190, "1790820190")


def block(inside: str, kind: str = "default", number: str = "3") -> str:
    return f'<div class="message {kind} clearfix" id="message{number}"><div class="body">{inside}</div>'


TEXT = '<div class="text">Gelap</div>'


def dated(title: str) -> str:
    return f'<div class="pull_right date details" title="{title}">09:03</div>'


def html(inside: str, **more: str) -> Any:
    return rules.html_post(7, block(inside, **more), "55", "Satu", JAKARTA)


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("01.10.2026 09:03:04", "2026-10-01T02:03:04+00:00"),
        ("01.10.2026 09:03:04 UTC+08:30", "2026-10-01T09:03:04+08:30"),
        ("01.10.2026 09:03:04 UTC-03:30", "2026-10-01T09:03:04-03:30"),
        ("01.10.2026 09:03:04 UTC-00:30", "2026-10-01T09:03:04-00:30"),
    ],
)
def test_time_on_a_page_is_in_its_zone_or_in_that_of_the_import(title, said) -> None:
    assert html(dated(title) + TEXT).spoken_at.isoformat() == said


@pytest.mark.parametrize("title", ["31.02.2026 09:03:04", "01.10.2026 25:03:04", "kemarin"])
def test_words_with_a_time_that_is_none_are_refused(title) -> None:
    assert html(dated(title) + TEXT) == RefusedRow(7, str(BAD_TIME))


def test_page_names_number_sender_forward_and_what_is_answered() -> None:
    answered = '<div class="reply_to details">Balasan <a href="#go_to_message1">ini</a></div>'
    row = html(dated("01.10.2026 09:03:04") + answered + '<div class="forwarded body">' + TEXT, number="-3")
    assert (row.native_id, row.reply_to, row.thread, row.handle) == ("55/-3", "55/1", "55", "Satu")
    assert row.echo
    bare = html(dated("01.10.2026 09:03:04") + TEXT)
    assert (bare.reply_to, bare.echo) == ("", False)


def test_block_without_words_or_of_the_app_gives_nothing_and_one_cut_short_says_so() -> None:
    date = dated("01.10.2026 09:03:04")
    assert html(date + TEXT, kind="service") is None
    assert html(date) is html(date + '<div class="text"> </div>') is html('<div class="text"></div>') is None
    assert rules.html_post(7, "<div>", "55", "", JAKARTA) is None
    cut = block(date + TEXT).partition("Gelap")[0]
    assert rules.html_post(7, cut, "55", "", JAKARTA) == RefusedRow(7, str(CUT))


def test_sender_stands_in_the_block_or_is_that_of_the_one_before() -> None:
    assert rules.sender_of('<div class="from_name">\n Satu &amp; Dua </div>') == "Satu & Dua"
    assert rules.sender_of(TEXT) == ""


def test_chat_of_a_page_is_known_by_its_title_and_linked_to_nothing() -> None:
    assert rules.chat_of(" Warga RT 3 ") == rules.chat_of("Warga RT 3") != rules.chat_of("Warga RT 4")
    assert len(rules.chat_of("\ud800")) == 16
    assert rules.post_at("55/2", {}) == ""


def test_message_begins_on_the_line_of_its_box() -> None:
    assert rules.begins(block(TEXT))
    assert not rules.begins(TEXT)
