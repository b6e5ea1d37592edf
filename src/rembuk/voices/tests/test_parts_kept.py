"""What of a recording is kept and what is left out, value by value, in each container."""

from __future__ import annotations

import struct

import pytest

from rembuk.voices.rules.containers import Broken
from rembuk.voices.rules.untagged import UNTAGGED
from rembuk.voices.tests.test_containers import box
from rembuk.voices.tests.test_lengths import chunk, riff
from rembuk.voices.tests.test_untagged import checksum

_wav, _ogg, _webm, _m4a = (UNTAGGED[ending] for ending in ("wav", "ogg", "webm", "m4a"))


def whole_riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("kind", "kept"), [(1, 16), (3, 18), (6, 18), (7, 18), (0xFFFE, 40), (2, 18), (0xFFFF, 18)]
)
def test_wav_keeps_of_its_format_what_its_kind_needs(kind, kept) -> None:
    told = struct.pack("<H", kind) + bytes(range(1, 60))
    assert _wav(riff(chunk(b"fmt ", told), chunk(b"data", b"1234"))) == whole_riff(
        chunk(b"fmt ", told[:kept]), chunk(b"data", b"1234")
    )


FMT = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 500, 1_000, 2, 16))
DATA = chunk(b"data", b"1234")


def test_wav_keeps_the_count_of_its_samples_and_nothing_behind_it() -> None:
    content = riff(FMT, chunk(b"fact", b"\1\2\3\4Sri"), chunk(b"LIST", b"Sri"), DATA, chunk(b"id3 ", b"Sri"))
    assert _wav(content) == whole_riff(FMT, chunk(b"fact", b"\1\2\3\4"), DATA)
    assert _wav(riff(FMT, chunk(b"facu", b"\1\2\3\4"), DATA)) == whole_riff(FMT, DATA)


def test_wav_whose_sound_has_an_odd_number_of_bytes_is_filled_up() -> None:
    assert _wav(riff(FMT, chunk(b"data", b"123"))) == whole_riff(FMT, chunk(b"data", b"123"))
    assert whole_riff(FMT, chunk(b"data", b"123"))[-4:] == b"123\0"


def test_wav_whose_length_was_never_written_keeps_all_sound_and_says_how_much() -> None:
    assert _wav(riff(FMT, chunk(b"data", b"1234", 0))) == whole_riff(FMT, DATA)
    assert _wav(riff(FMT, chunk(b"data", b"1234", 2**32 - 1))) == whole_riff(FMT, DATA)


@pytest.mark.parametrize("rest", [b"", b"d", b"data", b"data\0\0\0"])
def test_wav_that_ends_within_the_head_of_a_chunk_has_no_such_chunk(rest) -> None:
    assert _wav(riff(FMT) + rest) == whole_riff(FMT)
    assert _wav(riff(FMT) + b"data\0\0\0\0") == whole_riff(FMT, chunk(b"data", b""))


def page(packets: list[bytes], number: int, *, flags: int = 0, granule: int = 0, ended: bool = True) -> bytes:
    """Return a page of Ogg as RFC 3533 builds it; of PACKETS the last may go on on the next page."""
    lacing = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    lacing = lacing if ended else lacing[:-1]
    head = b"OggS\0" + struct.pack("<BqII", flags, granule, 7, number)
    behind = bytes([len(lacing)]) + lacing + b"".join(packets)
    return head + struct.pack("<I", checksum(head + bytes(4) + behind)) + behind


OPUS = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, 312, 48_000, 0, 0)
OPUS_TAGS, NO_TAGS = b"OpusTags" + struct.pack("<I", 3) + b"Sri" + bytes(4), b"OpusTags" + bytes(8)
VORBIS = b"\1vorbis" + struct.pack("<IBIiiiBB", 0, 1, 48_000, 0, 96_000, 0, 0xB8, 1)
COMMENT = b"\3vorbis" + struct.pack("<I", 3) + b"Sri" + bytes(4) + b"\1"
NO_COMMENT = b"\3vorbis" + bytes(8) + b"\1"
SETUP = b"\5vorbis" + bytes(range(100))


def sound(first: int) -> list[bytes]:
    """Return two pages of sound, the first of number FIRST."""
    return [
        page([b"a" * 510], first, granule=-1, ended=False),
        page([b"b" * 30, b"c"], first + 1, flags=5, granule=999),
    ]


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (OPUS, OPUS), (OPUS + b"Sri", OPUS),
        (OPUS[:18] + b"\1\1\1\0\1", OPUS[:18] + b"\1\1\1\0\1"),
        (OPUS[:18] + b"\1\1\1\0\1Sri", OPUS[:18] + b"\1\1\1\0\1"),
    ],
)  # fmt: skip
def test_opus_keeps_its_head_empties_its_tags_and_counts_its_pages_anew(head, kept) -> None:
    # The tags may lie on two pages.
    parted = [
        page([head], 0, flags=2),
        page([OPUS_TAGS.ljust(255, b"\0")], 1, ended=False),
        page([b"Sri"], 2, flags=1),
        *sound(3),
    ]
    wanted = b"".join([page([kept], 0, flags=2), page([NO_TAGS], 1), *sound(2)])
    assert _ogg(b"".join(parted)) == wanted
    assert _ogg(b"".join([page([head], 0, flags=2), page([OPUS_TAGS], 1), *sound(5)])) == wanted


