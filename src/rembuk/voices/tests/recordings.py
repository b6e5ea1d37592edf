"""Small recordings for tests: two that a browser's recorder made of a test tone, the others built here."""

from __future__ import annotations

import io
import math
import struct
import wave
from pathlib import Path

FOLDER = Path(__file__).parent / "sounds"
BEEP_WEBM = (FOLDER / "beep.webm").read_bytes()
BEEP_M4A = (FOLDER / "beep.m4a").read_bytes()


def wav(seconds: float = 1.0, rate: int = 8_000) -> bytes:
    """Return a real recording: a tone of 440 Hz, 16 bits, one channel."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        tone = (int(8_000 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", one) for one in tone))
    return out.getvalue()


def ogg(seconds: float = 2.0, *, second_stream: bool = False) -> bytes:
    """Return an Ogg file with an Opus head, two pages of packets and 312 samples to skip."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 48_000, 0, 0)
    last = int(seconds * 48_000) + 312
    pages = [_page(0, 7, head, 2), _page(0, 7, b"OpusTags" + bytes(8), 0), _page(last // 2, 7, bytes(200), 0)]
    if second_stream:
        pages.append(_page(0, 8, b"\x80theora" + bytes(30), 2))
    return b"".join([*pages, _page(last, 7, bytes(120), 4)])


def _page(granule: int, stream: int, body: bytes, flags: int) -> bytes:
    lacing = bytes([*([255] * (len(body) // 255)), len(body) % 255])
    return b"OggS\0" + struct.pack("<BqIIIB", flags, granule, stream, 0, 0, len(lacing)) + lacing + body


def mp3(frames: int = 50, *, tag: bytes = b"") -> bytes:
    """Return FRAMES silent frames of MPEG 1 layer III, 128 kbit/s at 44.1 kHz, 417 bytes each."""
    return tag + (b"\xff\xfb\x90\x00" + bytes(413)) * frames


# What a tag says that nobody may learn from a recording.
WHO, WHERE, DEVICE = "Sri Wahyuni", "-7.7714+110.3776", "Ponsel Pak RT 4"
_SAID = f"{WHO} {WHERE} {DEVICE}".encode()


def tagged_mp3(frames: int = 50) -> bytes:
    """Return an MP3 with every tag players write: ID3v2.4 twice, one with a footer; Lyrics3, APEv2, ID3v1."""
    frame = b"TPE1" + _seven(len(_SAID) + 1) + b"\0\0\x03" + _SAID
    wide = f"{WHO} {DEVICE}".encode("utf-16-le")
    other = b"TXXX" + _seven(len(wide) + 3) + b"\0\0\x01\xff\xfe" + wide
    front = b"ID3\x04\0\0" + _seven(len(frame) + 20) + frame + bytes(20)
    second = b"ID3\x04\0\x10" + _seven(len(other)) + other + b"3DI\x04\0\x10" + _seven(len(other))
    lyrics = b"LYRICSBEGIN" + b"INF%05d" % len(_SAID) + _SAID
    item = struct.pack("<II", len(_SAID), 0) + b"Artist\0" + _SAID
    ape = struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 1, 0xA0000000) + item
    ape += struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 1, 0x80000000)
    last = b"TAG" + WHO.encode().ljust(30, b"\0") + DEVICE.encode().ljust(95, b"\0")
    return front + second + mp3(frames) + lyrics + b"%06dLYRICS200" % len(lyrics) + ape + last


def tagged_wav(seconds: float = 1.0) -> bytes:
    """Return a WAV with LIST/INFO and a broadcast chunk before the sound and an ID3 tag behind it."""
    plain = wav(seconds)
    info = _chunk(b"LIST", b"INFO" + _chunk(b"IART", _SAID) + _chunk(b"ISFT", DEVICE.encode()))
    sound = info + _chunk(b"bext", _SAID.ljust(602, b"\0")) + plain[36:] + _chunk(b"id3 ", _SAID)
    return plain[:4] + struct.pack("<I", 28 + len(sound)) + plain[8:36] + sound


def tagged_ogg(seconds: float = 2.0, *, vorbis: bool = False) -> bytes:
    """Return an Ogg file whose comment packet names the speaker; a page of sound follows, continued once."""
    last = int(seconds * 48_000)
    said = [f"ARTIST={WHO}", f"LOCATION={WHERE}", "METADATA_BLOCK_PICTURE=" + "A" * 700 + DEVICE]
    comments = struct.pack("<I", len(DEVICE)) + DEVICE.encode() + struct.pack("<I", len(said))
    comments += b"".join(struct.pack("<I", len(one)) + one.encode() for one in said)
    if vorbis:
        head = b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, 48_000, 0, 96_000, 0, 0xB8, 1)
        front = [b"\x03vorbis" + comments + b"\x01", b"\x05vorbis" + bytes(range(200)) * 3]
    else:
        head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
        front = [b"OpusTags" + comments]
    lacing = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in front)
    headers = struct.pack("<BqIIIB", 0, 0, 7, 1, 0, len(lacing)) + lacing + b"".join(front)
    # A packet of 355 bytes lies on two pages.
    half = struct.pack("<BqIIIB", 0, -1, 7, 2, 0, 1) + b"\xff" + bytes(range(255))
    rest = struct.pack("<BqIIIB", 5, last, 7, 3, 0, 1) + b"\x64" + bytes(range(100))
    return _page(0, 7, head, 2) + b"".join(b"OggS\0" + one for one in (headers, half, rest))


def tagged_webm() -> bytes:
    """Return the WebM of a browser with the names it may carry: title, maker, track, tags, a file beside."""
    title = b"\x7b\xa9" + _short(WHO.encode())
    tag = b"\x45\xa3" + _short(b"LOCATION") + b"\x44\x87" + _short(_SAID)
    tags = b"\x12\x54\xc3\x67" + _short(b"\x73\x73" + _short(b"\x67\xc8" + _short(tag)))
    file = b"\x19\x41\xa4\x69" + _short(b"\x61\xa7" + _short(b"\x46\x6e" + _short(DEVICE.encode())))
    stale = b"\xec" + _short(_SAID)
    plain = BEEP_WEBM.replace(b"\x57\x41\x86Chrome", b"\x57\x41" + _short(DEVICE.encode()) + title)
    grown = len(plain) - len(BEEP_WEBM)
    plain = plain.replace(b"\x15I\xa9f\xa0", b"\x15I\xa9f" + bytes([0xA0 + grown]))
    more = tags + file + stale
    size = plain.index(b"\x18S\x80g") + 4
    whole = int.from_bytes(plain[size + 1 : size + 8], "big") + grown + len(more)
    return plain[:size] + b"\x01" + whole.to_bytes(7, "big") + plain[size + 8 :] + more


def tagged_m4a() -> bytes:
    """Return the M4A of a browser with what phones add: place and names in three boxes, XMP, a handler."""
    loci = _box(b"loci", bytes(6) + _SAID + bytes(14))
    xyz = _box(b"\xa9xyz", struct.pack(">HH", len(WHERE), 0x15C7) + WHERE.encode())
    item = _box(b"\xa9too", _box(b"data", bytes(8) + DEVICE.encode()))
    meta = _box(b"meta", bytes(4) + _box(b"ilst", item + _box(b"\xa9ART", _box(b"data", bytes(8) + _SAID))))
    moov, end = BEEP_M4A.index(b"moov") - 4, BEEP_M4A.index(b"moof") - 4
    old = BEEP_M4A[moov + 8 : end]
    inner = _grown(old, b"trak", _box(b"udta", _box(b"tsrp", _SAID)))
    whole = _box(b"moov", inner + _box(b"udta", loci + xyz + meta)) + _box(b"free", _SAID)
    handler = b"SoundHandler"
    whole = whole.replace(handler, DEVICE.encode()[: len(handler)])
    return BEEP_M4A[:moov] + whole + BEEP_M4A[end:] + _box(b"uuid", bytes(16) + _SAID)


def _grown(boxes: bytes, name: bytes, more: bytes) -> bytes:
    """Return BOXES with MORE at the end of the box NAME among them."""
    at = boxes.index(name) - 4
    size = struct.unpack_from(">I", boxes, at)[0]
    return boxes[:at] + _box(name, boxes[at + 8 : at + size] + more) + boxes[at + size :]


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def _short(content: bytes) -> bytes:
    return struct.pack(">H", 0x4000 | len(content)) + content


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _seven(size: int) -> bytes:
    return bytes(size >> 7 * place & 127 for place in (3, 2, 1, 0))
