"""Of a recording only the sound is kept: who, where and which device stand in no byte of it, and it plays."""

from __future__ import annotations

import io
import struct
import wave

import pytest

from rembuk.shared.refusals import Refused
from rembuk.voices.rules.containers import boxes, elements, ogg_pages
from rembuk.voices.rules.sounds import sound_of
from rembuk.voices.tests.recordings import (
    BEEP_M4A,
    BEEP_WEBM,
    DEVICE,
    WHERE,
    WHO,
    mp3,
    tagged_m4a,
    tagged_mp3,
    tagged_ogg,
    tagged_wav,
    tagged_webm,
)

TAGGED = {
    "mp3": tagged_mp3(), "wav": tagged_wav(), "opus": tagged_ogg(), "vorbis": tagged_ogg(vorbis=True),
    "webm": tagged_webm(), "m4a": tagged_m4a(),
}  # fmt: skip


def says(content):
    """Return what of the speaker can be read in CONTENT, in either spelling."""
    told = [word for word in (WHO, WHERE, DEVICE, DEVICE[:12]) if word.encode() in content]
    return told + [word for word in (WHO, WHERE, DEVICE) if word.encode("utf-16-le") in content]


@pytest.mark.parametrize("content", TAGGED.values(), ids=TAGGED)
def test_recording_with_tags_is_kept_without_them_and_as_long_as_before(content):
    assert says(content)
    kept = sound_of(content)
    assert says(kept.content) == []
    assert kept.seconds > 0.5
    again = sound_of(kept.content)
    assert (again.content, again.seconds) == (kept.content, kept.seconds)


def test_mp3_is_kept_from_its_first_frame_to_its_last():
    assert sound_of(tagged_mp3(50)).content == mp3(50)


def test_mp3_cut_within_its_last_frame_loses_the_name_that_stands_there():
    cut = mp3(50)[:-200] + tagged_mp3()[-128:]
    kept = sound_of(cut).content
    assert kept == mp3(49)


def test_tag_that_claims_more_than_the_file_holds_is_refused():
    for odd in (b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + mp3(10), mp3(10) + b"999999LYRICS200"):
        with pytest.raises(Refused):
            sound_of(odd)


def test_wav_plays_the_same_samples():
    def samples(content):
        with wave.open(io.BytesIO(content)) as file:
            return file.getparams(), file.readframes(file.getnframes())

    assert samples(sound_of(TAGGED["wav"]).content) == samples(TAGGED["wav"])


@pytest.mark.parametrize("name", ["opus", "vorbis"])
def test_ogg_keeps_its_sound_under_numbers_and_checksums_that_hold(name):
    kept = sound_of(TAGGED[name]).content
    before, after = list(ogg_pages(TAGGED[name])), list(ogg_pages(kept))
    assert after[-2:] == before[-2:]
    assert after[0] == before[0]
    at = 0
    for number, page in enumerate(after):
        whole = kept[at : at + 27 + len(page.lacing) + len(page.body)]
        said_number, said_sum = struct.unpack_from("<II", whole, 18)
        assert said_number == number
        assert said_sum == checksum(whole[:22] + bytes(4) + whole[26:])
        at += len(whole)
    assert at == len(kept)
    if name == "vorbis":
        assert after[1].body.endswith(b"\x05vorbis" + bytes(range(200)) * 3)


def checksum(content):
    """Return the checksum as RFC 3533 words it: polynomial 0x04c11db7, bit after bit."""
    found = 0
    for byte in content:
        found ^= byte << 24
        for _bit in range(8):
            found = (found << 1 ^ (0x04C11DB7 if found >> 31 else 0)) & 0xFFFFFFFF
    return found


def test_ogg_with_a_second_beginning_or_sound_among_its_settings_is_refused():
    pages = TAGGED["opus"]
    tags = pages.index(b"OggS", 4)
    for odd in (pages + pages, pages[:tags], pages.replace(b"OpusTags", b"OpusTogs", 1)[:tags]):
        with pytest.raises(Refused) as refused:
            sound_of(odd)
        assert "bukan rekaman suara" in refused.value.sentence


