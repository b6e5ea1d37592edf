"""What a comment of TikTok says, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.tiktok.rules import post_at, posts_of


def one(data: Any) -> Any:
    (row,) = posts_of(7, data)
    return row


def test_comment_of_research_is_known_by_either_spelling_of_its_number() -> None:
    first = one({"id": 1, "text": "a", "create_time": 1790820184, "video_id": 5, "username": "satu"})
    assert (first.native_id, first.reply_to, first.thread, first.handle) == ("1", "5", "5", "satu")
    other = one({"comment_id": "2", "text": "a", "video_id": "5", "parent_comment_id": "1"})
    assert (other.native_id, other.reply_to, other.thread) == ("2", "1", "5")


@pytest.mark.parametrize(
    "data",
    [{"Comment": "a", "Date": "2026-10-01 02:03:04 UTC"}, {"comment": "a", "date": "2026-10-01 02:03:04"}],
)
def test_time_of_a_download_is_utc_said_or_not(data) -> None:
    assert one(data).spoken_at.isoformat() == "2026-10-01T02:03:04+00:00"


@pytest.mark.parametrize(
    "data", [7, {}, {"text": "a"}, {"comment": 7}, {"comment": "a", "date": []}, {7: "comment"}]
)
def test_what_is_no_comment_is_refused_with_its_line(data) -> None:
    row = one(data)
    assert isinstance(row, RefusedRow)
    assert row.line == 7


def test_no_address_is_made_of_an_id() -> None:
    assert post_at("1", {}) == ""
