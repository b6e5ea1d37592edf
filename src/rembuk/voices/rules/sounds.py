"""Is it a voice note? Told by the bytes, never by the name: Ogg, WebM, MP4, MP3 and WAV that hold sound only.

Nothing is decoded: the container is walked from end to end, which tells the codec and the length. A file
that another program would open as something else is refused. Sources: RFC 3533 and RFC 7845 (Ogg, Opus),
RFC 8794 and RFC 9559 (EBML, Matroska), ISO/IEC 14496-12 (MP4 boxes), ISO/IEC 11172-3 (MPEG frames),
Multimedia Programming Interface 1.0 of 1991 (RIFF WAVE).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rembuk.shared.refusals import Refused
from rembuk.voices.wording import BIG_SOUND, LONG_SOUND, NO_SOUND, SHORT_SOUND

LARGEST_SOUND = 12_000_000
LONGEST_SECONDS, SHORTEST_SECONDS = 600.0, 0.3
# Ten minutes of WebM are some 30,000 blocks; boxes of MP4 lie five deep. A file of nothing else is a trap.
MOST_PARTS, DEEPEST = 300_000, 8


@dataclass(frozen=True)
class Sound:
    """Hold a voice note that was checked: its content, media type, file ending and length in seconds."""

    content: bytes
    type: str
    ending: str
    seconds: float


class _Broken(Exception):
    """The bytes are not what their beginning promised."""


def sound_of(content: bytes, field: str = "suara") -> Sound:
    """Return CONTENT as a checked voice note, or refuse it: no sound, too large, too long, empty."""
    if len(content) > LARGEST_SOUND:
        raise Refused(BIG_SOUND, field=field)
    for begins, reader, kind, ending in _KINDS:
        if begins(content):
            try:
                seconds = reader(content)
            except (_Broken, struct.error, IndexError, ZeroDivisionError):
                break
            if seconds > LONGEST_SECONDS:
                raise Refused(LONG_SOUND, field=field)
            if seconds < SHORTEST_SECONDS:
                raise Refused(SHORT_SOUND, field=field)
            return Sound(content, kind, ending, round(seconds, 1))
    raise Refused(NO_SOUND, field=field)


def _wav(content: bytes) -> float:
    rate, at = 0, 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name == b"fmt ":
            kind, channels, _frequency, rate = struct.unpack_from("<HHII", content, at + 8)
            # PCM, float, A-law, mu-law, and the extensible form of them.
            if kind not in (1, 3, 6, 7, 0xFFFE) or not 1 <= channels <= 8 or not rate:
                raise _Broken
        if name == b"data":
            # A recorder that streams leaves the size at 0 or at its greatest.
            return min(size or len(content), len(content) - at - 8) / rate
        at += 8 + size + size % 2
    raise _Broken


def _ogg(content: bytes) -> float:
    at, serial, rate, skipped, last = 0, None, 0, 0, 0
    while at < len(content):
        if content[at : at + 4] != b"OggS" or content[at + 4] != 0:
            # A recording that was cut off ends within a page; what came before can be heard.
            break
        granule, stream = struct.unpack_from("<qI", content, at + 6)
        count = content[at + 26]
        body = at + 27 + count
        size = sum(content[at + 27 : body])
        if serial is None:
            serial = stream
            rate, skipped = _ogg_head(content[body : body + size])
        elif stream != serial:
            # A second stream in the file would be a picture or worse.
            raise _Broken
        if granule > 0 and body + size <= len(content):
            last = granule
        at = body + size
    if not rate:
        raise _Broken
    return max(0, last - skipped) / rate


def _ogg_head(packet: bytes) -> tuple[int, int]:
    """Return samples a second and samples to skip, from the first packet of a stream."""
    if packet.startswith(b"OpusHead"):
        return 48_000, struct.unpack_from("<H", packet, 10)[0]
    if packet.startswith(b"\x01vorbis"):
        return struct.unpack_from("<I", packet, 12)[0], 0
    raise _Broken


# Elements of Matroska that hold others; everything else is passed over by its size.
_HOLDERS = {0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675, 0x1549A966, 0xA0}
_TRACK_TYPE, _CODEC, _TIME, _SIMPLE, _BLOCK, _SCALE = 0x83, 0x86, 0xE7, 0xA3, 0xA1, 0x2AD7B1
_DOCTYPE, _HEADER = 0x4282, 0x1A45DFA3


def _elements(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield id and content of every element that holds no others, in the order of the file."""
    at = count = 0
    while at < len(content):
        count += 1
        if count > MOST_PARTS:
            raise _Broken
        first = content[at]
        wide = 9 - first.bit_length()
        if not 1 <= wide <= 4:
            raise _Broken
        name = int.from_bytes(content[at : at + wide], "big")
        at += wide
        if at >= len(content):
            return
        long = 9 - content[at].bit_length()
        if long > 8:
            raise _Broken
        size = int.from_bytes(content[at : at + long], "big") & ((1 << 7 * long) - 1)
        at += long
        if name in _HOLDERS or name == _HEADER:
            continue
        yield name, content[at : at + size]
        at += size


