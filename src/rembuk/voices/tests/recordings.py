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