def test_vorbis_keeps_its_head_and_its_settings() -> None:
    wanted = b"".join([page([VORBIS], 0, flags=2), page([NO_COMMENT, SETUP], 1), *sound(2)])
    assert _ogg(b"".join([page([VORBIS], 0, flags=2), page([COMMENT, SETUP], 1), *sound(2)])) == wanted
    long = [page([VORBIS + b"Sri"], 0, flags=2), page([COMMENT], 1), page([SETUP], 2), *sound(3)]
    assert _ogg(b"".join(long)) == wanted


@pytest.mark.parametrize(
    "heads",
    [[b"\3vorbit" + bytes(9), SETUP], [COMMENT, b"\5vorbit" + bytes(9)], [SETUP, COMMENT], [COMMENT]],
)
def test_vorbis_without_comments_and_settings_in_their_order_is_none(heads) -> None:
    with pytest.raises(Broken):
        _ogg(b"".join([page([VORBIS], 0, flags=2), page(heads, 1), *sound(2)]))


def test_heads_that_go_on_into_a_packet_of_sound_are_none() -> None:
    # Sound begins on a page of its own.
    begun, whole = page([OPUS_TAGS, b"a" * 255], 1, ended=False), page([OPUS_TAGS, b"a"], 1)
    for content in ([begun], [begun, *sound(2)], [whole], [whole, *sound(2)]):
        with pytest.raises(Broken):
            _ogg(b"".join([page([OPUS], 0, flags=2), *content]))


def test_settings_of_vorbis_fill_one_page_and_no_more() -> None:
    def with_settings(length: int) -> bytes:
        settings = SETUP.ljust(length, b"s")
        pages = [page([VORBIS], 0, flags=2), page([COMMENT], 1), page([settings], 2), *sound(3)]
        return _ogg(b"".join(pages))

    # Beside the one of the comment, 254 lacing values are those of a packet of 64,769 bytes at most.
    longest = SETUP.ljust(253 * 255 + 254, b"s")
    wanted = [page([VORBIS], 0, flags=2), page([NO_COMMENT, longest], 1), *sound(2)]
    assert with_settings(len(longest)) == b"".join(wanted)
    with pytest.raises(Broken):
        with_settings(len(longest) + 1)


def test_ogg_without_a_page_or_with_a_second_beginning_is_none() -> None:
    front = [page([OPUS], 0, flags=2), page([OPUS_TAGS], 1)]
    for content in ([], [*front, *sound(2), *front], [*front, page([b"a"], 2, flags=6)]):
        with pytest.raises(Broken):
            _ogg(b"".join(content))


def size_of(length: int) -> bytes:
    return bytes([0x40 | length >> 8, length & 255])


def element(name: int, content: bytes) -> bytes:
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + size_of(len(content)) + content


# By the names of RFC 9559 and RFC 8794.
EBML = {
    "EBMLVersion": 0x4286, "EBMLReadVersion": 0x42F7, "EBMLMaxIDLength": 0x42F2, "EBMLMaxSizeLength": 0x42F3,
    "DocType": 0x4282, "DocTypeVersion": 0x4287, "DocTypeReadVersion": 0x4285,
}  # fmt: skip
NEEDED = {
    **EBML, "SeekHead": 0x114D9B74, "Cues": 0x1C53BB6B, "TimestampScale": 0x2AD7B1, "Duration": 0x4489,
    "TrackNumber": 0xD7, "TrackUID": 0x73C5, "TrackType": 0x83, "FlagEnabled": 0xB9, "FlagDefault": 0x88,
    "FlagForced": 0x55AA, "FlagLacing": 0x9C, "MinCache": 0x6DE7, "MaxCache": 0x6DF8,
    "DefaultDuration": 0x23E383, "MaxBlockAdditionID": 0x55EE, "CodecID": 0x86, "CodecPrivate": 0x63A2,
    "CodecDelay": 0x56AA, "SeekPreRoll": 0x56BB, "ContentEncodings": 0x6D80, "SamplingFrequency": 0xB5,
    "OutputSamplingFrequency": 0x78B5, "Channels": 0x9F, "BitDepth": 0x6264, "Timestamp": 0xE7,
    "Position": 0xA7, "PrevSize": 0xAB, "SimpleBlock": 0xA3, "Block": 0xA1, "BlockDuration": 0x9B,
    "ReferenceBlock": 0xFB, "DiscardPadding": 0x75A2,
}  # fmt: skip


