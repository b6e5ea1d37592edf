"""Reading exported WhatsApp chats; the fixtures beside this file are ours, the people in them invented."""

from __future__ import annotations

import gzip
import io
import random
import resource
import time
import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rembuk.channels.events import Post, RefusedRow
from rembuk.channels.queries import FORMATS, Begun, formats_of, rows_of
from rembuk.channels.tests.reading import format_of, posts, refused, take
from rembuk.channels.whatsapp.rules import Order, line_of, words_of

HERE = Path(__file__).parent
JAKARTA = ZoneInfo("Asia/Jakarta")


def read(name: str, **options):
    return posts(HERE / name, "whatsapp", **options)


@pytest.mark.parametrize("name", ["android-id.txt", "android-en.txt", "iphone-id.txt", "iphone-en.txt"])
def test_a_chat_is_recognised_by_content_whatever_the_phone(name):
    assert format_of(HERE / name) == "whatsapp"


def test_an_indonesian_android_chat_gives_messages_and_passes_over_the_app():
    found = read("android-id.txt")
    assert [one.text for one in found] == [
        "Lampu jalan di gang melati mati\nsudah tiga minggu,\ntolong dicek Bu Rekaan Dua",
        "Ini fotonya, hubungi 0811-0000-0002",
        "@6281100000001 terima kasih, sudah diteruskan ke Pak Satu",
        "Setuju",
        "Setuju",
        "Catatan: rapat jam 19.30",
    ]
    assert found[0].spoken_at == datetime(2026, 10, 27, 8, 2, tzinfo=JAKARTA)
    assert found[2].spoken_at.hour == 21
    assert [one.handle for one in found[:2]] == ["Rekaan Satu", "+62 811-0000-0001"]
    assert refused(HERE / "android-id.txt", "whatsapp") == []


def test_a_clock_of_twelve_hours_with_a_narrow_space_is_read_month_first():
    assert [f"{one.spoken_at:%Y-%m-%d %H:%M}" for one in read("android-en.txt")] == [
        "2026-10-02 09:06", "2026-10-02 12:30", "2026-10-03 00:06", "2026-10-13 23:59",
    ]  # fmt: skip


def test_an_iphone_chat_is_read_through_its_invisible_marks():
    found = read("iphone-id.txt", zone="Asia/Makassar")
    assert [one.text for one in found] == [
        "Selokan depan pasar mampet\ndan bau", "Begini keadaannya", "Kata @Rekaan Satu hari Senin",
    ]  # fmt: skip
    assert found[0].handle == "Rekaan Tiga"
    assert found[0].spoken_at.isoformat() == "2026-10-27T14:05:40+08:00"
    assert [one.spoken_at.hour for one in read("iphone-en.txt")] == [14, 0]


def test_name_that_no_database_takes_is_left_out_and_the_words_are_kept():
    chat = "27/10/26 08.02 - Rekaan\0Satu: Lampu mati\n27/10/26 08.03 - Rekaan Dua: Setuju\n"
    assert [(one.handle, one.text) for one in posts(chat, "whatsapp")] == [
        ("", "Lampu mati"), ("Rekaan Dua", "Setuju"),
    ]  # fmt: skip


def test_names_and_numbers_of_people_are_closed_unless_kept():
    found = read("android-id.txt", keep_names=False)
    words = " ".join(one.text for one in found)
    assert not any(part in words for part in ("Rekaan", "0811", "6281100000001", "Pak Satu"))
    assert "Lampu jalan di gang melati mati" in words
    assert words.count("[nama ditutup]") == 3
    assert {(one.handle, one.name, one.author_id) for one in found} == {("", "", "")}


