"""The share card: 1200 x 630 pixels that answer "Sampai mana?" (how far is it) before anyone taps.

Drawn with Pillow, type by Noto Sans (SIL Open Font License, from a package). WhatsApp cuts the middle square
(x 285 to 915) for its list: the present state stands there.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from rembuk.design import words
from rembuk.design.card_line import draw_line
from rembuk.design.card_type import MEDIUM, REGULAR, Face, Placed, best, clean, cut, font, measure
from rembuk.design.contrast import readable

WIDTH, HEIGHT, MARGIN = 1200, 630, 64
RIGHT = WIDTH - MARGIN
PAPER, INK, INK_2, LATE = "#fcfcf9", "#17191c", "#43474d", "#8a3005"
QR_BOX, QR_Y = 132, 440
# Left, middle and right cell; the middle one lies inside the square crop.
CELLS = ((MARGIN, 276), (364, 376), (764, 224))
CELLS_Y = 440
COLOURS = 64
# Faces to try, largest first, each with the most lines it may take.
TITLE = (
    (Face(84, MEDIUM), 1),
    (Face(62, MEDIUM), 2),
    (Face(50, MEDIUM), 3),
    (Face(50, MEDIUM, 80), 3),
    (Face(46, MEDIUM, 66), 3),
)
TITLE_TOP, TITLE_STEP = {84: 112, 62: 88, 50: 84, 46: 88}, {84: 0, 62: 72, 50: 56, 46: 54}
VALUE = (
    (Face(32, MEDIUM), 1),
    (Face(28, MEDIUM, 88), 1),
    (Face(26, MEDIUM, 88), 2),
    (Face(24, MEDIUM, 70), 2),
)
VALUE_ALONE = (*VALUE[:3], (Face(24, MEDIUM, 80), 3))


@dataclass(frozen=True)
class CardStop:
    """Name one stop on the card's line."""

    label: str
    state: Literal["done", "late", "promised", "aside"]


@dataclass(frozen=True)
class Cell:
    """Hold one fact: what it is, the fact, and a note under it, in the colour of lateness if `late`."""

    label: str
    value: str
    note: str = ""
    late: bool = False


@dataclass(frozen=True)
class Card:
    """Hold what a card says; the present state is the first cell and is drawn in the middle.

    `place_line` names the place and who asked; `address` is what people type, `qr_url` what phones read.
    """

    title: str
    space: str
    place_line: str
    stops: tuple[CardStop, ...]
    cells: tuple[Cell, ...]
    address: str
    as_of: datetime
    qr_url: str
    accent: str = "#6a1b4d"
    zone: str = "Asia/Jakarta"
    voices: int = 0


def card_png(card: Card) -> bytes:
    """Return CARD as PNG bytes, at most 60 KB; the same card gives the same bytes."""
    accent = readable(card.accent)
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    labels = draw_line(picture, [(stop.label, stop.state) for stop in card.stops], accent, card.voices)
    draw = ImageDraw.Draw(picture)
    for line in (*lay_card(card), *labels):
        draw.text((line.x, line.y), line.text, fill=line.colour, font=font(line.face), anchor="la")
    _draw_qr(picture, card.qr_url)
    out = io.BytesIO()
    flat = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def lay_card(card: Card) -> list[Placed]:
    """Return every line of type on CARD but the labels of its stops, all inside the margins."""
    small = Face(26)
    placed = [Placed(_("Sampai mana?"), MARGIN, 45, Face(26, MEDIUM), INK)]
    space = cut(card.space, small, RIGHT - placed[0].right - 40)
    placed.append(Placed(space, RIGHT - measure(space, small), 45, small, INK_2))
    lines, face = best(card.title, TITLE, RIGHT - MARGIN)
    top = TITLE_TOP[face.size]
    placed += [
        Placed(line, MARGIN, top + at * TITLE_STEP[face.size], face, INK) for at, line in enumerate(lines)
    ]
    placed.append(Placed(_place(card.place_line), MARGIN, 260 if len(lines) > 2 else 252, small, INK_2))
    for cell, (x, wide) in zip(_in_order(card.cells), CELLS, strict=False):
        if cell:
            placed += _cell(cell, x, wide)
    placed.append(_foot(card))
    return placed


def _place(line: str) -> str:
    """Return the place and who asked in one line; a long place gives way, not the people."""
    small, room = Face(26), RIGHT - MARGIN
    place, stop, people = clean(line).partition(". ")
    left = room - measure(f"{stop}{people}", small)
    if not people or left < room / 4:
        return cut(line, small, room)
    return cut(place, small, left) + stop + people


def _in_order(cells: Sequence[Cell]) -> list[Cell | None]:
    """Return the cells as they stand: the first in the middle, the second left, the third right."""
    held: list[Cell | None] = [*cells[:3], None, None, None]
    return [held[1], held[0], held[2]]


def _cell(cell: Cell, x: int, wide: int) -> list[Placed]:
    placed = [Placed(cut(cell.label, Face(24), wide), x, CELLS_Y, Face(24), INK_2)]
    lines, face = best(cell.value, VALUE if cell.note else VALUE_ALONE, wide)
    y = CELLS_Y + 34
    for line in lines:
        placed.append(Placed(line, x, y, face, LATE if cell.late and not cell.note else INK))
        y += face.size + 7
    if cell.note:
        weight, colour = (MEDIUM, LATE) if cell.late else (REGULAR, INK_2)
        size = 30 if cell.late and len(lines) == 1 else 24
        note, face = best(cell.note, [(Face(size, weight, stretch), 1) for stretch in (100, 80, 64)], wide)
        placed += [Placed(line, x, y, face, colour) for line in note]
    return placed


def _foot(card: Card) -> Placed:
    """Return address and time; the sentence about the link stays while there is room."""
    moment, address = words.waktu(card.as_of, card.zone), clean(card.address)
    state = _("Keadaan %(moment)s. Tautan selalu memuat kabar terbaru.") % {"moment": moment}
    for text in (f"{address}   {state}", f"{address}   {moment}"):
        for face in (Face(22), Face(22, REGULAR, 90), Face(22, REGULAR, 80), Face(20, REGULAR, 76)):
            if measure(text, face) <= RIGHT - MARGIN:
                return Placed(text, MARGIN, 586, face, INK_2)
    short = cut(address, face, RIGHT - MARGIN - measure(f"   {moment}", face))
    return Placed(f"{short}   {moment}", MARGIN, 586, face, INK_2)


def _draw_qr(picture: Image.Image, url: str) -> None:
    import segno

    code = segno.make(url, error="m", micro=False)
    rows = [list(row) for row in code.matrix]
    module = max(1, QR_BOX // len(rows))
    side = module * len(rows)
    tile = Image.new("RGB", (len(rows), len(rows)), PAPER)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                tile.putpixel((x, y), (0x17, 0x19, 0x1C))
    left = RIGHT - side
    picture.paste(tile.resize((side, side), Image.Resampling.NEAREST), (left, QR_Y + (QR_BOX - side) // 2))
