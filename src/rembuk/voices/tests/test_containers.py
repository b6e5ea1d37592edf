"""The containers of sound, value by value: frames of MP3 and their tags, pages of Ogg, boxes, elements."""

from __future__ import annotations

import struct

import pytest

from rembuk.voices.rules.containers import Broken, Part, boxes, elements, mp3_frames, ogg_pages

# Bytes of a frame of layer III by index of its rate, at 44.1 kHz (MPEG 1) and 22.05 kHz (MPEG 2), as
# ISO/IEC 11172-3 and 13818-3 give them.
FRAMES_1 = (104, 130, 156, 182, 208, 261, 313, 365, 417, 522, 626, 731, 835, 1044)
FRAMES_2 = (26, 52, 78, 104, 130, 156, 182, 208, 261, 313, 365, 417, 470, 522)


def header(*, version: int = 3, layer: int = 1, rate: int = 9, samples: int = 0, padding: int = 0) -> bytes:
    word = 0x7FF << 21 | version << 19 | layer << 17 | 1 << 16
    return (word | rate << 12 | samples << 10 | padding << 9).to_bytes(4, "big")


def frame(size: int, **more: int) -> bytes:
    return header(**more) + b"\x55" * (size - 4)


THREE = frame(417) * 3
SECONDS = 3 * 1152 / 44_100


@pytest.mark.parametrize(
    ("size", "seconds", "more"),
    [
        *[(size, 1152 / 44_100, {"rate": rate}) for rate, size in enumerate(FRAMES_1, start=1)],
        *[(size, 576 / 22_050, {"version": 2, "rate": rate}) for rate, size in enumerate(FRAMES_2, start=1)],
        (384, 1152 / 48_000, {"samples": 1}), (576, 1152 / 32_000, {"samples": 2}),
        (192, 576 / 24_000, {"version": 2, "rate": 8, "samples": 1}),
        (288, 576 / 16_000, {"version": 2, "rate": 8, "samples": 2}),
        (417, 576 / 11_025, {"version": 0, "rate": 8}),
        (384, 576 / 12_000, {"version": 0, "rate": 8, "samples": 1}),
        (576, 576 / 8_000, {"version": 0, "rate": 8, "samples": 2}),
        (418, 1152 / 44_100, {"padding": 1}),
    ],
)  # fmt: skip
def test_frame_is_as_long_as_the_standard_says(size, seconds, more) -> None:
    begins, ends, long = mp3_frames(frame(size, **more) * 3)
    assert (begins, ends, long) == (0, 3 * size, pytest.approx(3 * seconds))


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 1}, {"layer": 0}, {"layer": 2}, {"layer": 3}, {"rate": 0}, {"rate": 15}, {"samples": 3},
    ],
)  # fmt: skip
def test_frame_of_another_layer_or_of_no_rate_is_none(wrong) -> None:
    with pytest.raises(Broken):
        mp3_frames(THREE + header(**wrong) + b"\x55" * 500)


def test_frame_that_does_not_begin_with_eleven_ones_is_none() -> None:
    with pytest.raises(Broken):
        mp3_frames(THREE + b"\xfe" + frame(417)[1:])


def test_fewer_than_three_frames_are_no_recording_and_a_cut_one_does_not_count() -> None:
    with pytest.raises(Broken):
        mp3_frames(frame(417) * 2)
    with pytest.raises(Broken):
        mp3_frames(THREE[:-1])
    assert mp3_frames(THREE + frame(417)[:-1]) == (0, len(THREE), pytest.approx(SECONDS))
    assert mp3_frames(THREE + b"\xff") == (0, len(THREE), pytest.approx(SECONDS))


@pytest.mark.parametrize("tail", [b"TAG" + bytes(40), b"APE" + b"x" * 40, b"ID3x", bytes(40)])
def test_tag_behind_the_last_frame_and_a_tail_of_zeros_end_the_frames(tail) -> None:
    assert mp3_frames(THREE + tail)[:2] == (0, len(THREE))


