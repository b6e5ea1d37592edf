"""Walk the containers of sound: pages of Ogg, elements of Matroska, boxes of MP4, tags around MP3 frames.

Every walk ends: a part cannot lie outside its file, nor be one of endlessly many. Sources: RFC 3533 (Ogg),
RFC 8794 and RFC 9559 (EBML, Matroska), ISO/IEC 14496-12 (MP4 boxes), the ID3v2.4 structure, the APEv2
specification and Lyrics3 v2 as their authors published them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

# Ten minutes of WebM are some 30,000 blocks; boxes of MP4 lie five deep. A file of nothing else is a trap.
MOST_PARTS, DEEPEST = 300_000, 8


class Broken(Exception):
    """The bytes are not what their beginning promised."""


@dataclass(frozen=True)
class OggPage:
    """Hold one page of Ogg: its flags, position in time, stream, lacing values and body."""

    flags: int
    granule: int
    stream: int
    lacing: bytes
    body: bytes


def ogg_pages(content: bytes) -> Iterator[OggPage]:
    """Yield the whole pages of CONTENT; what a recorder that was cut off left of the last one is no page."""
    at = 0
    while content[at : at + 5] == b"OggS\0" and at + 27 <= len(content):
        flags, granule, stream = struct.unpack_from("<BqI", content, at + 5)
        lacing = content[at + 27 : at + 27 + content[at + 26]]
        begins = at + 27 + content[at + 26]
        at = begins + sum(lacing)
        if at > len(content):
            return
        yield OggPage(flags, granule, stream, lacing, content[begins:at])


# Elements of Matroska that hold others and are walked into; the rest is one part each.
SEGMENT, TRACKS, TRACK, CLUSTER, INFO, GROUP, AUDIO = (
    0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0x1549A966, 0xA0, 0xE1,
)  # fmt: skip
EBML_HEADER = 0x1A45DFA3
_HOLDERS = {SEGMENT, TRACKS, TRACK, CLUSTER, INFO, GROUP, AUDIO, EBML_HEADER}


@dataclass(frozen=True)
class Part:
    """Hold where one part of a file lies: from its header at `at`, its content from `begins` to `ends`."""

    at: int
    begins: int
    ends: int


def elements(content: bytes) -> Iterator[tuple[int, Part]]:
    """Yield id and place of every element of Matroska that holds no others, in the order of the file."""
    at = count = 0
    while at < len(content):
        count += 1
        if count > MOST_PARTS:
            raise Broken
        head = at
        wide = 9 - content[at].bit_length()
        if not 1 <= wide <= 4:
            raise Broken
        name = int.from_bytes(content[at : at + wide], "big")
        at += wide
        if at >= len(content):
            return
        long = 9 - content[at].bit_length()
        if long > 8:
            raise Broken
        size = int.from_bytes(content[at : at + long], "big") & ((1 << 7 * long) - 1)
        at += long
        if name in _HOLDERS:
            continue
        ends = min(at + size, len(content))
        yield name, Part(head, min(at, ends), ends)
        at += size


_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}


def boxes(content: bytes, at: int = 0, end: int = -1, depth: int = 0) -> Iterator[tuple[bytes, Part]]:
    """Yield name and place of every box of MP4 that holds no others."""
    end = len(content) if end < 0 else end
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", content, at)
        begins = at + 8
        if size == 1:
            size = struct.unpack_from(">Q", content, begins)[0]
            begins += 8
        stops = end if size == 0 else at + size
        if depth > DEEPEST or stops < begins or (stops > end and name != b"mdat"):
            raise Broken
        if name in _BOXES:
            yield from boxes(content, begins, stops, depth + 1)
        else:
            yield name, Part(at, begins, min(stops, end))
        at = stops


# Kilobits a second by index, of layer III: MPEG 1, then MPEG 2 and 2.5.
_RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def mp3_frames(content: bytes) -> tuple[int, int, float]:
    """Return where the whole frames of an MP3 begin and end, between its tags, and their seconds."""
    begins, end = _between_tags(content)
    at, frames, seconds = begins, 0, 0.0
    while at + 4 <= end:
        try:
            size, length = _frame(content, at)
        except Broken:
            # Players write tags behind the last frame, some a tail of zeros.
            if content[at : at + 3] in (b"TAG", b"APE", b"ID3") or not content[at:end].strip(b"\0"):
                break
            raise
        if at + size > end:
            break
        at, frames, seconds = at + size, frames + 1, seconds + length
    if frames < 3:
        raise Broken
    return begins, at, seconds


def _frame(content: bytes, at: int) -> tuple[int, float]:
    """Return bytes and seconds of the MPEG layer III frame at AT."""
    word = int.from_bytes(content[at : at + 4], "big")
    version, layer, rate, samples = word >> 19 & 3, word >> 17 & 3, word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or version == 1 or layer != 1 or rate in (0, 15) or samples == 3:
        raise Broken
    frequency = _SAMPLES[version][samples]
    kilobits, factor = _RATES[version != 3][rate], 144 if version == 3 else 72
    return factor * kilobits * 1000 // frequency + (word >> 9 & 1), factor * 8 / frequency


def _between_tags(content: bytes) -> tuple[int, int]:
    at = 0
    while content[at : at + 3] == b"ID3" and at + 10 <= len(content):
        at += 10 + _seven_bits(content[at + 6 : at + 10]) + (10 if content[at + 5] & 0x10 else 0)
        # Writers leave room behind the tag for the next one.
        at = len(content) - len(content[at:].lstrip(b"\0"))
    end = len(content)
    while (shorter := max(at, _before_tag(content, end))) < end:
        end = shorter
    return at, end


def _before_tag(content: bytes, end: int) -> int:
    """Return where the last tag before END begins, or END where there is none."""
    last = content[max(0, end - 128) : end]
    if len(last) == 128 and last[:3] == b"TAG":
        return end - 128
    if last[-32:-24] == b"APETAGEX":
        size, _items, flags = struct.unpack_from("<III", last, len(last) - 20)
        return end - int(max(size, 32)) - (32 if flags >> 31 else 0)
    if last[-9:] == b"LYRICS200" and last[-15:-9].isdigit():
        return end - 15 - int(last[-15:-9])
    if last[-10:-7] == b"3DI":
        return end - 20 - _seven_bits(last[-4:])
    return end


def _seven_bits(four: bytes) -> int:
    return sum((byte & 127) << 7 * (3 - place) for place, byte in enumerate(four))
