"""Is it a voice note? Told by the bytes, never by the name: Ogg, WebM, MP4, MP3 and WAV that hold sound only.

Nothing is decoded: the container is walked from end to end, which tells the codec and the length. A file
that another program would open as something else is refused. What is kept of it is the sound alone: tags
inside such files carry names, places and devices (`rules/untagged.py`). Sources: RFC 7845 (Opus in Ogg), the
Vorbis I specification, Multimedia Programming Interface 1.0 of 1991 (RIFF WAVE), and `rules/containers.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from rembuk.shared.refusals import Refused
from rembuk.voices.rules.containers import Broken, boxes, elements, mp3_frames, ogg_pages
from rembuk.voices.rules.untagged import UNTAGGED
from rembuk.voices.wording import BIG_SOUND, LONG_SOUND, NO_SOUND, SHORT_SOUND

LARGEST_SOUND = 12_000_000
LONGEST_SECONDS, SHORTEST_SECONDS = 600.0, 0.3


@dataclass(frozen=True)
class Sound:
    """Hold a voice note that was checked: its content without tags, media type, file ending and seconds."""

    content: bytes
    type: str
    ending: str
    seconds: float


def sound_of(content: bytes, field: str = "suara") -> Sound:
    """Return CONTENT as a checked voice note without its tags, or refuse it: no sound, large, long, empty."""
    if len(content) > LARGEST_SOUND:
        raise Refused(BIG_SOUND, field=field)
    for begins, reader, kind, ending in _KINDS:
        if begins(content):
            try:
                seconds = reader(content)
                bare = UNTAGGED[ending](content)
                # What is kept must still be the same sound; a file that says otherwise is none.
                same = begins(bare) and abs(reader(bare) - seconds) < 0.001
            except (Broken, struct.error, IndexError, ZeroDivisionError):
                break
            if not same:
                break
            if seconds > LONGEST_SECONDS:
                raise Refused(LONG_SOUND, field=field)
            if seconds < SHORTEST_SECONDS:
                raise Refused(SHORT_SOUND, field=field)
            return Sound(bare, kind, ending, round(seconds, 1))
    raise Refused(NO_SOUND, field=field)


def _wav(content: bytes) -> float:
    rate, at = 0, 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name == b"fmt ":
            kind, channels, _frequency, rate = struct.unpack_from("<HHII", content, at + 8)
            # PCM, float, A-law, mu-law, and the extensible form of them.
            if kind not in (1, 3, 6, 7, 0xFFFE) or not 1 <= channels <= 8 or not rate:
                raise Broken
        if name == b"data":
            # A recorder that streams leaves the size at 0 or at its greatest.
            return min(size or len(content), len(content) - at - 8) / rate
        at += 8 + size + size % 2
    raise Broken


def _ogg(content: bytes) -> float:
    serial, rate, skipped, last = None, 0, 0, 0
    for page in ogg_pages(content):
        if serial is None:
            serial = page.stream
            rate, skipped = _ogg_head(page.body)
        elif page.stream != serial:
            # A second stream in the file would be a picture or worse.
            raise Broken
        if page.granule > 0:
            last = page.granule
    if not rate:
        raise Broken
    return max(0, last - skipped) / rate


def _ogg_head(packet: bytes) -> tuple[int, int]:
    """Return samples a second and samples to skip, from the first packet of a stream."""
    if packet.startswith(b"OpusHead"):
        return 48_000, struct.unpack_from("<H", packet, 10)[0]
    if packet.startswith(b"\x01vorbis"):
        return struct.unpack_from("<I", packet, 12)[0], 0
    raise Broken


_TRACK_TYPE, _CODEC, _TIME, _SIMPLE, _BLOCK, _SCALE, _DOCTYPE = 0x83, 0x86, 0xE7, 0xA3, 0xA1, 0x2AD7B1, 0x4282


def _webm(content: bytes) -> float:
    kinds, codecs, scale, now, last, blocks = [], [], 1_000_000, 0, 0, 0
    for name, part in elements(content):
        value = content[part.begins : part.ends]
        if name == _DOCTYPE and value.rstrip(b"\0") not in (b"webm", b"matroska"):
            raise Broken
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
        raise Broken
    return last * scale / 1e9


_CODECS = {b"mp4a", b"Opus", b"alac", b"fLaC"}


def _mp4(content: bytes) -> float:
    kinds, codecs, scale, length, each, parts, held = [], [], 0, 0, 0, 0, 0
    for name, part in boxes(content):
        at = part.begins
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
            held += part.ends - at
    if [kind for kind in kinds if kind in (b"soun", b"vide")] != [b"soun"] or not held:
        raise Broken
    if len(codecs) != 1 or codecs[0] not in _CODECS:
        raise Broken
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
        raise Broken
    return sum(struct.unpack_from(">I", content, begins + number * step)[0] for number in range(count))


def _mp3(content: bytes) -> float:
    return mp3_frames(content)[2]


def _is_mp3(content: bytes) -> bool:
    return content[:3] == b"ID3" or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")


_KINDS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], float], str, str], ...] = (
    (lambda content: content[:4] == b"RIFF" and content[8:12] == b"WAVE", _wav, "audio/wav", "wav"),
    (lambda content: content[:4] == b"OggS", _ogg, "audio/ogg", "ogg"),
    (lambda content: content[:4] == b"\x1aE\xdf\xa3", _webm, "audio/webm", "webm"),
    (lambda content: content[4:8] == b"ftyp", _mp4, "audio/mp4", "m4a"),
    (_is_mp3, _mp3, "audio/mpeg", "mp3"),
)
