"""What the wrappings of Bluesky say, value by value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rembuk.channels.bluesky.rules import POST, post_at, posts_of
from rembuk.channels.events import Post, RefusedRow

URI = "at://did:plc:rekaansatu/app.bsky.feed.post/3krekaan1"
AT = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)


def view(uri: str = URI, text: str = "Lampu mati", **record: Any) -> dict[str, Any]:
    return {"uri": uri, "record": {"text": text, "createdAt": "2026-10-01T02:03:04Z", **record}}


def texts(data: Any) -> list[str]:
    return [one.text for one in posts_of(1, data) if isinstance(one, Post)]


def one(data: Any) -> Any:
    (row,) = posts_of(7, data)
    return row


def test_author_is_known_by_the_view_or_else_by_the_address() -> None:
    assert one(view()).author_id == "did:plc:rekaansatu"
    named = one(
        {**view(), "author": {"did": "did:plc:lain", "handle": "lain.test", "displayName": "n" * 130}}
    )
    assert (named.author_id, named.handle, named.name) == ("did:plc:lain", "lain.test", "n" * 120)


@pytest.mark.parametrize(
    ("langs", "kept"),
    [
        (["id", "su"], {"lang": "id"}),
        (["zh-Hant-TW"], {"lang": "zh-Hant-"}),
        (["i\0d"], {}),
        ([], {}),
        ("id", {}),
        ([7], {}),
        (None, {}),
        (7, {}),
    ],
)
def test_first_language_is_kept_and_what_is_none_is_not(langs, kept) -> None:
    assert one(view(langs=langs)).origin == kept


def test_time_is_the_authors_or_else_that_of_the_index() -> None:
    assert one({**view(), "indexedAt": "2026-11-01T00:00:00Z"}).spoken_at == AT
    assert one({**view(createdAt=None), "indexedAt": "2026-10-01T02:03:04Z"}).spoken_at == AT


@pytest.mark.parametrize(
    "data",
    [
        7,
        {},
        {"uri": URI},
        {"record": {"text": "a"}},
        {"uri": URI, "record": 7, "value": 7},
        view(**{"$type": "app.bsky.feed.like"}),
    ],
)
def test_what_is_no_post_is_refused_with_its_line(data) -> None:
    assert isinstance(row := one(data), RefusedRow)
    assert row.line == 7


def test_record_of_a_list_is_read_from_its_value() -> None:
    assert texts({"uri": URI, "value": {"$type": POST, "text": "Air keruh"}}) == ["Air keruh"]
    assert texts({"uri": URI, "record": None, "value": {"text": "Air keruh"}}) == ["Air keruh"]


def test_thread_gives_what_stands_above_then_itself_then_its_replies_in_order() -> None:
    parent = {"post": view(text="di atas"), "replies": [{"post": view(text="cabang lain")}]}
    grand = {"post": view(text="paling atas")}
    thread = {
        "post": view(text="ini"),
        "parent": {**parent, "parent": grand},
        "replies": [
            {"post": view(text="satu"), "replies": [{"post": view(text="satu a")}]},
            {"$type": "app.bsky.feed.defs#blockedPost"},
            7,
            {"post": view(text="dua")},
        ],
    }
    assert texts({"thread": thread}) == ["paling atas", "di atas", "ini", "satu", "satu a", "dua"]


@pytest.mark.parametrize("kind", ["blockedPost", "notFoundPost"])
def test_part_that_its_author_hid_or_deleted_is_passed_over(kind) -> None:
    assert list(posts_of(1, {"$type": f"app.bsky.feed.defs#{kind}", "uri": URI})) == []


def test_event_is_a_post_only_where_its_collection_is_that_of_posts_and_its_record_is_there() -> None:
    commit = {"collection": POST, "rkey": "3krekaan1", "record": view()["record"]}
    event = {"did": "did:plc:rekaansatu", "commit": commit}
    assert one(event).native_id == URI
    for other in ({"collection": "app.bsky.feed.like"}, {"record": None}):
        assert list(posts_of(1, {**event, "commit": {**commit, **other}})) == []


@pytest.mark.parametrize(
    ("native_id", "address"),
    [
        (URI, "https://bsky.app/profile/did:plc:rekaansatu/post/3krekaan1"),
        (f"{URI}/x", ""),
        ("at://rekaan.test/app.bsky.feed.post/3k", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_address_is_made_of_a_whole_uri_only(native_id, address) -> None:
    assert post_at(native_id, {}) == address
