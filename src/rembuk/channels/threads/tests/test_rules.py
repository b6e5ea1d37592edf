"""What a post of Threads says, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.threads.rules import post_at, posts_of


def rows(data: Any) -> list[Any]:
    return list(posts_of(7, data))


def test_repost_is_an_echo_and_nothing_else_is() -> None:
    kinds = ["TEXT_POST", "REPOST_FACADE", None]
    told = [rows({"id": "1", "text": "a", "media_type": kind})[0].echo for kind in kinds]
    assert told == [False, True, False]


def test_author_and_what_is_answered_are_kept_by_their_numbers() -> None:
    (row,) = rows(
        {"id": "1", "text": "a", "owner": {"id": "9"}, "replied_to": {"id": "3"}, "root_post": {"id": "2"}}
    )
    assert (row.author_id, row.reply_to, row.thread) == ("9", "3", "2")


def test_download_gives_the_titles_that_have_words_and_passes_over_the_rest() -> None:
    media = [{"title": title, "creation_timestamp": 1790820184} for title in ("Satu", "  ", None, 7, "Dua")]
    found = rows({"media": [*media, 7, {}]})
    assert [(one.text, one.spoken_at.timestamp()) for one in found] == [
        ("Satu", 1790820184),
        ("Dua", 1790820184),
    ]


@pytest.mark.parametrize("data", [7, {}, {"text": "a"}, {"id": {}, "text": "a"}])
def test_what_has_no_id_is_refused_with_its_line(data) -> None:
    (row,) = rows(data)
    assert isinstance(row, RefusedRow)
    assert row.line == 7


def test_picture_without_words_is_passed_over() -> None:
    assert rows({"id": "1"}) == rows({"id": "1", "text": None}) == []
    assert post_at("1", {}) == ""