@pytest.mark.parametrize("tail", [b"TAXxxxxx", b"XAGxxxxx", b"\1" * 40, bytes(4) + b"\1"])
def test_what_is_neither_frame_nor_tag_breaks_the_recording(tail) -> None:
    with pytest.raises(Broken):
        mp3_frames(THREE + tail)


def id3(size: int, *, footer: bool = False) -> bytes:
    told = bytes(size >> 7 * (3 - place) & 127 for place in range(4))
    return b"ID3\4\0" + (b"\x10" if footer else b"\0") + told + b"x" * size + b"f" * 10 * footer


def ape(size: int, *, with_header: bool = False) -> bytes:
    flags = 1 << 31 if with_header else 0
    end = b"APETAGEX" + struct.pack("<IIII", 2_000, size, 1, flags) + bytes(8)
    return b"h" * 32 * with_header + b"x" * (size - 32) + end


LYRICS = b"LYRICSBEGIN" + b"x" * 20
TAGS_AFTER = {
    "ID3v1": b"TAG" + b"x" * 125,
    "APE": ape(100),
    "APE with a header": ape(100, with_header=True),
    "APE of its end alone": ape(32),
    "Lyrics3": LYRICS + b"%06d" % len(LYRICS) + b"LYRICS200",
    "ID3v2 at the end": id3(300) + b"3DI\4\0\x10" + bytes([0, 0, 2, 44]),
    "two of them": ape(100) + b"TAG" + b"x" * 125,
}


@pytest.mark.parametrize("name", TAGS_AFTER)
def test_tag_behind_the_frames_is_left_out_to_the_byte(name) -> None:
    # What stands between the last frame and the tag would be met if the tag were thought shorter.
    assert mp3_frames(THREE + TAGS_AFTER[name]) == (0, len(THREE), pytest.approx(SECONDS))
    longer = THREE + frame(417) + TAGS_AFTER[name]
    assert mp3_frames(longer)[1] == 4 * 417


@pytest.mark.parametrize("size", [0, 10, 127, 128, 300, 17_000])
@pytest.mark.parametrize("footer", [False, True])
@pytest.mark.parametrize("room", [0, 64])
def test_tag_before_the_frames_is_passed_over_with_its_footer_and_the_room_behind_it(
    size, footer, room
) -> None:
    tag = id3(size, footer=footer)
    assert mp3_frames(tag + bytes(room) + THREE)[:2] == (len(tag) + room, len(tag) + room + len(THREE))
    assert mp3_frames(tag * 2 + THREE)[0] == 2 * len(tag)


def test_tag_that_is_cut_off_is_no_recording() -> None:
    for cut in (3, 9, 10, 60):
        with pytest.raises(Broken):
            mp3_frames(id3(100)[:cut])


@pytest.mark.parametrize("end", [b"123456LYRICS20x", b"12345xLYRICS200", b"3DJ" + bytes(7)])
def test_what_only_looks_like_a_tag_behind_the_frames_is_none(end) -> None:
    with pytest.raises(Broken):
        mp3_frames(THREE + b"x" * 40 + end)


