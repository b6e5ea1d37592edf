"""How wide words come out in a system font nobody has measured: a safe guess, and lines broken by it."""

from __future__ import annotations

NARROW, BROAD = frozenset("fijlrtI.,:;'|! "), frozenset("mwMWOQG@")
# Shares of the type size, for Roboto and its like, rather too wide than too narrow.
NARROW_EM, USUAL_EM, BROAD_EM = 0.31, 0.545, 0.84


def width(text: str, size: float) -> float:
    """Return the width in pixels of TEXT in SIZE px type."""
    ems = sum(NARROW_EM if c in NARROW else BROAD_EM if c in BROAD else USUAL_EM for c in text)
    return ems * size


def wrapped(text: str, size: float, room: float, most: int = 3) -> list[str]:
    """Return TEXT in at most MOST lines of ROOM px; what is too much ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and width(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    if line:
        lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [_cut(line, size, room) for line in lines]


def _cut(line: str, size: float, room: float) -> str:
    if width(line, size) <= room:
        return line
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip() + "…"
