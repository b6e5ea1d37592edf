"""The line on a share card: threads in, stops, today; the trace's grammar lying down."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from rembuk.design.card_type import MEDIUM, REGULAR, Face, Placed, cut, measure
from rembuk.design.threads import unit_for

# Shapes are drawn four times as large and scaled down, because Pillow draws hard edges.
FINE = 4
LEFT, RIGHT, TOP, HEIGHT = 64, 1136, 300, 124
FIRST, LAST, LINE_Y, LABEL_Y = 180, 1110, 344, 376
RADIUS, ROPE, RING = 15.0, 9.0, 3.0
PAPER, INK, INK_2, LATE = "#fcfcf9", "#17191c", "#43474d", "#8a3005"
MOST_THREADS = 40
LABEL_SIZES = ((24, 100), (22, 88), (20, 76), (18, 66))


def draw_line(
    picture: Image.Image, stops: Sequence[tuple[str, str]], accent: str, voices: int
) -> list[Placed]:
    """Draw STOPS (label, state) on PICTURE and return their labels."""
    if not stops:
        return []
    stops = _with_today(stops)
    band = Image.new("RGB", ((RIGHT - LEFT + 40) * FINE, HEIGHT * FINE), PAPER)
    pen = _Pen(ImageDraw.Draw(band), accent)
    places = [FIRST + (LAST - FIRST) * at / max(1, len(stops) - 1) for at in range(len(stops))]
    if voices > 0:
        pen.fan(max(1, min(MOST_THREADS, round(voices / unit_for(voices, MOST_THREADS)))))
    line = "done"
    for at, ((_label, state), x) in enumerate(zip(stops, places, strict=True)):
        line = _line_after(state, line)
        if at + 1 < len(stops) and line != "aside":
            pen.rope(x, places[at + 1], line)
    for (_label, state), x in zip(stops, places, strict=True):
        pen.node(x, state)
    small = band.resize((band.width // FINE, HEIGHT), Image.Resampling.LANCZOS)
    picture.paste(small, (LEFT - 20, TOP))
    return _labels(stops, places)


def _with_today(stops: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return STOPS with today before the first promise, where there is one."""
    ahead = next((at for at, (_label, state) in enumerate(stops) if state == "promised"), None)
    if ahead is None:
        return list(stops)
    return [*stops[:ahead], (_("Hari ini"), "today"), *stops[ahead:]]


def _line_after(state: str, line: str) -> str:
    return "promised" if state in ("today", "promised") else state


def _labels(stops: Sequence[tuple[str, str]], places: Sequence[float]) -> list[Placed]:
    """Return labels under their nodes in the largest type that keeps them apart."""
    step = places[1] - places[0] if len(places) > 1 else RIGHT - LEFT
    for size, stretch in LABEL_SIZES:
        if all(measure(label, Face(size, MEDIUM, stretch)) <= step - 14 for label, _state in stops):
            break
    found: list[Placed] = []
    for (label, state), x in zip(stops, places, strict=True):
        face = Face(size, MEDIUM if state in ("late", "today") else REGULAR, stretch)
        colour = LATE if state == "late" else INK if state == "today" else INK_2
        # The last label is pushed in from the margin and must not reach the one before.
        room = min(step - 14, RIGHT - found[-1].right - 14) if found else step - 14
        text = cut(label, face, room)
        wide = measure(text, face)
        left = min(max(LEFT, x - wide / 2), RIGHT - wide)
        found.append(Placed(text, left, LABEL_Y, face, colour))
    return found


class _Pen:
    """Draw the shapes of the line in fine pixels."""

    def __init__(self, draw: ImageDraw.ImageDraw, accent: str) -> None:
        self.draw, self.accent = draw, accent

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return fine pixels in the band of a point on the card."""
        return (x - LEFT + 20) * FINE, (y - TOP) * FINE

    def stroke(self, points: Sequence[tuple[float, float]], width: float, colour: str) -> None:
        """Draw a line through POINTS of the card."""
        self.draw.line([self.at(*point) for point in points], colour, round(width * FINE), "curve")

    def fan(self, threads: int) -> None:
        """Draw THREADS curves that run together at the first node."""
        if threads == 1:
            self.stroke(((LEFT, LINE_Y), (FIRST, LINE_Y)), 1.5, self.accent)
            return
        high = min(36.0, 4.0 * threads)
        for number in range(threads):
            y = LINE_Y + high * (2 * number / (threads - 1) - 1)
            ends = ((LEFT, y), (LEFT + 62, y), (FIRST - 70, LINE_Y), (FIRST, LINE_Y))
            self.stroke([_bezier(ends, part / 24) for part in range(25)], 1.5, self.accent)

    def rope(self, start: float, end: float, line: str) -> None:
        """Draw the line between two nodes: whole, hatched or hollow."""
        colour = LATE if line == "late" else self.accent
        if line == "done":
            self.stroke(((start, LINE_Y), (end, LINE_Y)), ROPE, colour)
            return
        if line == "late":
            x = start
            while x < end - 4:
                self.stroke(((x, LINE_Y + ROPE / 2), (x + 8, LINE_Y - ROPE / 2)), 2, colour)
                x += 8
        for side in (-1, 1):
            y = LINE_Y + side * ROPE / 2
            self.stroke(((start, y), (end, y)), 2, colour)

    def node(self, x: float, state: str) -> None:
        """Draw one stop: filled, ringed with a slash, hollow, barred, or today's upright line."""
        if state == "today":
            self.stroke(((x, LINE_Y - 34), (x, LINE_Y + 32)), 3, INK)
            return
        if state == "aside":
            self.stroke(((x, LINE_Y - 20), (x, LINE_Y + 20)), ROPE, INK_2)
            return
        colour = LATE if state == "late" else self.accent
        self.disc(x, RADIUS, colour)
        if state != "done":
            self.disc(x, RADIUS - RING, PAPER)
        if state == "late":
            self.stroke(((x - 8, LINE_Y + 8), (x + 8, LINE_Y - 8)), RING, colour)

    def disc(self, x: float, radius: float, colour: str) -> None:
        """Fill a circle on the line."""
        low, high = self.at(x - radius, LINE_Y - radius), self.at(x + radius, LINE_Y + radius)
        self.draw.ellipse((*low, *high), colour)


def _bezier(ends: Sequence[tuple[float, float]], part: float) -> tuple[float, float]:
    """Return the point PART (0 to 1) along a cubic Bézier curve."""
    rest = 1 - part
    shares = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    x = sum(share * point[0] for share, point in zip(shares, ends, strict=True))
    y = sum(share * point[1] for share, point in zip(shares, ends, strict=True))
    return x, y