def ogg_page(body: bytes, *, flags: int = 2, granule: int = 960, stream: int = 7) -> bytes:
    lacing = bytes([255] * (len(body) // 255) + [len(body) % 255])
    head = b"OggS\0" + struct.pack("<BqIIIB", flags, granule, stream, 0, 0, len(lacing))
    return head + lacing + body


def test_pages_of_ogg_are_given_whole_and_what_follows_them_is_none() -> None:
    first, second = ogg_page(b"a" * 300), ogg_page(b"b", flags=4, granule=-1, stream=8)
    pages = list(ogg_pages(first + second))
    assert [(page.flags, page.granule, page.stream, page.body) for page in pages] == [
        (2, 960, 7, b"a" * 300), (4, -1, 8, b"b"),
    ]  # fmt: skip
    assert [page.lacing for page in pages] == [bytes([255, 45]), bytes([1])]
    for cut in range(1, len(second)):
        assert list(ogg_pages(first + second[:cut])) == pages[:1], cut
    assert list(ogg_pages(first + b"OggX" + bytes(60))) == pages[:1]
    assert list(ogg_pages(first + ogg_page(b"")))[1].body == b""


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def test_boxes_are_walked_to_their_places() -> None:
    content = box(b"ftyp", b"M4A ") + box(b"moov", box(b"mvhd", b"1234") + box(b"free"))
    assert list(boxes(content)) == [
        (b"ftyp", Part(0, 8, 12)), (b"mvhd", Part(20, 28, 32)), (b"free", Part(32, 40, 40)),
    ]  # fmt: skip
    long = struct.pack(">I4sQ", 1, b"free", 20) + b"1234"
    assert list(boxes(long + box(b"skip"))) == [(b"free", Part(0, 16, 20)), (b"skip", Part(20, 28, 28))]
    to_the_end = struct.pack(">I4s", 0, b"free") + b"12345"
    assert list(boxes(to_the_end)) == [(b"free", Part(0, 8, 13))]
    assert list(boxes(box(b"free") + b"1234567")) == [(b"free", Part(0, 8, 8))]


def test_sound_that_was_cut_off_is_given_as_far_as_it_goes_and_another_box_is_not() -> None:
    cut = struct.pack(">I4s", 500, b"mdat") + b"1234"
    assert list(boxes(cut)) == [(b"mdat", Part(0, 8, 12))]
    with pytest.raises(Broken):
        list(boxes(struct.pack(">I4s", 500, b"free") + b"1234"))


@pytest.mark.parametrize(
    "head",
    [struct.pack(">I4s", 4, b"free"), struct.pack(">I4s", 7, b"mdat"), struct.pack(">I4sQ", 1, b"free", 15)],
)
def test_box_that_ends_before_its_own_head_does_breaks_the_file(head) -> None:
    with pytest.raises(Broken):
        list(boxes(head + bytes(40)))


def test_boxes_lie_eight_deep_and_no_deeper() -> None:
    nested = box(b"free", b"1")
    for _ in range(8):
        nested = box(b"moov", nested)
    assert list(boxes(nested)) == [(b"free", Part(64, 72, 73))]
    with pytest.raises(Broken):
        list(boxes(box(b"moov", nested)))


@pytest.mark.parametrize(
    "holder",
    [
        b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\x1f\x43\xb6\x75", b"\x15\x49\xa9\x66",
        b"\xa0", b"\xe1", b"\x1a\x45\xdf\xa3",
    ],
)  # fmt: skip
def test_element_that_holds_others_is_walked_into(holder) -> None:
    content = holder + b"\x83" + b"\x86\x81a"
    begins = len(holder) + 1
    assert list(elements(content)) == [(0x86, Part(begins, begins + 2, begins + 3))]


def test_elements_are_given_by_id_place_and_size_of_any_width() -> None:
    content = b"\x86\x81a" + b"\x42\x86\x40\x02bc" + b"\x2a\xd7\xb1\x20\x00\x01d" + b"\xec\x80"
    assert list(elements(content)) == [
        (0x86, Part(0, 2, 3)), (0x4286, Part(3, 7, 9)), (0x2AD7B1, Part(9, 15, 16)),
        (0xEC, Part(16, 18, 18)),
    ]  # fmt: skip
    # The last one may be cut off; one that is only begun is none.
    assert list(elements(b"\x86\x85ab")) == [(0x86, Part(0, 2, 4))]
    assert list(elements(b"\x86")) == []


@pytest.mark.parametrize("broken", [b"\x08\x81a", b"\x00\x81a", b"\x86\x00" + bytes(9)])
def test_element_whose_id_or_size_has_no_width_breaks_the_file(broken) -> None:
    with pytest.raises(Broken):
        list(elements(broken))
