"""What a comment of Instagram says, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.instagram.rules import post_at, posts_of


def comment(native_id: str = "1", **more: Any) -> dict[str, Any]:
    return {"id": native_id, "text": "Trotoar rusak", "timestamp": "2026-10-01T02:03:04+0000", **more}


def rows(data: Any) -> list[Any]:
    return list(posts_of(7, data))


@pytest.mark.parametrize(
    ("likes", "kept"),
    [
        (4, {"metrics": {"like_count": 4}}),
        (0, {"metrics": {"like_count": 0}}),
        (2**53 - 1, {"metrics": {"like_count": 2**53 - 1}}),
        (2**53, {}),
        (-1, {}),
        (True, {}),
        ("4", {}),
        (None, {}),
    ],
)
def test_likes_are_kept_where_they_are_a_number_that_every_program_can_hold(likes, kept) -> None:
    assert rows(comment(like_count=likes))[0].origin == kept


def test_author_is_named_by_the_comment_or_else_by_whom_it_is_from() -> None:
    (own,) = rows(comment(username="satu", **{"from": {"id": "9", "username": "dua"}}))
    (other,) = rows(comment(**{"from": {"id": "9", "username": "dua"}}))
    assert (own.handle, own.author_id, other.handle) == ("satu", "9", "dua")


def test_comment_alone_answers_its_parent_or_else_the_picture() -> None:
    (below,) = rows(comment(parent_id="5", media={"id": "3"}))
    (first,) = rows(comment(media={"id": "3"}))
    (bare,) = rows(comment())
    assert [(one.reply_to, one.thread) for one in (below, first, bare)] == [("5", "3"), ("3", "3"), ("", "")]


def test_picture_gives_its_comments_and_their_replies_and_none_deeper() -> None:
    deepest = {"data": [comment("4")]}
    replies = {"data": [comment("2", replies=deepest), comment("3")]}
    found = rows({"id": "9", "comments": {"data": [comment("1", replies=replies), comment("5")]}})
    assert [(one.native_id, one.reply_to, one.thread) for one in found] == [
        ("1", "9", "9"), ("2", "1", "9"), ("3", "1", "9"), ("5", "9", "9"),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [7, {}, {"id": "1"}, {"text": "a"}, {"id": True, "text": "a"}])
def test_what_is_no_comment_is_refused_once_with_its_line(data) -> None:
    (row,) = rows(data)
    assert isinstance(row, RefusedRow)
    assert row.line == 7


def labelled(**values: Any) -> dict[str, Any]:
    return {"string_map_data": {label: {"value": value} for label, value in values.items()}}


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"Media Owner": "kota", "Comment": "Rusak"}, "Rusak"),
        ({"Pemilik": "kota", "Komentar": "Rusak"}, "Rusak"),
        ({"Commentaire": "Rusak", "Pemilik": "kota"}, "Rusak"),
        ({"Pemilik Media": "kota", "Kommentar": "Rusak"}, "Rusak"),
        ({"Kommentar": "Rusak", "Medieninhaber": "kota"}, "Rusak"),
        ({"Comment": "  ", "Lain": "Rusak"}, "Rusak"),
        ({"Comment": 7, "Lain": "Rusak"}, "Rusak"),
    ],
)
def test_download_gives_the_comment_by_its_label_or_else_the_first_that_is_not_the_owner(
    values, text
) -> None:
    assert [one.text for one in rows(labelled(**values))] == [text]


def test_download_without_any_words_but_the_owners_gives_nothing() -> None:
    assert rows(labelled(**{"Media Owner": "kota"})) == rows(labelled()) == []


def test_time_of_a_download_stands_beside_any_of_its_values() -> None:
    data = labelled(Comment="Rusak")
    data["string_map_data"]["Time"] = {"value": "", "timestamp": 1790820184}
    data["string_map_data"]["Last"] = {"value": ""}
    (row,) = rows(data)
    assert row.spoken_at.timestamp() == 1790820184


def test_no_address_is_made_of_an_id() -> None:
    assert post_at("17900000000000001", {}) == ""
