"""Reading what each network gives: the fixtures beside each format are ours, the people in them invented."""

from __future__ import annotations

import io
import json
import re
import tarfile
import time
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.queries import FORMATS, Begun, formats_of, rows_of
from rembuk.channels.tests.reading import format_of, posts, refused, take

HERE = Path(__file__).parents[1]
AT = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)
FIXTURES = sorted(
    (path.parents[1].name, path)
    for path in HERE.glob("*/tests/*.*")
    if path.suffix in (".json", ".jsonl", ".html", ".xml", ".mbox", ".txt")
)


def fixture(name: str) -> tuple[str, Path]:
    format_name, _slash, _file = name.partition("/")
    return format_name, HERE / format_name / "tests" / _file


def read(name: str, **options) -> list[Post]:
    format_name, path = fixture(name)
    return posts(path, format_name, **options)


@pytest.mark.parametrize(("name", "path"), FIXTURES, ids=lambda value: getattr(value, "name", value))
def test_every_fixture_is_recognised_by_content_alone_and_read(name, path):
    assert format_of(path) == name
    found = posts(path, name)
    assert found
    assert len({one.native_id for one in found}) == len(found)
    assert all(one.native_id and one.version_key and one.text for one in found)


@pytest.mark.parametrize(("name", "path"), FIXTURES, ids=lambda value: getattr(value, "name", value))
def test_no_handle_or_name_of_an_author_gets_into_origin(name, path):
    for one in posts(path, name):
        kept = json.dumps(one.origin)
        assert all(part not in kept for part in (one.handle, one.name, one.author_id) if part)


def test_a_telegram_group_gives_messages_with_replies_edits_and_forwards():
    found = read("telegram/group.json")
    assert [one.text for one in found] == [
        "Lampu jalan di gang melati mati", "Setuju @rekaan_satu, hubungi +62 811-0000-0002",
        "Pengumuman yang diteruskan",
    ]  # fmt: skip
    assert [one.native_id for one in found] == ["1000000001/2", "1000000001/3", "1000000001/5"]
    assert (found[1].reply_to, found[1].thread) == ("1000000001/2", "1000000001")
    assert (found[1].version_order, found[1].version_key) == (1793066400, "1793066400")
    assert [one.echo for one in found] == [False, False, True]


def test_people_in_a_telegram_group_are_closed_unless_kept():
    assert read("telegram/group.json")[0].handle == "Rekaan Satu"
    for name in ("telegram/group.json", "telegram/messages.html"):
        for one in read(name, keep_names=False):
            assert (one.handle, one.author_id, one.name) == ("", "", "")
            assert not any(part in one.text for part in ("Rekaan", "rekaan_satu", "0811", "62 811", "Satu"))


def test_all_chats_of_a_telegram_account_are_read_each_with_its_own_ids():
    chat = json.loads(fixture("telegram/group.json")[1].read_text())
    other = {**chat, "id": 7}
    whole = {"about": "Telegram", "personal_information": {}, "chats": {"about": "", "list": [chat, other]}}
    found = posts(json.dumps(whole), "telegram")
    assert [one.native_id.partition("/")[0] for one in found] == ["1000000001"] * 3 + ["7"] * 3


def test_a_telegram_page_gives_the_words_the_sender_and_what_is_answered():
    found = read("telegram/messages.html")
    assert [one.text for one in found] == [
        "Lampu jalan di gang melati mati\nsudah tiga minggu & gelap", "Lihat https://contoh.invalid/",
        "Setuju, Pak Satu",
    ]  # fmt: skip
    assert [one.handle for one in found] == ["Rekaan Satu", "Rekaan Satu", "Rekaan Dua"]
    assert found[2].reply_to == found[0].native_id
    assert found[0].spoken_at == datetime(2026, 10, 27, 1, 2, tzinfo=UTC)


def test_a_telegram_page_cut_short_loses_nothing_before_the_cut():
    data = fixture("telegram/messages.html")[1].read_bytes()
    for cut in range(data.index(b"message3"), len(data) - 10, 40):
        found = take(data[:cut], "telegram")
        assert (
            len([one for one in found if isinstance(one, Post)])
            >= data[:cut].count(b"</div>\n      </div>\n") // 2 - 1
        )
        assert len([one for one in found if isinstance(one, RefusedRow)]) == 1


