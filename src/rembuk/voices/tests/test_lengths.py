"""How long a recording is, read from what each container says, value by value."""

from __future__ import annotations

import struct

import pytest

from rembuk.voices.rules import sounds
from rembuk.voices.rules.containers import Broken
from rembuk.voices.tests.test_containers import box, ogg_page


def full(name: bytes, content: bytes, *, version: int = 0, flags: int = 0) -> bytes:
    return box(name, bytes([version]) + flags.to_bytes(3, "big") + content)


def mdhd(scale: int, length: int, *, wide: bool = False) -> bytes:
    times = struct.pack(">QQIQ", 0, 0, scale, length) if wide else struct.pack(">IIII", 0, 0, scale, length)
    return full(b"mdhd", times, version=int(wide))


def hdlr(kind: bytes = b"soun") -> bytes:
    return full(b"hdlr", bytes(4) + kind + bytes(12))


def stsd(codec: bytes = b"mp4a") -> bytes:
    return full(b"stsd", struct.pack(">II4s", 1, 36, codec) + bytes(28))


def m4a(
    *more: bytes, time: bytes = b"", held: bytes = b"x" * 8, kinds: bytes = hdlr(), codecs: bytes = stsd()
) -> bytes:
    track = box(
        b"trak", box(b"mdia", (time or mdhd(1_000, 2_500)) + kinds + box(b"minf", box(b"stbl", codecs)))
    )
    return box(b"ftyp", b"M4A ") + box(b"moov", track) + b"".join(more) + box(b"mdat", held)


def trex(each: int) -> bytes:
    return box(b"mvex", full(b"trex", struct.pack(">IIIII", 1, 1, each, 0, 0)))


def moof(tfhd: bytes, trun: bytes) -> bytes:
    return box(b"moof", box(b"traf", tfhd + trun))


@pytest.mark.parametrize("codec", [b"mp4a", b"Opus", b"alac", b"fLaC"])
@pytest.mark.parametrize("wide", [False, True])
def test_mp4_is_as_long_as_its_track_says(codec, wide) -> None:
    assert sounds._mp4(m4a(time=mdhd(1_000, 2_500, wide=wide), codecs=stsd(codec))) == 2.5


@pytest.mark.parametrize(
    "content",
    [
        m4a(held=b""), m4a(kinds=hdlr(b"vide")), m4a(kinds=hdlr() + hdlr()), m4a(kinds=hdlr(b"meta")),
        m4a(codecs=stsd(b"avc1")), m4a(codecs=stsd() + stsd()), m4a(codecs=b""),
    ],
)  # fmt: skip
def test_mp4_of_anything_but_one_track_of_sound_is_none(content) -> None:
    with pytest.raises(Broken):
        sounds._mp4(content)


def test_mp4_with_a_track_of_words_beside_its_sound_is_sound() -> None:
    assert sounds._mp4(m4a(kinds=hdlr(b"meta") + hdlr())) == 2.5


@pytest.mark.parametrize(("length", "wide"), [(2**32 - 1, False), (2**64 - 1, True), (0, False)])
def test_mp4_of_unknown_length_is_as_long_as_its_parts(length, wide) -> None:
    time = mdhd(1_000, length, wide=wide)
    assert sounds._mp4(m4a(time=time)) == 0
    tfhd = full(b"tfhd", struct.pack(">I", 1))
    trun = full(b"trun", struct.pack(">I", 3))
    assert sounds._mp4(m4a(trex(20), moof(tfhd, trun), moof(tfhd, trun), time=time)) == 0.12


@pytest.mark.parametrize(
    ("flags", "before"),
    [(0x8, b""), (0x9, bytes(8)), (0xA, bytes(4)), (0xB, bytes(12)), (0x38, b"")],
)
def test_part_of_mp4_says_for_all_its_samples_how_long_one_is(flags, before) -> None:
    tfhd = full(b"tfhd", struct.pack(">I", 1) + before + struct.pack(">I", 50) + bytes(8), flags=flags)
    trun = full(b"trun", struct.pack(">I", 4))
    assert sounds._mp4(m4a(trex(20), moof(tfhd, trun))) == 0.2


@pytest.mark.parametrize(
    ("flags", "before", "after"),
    [
        (0x100, b"", b""), (0x101, bytes(4), b""), (0x104, bytes(4), b""), (0x105, bytes(8), b""),
        (0x300, b"", bytes(4)), (0x700, b"", bytes(8)), (0xF05, bytes(8), bytes(12)), (0x900, b"", bytes(4)),
    ],
)  # fmt: skip
def test_each_sample_of_a_run_is_as_long_as_it_says(flags, before, after) -> None:
    tfhd = full(b"tfhd", struct.pack(">I", 1))
    samples = b"".join(struct.pack(">I", long) + after for long in (10, 20, 30))
    trun = full(b"trun", struct.pack(">I", 3) + before + samples, flags=flags)
    assert sounds._mp4(m4a(trex(500), moof(tfhd, trun))) == 0.06


def test_run_of_more_samples_than_the_file_holds_is_none() -> None:
    trun = full(b"trun", struct.pack(">I", 2**31), flags=0x100)
    with pytest.raises(Broken):
        sounds._mp4(m4a(moof(full(b"tfhd", bytes(4)), trun)))