@pytest.mark.parametrize("name", NEEDED.values(), ids=NEEDED)
def test_element_that_is_needed_for_playing_stays(name) -> None:
    assert _webm(element(name, b"Sri W")) == element(name, b"Sri W")


def test_no_other_element_of_one_or_two_bytes_stays() -> None:
    holders, makers = {0xAE, 0xA0, 0xE1}, {0x4D80, 0x5741}
    for name in [*range(0x81, 0xFF), *range(0x4000, 0x7FFF)]:
        if name not in holders | makers | set(NEEDED.values()):
            wide = 1 if name < 256 else 2
            assert _webm(element(name, b"Sri W")) == b"\xec" + bytes([0x85 + wide]) + bytes(5 + wide), name


@pytest.mark.parametrize("name", [0x114D9B75, 0x1C53BB6A, 0x2AD7B0, 0x2AD7B2, 0x23E384, 0x1043A770])
def test_other_element_of_three_or_four_bytes_does_not_stay(name) -> None:
    assert b"Sri" not in _webm(element(name, b"Sri W"))


@pytest.mark.parametrize("name", [0x4D80, 0x5741])
def test_element_that_must_stand_and_names_a_program_is_emptied(name) -> None:
    assert _webm(element(name, b"Sri W") + element(0x86, b"A_OPUS")) == element(name, bytes(5)) + element(
        0x86, b"A_OPUS"
    )


@pytest.mark.parametrize(
    ("length", "head"),
    [
        (0, b"\xec\x81"), (1, b"\xec\x82"), (125, b"\xec\xfe"), (126, b"\xec\x10\0\0\x7c"),
        (127, b"\xec\x10\0\0\x7d"), (5_000, b"\xec\x10\0\x13\x86"),
    ],
)  # fmt: skip
def test_element_that_is_left_out_becomes_one_of_nothing_just_as_long(length, head) -> None:
    # Of one byte of name and two of size, so that 128 bytes in all are the longest of a size of one byte.
    left = element(0x81, b"S" * length)
    end = element(0x86, b"A_OPUS")
    assert _webm(left + end) == head.ljust(3 + length, b"\0") + end


def private(setup: bytes) -> bytes:
    return element(0x63A2, setup)


@pytest.mark.parametrize("length", [0, 1, 5, 40])
def test_comments_beside_the_settings_of_vorbis_become_spaces_just_as_many(length) -> None:
    front, setup = b"\2\x1e\x40" + VORBIS, b"\5vorbis" + bytes(13)
    said = b"\3vorbis" + (b"Sri Wahyuni " * 9)[: length + 9]
    quiet = b"\3vorbis" + struct.pack("<I", length) + b" " * length + bytes(4) + b"\1"
    assert _webm(private(front + said + setup)) == private(front + quiet + setup)
    # Without anything before it, too.
    assert _webm(private(said + setup)) == private(quiet + setup)


@pytest.mark.parametrize(
    "setup",
    [
        b"x" * 40 + b"\5vorbis" + bytes(9), b"\3vorbis" + b"x" * 40, b"\3vorbis" + b"x" * 8 + b"\5vorbis",
        b"\5vorbis" + b"x" * 40 + b"\3vorbis",
    ],
)  # fmt: skip
def test_what_is_not_both_comments_and_settings_of_vorbis_stays_as_it_is(setup) -> None:
    assert _webm(private(setup)) == private(setup)


# By ISO/IEC 14496-12; those that have more to lose are asked one by one below.
BOXES = (
    b"ftyp", b"styp", b"sidx", b"mfra", b"mdat", b"iods", b"edts", b"smhd", b"stsd", b"stts", b"stsc",
    b"stsz", b"stz2", b"stco", b"co64", b"stss", b"ctts", b"sgpd", b"sbgp", b"sdtp", b"subs", b"cslg",
    b"mehd", b"trex", b"mfhd", b"tfhd", b"tfdt", b"trun",
)  # fmt: skip
SAID = b"Sri Wahyuni, Ponsel Pak RT 4, -7.7714+110.3776"
TIMED, HANDLED, REFERRED = (b"mvhd", b"tkhd", b"mdhd"), b"hdlr", b"dinf"


@pytest.mark.parametrize("name", BOXES)
def test_box_that_is_needed_for_playing_stays(name) -> None:
    assert _m4a(box(name, SAID)) == box(name, SAID)