def test_webm_keeps_every_block_where_it_was():
    def played(content):
        return [
            (name, part.at, content[part.begins : part.ends])
            for name, part in elements(content)
            if name in (0xA3, 0xE7, 0x63A2, 0xB5)
        ]

    assert played(sound_of(TAGGED["webm"]).content) == played(TAGGED["webm"])
    assert len(played(BEEP_WEBM)) > 10


def test_webm_that_holds_vorbis_loses_the_comments_beside_its_settings():
    vorbis = b"\x02\x1e\x40\x01vorbis" + bytes(23) + b"\x03vorbis" + b"....." + WHO.encode() + bytes(9)
    private = b"\x63\xa2" + struct.pack(">H", 0x4000 | len(vorbis) + 20) + vorbis + b"\x05vorbis" + bytes(13)
    start = BEEP_WEBM.index(b"\x63\xa2\x93OpusHead")
    content = BEEP_WEBM[:start].replace(b"A_OPUS", b"A_VORBIS").replace(b"\x86\x86A_", b"\x86\x88A_")
    kept = sound_of(content + private + BEEP_WEBM[start + 22 :]).content
    assert says(kept) == []
    assert b"\x05vorbis" in kept


def test_m4a_keeps_its_sound_and_its_tables_where_they_were():
    def played(content):
        return [
            (name, part.at, content[part.begins : part.ends])
            for name, part in boxes(content)
            if name in (b"mdat", b"stsd", b"trun", b"tfhd", b"stco", b"trex")
        ]

    assert played(sound_of(TAGGED["m4a"]).content) == played(TAGGED["m4a"])
    assert len(played(BEEP_M4A)) >= 6


def test_m4a_tells_no_time_of_recording_and_no_folder_of_another_disk():
    disk = b"/Users/" + WHO.encode()
    alias = struct.pack(">I4sI", 12 + len(disk), b"alis", 0) + disk
    long = struct.pack(">I4sII", 16 + len(alias), b"dref", 0, 1) + alias
    at = BEEP_M4A.index(b"dinf") - 4
    content = with_dinf(at, long)
    kept = sound_of(content).content
    assert says(content)
    assert says(kept) == []
    assert b"url \0\0\0\x01" in kept
    assert b"\xe7\x28\x4c\x40" in BEEP_M4A
    assert b"\xe7\x28\x4c\x40" not in kept


def with_dinf(at, dref):
    """Return the M4A of a browser with DREF in its box of data references, all sizes around it mended."""
    old = struct.unpack_from(">I", BEEP_M4A, at)[0]
    box = struct.pack(">I", 8 + len(dref)) + b"dinf" + dref
    content = bytearray(BEEP_M4A[:at] + box + BEEP_M4A[at + old :])
    for name in (b"moov", b"trak", b"mdia", b"minf"):
        place = content.index(name) - 4
        size = struct.unpack_from(">I", content, place)[0]
        struct.pack_into(">I", content, place, size + len(box) - old)
    return bytes(content)


def test_m4a_that_holds_flac_keeps_only_the_block_that_tells_how_to_play():
    stream, said = b"\x00\0\0\x22" + bytes(34), b"\x84\0\0" + bytes([len(WHO)]) + WHO.encode()
    flac = struct.pack(">I4sI", 12 + len(stream + said), b"dfLa", 0) + stream + said
    entry = struct.pack(">I4s", 36 + len(flac), b"fLaC") + bytes(28) + flac
    start = BEEP_M4A.index(b"stsd") - 4
    old = struct.unpack_from(">I", BEEP_M4A, start)[0]
    box = struct.pack(">I4sII", 16 + len(entry), b"stsd", 0, 1) + entry
    content = bytearray(BEEP_M4A[:start] + box + BEEP_M4A[start + old :])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        place = content.index(name) - 4
        struct.pack_into(">I", content, place, struct.unpack_from(">I", content, place)[0] + len(box) - old)
    kept = sound_of(bytes(content)).content
    assert says(kept) == []
    assert stream + b"\x81\0\0" + bytes([len(WHO)]) + bytes(len(WHO)) in kept
