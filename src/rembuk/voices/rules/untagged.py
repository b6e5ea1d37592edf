"""The sound alone: what a recording carries beside it (names, places, devices, dates, pictures) is left out.

What is known to be needed for playing is kept, everything else goes, so a tag that nobody has thought of goes
too. In MP4 and WebM other parts are found by their distance, so a tag is blanked where it stands and nothing
moves; Ogg, WAV and MP3 are written anew. The sound itself is not touched. Text that hides inside the packets
of sound is not looked for. Sources as in `rules/containers.py`; ISO/IEC 14496-12 for which boxes play.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterable

from rembuk.voices.rules.containers import (
    Broken,
    OggPage,
    Part,
    boxes,
    elements,
    mp3_frames,
    ogg_pages,
)

# Bytes of the `fmt ` chunk that say how to play: plain PCM, the others, the extensible form.
_FMT = {1: 16, 0xFFFE: 40}


def _wav(content: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        value = content[at + 8 : at + 8 + size]
        if name == b"fmt ":
            kept = [(name, value[: _FMT.get(struct.unpack_from("<H", value)[0], 18)])]
        elif name == b"fact":
            kept.append((name, value[:4]))
        elif name == b"data":
            kept.append((name, value if size else content[at + 8 :]))
            break
        at += 8 + size + size % 2
    body = b"".join(
        name + struct.pack("<I", len(value)) + value + b"\0" * (len(value) % 2) for name, value in kept
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


# A comment packet that names nobody: no maker, no comments; Vorbis ends it with a framing bit.
_OPUS_TAGS = b"OpusTags" + bytes(8)
_VORBIS_COMMENT = b"\x03vorbis" + bytes(8) + b"\x01"
_BACKWARDS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _ogg(content: bytes) -> bytes:
    pages = list(ogg_pages(content))
    if not pages:
        raise Broken
    heads, rest = _heads(pages)
    if heads[0].startswith(b"OpusHead"):
        # Unless its family is 0, two numbers and the channels' places follow the 19 bytes of every head.
        heads = [heads[0][: 21 + heads[0][9] if heads[0][18] else 19], _OPUS_TAGS]
    elif heads[1].startswith(b"\x03vorbis") and heads[2].startswith(b"\x05vorbis"):
        heads = [heads[0][:30], _VORBIS_COMMENT, heads[2]]
    else:
        raise Broken
    stream = pages[0].stream
    fresh = [OggPage(2, 0, stream, _lacing(heads[:1]), heads[0])]
    lacing, body = _lacing(heads[1:]), b"".join(heads[1:])
    if len(lacing) > 255:
        # Only a file of nothing but settings needs more than one page for them.
        raise Broken
    fresh.append(OggPage(0, 0, stream, lacing, body))
    if any(page.flags & 2 for page in rest):
        # A second beginning brings its own comments.
        raise Broken
    return b"".join(_written(page, number) for number, page in enumerate([*fresh, *rest]))


def _heads(pages: list[OggPage]) -> tuple[list[bytes], list[OggPage]]:
    """Return the packets before the sound (two of Opus, three of Vorbis) and the pages of sound."""
    heads, open_packet = [], b""
    wanted = 2 if pages[0].body.startswith(b"OpusHead") else 3
    for number, page in enumerate(pages):
        at = 0
        for length in page.lacing:
            open_packet += page.body[at : at + length]
            at += length
            if length < 255:
                heads.append(open_packet)
                open_packet = b""
        if len(heads) == wanted and not open_packet:
            return heads, pages[number + 1 :]
        if len(heads) > wanted:
            # Sound begins on a page of its own in both.
            break
    raise Broken


def _lacing(packets: Iterable[bytes]) -> bytes:
    return b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)


def _written(page: OggPage, number: int) -> bytes:
    """Return PAGE as its bytes, as page NUMBER of its stream, with its checksum."""
    head = b"OggS\0" + struct.pack("<BqII", page.flags, page.granule, page.stream, number)
    behind = bytes([len(page.lacing)]) + page.lacing + page.body
    # The checksum of Ogg is that of zlib with every byte the other way round, and without the inversions.
    found = zlib.crc32((head + bytes(4) + behind).translate(_BACKWARDS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return head + struct.pack("<I", int(f"{found:032b}"[::-1], 2)) + behind


# What a player of Matroska sound needs: header, where things are, timing, the track, blocks.
_PLAYED = {
    0x4286, 0x42F7, 0x42F2, 0x42F3, 0x4282, 0x4287, 0x4285,  # the EBML header
    0x114D9B74, 0x1C53BB6B,  # where to find what: SeekHead, Cues
    0x2AD7B1, 0x4489,  # time scale, duration
    0xD7, 0x73C5, 0x83, 0xB9, 0x88, 0x55AA, 0x9C, 0x6DE7, 0x6DF8, 0x23E383, 0x55EE,  # the track
    0x86, 0x63A2, 0x56AA, 0x56BB, 0x6D80,  # its codec
    0xB5, 0x78B5, 0x9F, 0x6264,  # its sound
    0xE7, 0xA7, 0xAB, 0xA3, 0xA1, 0x9B, 0xFB, 0x75A2,  # clusters and their blocks
}  # fmt: skip
# Two that no file may lack; they name the program that wrote it, and are emptied.
_MAKERS, _PRIVATE = {0x4D80, 0x5741}, 0x63A2


def _webm(content: bytes) -> bytes:
    out = bytearray(content)
    for name, part in elements(content):
        if name in _MAKERS:
            out[part.begins : part.ends] = bytes(part.ends - part.begins)
        elif name == _PRIVATE:
            _quiet_vorbis(out, part)
        elif name not in _PLAYED:
            out[part.at : part.ends] = _void(part.ends - part.at)
    return bytes(out)


def _quiet_vorbis(out: bytearray, part: Part) -> None:
    """Blank the comments that Vorbis keeps beside its settings: one maker of spaces, as long as they were."""
    begins = out.find(b"\x03vorbis", part.begins, part.ends)
    ends = out.find(b"\x05vorbis", part.begins, part.ends)
    spaces = ends - begins - 16
    if begins > 0 and spaces >= 0:
        blank = b"\x03vorbis" + struct.pack("<I", spaces) + b" " * spaces + bytes(4) + b"\x01"
        out[begins:ends] = blank


def _void(length: int) -> bytes:
    """Return an element of Matroska that means nothing, LENGTH bytes in all."""
    if length <= 128:
        return bytes([0xEC, 0x80 | length - 2]) + bytes(length - 2)
    return b"\xec" + struct.pack(">I", 0x1000_0000 | length - 5) + bytes(length - 5)


_NEEDED = {
    b"ftyp", b"styp", b"sidx", b"mfra", b"mdat", b"mvhd", b"iods", b"tkhd", b"edts", b"mdhd", b"hdlr",
    b"smhd", b"dinf", b"stsd", b"stts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"ctts",
    b"sgpd", b"sbgp", b"sdtp", b"subs", b"cslg", b"mehd", b"trex", b"mfhd", b"tfhd", b"tfdt", b"trun",
}  # fmt: skip
_DATED = {b"mvhd", b"tkhd", b"mdhd"}


def _mp4(content: bytes) -> bytes:
    out = bytearray(content)
    for name, part in boxes(content):
        if name not in _NEEDED:
            out[part.at + 4 : part.at + 8] = b"free"
            out[part.begins : part.ends] = bytes(part.ends - part.begins)
        elif name in _DATED:
            wide = 16 if content[part.begins] == 1 else 8
            _blank(out, part, 4, 4 + wide)
        elif name == b"hdlr":
            # The name of whatever handled it, which tells the device.
            _blank(out, part, 24, part.ends - part.begins)
        elif name == b"dinf":
            _data_here(out, part)
        elif name == b"stsd" and content[part.begins + 12 : part.begins + 16] == b"fLaC":
            _quiet_flac(out, part)
    return bytes(out)


def _blank(out: bytearray, part: Part, begins: int, ends: int) -> None:
    begins, ends = part.begins + begins, min(part.begins + ends, part.ends)
    if begins < ends:
        out[begins:ends] = bytes(ends - begins)


def _data_here(out: bytearray, part: Part) -> None:
    """Let the one reference to data say: in this file; older ones name a disk and a folder."""
    spare = part.ends - part.begins - 28
    if spare < 0:
        raise Broken
    here = struct.pack(">I4sIII4sI", 28 + spare, b"dref", 0, 1, 12 + spare, b"url ", 1)
    out[part.begins : part.ends] = here + bytes(spare)


def _quiet_flac(out: bytearray, part: Part) -> None:
    """Make every block of FLAC but the first, which tells how to play, one of nothing."""
    # Behind the list's head come the entry's own 36 bytes, then its boxes.
    for name, box in boxes(bytes(out), part.begins + 44, part.ends):
        at = box.begins + 4
        while name == b"dfLa" and at + 4 <= box.ends:
            ends = min(at + 4 + int.from_bytes(out[at + 1 : at + 4], "big"), box.ends)
            if out[at] & 127:
                out[at] = out[at] & 128 | 1
                out[at + 4 : ends] = bytes(ends - at - 4)
            at = ends


def _mp3(content: bytes) -> bytes:
    begins, ends, _seconds = mp3_frames(content)
    return content[begins:ends]


UNTAGGED: dict[str, Callable[[bytes], bytes]] = {
    "wav": _wav, "ogg": _ogg, "webm": _webm, "m4a": _mp4, "mp3": _mp3,
}  # fmt: skip
