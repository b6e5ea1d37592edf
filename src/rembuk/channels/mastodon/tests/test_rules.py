"""What a status or a note says, value by value."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.channels.events import RefusedRow
from rembuk.channels.mastodon import rules
from rembuk.channels.mastodon.rules import PUBLIC, Statuses, post_at
from rembuk.channels.wording import NOT_A_POST, NOT_PUBLIC

URI = "https://rekaan.example/users/satu/statuses/1"
AT = 1790820184


def status(**more: Any) -> dict[str, Any]:
    return {
        "id": "1", "uri": URI, "content": "<p>Licin</p>", "account": {"id": "9", "acct": "satu"},
        "created_at": "2026-10-01T02:03:04Z", **more,
    }  # fmt: skip


def note(**more: Any) -> dict[str, Any]:
    return {
        "type": "Note", "id": URI, "content": "<p>Licin</p>", "to": [PUBLIC[0]],
        "published": "2026-10-01T02:03:04Z", **more,
    }  # fmt: skip


def one(data: Any, statuses: Statuses | None = None) -> Any:
    (row,) = (statuses or Statuses()).posts_of(7, data)
    return row


@pytest.mark.parametrize("shown", ["public", "unlisted"])
def test_status_that_everybody_may_open_is_read(shown) -> None:
    assert one(status(visibility=shown)).text == "Licin"


@pytest.mark.parametrize("shown", ["private", "direct", "", None, 7])
def test_status_for_some_is_refused_as_not_public(shown) -> None:
    assert one(status(visibility=shown)) == RefusedRow(7, str(NOT_PUBLIC))


@pytest.mark.parametrize("field", ["to", "cc"])
@pytest.mark.parametrize("address", PUBLIC)
def test_note_to_everybody_is_read_in_every_spelling(field, address) -> None:
    for listed in (address, ["https://rekaan.example/users/dua", address]):
        assert one(note(**{"to": [], field: listed})).text == "Licin"


@pytest.mark.parametrize("to", [None, [], "https://rekaan.example/users/satu/followers", [{}], 7])
def test_note_to_nobody_or_some_is_refused_as_not_public(to) -> None:
    assert one(note(to=to)) == RefusedRow(7, str(NOT_PUBLIC))


@pytest.mark.parametrize("data", [7, {}, {"content": "a"}, {"account": {}}, {"type": 7}, note(id=None)])
def test_what_is_no_status_is_refused_with_its_line(data) -> None:
    assert one(data) == RefusedRow(7, str(NOT_A_POST))


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_activity_gives_the_note_inside_it(kind) -> None:
    assert one({"type": kind, "object": note()}).native_id == URI


@pytest.mark.parametrize("data", [{"type": "Announce", "object": URI}, {"type": "Create", "object": URI}])
def test_activity_without_words_gives_nothing(data) -> None:
    assert list(Statuses().posts_of(7, data)) == []


def test_question_is_read_as_a_note() -> None:
    assert one(note(type="Question")).text == "Licin"


def test_answer_names_the_public_address_once_the_answered_status_was_read() -> None:
    statuses = Statuses()
    one(status(), statuses)
    assert one(status(id="2", uri=f"{URI}2", in_reply_to_id="1"), statuses).reply_to == URI
    assert one(status(id="3", uri=f"{URI}3", in_reply_to_id="404"), statuses).reply_to == "404"
    assert one(status(id="4", uri=f"{URI}4"), statuses).reply_to == ""


def test_addresses_are_remembered_up_to_a_bound(monkeypatch) -> None:
    monkeypatch.setattr(rules, "MOST_REMEMBERED", 1)
    statuses = Statuses()
    one(status(), statuses)
    one(status(id="2", uri=f"{URI}2"), statuses)
    assert one(status(id="3", in_reply_to_id="1"), statuses).reply_to == URI
    assert one(status(id="3", in_reply_to_id="2"), statuses).reply_to == "2"


def test_status_without_an_address_is_known_by_its_number_and_its_author_by_name() -> None:
    account = {"id": "9", "acct": "satu", "display_name": "n" * 130}
    row = one(status(uri=None, account=account))
    assert (row.native_id, row.author_id, row.handle, row.name) == ("1", "9", "satu", "n" * 120)


def test_boost_holds_the_words_of_the_other_and_is_an_echo() -> None:
    boost = one(status(content="", reblog={"content": "<p>Gelap</p>", "spoiler_text": " Awas "}))
    assert (boost.text, boost.echo) == ("Awas\nGelap", True)
    assert not one(status(reblog=None)).echo


@pytest.mark.parametrize(
    ("language", "kept"),
    [
        ("id", {"lang": "id"}),
        ("zh-Hant1", {"lang": "zh-Hant1"}),
        ("zh-Hant12", {}),
        ("é", {}),
        ("i\0d", {}),
        (7, {}),
        (None, {}),
    ],
)
def test_language_is_kept_where_it_is_a_short_plain_word(language, kept) -> None:
    assert one(status(language=language)).origin == kept
    assert one(note(contentMap={language: "a"})).origin == kept


def test_note_without_a_map_of_languages_has_none() -> None:
    assert [one(note(contentMap=value)).origin for value in ({}, [], None, "id")] == [{}] * 4


@pytest.mark.parametrize(
    ("edited", "later"), [("2026-10-01T02:03:05Z", 1), (None, 0), ("kemarin", 0), (1e300, 0)]
)
def test_wording_is_ordered_by_its_last_change_or_else_by_when_it_was_said(edited, later) -> None:
    for row in (one(status(edited_at=edited)), one(note(updated=edited))):
        assert (row.version_order, row.version_key) == (AT + later, str(AT + later))


def test_status_without_any_time_has_no_version() -> None:
    row = one(status(created_at=None))
    assert (row.version_order, row.version_key) == (None, "")


@pytest.mark.parametrize(
    ("native_id", "address"),
    [(URI, URI), ("1", ""), ("javascript:alert(1)", ""), ("tag:rekaan.example,2026:1", "")],
)
def test_public_address_is_linked_and_nothing_else(native_id, address) -> None:
    assert post_at(native_id, {}) == address
