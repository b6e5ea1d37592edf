"""Voice notes are told by their bytes: what is sound is taken, what only says so is refused."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.shared.refusals import Refused
from rembuk.voices.rules import sounds
from rembuk.voices.rules.sounds import sound_of
from rembuk.voices.tests.recordings import BEEP_M4A, BEEP_WEBM, mp3, ogg, wav

ID3 = b"ID3\x04\0\0\0\0\0\x0a" + bytes(10)


@pytest.mark.parametrize(
    ("content", "kind", "ending", "seconds"),
    [
        (wav(1.5), "audio/wav", "wav", 1.5),
        (ogg(2.0), "audio/ogg", "ogg", 2.0),
        (BEEP_WEBM, "audio/webm", "webm", 0.7),
        (BEEP_M4A, "audio/mp4", "m4a", 0.7),
        (mp3(50), "audio/mpeg", "mp3", 1.3),
        (mp3(50, tag=ID3) + b"TAG" + bytes(125), "audio/mpeg", "mp3", 1.3),
    ],
    ids=["wav", "ogg", "webm", "m4a", "mp3", "mp3 with tags"],
)
def test_recording_is_told_by_its_bytes_with_its_length(content, kind, ending, seconds):
    found = sound_of(content)
    assert (found.type, found.ending) == (kind, ending)
    assert found.seconds == pytest.approx(seconds, abs=0.15)
    assert found.seconds == sound_of(found.content).seconds


NO_SOUNDS = {
    "words": b"ini bukan rekaman",
    "page": b"<html><script>alert(1)</script>",
    "picture": b"\xff\xd8\xff\xe0" + bytes(500),
    "magic of wav alone": b"RIFF\x24\0\0\0WAVE",
    "wav without data": wav(1)[:36],
    "wav of another codec": wav(1)[:20] + b"\x55\0" + wav(1)[22:],
    "magic of ogg alone": b"OggS" + bytes(40),
    "ogg with a film beside": ogg(second_stream=True),
    "magic of webm alone": BEEP_WEBM[:40],
    "webm with a picture track": BEEP_WEBM.replace(b"\x83\x81\x02", b"\x83\x81\x01"),
    "webm of another codec": BEEP_WEBM.replace(b"A_OPUS", b"A_OPIS"),
    "magic of mp4 alone": b"\0\0\0\x18ftypM4A " + bytes(12),
    "mp4 with a film": BEEP_M4A.replace(b"soun", b"vide"),
    "mp4 of a box that is too long": b"\0\0\0\x18ftypM4A " + bytes(12) + b"\x7f\0\0\0moov",
    "mp4 of boxes in boxes": b"\0\0\0\x18ftypM4A " + bytes(12) + b"\0\0\0\0moov" * 20_000,
    "webm of nothing but empty parts": BEEP_WEBM[:40] + b"\xec\x80" * 400_000,
    "two frames of mp3": mp3(2),
    "mp3 that goes over into a page": mp3(5) + b"<html><script>alert(1)</script></html>",
    "aac frames": b"\xff\xf1\x50\x80" + bytes(400),
}


@pytest.mark.parametrize("content", NO_SOUNDS.values(), ids=NO_SOUNDS)
def test_what_is_no_recording_is_refused_in_one_sentence(content):
    with pytest.raises(Refused) as refused:
        sound_of(content)
    assert refused.value.field == "suara"
    assert refused.value.sentence.startswith("Berkas ini bukan rekaman suara")


def test_recording_too_large_too_long_or_empty_is_refused_with_its_own_sentence(monkeypatch):
    said = {}
    for name, content in {"long": mp3(23_100), "empty": wav(0.1)}.items():
        with pytest.raises(Refused) as refused:
            sound_of(content)
        said[name] = refused.value.sentence
    monkeypatch.setattr(sounds, "LARGEST_SOUND", 1_000)
    with pytest.raises(Refused) as refused:
        sound_of(wav(1))
    said["large"] = refused.value.sentence
    assert "terlalu panjang" in said["long"]
    assert "kosong" in said["empty"]
    assert "terlalu besar" in said["large"]


def test_recorder_that_streams_a_wav_without_its_size_is_measured_by_what_is_there():
    streamed = wav(1.0)
    at = streamed.index(b"data")
    assert sound_of(streamed[: at + 4] + struct.pack("<I", 0) + streamed[at + 8 :]).seconds == 1.0


SEEDS = [wav(0.5), ogg(1.0), BEEP_WEBM, BEEP_M4A, mp3(10)]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SEEDS), st.data())
def test_damaged_recording_is_taken_or_refused_and_never_anything_else(seed, data):
    content = bytearray(seed[: data.draw(st.integers(1, len(seed)))])
    for _change in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        seconds = sound_of(bytes(content)).seconds
    except Refused:
        return
    assert 0 < seconds <= sounds.LONGEST_SECONDS
