"""Reading exports of the X API v2.

The shapes follow X's documentation, "Data dictionary: Post" and "Fields and expansions"; the people are not.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from rembuk.channels.events import Author, Post, RefusedRow
from rembuk.channels.queries import Begun, recognise
from rembuk.channels.x.queries import LONGEST_LINE, read


def post(number: int, text: str = "Jembatan rusak", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number), "edit_history_tweet_ids": [str(number)], "text": text, "author_id": "77",
        "created_at": "2026-10-01T02:03:04.000Z", "lang": "in",
        "public_metrics": {"retweet_count": 2, "like_count": 5}, **more,
    }  # fmt: skip


USERS = {"users": [{"id": "77", "username": "warga_contoh", "name": "Warga Contoh"}]}


def take(content: bytes | str) -> list[Any]:
    data = content.encode() if isinstance(content, str) else content
    return list(read(io.BytesIO(data), {}))


def posts(content: bytes | str) -> list[Post]:
    return [row for row in take(content) if isinstance(row, Post)]


def refused(found: list[Any]) -> list[int]:
    return [row.line for row in found if isinstance(row, RefusedRow)]


def lines(*rows: Any) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_one_post_a_line_is_read_with_time_metrics_and_author():
    (found,) = posts(lines(post(1)))
    assert found.native_id == found.version_key == "1"
    assert found.spoken_at == datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)
    assert found.origin == {"lang": "in", "metrics": {"retweet_count": 2, "like_count": 5}}
    assert (found.author_id, found.handle) == ("77", "")


def test_one_response_a_line_gives_handles_from_its_includes():
    found = posts(lines({"data": [post(1), post(2)], "includes": USERS, "meta": {"result_count": 2}}))
    assert [one.handle for one in found] == ["warga_contoh"] * 2
    assert posts(lines({"data": post(3), "includes": USERS}))[0].handle == "warga_contoh"


@pytest.mark.parametrize(
    "document",
    [
        {"data": [post(1), post(2)], "includes": USERS},
        [{"data": [post(1)], "includes": USERS}, {"data": [post(2)]}],
        [post(1), post(2)],
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_a_document_of_any_layout_is_read_as_a_stream(document, indent):
    found = take(json.dumps(document, indent=indent))
    assert [one.native_id for one in found if isinstance(one, Post)] == ["1", "2"]
    assert refused(found) == []


def test_a_document_names_its_authors_after_their_posts():
    found = take(json.dumps({"data": [post(1)], "includes": USERS}, indent=1))
    assert found[1] == Author("77", "warga_contoh", "Warga Contoh")


def test_an_edited_post_keeps_the_identity_of_its_first_wording():
    (found,) = posts(lines(post(9, edit_history_tweet_ids=["5", "7", "9"])))
    assert (found.native_id, found.version_key, found.version_order) == ("5", "9", 9)


def test_a_repost_without_own_words_is_known_and_takes_the_whole_text_of_the_original():
    cut = "RT @lain: Jembatan rusak sekali dan kami…"
    repost = post(2, cut, referenced_tweets=[{"type": "retweeted", "id": "1"}])
    whole = {"tweets": [post(1, "Jembatan rusak sekali dan kami menunggu sejak Maret")]}
    (found,) = posts(lines({"data": [repost], "includes": whole}))
    assert found.echo
    assert found.text.endswith("sejak Maret")
    (quote,) = posts(lines(post(3, referenced_tweets=[{"type": "quoted", "id": "1"}])))
    assert not quote.echo


def test_a_long_post_is_read_whole_and_escapes_are_undone():
    (found,) = posts(lines(post(1, "Pendek…", note_tweet={"text": "Panjang &amp; utuh &lt;3"})))
    assert found.text == "Panjang & utuh <3"


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_a_file_of_lines_cut_short_loses_nothing_before_the_cut(keep):
    whole = lines(*(post(n) for n in range(1, 5))).encode()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == 10]
    found = take(whole[: ends[keep - 1] + 40])
    assert [one.native_id for one in found if isinstance(one, Post)] == [str(n) for n in range(1, keep + 1)]
    assert refused(found) == [keep + 1]


def test_a_document_cut_short_anywhere_loses_nothing_before_the_cut():
    end = b'"like_count": 5}}'
    whole = json.dumps({"data": [post(n) for n in range(1, 4)], "includes": USERS}).encode()
    for cut in range(10, len(whole) - 1, 7):
        found = take(whole[:cut])
        assert len([one for one in found if isinstance(one, Post)]) == whole[:cut].count(end)
        assert len(refused(found)) == 1


def test_a_gzip_file_cut_short_gives_what_could_be_unpacked():
    random.seed(3)
    rows = [post(n, "".join(random.choices("abcdefghij ", k=200)) + "x") for n in range(2_000)]
    packed = gzip.compress(lines(*rows).encode())
    stream = Begun(gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2])))
    found = list(read(stream, {}))
    assert len([one for one in found if isinstance(one, Post)]) > 500
    assert isinstance(found[-1], RefusedRow)
    assert len(refused(found)) == 1


@pytest.mark.parametrize(
    "row",
    [
        {"id": 12, "text": "angka"}, {"id": 2**70, "text": "besar"}, {"id": "x1", "text": "huruf"},
        {"id": "1"}, {"id": "1", "text": ""}, {"id": "1", "text": "a\x00b"}, {"id": "1", "text": ["a"]},
        {"id": "1", "text": "a", "created_at": "kemarin"}, {"id": "1", "text": "a", "created_at": 7},
        {"id": "1", "text": "a", "created_at": "0001-01-01T00:00:00Z"}, {"data": "x"}, {"data": [None]},
        {"id": "1", "text": "y" * 30_000},
    ],
)  # fmt: skip
def test_a_row_that_is_no_post_is_refused_alone_with_its_line(row):
    found = take(lines(post(1), row, post(3)))
    assert [type(one) for one in found] == [Post, RefusedRow, Post]
    assert found[1].line == 2
    assert found[1].reason


def test_broken_lines_and_lone_surrogates_are_refused_alone():
    text = lines(post(1)) + '{"id": "2", "text": "\\ud800"}\n' + "{bukan json\n" + "\n" + lines(post(4))
    assert refused(take(text)) == [2, 3]
    assert len(posts(text)) == 2


class Parts(io.RawIOBase):
    """Give the parts one after the other; a number is that many letters a."""

    def __init__(self, *parts: bytes | int) -> None:
        self.parts = list(parts)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while self.parts:
            part = self.parts[0]
            count = min(len(buffer), part if isinstance(part, int) else len(part))
            buffer[:count] = b"a" * count if isinstance(part, int) else part[:count]
            self.parts[0] = part - count if isinstance(part, int) else part[count:]
            if count:
                return count
            self.parts.pop(0)
        return 0


def test_a_line_of_100_mb_is_refused_with_little_memory_and_the_rest_is_read():
    stream = Parts(
        lines(post(1)).encode(), b'{"id":"2","text":"', 100_000_000, b'"}\n', lines(post(3)).encode()
    )
    tracemalloc.start()
    found = list(read(io.BufferedReader(stream, 65_536), {}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(one) for one in found] == [Post, RefusedRow, Post]
    assert peak < 12 * LONGEST_LINE


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (lines(post(1)).encode(), "a.csv", "x"),
        (json.dumps({"data": [post(1)]}).encode(), "a", "x"),
        (b'{"data":[],"meta":{"result_count":0}}', "a.json", "x"),
        (b"topik,tweet,label\na,b,c\n", "a.csv", "table"),
        (b"\xef\xbb\xbfteks;waktu\n", "a.txt", "table"),
        (b"PK\x03\x04...", "a.csv", "table"),
        (b'{"teks": "a", "kota": "b"}\n', "a.jsonl", "table"),
    ],
)
def test_the_format_is_recognised_by_content_whatever_the_name(head, name, expected):
    assert recognise(head, name) == expected