def test_an_id_does_not_depend_on_whether_names_are_kept_nor_on_who_exported():
    kept, closed = read("android-id.txt"), read("android-id.txt", keep_names=False)
    assert [one.native_id for one in kept] == [one.native_id for one in closed]
    assert len({one.native_id for one in kept}) == len(kept)
    other = "27/10/2026, 21:41 - Ibu D: Setuju\n27/10/2026, 21:41 - Bapak S: Setuju\n"
    same = [one.native_id for one in posts(other, "whatsapp")]
    assert same == [one.native_id for one in kept if one.text == "Setuju"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["13/02/26", "03/04/26"], [(2, 13), (4, 3)]),
        (["02/13/26", "03/04/26"], [(2, 13), (3, 4)]),
        (["03/04/26", "13/04/26"], [(4, 3), (4, 13)]),
        # Only the running of time tells: as days of one month they follow each other.
        (["03/04/26", "03/05/26", "03/06/26", "04/01/26"], [(3, 4), (3, 5), (3, 6), (4, 1)]),
        (["01/03/26", "05/03/26", "02/04/26"], [(3, 1), (3, 5), (4, 2)]),
        (["03/04/26"], [(4, 3)]),
        (["2026/03/04", "2026/03/05"], [(3, 4), (3, 5)]),
    ],
)
def test_whether_day_or_month_comes_first_is_settled_over_the_whole_file(dates, expected):
    text = "".join(f"{date} 10.00 - Rekaan Satu: pesan {n}\n" for n, date in enumerate(dates))
    found = posts(text, "whatsapp")
    assert [(one.spoken_at.month, one.spoken_at.day) for one in found] == expected


def test_a_date_that_is_none_refuses_its_message_alone():
    text = "31/02/26 10.00 - A: satu\n28/02/26 10.00 - A: dua\n28/02/26 25.00 - A: tiga\n"
    found = take(text, "whatsapp")
    assert [type(one) for one in found] == [RefusedRow, Post, RefusedRow]
    assert [one.line for one in found] == [1, 2, 3]


@pytest.mark.parametrize(
    "stamp",
    [
        "27/10/26 14.05 - ", "27/10/2026, 14:05 - ", "27/10/26, 2:05 PM - ", "27/10/26 2.05 siang - ",
        "27/10/26, 2:05 p.m. - ", "27/10/26, 2:05\u00a0p.\u00a0m. - ", "[27/10/26 14.05.33] ",
        "27.10.26, 14:05 - ",
        "27-10-2026 14:05 - ", "\u200e[27/10/26, 14:05:33] ", "[2026/10/27, 14:05:33] ",
    ],
)  # fmt: skip
def test_every_spelling_of_a_stamp_is_the_same_minute(stamp):
    (found,) = posts(f"{stamp}Rekaan Satu: Jalan rusak\n", "whatsapp")
    assert f"{found.spoken_at:%Y-%m-%d %H:%M}" == "2026-10-27 14:05"
    assert (found.handle, found.text) == ("Rekaan Satu", "Jalan rusak")


@pytest.mark.parametrize(
    "text",
    [
        "<Media omitted>", "<Médias omis>", "\u200eimage omitted", "stiker tidak disertakan", "null",
        "You deleted this message.", "Anda telah menghapus pesan ini", "Missed voice call",
        "IMG-1.jpg (file attached)", "\u200e<attached: 1.opus>", "location: https://maps.google.com/?q=1,2",
        "\u200esebuah kalimat yang ditulis aplikasi",
    ],
)  # fmt: skip
def test_what_is_no_persons_word_is_passed_over(text):
    assert words_of(text) == ""


@pytest.mark.parametrize("text", ["Media omitted dari rapat", "harga < 5000 > 3000 naik", "Lokasi: pasar"])
def test_words_that_only_look_like_it_are_kept(text):
    assert words_of(text) == text


def test_a_line_of_a_message_that_looks_half_like_a_stamp_stays_in_it():
    text = "27/10/26 14.05 - A: jadwal\n28/10/26 kerja bakti\n[penting] bawa alat\n"
    assert [one.text for one in posts(text, "whatsapp")] == [
        "jadwal\n28/10/26 kerja bakti\n[penting] bawa alat"
    ]


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return file.getvalue()


def test_the_zip_with_media_gives_what_its_chat_gives():
    data = zipped(
        ("IMG-1.jpg", bytes(300_000)),
        ("WhatsApp Chat dengan Rekaan.txt", (HERE / "android-id.txt").read_bytes()),
    )
    assert formats_of(Begun(io.BytesIO(data)), "a.zip") == ["whatsapp"]
    assert posts(data, "whatsapp") == read("android-id.txt")


