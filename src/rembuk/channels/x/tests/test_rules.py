"""What the objects of the X API v2 say, value by value."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rembuk.channels.events import Author, Post, RefusedRow
from rembuk.channels.rules import EARLIEST
from rembuk.channels.wording import BAD_ID, BAD_TEXT, BAD_TIME, NO_TEXT, NOT_A_POST
from rembuk.channels.x.rules import author_of, is_id, names_of, post_at, post_of, texts_of, weigh

NO_IDS = ["", "1" * 21, "x1", "1x", "-1", "1.0", " 1", "\u0661\u0662", "\u00b2", 1, None, ["1"]]


def data(**more: Any) -> dict[str, Any]:
    return {"id": "9", "text": "Lampu mati", **more}


def one(found: dict[str, Any], names: Any = None, texts: Any = None) -> Any:
    return post_of(found, 3, names or {}, texts or {})


@pytest.mark.parametrize("value", ["0", "7", "1" * 20, "12345678901234567890"])
def test_id_is_a_string_of_at_most_twenty_digits(value) -> None:
    assert is_id(value)
    assert one(data(id=value)) == Post(3, value, value, "Lampu mati", version_order=int(value))


@pytest.mark.parametrize("value", NO_IDS)
def test_what_is_no_id_makes_no_post_and_is_none_of_an_author_or_an_answer(value) -> None:
    assert not is_id(value)
    assert one(data(id=value)) == RefusedRow(3, str(BAD_ID))
    assert one(data(edit_history_tweet_ids=[value])) == RefusedRow(3, str(BAD_ID))
    assert author_of({"id": value, "username": "warga"}) is None
    answered = [{"type": "replied_to", "id": value}]
    more = {"author_id": value, "conversation_id": value, "referenced_tweets": answered}
    names = {value: ("warga", "Warga")} if isinstance(value, str) else {}
    assert one(data(**more), names) == one(data())
    assert texts_of({"tweets": [data(id=value)]}) == {}
    assert post_at(value, {}) == ""


@pytest.mark.parametrize(
    "found", [None, [], "9", 9, {}, {"id": "9"}, {"text": "Lampu mati"}, ["id", "text"], data(text=None)]
)
def test_what_is_no_object_with_id_and_text_is_no_post(found) -> None:
    assert one(found) == RefusedRow(3, str(NOT_A_POST))


@pytest.mark.parametrize(("text", "reason"), [("", NO_TEXT), (" ", NO_TEXT), ("a\0", BAD_TEXT)])
def test_text_that_cannot_be_kept_is_refused_with_its_reason(text, reason) -> None:
    assert one(data(text=text)) == RefusedRow(3, str(reason))


@pytest.mark.parametrize("history", [None, [], "5", {"0": "5"}])
def test_post_that_names_no_earlier_wordings_is_its_own_first(history) -> None:
    found = one(data(edit_history_tweet_ids=history))
    assert (found.native_id, found.version_key, found.version_order) == ("9", "9", 9)


def test_post_is_known_by_its_first_wording_and_ordered_by_its_own() -> None:
    found = one(data(edit_history_tweet_ids=["5", "9"]))
    assert (found.line, found.native_id, found.version_key, found.version_order) == (3, "5", "9", 9)


def test_author_is_cut_where_the_columns_end() -> None:
    user = {"id": "77", "username": "w" * 81, "name": "n" * 121}
    assert author_of(user) == Author("77", "w" * 80, "n" * 120)
    assert author_of({"id": "77"}) == Author("77", "", "")


@pytest.mark.parametrize("odd", [7, ["warga"], "a\0b", "", "\ud800", None])
def test_name_that_is_no_words_is_left_empty(odd) -> None:
    assert author_of({"id": "77", "username": odd, "name": "Warga"}) == Author("77", "", "Warga")
    assert author_of({"id": "77", "username": "warga", "name": odd}) == Author("77", "warga", "")


def test_names_and_whole_texts_are_taken_from_the_includes_and_the_odd_ones_passed_over() -> None:
    users = [None, "77", {"id": 7}, {"id": "77", "username": "warga", "name": "Warga"}, {"username": "lain"}]
    assert names_of({"users": users}) == {"77": ("warga", "Warga")}
    long = data(id="1", text="Pendek…", note_tweet={"text": "Panjang &amp; utuh"})
    tweets = [None, "1", {"id": "2"}, {"id": "4", "text": ""}, {"text": "Tanpa id"}, long]
    assert texts_of({"tweets": tweets}) == {"1": "Panjang & utuh"}
    for includes in (None, [], "users", {}, {"users": {"id": "77"}, "tweets": {"id": "1", "text": "a"}}):
        assert names_of(includes) == {}
        assert texts_of(includes) == {}


@pytest.mark.parametrize("note", [None, "Panjang", {}, {"text": None}, {"text": ["Panjang"]}])
def test_note_without_words_leaves_the_text(note) -> None:
    assert one(data(note_tweet=note)).text == "Lampu mati"


def test_author_has_the_name_the_includes_gave() -> None:
    names = {"77": ("warga", "Warga"), "78": ("lain", "Lain")}
    found = one(data(author_id="77"), names)
    assert (found.author_id, found.handle, found.name) == ("77", "warga", "Warga")
    unknown = one(data(author_id="79"), names)
    assert (unknown.author_id, unknown.handle, unknown.name) == ("79", "", "")
    assert one(data(author_id=77), names).author_id == ""


def test_answer_names_what_it_answers_and_under_what_it_was_said() -> None:
    references = [{"type": "quoted", "id": "4"}, {"type": "replied_to", "id": "5"}]
    found = one(data(referenced_tweets=references, conversation_id="2"))
    assert (found.reply_to, found.thread, found.echo) == ("5", "2", False)
    assert found.origin == {"references": [("quoted", "4"), ("replied_to", "5")]}
    # The first post of a conversation stands under none, by its first wording, too.
    assert one(data(conversation_id="9")).thread == ""
    assert one(data(conversation_id="5", edit_history_tweet_ids=["5", "9"])).thread == ""


def test_repost_has_the_whole_text_of_what_it_passes_on_where_that_is_there() -> None:
    repost = data(text="RT @lain: Lampu…", referenced_tweets=[{"type": "retweeted", "id": "1"}])
    found = one(repost, texts={"1": "Lampu mati sejak Maret", "2": "Lain"})
    assert (found.echo, found.text, found.reply_to) == (True, "Lampu mati sejak Maret", "")
    assert one(repost, texts={"2": "Lain"}).text == "RT @lain: Lampu…"
    quote = data(referenced_tweets=[{"type": "quoted", "id": "1"}])
    assert one(quote, texts={"1": "Lain"}).text == "Lampu mati"


def test_ten_references_are_kept_and_their_kind_is_cut() -> None:
    many = [{"type": "q" * 21, "id": str(number)} for number in range(1, 13)]
    kept = [("q" * 20, str(number)) for number in range(1, 11)]
    assert one(data(referenced_tweets=many)).origin == {"references": kept}


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "x",
        5,
        [None],
        ["x"],
        [{"id": "5"}],
        [{"type": 7, "id": "5"}],
        [{"type": "quoted"}],
        {"0": 1},
        [{"type": "a\0b", "id": "5"}],
        [{"type": "\ud800", "id": "5"}],
    ],
)
def test_reference_without_kind_or_id_is_none(odd) -> None:
    assert one(data(referenced_tweets=odd)).origin == {}


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("2026-10-01T02:03:04.000Z", datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)),
        ("2026-10-01T02:03:04", datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)),
        ("2026-10-01T09:03:04+07:00", datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)),
        (EARLIEST.isoformat(), EARLIEST),
        (None, None),
    ],
)
def test_time_is_read_with_its_zone_or_in_utc(told, time) -> None:
    assert one(data(created_at=told)).spoken_at == time


@pytest.mark.parametrize("told", ["", "kemarin", 7, True, ["2026-10-01"], "1945-08-16T23:59:59Z"])
def test_time_that_is_none_or_too_early_is_refused(told) -> None:
    assert one(data(created_at=told)) == RefusedRow(3, str(BAD_TIME))


@pytest.mark.parametrize(
    ("lang", "origin"),
    [
        ("in", {"lang": "in"}), ("zh-Hant1", {"lang": "zh-Hant1"}), ("zh-Hant12", {}), ("ïn", {}),
        ("i\0", {}), (7, {}), (["in"], {}), (None, {}),
    ],
)  # fmt: skip
def test_language_is_kept_where_it_is_a_short_word(lang, origin) -> None:
    assert one(data(lang=lang)).origin == origin


def test_counts_are_kept_where_they_are_whole_numbers_that_every_reader_can_hold() -> None:
    metrics = {"like_count": 0, "view": 2**53 - 1, "k" * 40: 1}
    odd = {
        "k" * 41: 1,
        "a\0b": 1,
        "\ud800": 1,
        "minus": -1,
        "great": 2**53,
        "half": 0.5,
        "true": True,
        "word": "1",
        "none": None,
    }
    assert one(data(public_metrics={**metrics, **odd})).origin == {"metrics": metrics}
    for other in (None, [1], "5"):
        assert one(data(public_metrics=other)).origin == {}


def test_address_of_a_post_is_that_of_its_id() -> None:
    assert post_at("9", {}) == "https://x.com/i/web/status/9"


@pytest.mark.parametrize(
    ("light", "heavy"),
    [
        ("\0\u10ff", "\u1100"), ("\u2000\u200d", "\u1fff\u200e"), ("\u2010\u201f", "\u200f\u2020"),
        ("\u2032\u2037", "\u2031\u2038"), ("abc é", "ᮊ語😀"),
    ],
)  # fmt: skip
def test_letters_weigh_what_the_published_table_says(light, heavy) -> None:
    assert weigh(light) == len(light)
    assert weigh(heavy) == 2 * len(heavy)
    assert weigh(light + heavy) == len(light) + 2 * len(heavy)