def test_a_youtube_thread_gives_comments_replies_and_edits():
    top, reply, shown = read("youtube/threads.json")
    assert (top.native_id, top.thread, top.reply_to) == ("UgRekaan1", "RekaanVideo", "RekaanVideo")
    assert (reply.reply_to, reply.thread) == ("UgRekaan1", "RekaanVideo")
    assert reply.version_order > top.version_order
    assert (top.handle, top.author_id, top.spoken_at) == ("@rekaan-satu", "UCrekaan0001", AT)
    assert shown.text == "Air mati\nsejak Senin & Selasa"


def test_facebook_comments_are_read_with_what_they_answer():
    found = read("facebook/comments.json")
    assert [one.native_id for one in found] == ["100_201", "100_202", "100_204"]
    assert [one.reply_to for one in found] == ["100", "100_201", "100"]
    assert {one.thread for one in found} == {"100"}
    assert (found[0].handle, found[0].author_id, found[0].spoken_at) == ("Rekaan Satu", "9001", AT)
    assert found[0].origin == {"metrics": {"like_count": 4, "comment_count": 1}}


def test_a_post_of_facebook_with_its_comments_in_one_document_is_read_whole():
    page = json.loads(fixture("facebook/comments.json")[1].read_text())
    one = {
        "id": "9_100",
        "message": "Apa usul Anda?",
        "created_time": "2026-10-01T00:00:00+0000",
        "comments": page,
    }
    found = posts(json.dumps(one), "facebook")
    assert [post.native_id for post in found] == ["9_100", "100_201", "100_202", "100_204"]
    assert [post.thread for post in found] == ["", "9_100", "9_100", "9_100"]
    pages = json.dumps([page, page])
    assert len(posts(pages, "facebook")) == 6


def test_a_facebook_download_is_read_through_its_broken_spelling():
    cafe, plain = read("facebook/download.json")
    assert cafe.text == "Café desa tutup jam 8 😊 – mohon lampu"
    assert cafe.handle == "Rekaan Satué"
    assert plain.text == "Biasa saja"
    assert read("facebook/posts.json")[0].text == "Sungai kotor — tolong"


def test_instagram_comments_of_the_api_and_of_a_download_in_two_languages():
    top, reply = read("instagram/comments.json")
    assert (top.thread, reply.thread, reply.reply_to) == ("179000001", "179000001", top.native_id)
    assert (reply.handle, top.author_id) == ("rekaan_dua", "178410001")
    assert [one.text for one in read("instagram/post_comments_1.json")] == [
        "Trotoar rusak 😢",
        "Sampah menumpuk",
    ]
    assert "kota_rekaan" not in str(read("instagram/post_comments_1.json"))
    assert read("instagram/reels_comments.json")[0].text == "Bagus"


def test_threads_of_the_api_and_of_a_download():
    (reply,) = read("threads/replies.json")
    assert (reply.native_id, reply.thread, reply.reply_to) == ("18000001", "18000000", "18000000")
    assert reply.handle == "rekaan_satu"
    assert [one.text for one in read("threads/threads_and_replies.json")] == ["Halte “Pasar” tanpa atap"]


def test_tiktok_comments_of_a_download_and_of_the_research_api():
    found = read("tiktok/user_data_tiktok.json")
    assert [one.text for one in found] == ["Puskesmas penuh terus"] * 2 + ["Tambah dokter"]
    assert found[0].spoken_at == found[1].spoken_at == AT
    assert found[0].native_id.removesuffix("-1") == found[1].native_id.removesuffix("-2")
    first, second = read("tiktok/research.json")
    assert (first.native_id, first.reply_to) == ("7300000000000000001", "7300000000000000009")
    assert (second.reply_to, second.thread) == (first.native_id, "7300000000000000009")


def test_a_bluesky_thread_feed_list_of_records_and_events_give_the_same_ids():
    root, reply, deeper = read("bluesky/thread.json")
    assert (reply.reply_to, reply.thread) == (root.native_id, root.native_id)
    assert (deeper.reply_to, deeper.thread) == (reply.native_id, root.native_id)
    assert (root.handle, root.name, root.origin) == ("rekaan-satu.test", "Rekaan Satu", {"lang": "id"})
    assert [one.native_id for one in read("bluesky/feed.json")] == [root.native_id, reply.native_id]
    for name in ("bluesky/records.json", "bluesky/jetstream.jsonl"):
        (same,) = read(name)
        assert same[1:5] == root[1:5]
        assert same.author_id == root.author_id


