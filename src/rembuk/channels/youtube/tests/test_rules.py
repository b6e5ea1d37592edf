"""What a comment of YouTube says, value by value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.tests.reading import LIKES
from rembuk.channels.youtube.rules import post_at, posts_of

AT = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)


def comment(native_id: str = "Ug1", **snippet: Any) -> dict[str, Any]:
    said = {"textOriginal": "Air mati", "publishedAt": "2026-10-01T02:03:04Z", **snippet}
    return {"id": native_id, "snippet": said}


def rows(data: Any) -> list[Any]:
    return list(posts_of(7, data))


@pytest.mark.parametrize(("likes", "kept"), LIKES)
def test_likes_are_kept_where_they_are_a_number_that_every_program_can_hold(likes, kept) -> None:
    assert rows(comment(likeCount=likes))[0].origin == kept


def test_original_words_go_before_the_shown_ones_whose_marks_are_taken_off() -> None:
    (original,) = rows(comment(textDisplay="<b>lain</b>"))
    (shown,) = rows(comment(textOriginal=None, textDisplay="Air<br>mati &amp; keruh"))
    assert (original.text, shown.text) == ("Air mati", "Air\nmati & keruh")


@pytest.mark.parametrize(
    "data", [7, {}, {"id": "1"}, {"id": "", "snippet": {}}, {"snippet": {"textOriginal": "a"}},
             comment(textOriginal=None), comment(publishedAt="kemarin")],
)  # fmt: skip
def test_what_is_no_comment_is_refused_with_its_line(data) -> None:
    (row,) = rows(data)
    assert isinstance(row, RefusedRow)
    assert row.line == 7


@pytest.mark.parametrize(
    ("changed", "order"),
    [("2026-10-01T02:03:05Z", 1), (None, 0), ("kemarin", 0)],
)
def test_wording_is_ordered_by_its_last_change_or_else_by_when_it_was_said(changed, order) -> None:
    (row,) = rows(comment(updatedAt=changed))
    assert row.version_order == int(AT.timestamp()) + order
    assert row.version_key == str(row.version_order)


def test_comment_without_any_time_has_no_version() -> None:
    (row,) = rows(comment(publishedAt=None))
    assert (row.version_key, row.version_order) == ("", None)


def test_thread_gives_its_first_comment_and_replies_under_the_video() -> None:
    replies = {
        "comments": [comment("Ug1.2", parentId="Ug1"), comment("Ug1.3", parentId="Ug1", videoId="lain")]
    }
    found = rows({"snippet": {"videoId": "video", "topLevelComment": comment()}, "replies": replies})
    assert [(one.native_id, one.reply_to, one.thread) for one in found] == [
        ("Ug1", "video", "video"), ("Ug1.2", "Ug1", "video"), ("Ug1.3", "Ug1", "lain"),
    ]  # fmt: skip
    assert len(rows({"snippet": {"topLevelComment": comment()}, "replies": {"comments": 7}})) == 1


@pytest.mark.parametrize(
    ("native_id", "thread", "address"),
    [
        ("Ug1.2", "dQw4-_9", "https://www.youtube.com/watch?v=dQw4-_9&lc=Ug1.2"),
        ("Ug1&x=1", "dQw4", ""),
        ("Ug1", "dQw4&x=1", ""),
        ("Ug1", "", ""),
        ("", "dQw4", ""),
    ],
)
def test_address_names_video_and_comment_or_is_none(native_id, thread, address) -> None:
    assert post_at(native_id, {"thread": thread}) == address