def _webm(content: bytes) -> float:
    kinds, codecs, scale, now, last, blocks = [], [], 1_000_000, 0, 0, 0
    for name, value in _elements(content):
        if name == _DOCTYPE and value.rstrip(b"\0") not in (b"webm", b"matroska"):
            raise _Broken
        if name == _TRACK_TYPE:
            kinds.append(int.from_bytes(value, "big"))
        elif name == _CODEC:
            codecs.append(value.rstrip(b"\0"))
        elif name == _SCALE:
            scale = int.from_bytes(value, "big")
        elif name == _TIME:
            now = int.from_bytes(value, "big")
        elif name in (_SIMPLE, _BLOCK) and len(value) > 4:
            blocks += 1
            last = max(last, now + struct.unpack_from(">h", value, 1)[0])
    if kinds != [2] or codecs not in ([b"A_OPUS"], [b"A_VORBIS"]) or not blocks:
        raise _Broken
    return last * scale / 1e9


_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}
_CODECS = {b"mp4a", b"Opus", b"alac", b"fLaC"}


def _boxes(content: bytes, at: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, beginning and end of the content of every box that holds no others."""
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", content, at)
        begins = at + 8
        if size == 1:
            size = struct.unpack_from(">Q", content, begins)[0]
            begins += 8
        stops = end if size == 0 else at + size
        if depth > DEEPEST or stops <= at or (stops > end and name != b"mdat"):
            raise _Broken
        if name in _BOXES:
            yield from _boxes(content, begins, stops, depth + 1)
        else:
            yield name, begins, min(stops, end)
        at = stops


def _mp4(content: bytes) -> float:
    kinds, codecs, scale, length, each, parts, held = [], [], 0, 0, 0, 0, 0
    for name, at, end in _boxes(content, 0, len(content)):
        if name == b"hdlr":
            kinds.append(content[at + 8 : at + 12])
        elif name == b"stsd":
            codecs.append(content[at + 12 : at + 16])
        elif name == b"mdhd":
            wide = content[at] == 1
            scale, length = struct.unpack_from(">IQ" if wide else ">II", content, at + (20 if wide else 12))
        elif name == b"trex":
            each = struct.unpack_from(">I", content, at + 12)[0]
        elif name == b"tfhd":
            each = _default_duration(content, at) or each
        elif name == b"trun":
            parts += _run_duration(content, at, each)
        elif name == b"mdat":
            held += end - at
    if [kind for kind in kinds if kind in (b"soun", b"vide")] != [b"soun"] or not held:
        raise _Broken
    if len(codecs) != 1 or codecs[0] not in _CODECS:
        raise _Broken
    unknown = length in (2**32 - 1, 2**64 - 1)
    return (parts or (0 if unknown else length)) / scale


def _default_duration(content: bytes, at: int) -> int:
    flags = int.from_bytes(content[at + 1 : at + 4], "big")
    if not flags & 0x8:
        return 0
    return int(struct.unpack_from(">I", content, at + 8 + 8 * (flags & 1) + 4 * (flags >> 1 & 1))[0])


def _run_duration(content: bytes, at: int, each: int) -> int:
    flags = int.from_bytes(content[at + 1 : at + 4], "big")
    count = struct.unpack_from(">I", content, at + 4)[0]
    if not flags & 0x100:
        return int(count * each)
    step = 4 * sum(flags >> bit & 1 for bit in (8, 9, 10, 11))
    begins = at + 8 + 4 * (flags & 1) + 4 * (flags >> 2 & 1)
    if begins + count * step > len(content):
        raise _Broken
    return sum(struct.unpack_from(">I", content, begins + number * step)[0] for number in range(count))


# Kilobits a second by index, of layer III: MPEG 1, then MPEG 2 and 2.5.
_RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def _frame(content: bytes, at: int) -> tuple[int, float]:
    """Return bytes and seconds of the MPEG layer III frame at AT."""
    word = int.from_bytes(content[at : at + 4], "big")
    version, layer, rate, samples = word >> 19 & 3, word >> 17 & 3, word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or version == 1 or layer != 1 or rate in (0, 15) or samples == 3:
        raise _Broken
    frequency = _SAMPLES[version][samples]
    kilobits, factor = _RATES[version != 3][rate], 144 if version == 3 else 72
    return factor * kilobits * 1000 // frequency + (word >> 9 & 1), factor * 8 / frequency


def _mp3(content: bytes) -> float:
    at, frames, seconds = 0, 0, 0.0
    if content[:3] == b"ID3":
        size = [byte & 127 for byte in content[6:10]]
        at = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3])
    while at + 4 <= len(content):
        try:
            size_of_frame, length = _frame(content, at)
        except _Broken:
            # Players write tags behind the last frame.
            if content[at : at + 3] == b"TAG" or content[at : at + 8] == b"APETAGEX":
                break
            raise
        at, frames, seconds = at + size_of_frame, frames + 1, seconds + length
    if frames < 3:
        raise _Broken
    return seconds


def _is_mp3(content: bytes) -> bool:
    return content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], float], str, str], ...] = (
    (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WAVE", _wav, "audio/wav", "wav"),
    (lambda content: content[:4] == b"OggS", _ogg, "audio/ogg", "ogg"),
    (lambda content: content[:4] == b"\x1aE\xdf\xa3", _webm, "audio/webm", "webm"),
    (lambda content: content[4:8] == b"ftyp", _mp4, "audio/mp4", "m4a"),
    (_is_mp3, _mp3, "audio/mpeg", "mp3"),
)