def test_a_car_archive_of_bluesky_is_refused_with_the_way_to_get_json(tmp_path):
    from rembuk.reckon.refusal import Refusal

    car = b"\x3a\xa2eroots\x81\xd8\x2a\x58\x25\x00\x01gversion\x01" + bytes(range(200))
    with pytest.raises(Refusal, match="CAR"):
        formats_of(Begun(io.BytesIO(car)), "repo.car")


def test_mastodon_statuses_are_plain_words_with_links_whole_and_only_public_ones():
    first, second, boost = read("mastodon/statuses.json")
    assert first.text == "Trotoar di depan stasiun rusak & licin\nLihat https://contoh.invalid/laporan"
    assert second.text == "@satu Setuju\nsekali"
    assert second.reply_to == first.native_id == "https://rekaan.example/users/satu/statuses/101"
    assert second.version_order > first.version_order
    assert (boost.echo, boost.text) == (True, first.text)
    assert [one.line for one in refused(fixture("mastodon/statuses.json")[1], "mastodon")] == [3]
    assert [one.native_id for one in read("mastodon/context.json")] == [first.native_id, second.native_id]


def test_a_mastodon_archive_gives_the_same_ids_as_the_api_and_keeps_private_letters_out():
    public, reply = read("mastodon/outbox.json")
    first = read("mastodon/statuses.json")[0]
    assert public[1:5] == first[1:5]
    assert (reply.reply_to, reply.text) == (first.native_id, "Soal trotoar\nBalasan")
    assert reply.thread.startswith("tag:rekaan.example")
    found = refused(fixture("mastodon/outbox.json")[1], "mastodon")
    assert [one.line for one in found] == [2]
    assert "Pesan pribadi" not in str(found)


