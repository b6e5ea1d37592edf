"""Type on pictures: fonts kept, widths measured, lines that fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from PIL import ImageFont

REGULAR, MEDIUM = 400, 540
# Longer texts are cut before they are measured, so that no title costs seconds.
LONGEST = 400
CONTROLS, MARKS = ("Cc", "Zl", "Zp"), ("Cf", "Cs", "Co", "Cn")


class Face(NamedTuple):
    """Name a cut of the typeface: size in pixels, weight 100 to 900, letter width 62 to 100."""

    size: int
    weight: int = REGULAR
    stretch: int = 100


@dataclass(frozen=True)
class Placed:
    """Place one line of type by its top left corner."""

    text: str
    x: float
    y: float
    face: Face
    colour: str

    @property
    def right(self) -> float:
        """Return where the line ends."""
        return self.x + measure(self.text, self.face)


@lru_cache(maxsize=64)
def font(face: Face) -> ImageFont.FreeTypeFont:
    """Return Noto Sans in the cut FACE."""
    path = files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf"
    found = ImageFont.truetype(str(path), face.size, layout_engine=ImageFont.Layout.BASIC)
    found.set_variation_by_axes([face.weight, face.stretch])
    return found


@lru_cache(maxsize=4096)
def measure(text: str, face: Face) -> float:
    """Return the width of TEXT in pixels."""
    return float(font(face).getlength(text))


def clean(text: str) -> str:
    """Return TEXT on one line, without control and direction marks, at most LONGEST letters."""
    kept = "".join(" " if unicodedata.category(c) in CONTROLS else c for c in text[: 2 * LONGEST])
    kept = "".join(c for c in kept if unicodedata.category(c) not in MARKS)
    return " ".join(kept.split())[:LONGEST]


def cut(text: str, face: Face, room: float) -> str:
    """Return TEXT, ended with an ellipsis where it would pass ROOM pixels."""
    text = clean(text)
    if measure(text, face) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + "…", face) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def fitted(text: str, face: Face, room: float, most: int) -> list[str] | None:
    """Return TEXT in at most MOST lines of ROOM pixels, lines even, or None if it does not fit."""
    words = clean(text).split()
    if any(measure(word, face) > room for word in words):
        return None
    lines = _broken(words, face, room)
    if len(lines) > most:
        return None
    # The narrowest measure that needs no further line makes the lines even.
    narrow, wide = 0.0, room
    for _ in range(8):
        middle = (narrow + wide) / 2
        tried = _broken(words, face, middle)
        if len(tried) <= len(lines) and all(measure(line, face) <= room for line in tried):
            wide = middle
        else:
            narrow = middle
    return _broken(words, face, wide)


def best(text: str, choices: Sequence[tuple[Face, int]], room: float) -> tuple[list[str], Face]:
    """Return TEXT's lines in the first of CHOICES (face, most lines) that fits; the last is cut to fit."""
    for face, most in choices:
        lines = fitted(text, face, room, most)
        if lines is not None:
            return lines, face
    face, most = choices[-1]
    return _forced(clean(text).split(), face, room, most), face


def _forced(words: list[str], face: Face, room: float, most: int) -> list[str]:
    """Return MOST lines of WORDS; a word broader than ROOM is cut, and so is what is left over."""
    lines = _broken([cut(word, face, room) for word in words], face, room)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], cut(" ".join(lines[most - 1 :]), face, room)]


def _broken(words: list[str], face: Face, room: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and measure(longer, face) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines
