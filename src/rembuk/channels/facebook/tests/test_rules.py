"""What a post or comment of Facebook says, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.facebook.rules import DEEPEST, post_at, posts_of
from rembuk.channels.tests.reading import LIKES


def node(native_id: str = "1_2", **more: Any) -> dict[str, Any]:
    return {"id": native_id, "message": "Lampu mati", "created_time": "2026-10-01T02:03:04+0000", **more}


def rows(data: Any) -> list[Any]:
    return list(posts_of(7, data))


@pytest.mark.parametrize(("likes", "kept"), LIKES)
def test_likes_are_kept_where_they_are_a_number_that_every_program_can_hold(likes, kept) -> None:
    assert rows(node(like_count=likes))[0].origin == kept


def test_comment_answers_its_parent_or_else_what_its_number_begins_with() -> None:
    (below,) = rows(node("1_3", parent={"id": "1_2"}))
    (first,) = rows(node("1_2", comment_count=0))
    (post,) = rows(node("9_1"))
    assert [(one.reply_to, one.thread) for one in (below, first, post)] == [
        ("1_2", "1"), ("1", "1"), ("", ""),
    ]  # fmt: skip


def test_comments_are_read_to_a_depth_and_no_further() -> None:
    deep = node("0")
    for number in range(1, DEEPEST + 3):
        deep = node(str(number), comments={"data": [deep]})
    found = rows(deep)
    assert rows({"data": [deep]}) == found
    assert len(found) == DEEPEST + 1
    assert {one.thread for one in found[1:]} == {found[0].native_id}
    assert [one.reply_to for one in found[1:]] == [one.native_id for one in found[:-1]]


@pytest.mark.parametrize("message", ["", "  ", None, 7])
def test_sticker_is_passed_over_and_what_stands_below_it_is_not(message) -> None:
    assert [one.native_id for one in rows(node(message=message, comments={"data": [node("3")]}))] == ["3"]


def test_post_without_words_of_its_own_gives_those_below_it() -> None:
    assert [one.native_id for one in rows({"id": "1", "comments": {"data": [node("3")]}})] == ["3"]


@pytest.mark.parametrize("data", [7, {}, {"message": "a"}, {"data": [7]}, {"data": 7}, {"id": None}])
def test_what_has_no_id_is_refused_with_its_line(data) -> None:
    (row,) = rows(data)
    assert isinstance(row, RefusedRow)
    assert row.line == 7


def test_download_gives_comments_and_posts_with_words_and_their_own_time_first() -> None:
    parts = [
        {"comment": {"comment": "Rusak", "timestamp": 1790820184, "author": "Rekaan"}},
        {"comment": {"comment": "Gelap", "author": 7}},
        {"post": "Banjir"},
        {"comment": {"comment": " "}},
        {"post": 7},
        {"name": "tempat"},
    ]
    found = rows({"timestamp": 1790820000, "data": parts})
    assert [(one.text, one.spoken_at.timestamp(), one.handle) for one in found] == [
        ("Rusak", 1790820184, "Rekaan"), ("Gelap", 1790820000, ""), ("Banjir", 1790820000, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("native_id", "address"),
    [("1_2_3", "https://www.facebook.com/1_2_3"), ("1", "https://www.facebook.com/1"), ("1_2_3_4", ""),
     ("pfbid02", ""), ("1/../x", ""), ("", "")],
)  # fmt: skip
def test_address_is_made_of_numbers_only(native_id, address) -> None:
    assert post_at(native_id, {}) == address