def test_a_mastodon_archive_is_read_out_of_its_tar_and_zip():
    outbox = fixture("mastodon/outbox.json")[1].read_bytes()
    actor = json.dumps({"@context": "https://www.w3.org/ns/activitystreams", "type": "Person"}).encode()
    files = [("actor.json", actor), ("outbox.json", outbox), ("media_attachments/a.png", b"\x89PNG")]
    tar, packed = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    for data in (tar.getvalue(), packed.getvalue()):
        assert formats_of(Begun(io.BytesIO(data)), "arsip") == ["mastodon"]
        assert len(posts(data, "mastodon")) == 2
    cut = tar.getvalue()[: 512 * 2 + 512 + len(outbox) // 2]
    assert isinstance(take(cut, "mastodon")[-1], RefusedRow)


def test_feeds_give_title_and_words_without_markup():
    water, bare = read("feed/rss.xml")
    assert water.text == "Warga keluhkan air\nAir bersih mati & keruh.\nSudah seminggu."
    assert (water.native_id, water.handle, water.spoken_at) == ("warta-1", "Redaksi Rekaan", AT)
    assert (bare.text, bare.native_id) == ("Tanpa isi", "https://warta.invalid/2")
    assert [one.line for one in refused(fixture("feed/rss.xml")[1], "feed")] == [3]
    comment, second = read("feed/atom.xml")
    assert (comment.text, comment.reply_to, comment.handle) == (
        "Komentar\nLampu taman mati",
        "urn:rekaan:0",
        "Rekaan Satu",
    )
    assert second.text == "Dua\nJalan berlubang"


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_an_xml_bomb_is_refused_before_it_goes_off(bomb):
    text = f"<?xml version='1.0'?>{bomb}<rss><channel><item><title>&b;&a;</title></item></channel></rss>"
    (found,) = take(text, "feed")
    assert isinstance(found, RefusedRow)
    assert "XML" in found.reason


def test_a_feed_cut_short_loses_nothing_before_the_cut():
    data = fixture("feed/atom.xml")[1].read_bytes()
    for cut in range(data.index(b"<entry>"), len(data) - 10, 7):
        found = take(data[:cut], "feed")
        assert len([one for one in found if isinstance(one, Post)]) == data[:cut].count(b"</entry>")
        assert len([one for one in found if isinstance(one, RefusedRow)]) == 1


def test_mail_gives_own_words_without_quotations_signatures_and_attachments():
    first, second, third, bare = read("mail/kotak.mbox")
    assert first.text == "Jalan di RT 3 rusak – mohon diperbaiki.\nFrom pasar sampai masjid."
    assert (first.handle, first.name) == ("satu@contoh.invalid", "Rekaan Satué")
    assert (first.origin, first.spoken_at) == ({"subject": "Jalan rusak – RT 3"}, AT)
    assert second.text == "Benar, café kami juga sepi."
    assert (second.reply_to, second.thread) == (first.native_id, "rekaan-0@contoh.invalid")
    assert third.text == "Kami setuju, mohon tahun ini juga."
    assert bare.text == "Usul: tambah lampu di lapangan"


def test_a_letter_alone_is_read_as_a_mailbox_of_one():
    letter = b"Received: by contoh\r\nFrom: a@contoh.invalid\r\nMessage-ID: <x@y>\r\n\r\nIsi surat\r\n"
    assert formats_of(Begun(io.BytesIO(letter)), "surat.eml") == ["mail"]
    assert [(one.native_id, one.text) for one in posts(letter, "mail")] == [("x@y", "Isi surat")]


def test_a_letter_with_a_huge_attachment_is_read_with_little_memory():
    head = fixture("mail/kotak.mbox")[1].read_bytes()
    letter = head[: head.index(b"From rekaan@contoh.invalid Thu Oct  1 03")]
    big = letter.rstrip() + b"\n" + b"QUJD" * 19 + b"\n"
    data = big + (b"QUJD" * 19 + b"\n") * 200_000 + b"\n" + letter
    stream = io.BytesIO(data)
    tracemalloc.start()
    found = list(rows_of(FORMATS["mail"], stream, {}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 2
    assert peak < 14_000_000


JSON_ENDS = {
    "telegram/group.json": b'melati mati"\n    }\n   ]\n  }',
    "youtube/threads.json": b'"totalReplyCount": 0\n   }\n  }',
    "facebook/comments.json": b'"comment_count": 0\n  }',
    "threads/replies.json": b'"username": "rekaan_dua"\n  }',
    "bluesky/feed.json": b'"replyCount": 0\n   }\n  }', "mastodon/outbox.json": b'"tag": []\n   }\n  }',
}  # fmt: skip


@pytest.mark.parametrize("name", JSON_ENDS)
def test_a_document_cut_short_anywhere_loses_nothing_before_the_cut(name):
    format_name, path = fixture(name)
    data = path.read_bytes()
    start = data.find(JSON_ENDS[name])
    assert start > 0
    whole = [one.native_id for one in posts(data, format_name)]
    for cut in range(start + len(JSON_ENDS[name]) + 1, len(data.rstrip()) - 1, 37):
        found = take(data[:cut], format_name)
        ids = [one.native_id for one in found if isinstance(one, Post)]
        assert ids == whole[: len(ids)]
        assert ids
        assert isinstance(found[-1], RefusedRow)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("table", "x")])
@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[]", b"[[]]", b"null", b"7", b'{"data":[]}', b'{"data":[7,null,"a",[],{}]}', b"{bukan",
        b'[{"id":1,"content":7,"account":7}]',
        b'{"messages":[{"id":{},"type":"message","text":[[1]]}],"id":"x"}',
        b'{"items":[{"snippet":7},{"snippet":{"topLevelComment":7}}]}',
        b'{"thread":{"post":7,"replies":[7]}}',
        b'{"orderedItems":[{"type":"Create","object":{"to":7,"content":"a"}}]}', b"\xff\xfe\x00", b"From ",
        b'{"data":[{"id":"1","text":"a\\u0000","timestamp":"kemarin","message":"b","created_time":1e99}]}',
        b'[{"string_map_data":{"Comment":{"value":7},"a":7}}]', b"<rss><item><guid/>", b"<feed",
        b"\x00" * 300,
        b'{"CommentsList":[{"date":[],"comment":{}}]}',
        b'{"comments_v2":[{"data":[7,{"comment":7}],"timestamp":[]}]}',
        b'{"feed":[{"post":{"uri":7,"record":{}}}]}', b'{"data":[{"id":"' + b"9" * 200 + b'","text":"a"}]}',
    ],
    ids=range(25),
)  # fmt: skip
def test_a_hostile_document_gives_refusals_and_never_an_error(name, content):
    for one in take(content, name):
        assert isinstance(one, (Post, RefusedRow))