def test_box_that_is_not_needed_becomes_an_empty_one_just_as_long() -> None:
    known = (*BOXES, *TIMED, HANDLED, REFERRED)
    others = {bytes([*name[:-1], name[-1] ^ 1]) for name in known} - set(known)
    for name in [*others, b"udta", b"meta", b"uuid", b"\xa9xyz", b"free", b"loci"]:
        assert _m4a(box(name, SAID) + box(b"stco", b"1234")) == box(b"free", bytes(len(SAID))) + box(
            b"stco", b"1234"
        )


@pytest.mark.parametrize("name", TIMED)
@pytest.mark.parametrize(("version", "wide"), [(0, 8), (1, 16), (2, 8)])
def test_times_of_recording_are_blanked_and_what_follows_them_stays(name, version, wide) -> None:
    front, rest = bytes([version, 0, 0, 7]), bytes(range(1, 80))
    assert _m4a(box(name, front + b"d" * wide + rest)) == box(name, front + bytes(wide) + rest)
    # One that is cut off within its times takes nothing from the next box.
    assert _m4a(box(name, front + b"dd") + box(b"stco", b"1" * 20)) == box(name, front + bytes(2)) + box(
        b"stco", b"1" * 20
    )


def test_name_of_the_handler_is_blanked_and_its_kind_stays() -> None:
    front = bytes(8) + b"soun" + b"appl" + b"12345678"
    assert _m4a(box(b"ftyp", b"M4A ") + box(HANDLED, front + SAID) + box(b"stco", b"1")) == (
        box(b"ftyp", b"M4A ") + box(HANDLED, front + bytes(len(SAID))) + box(b"stco", b"1")
    )
    assert _m4a(box(HANDLED, front)) == box(HANDLED, front)


@pytest.mark.parametrize("spare", [0, 1, 50])
def test_reference_to_data_says_in_this_file(spare) -> None:
    here = box(b"dref", struct.pack(">II", 0, 1) + box(b"url ", struct.pack(">I", 1) + bytes(spare)))
    assert _m4a(box(REFERRED, b"S" * (28 + spare))) == box(REFERRED, here)


@pytest.mark.parametrize("length", [0, 12, 27])
def test_reference_to_data_that_is_too_short_for_that_breaks_the_file(length) -> None:
    with pytest.raises(Broken):
        _m4a(box(REFERRED, b"S" * length))


def block(kind: int, content: bytes, size: int | None = None) -> bytes:
    """Return a block of FLAC's settings; KIND with 128 added is the last."""
    return bytes([kind]) + (len(content) if size is None else size).to_bytes(3, "big") + content


def flac(*boxes: bytes, codec: bytes = b"fLaC") -> bytes:
    inner = b"".join(boxes)
    entry = struct.pack(">I4s", 36 + len(inner), codec) + bytes(28) + inner
    return struct.pack(">II", 0, 1) + entry


def dfla(*blocks: bytes) -> bytes:
    return box(b"dfLa", bytes(4) + b"".join(blocks))


STREAM = block(0, bytes(range(34)))


@pytest.mark.parametrize(
    ("blocks", "quiet"),
    [
        ([STREAM, block(0x84, b"Sri")], [STREAM, block(0x81, bytes(3))]),
        (
            [STREAM, block(4, b"Sri"), block(6, b"W" * 70_000), block(0x82, b"W" * 300)],
            [STREAM, block(1, bytes(3)), block(1, bytes(70_000)), block(0x81, bytes(300))],
        ),
        ([block(0x80, bytes(range(34)))], [block(0x80, bytes(range(34)))]),
        ([STREAM, block(0x84, b"")], [STREAM, block(0x81, b"")]),
        ([STREAM, block(5, b""), block(0xFF, b"1")], [STREAM, block(1, b""), block(0x81, b"\0")]),
        ([STREAM, b"\4\0\0"], [STREAM, b"\4\0\0"]),
        ([STREAM, block(4, b"Sri", 9_000)], [STREAM, block(1, bytes(3), 9_000)]),
    ],
)  # fmt: skip
def test_every_block_of_flac_but_the_first_becomes_one_of_nothing(blocks, quiet) -> None:
    rest = box(b"stco", b"\4\0\0\3Sri")
    assert _m4a(box(b"stsd", flac(dfla(*blocks))) + rest) == box(b"stsd", flac(dfla(*quiet))) + rest


def test_only_the_settings_of_flac_are_touched_in_what_describes_the_sound() -> None:
    said = dfla(STREAM, block(0x84, b"Sri"))
    other = box(b"btrt", bytes(4) + block(4, b"1234"))
    quiet = dfla(STREAM, block(0x81, bytes(3)))
    assert _m4a(box(b"stsd", flac(other, said, other))) == box(b"stsd", flac(other, quiet, other))
    assert _m4a(box(b"stsd", flac(said, codec=b"mp4a"))) == box(b"stsd", flac(said, codec=b"mp4a"))
    assert _m4a(box(b"stts", flac(said))) == box(b"stts", flac(said))