def chunk(name: bytes, content: bytes, size: int | None = None) -> bytes:
    told = len(content) if size is None else size
    return name + struct.pack("<I", told) + content + bytes(len(content) % 2)


def fmt(kind: int = 1, channels: int = 1, rate: int = 1_000) -> bytes:
    return chunk(b"fmt ", struct.pack("<HHIIHH", kind, channels, 500, rate, 2, 16))


def riff(*chunks: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WAVE" + b"".join(chunks)


@pytest.mark.parametrize("kind", [1, 3, 6, 7, 0xFFFE])
def test_wav_is_as_long_as_its_data_at_its_rate(kind) -> None:
    assert sounds._wav(riff(fmt(kind), chunk(b"data", bytes(500)))) == 0.5
    assert (
        sounds._wav(riff(chunk(b"odd ", b"abc"), fmt(kind, 8), chunk(b"data", bytes(250)), b"tail")) == 0.25
    )


@pytest.mark.parametrize("size", [0, 2**32 - 1, 5_000])
def test_wav_whose_length_was_never_written_is_as_long_as_the_file(size) -> None:
    assert sounds._wav(riff(fmt(), chunk(b"data", bytes(500), size))) == 0.5


@pytest.mark.parametrize(
    "chunks",
    [
        [fmt(2), chunk(b"data", bytes(500))], [fmt(channels=0), chunk(b"data", bytes(500))],
        [fmt(channels=9), chunk(b"data", bytes(500))], [fmt(rate=0), chunk(b"data", bytes(500))], [fmt()],
        [],
    ],
)  # fmt: skip
def test_wav_of_another_kind_or_without_sound_is_none(chunks) -> None:
    with pytest.raises(Broken):
        sounds._wav(riff(*chunks))


def test_wav_whose_sound_comes_before_its_rate_is_none() -> None:
    with pytest.raises(ZeroDivisionError):
        sounds._wav(riff(chunk(b"data", bytes(500)), fmt()))


def element(name: str, content: bytes) -> bytes:
    return bytes.fromhex(name) + bytes([0x40 | len(content) >> 8, len(content) & 255]) + content


def block(at: int, sound: bytes = b"12345") -> bytes:
    return b"\x81" + struct.pack(">hB", at, 0x80) + sound


def webm(
    *cluster: bytes, kind: bytes = b"\2", codec: bytes = b"A_OPUS", scale: bytes = b"",
    doctype: bytes = b"webm",
) -> bytes:  # fmt: skip
    head = element("4282", doctype) + element("83", kind) + element("86", codec)
    return head + scale + b"".join(cluster)


def test_webm_is_as_long_as_its_last_block_is_late() -> None:
    late = (
        element("e7", b"\1\0"),
        element("a3", block(20)),
        element("a1", block(44)),
        element("a3", block(-6)),
    )
    assert sounds._webm(webm(*late)) == pytest.approx(0.3)
    assert sounds._webm(webm(*late, codec=b"A_VORBIS\0", doctype=b"matroska\0")) == pytest.approx(0.3)
    # Counted in ticks of two milliseconds.
    assert sounds._webm(webm(*late, scale=element("2ad7b1", b"\x1e\x84\x80"))) == pytest.approx(0.6)
    again = (*late, element("e7", b"\2\0"), element("a3", block(88)))
    assert sounds._webm(webm(*again)) == pytest.approx(0.6)


@pytest.mark.parametrize(
    "content",
    [
        webm(), webm(element("a3", b"\x81\0\0\x80")), webm(element("a3", block(1)), kind=b"\1"),
        webm(element("a3", block(1)), codec=b"V_VP8"), webm(element("a3", block(1)), doctype=b"webn"),
        webm(element("a3", block(1)), element("83", b"\2")),
        webm(element("a3", block(1)), element("86", b"A_OPUS")),
    ],
)  # fmt: skip
def test_webm_of_anything_but_one_track_of_sound_is_none(content) -> None:
    with pytest.raises(Broken):
        sounds._webm(content)


OPUS = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 480, 44_100, 0, 0)
VORBIS = b"\1vorbis" + struct.pack("<IBI", 0, 1, 1_000) + bytes(14)


def test_ogg_is_as_long_as_its_last_page_is_late_less_what_is_skipped() -> None:
    opus = ogg_page(OPUS, granule=0) + ogg_page(b"a", granule=24_480) + ogg_page(b"b", granule=-1)
    assert sounds._ogg(opus) == 0.5
    assert sounds._ogg(ogg_page(VORBIS, granule=0) + ogg_page(b"a", granule=1_500)) == 1.5
    assert sounds._ogg(ogg_page(OPUS, granule=0) + ogg_page(b"a", granule=1)) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"", ogg_page(b"\x80theora" + bytes(30)), ogg_page(OPUS) + ogg_page(b"a", stream=8),
        ogg_page(b"\1vorbis" + bytes(23)),
    ],
)  # fmt: skip
def test_ogg_of_another_codec_or_of_two_streams_is_none(content) -> None:
    with pytest.raises(Broken):
        sounds._ogg(content)