def test_a_document_far_larger_than_memory_allows_is_streamed():
    status = json.loads(fixture("mastodon/statuses.json")[1].read_text())[0]
    piece = json.dumps(status).encode()

    class Large(io.RawIOBase):
        def __init__(self, count):
            self.text = (piece + b",") * 50
            self.size, self.at = len(self.text) * count, 0

        def readable(self):
            return True

        def seekable(self):
            return True

        def seek(self, offset, whence=0):
            self.at = offset if whence == 0 else self.at + offset
            return self.at

        def readinto(self, buffer):
            if self.at == 0:
                buffer[:1] = b"["
                self.at = 1
                return 1
            start = (self.at - 1) % len(self.text)
            chunk = self.text[start : start + min(len(buffer), self.size + 1 - self.at)]
            buffer[: len(chunk)] = chunk
            self.at += len(chunk)
            return len(chunk)

    peaks = []
    for count in (5, 60):
        tracemalloc.start()
        rows = rows_of(FORMATS["mastodon"], io.BufferedReader(Large(count)), {})
        assert sum(isinstance(row, Post) for row in rows) == count * 50
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # What is remembered are the addresses of a hundred thousand statuses at most; here they are all the same.
    assert peaks[1] < 1.3 * peaks[0] + 200_000


def test_one_endless_value_is_given_up_with_a_reason():
    data = (
        b'{"data":[{"id":"1","message":"a","created_time":"2026-10-01T02:03:04+0000"},{"id":"2","message":"'
    )
    found = take(data + b"a" * 40_000_000 + b'"}]}', "facebook")
    assert isinstance(found[0], Post)
    assert isinstance(found[-1], RefusedRow)


@pytest.mark.slow
def test_an_archive_of_a_hundred_thousand_files_is_walked_in_seconds():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"media/{number}.jpg", b"")
        archive.writestr(
            "your_facebook_activity/comments.json", fixture("facebook/download.json")[1].read_bytes()
        )
    data = file.getvalue()
    start = time.process_time()
    assert formats_of(Begun(io.BytesIO(data)), "a.zip") == ["facebook"]
    assert len(posts(data, "facebook")) == 2
    assert time.process_time() - start < 20


def test_an_archive_that_unpacks_to_far_too_much_is_refused_at_once():
    from rembuk.reckon.refusal import Refusal

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chat.txt", b"27/10/26 08.00 - A: b\n" + bytes(60_000_000))
    for data in (file.getvalue(), file.getvalue()[:-40]):
        start = time.process_time()
        with pytest.raises(Refusal, match="unpacks"):
            posts(data, "whatsapp")
        assert time.process_time() - start < 5


def test_names_inside_an_archive_never_reach_the_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = io.BytesIO()
    names = ["../../keluar.txt", "/etc/mutlak.txt", "C:\\jalur.txt", "a\u202etxt.txt", "x" * 5_000 + ".txt"]
    with zipfile.ZipFile(file, "w") as archive:
        for number, name in enumerate(names):
            archive.writestr(name, f"27/10/26 08.0{number} - A: pesan {number}\n")
    found = take(file.getvalue(), "whatsapp")
    assert len(found) == len(names)
    assert list(tmp_path.rglob("*")) == []


def test_an_archive_with_a_password_says_so():
    from rembuk.reckon.refusal import Refusal

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("chat.txt", b"27/10/26 08.00 - A: b\n")
    data = bytearray(file.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Refusal, match="password"):
        formats_of(Begun(io.BytesIO(bytes(data))), "a.zip")


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_tells_its_quirks_and_where_each_is_from_beside_its_reader(name):
    told = (HERE / name / "README.md").read_text("utf-8")
    assert "| Quirk | What the reader does |" in told
    assert re.search(r"\w\.[a-z]{2,}/\w|\w\.[a-z]{2,},|RFC \d+", told), "no page of the network is named"