@pytest.mark.parametrize("streamed", [False, True])
def test_a_zip_cut_short_loses_nothing_before_the_cut(streamed):
    random.seed(5)
    lines = [f"27/10/26 08.{n % 60:02} - A: {random.getrandbits(200):x}\n" for n in range(4_000)]
    first = "".join(lines).encode()
    file = io.BytesIO()
    # A phone writes the archive as a stream: sizes stand after each member.
    out = Streamed(file) if streamed else file
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", first)
        archive.writestr("IMG.jpg", random.randbytes(50_000))
    data = file.getvalue()
    whole_chat = take(data[: len(data) - 20_000], "whatsapp")
    assert len([one for one in whole_chat if isinstance(one, Post)]) == 4_000
    assert [one.line for one in whole_chat if isinstance(one, RefusedRow)] == [0]
    half = take(data[:100_000], "whatsapp")
    assert len([one for one in half if isinstance(one, Post)]) > 1_500
    assert any(isinstance(one, RefusedRow) for one in half)


class Streamed(io.RawIOBase):
    """Take an archive that cannot be wound back, as an app does."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def test_a_packed_chat_cut_short_loses_at_most_the_message_the_cut_went_through():
    random.seed(6)
    text = "".join(f"27/10/26 08.{n % 60:02} - A: {random.getrandbits(200):x}\n" for n in range(4_000))
    packed = gzip.compress(text.encode())
    stream = Begun(gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2])))
    found = list(rows_of(FORMATS["whatsapp"], stream, {}))
    assert len([one for one in found if isinstance(one, Post)]) > 1_500
    assert isinstance(found[-1], RefusedRow)


class Endless(io.RawIOBase):
    """Give LINE over and over, SIZE bytes of it, and wind back."""

    def __init__(self, line: bytes, size: int) -> None:
        self.line, self.size, self.at = line * 2_000, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset if whence == 0 else self.at + offset
        return self.at

    def readinto(self, buffer) -> int:
        start = self.at % len(self.line)
        chunk = self.line[start : start + len(buffer)][: max(0, self.size - self.at)]
        buffer[: len(chunk)] = chunk
        self.at += len(chunk)
        return len(chunk)


def test_memory_does_not_grow_with_the_chat():
    line = b"27/10/26 08.02 - Rekaan Satu: Lampu jalan di gang melati mati sudah tiga minggu\n"
    peaks = []
    for size in (400_000, 1_600_000):
        tracemalloc.start()
        rows = rows_of(FORMATS["whatsapp"], io.BufferedReader(Endless(line, size)), {})
        count = sum(isinstance(row, Post) for row in rows)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert count == size // len(line) + (size % len(line) > 30)
    assert peaks[1] < 1.2 * peaks[0] + 100_000
    assert peaks[1] < 4_000_000


@pytest.mark.parametrize("size", [25_000, 3_000_000])
def test_a_message_too_long_is_refused_alone(size):
    text = f"27/10/26 08.02 - A: satu\n27/10/26 08.03 - A: {'x' * size}\n27/10/26 08.04 - A: tiga\n"
    found = take(text, "whatsapp")
    assert [type(one) for one in found] == [Post, RefusedRow, Post]


def test_a_chat_in_another_language_is_read_all_the_same():
    text = "[27.10.26, 14:05:33] Рекаан: Мост сломан\n[27.10.26, 14:05:40] Рекаан: <Без медиафайлов>\n"
    assert [one.text for one in posts(text, "whatsapp")] == ["Мост сломан"]


def test_a_chat_saved_by_an_editor_as_utf16_is_read():
    data = (HERE / "android-id.txt").read_text().encode("utf-16")
    assert [one.text for one in posts(data, "whatsapp")] == [one.text for one in read("android-id.txt")]
    assert formats_of(Begun(io.BytesIO(data)), "a") == ["whatsapp"]


def test_hostile_lines_cost_no_more_than_their_length():
    nasty = ["1/" * 50_000, "[" * 100_000, "1/1/1 1.1" + " " * 100_000, "<" * 100_000, "\u200e" * 100_000]
    start = time.process_time()
    for line in nasty:
        line_of(line)
        words_of(line)
    assert time.process_time() - start < 5
    order = Order()
    order.see((0, 0, 0))
    assert order.month_first() is False
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 4_000_000
