"""The two drawings of the flow: down the page on a phone, across it on a desk.

Threads are numbered from the edge: those kept lie on it, the first to leave lie outermost: nothing crosses.
A bundle bends in concentric arcs, radius = r0 + place from the outside x pitch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rembuk.design.letters import width, wrapped

PHONE_WIDTH, PHONE_PITCH, PHONE_LABEL_X, PHONE_END_X = 328, 2.5, 174, 166
EXIT_ROW, STAGE_ROW, PHONE_TOP = 46, 56, 52
DESK_WIDTH, DESK_PITCH, DESK_TOP, LAST_COLUMN, STAGE_GAP, DESK_DROP = 1152, 4.0, 94, 130, 22, 44
LEAST_DROP = 130
R0 = 4.0
TARGET = 44


@dataclass(frozen=True)
class Reached:
    """Give the words of a stage."""

    number: str
    label: str
    note: str
    href: str


@dataclass(frozen=True)
class Leaving:
    """Give an exit: the stage it leaves at (0 = entrance), its words, its kind and its threads."""

    stage: int
    number: str
    label: str
    note: str
    href: str
    kind: str
    threads: int


@dataclass(frozen=True)
class Text:
    """Place one line of words; `kind` names its size and colour."""

    x: float
    y: float
    kind: str
    words: str


@dataclass(frozen=True)
class Figure:
    """Hold one clickable number with its words and the box that catches the finger."""

    href: str
    spoken: str
    kind: str
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Bundle:
    """Hold the threads of one exit after they left the trunk: bends, straight runs and the bar at the end."""

    kind: str
    bends: str
    straight: str
    bar: str


@dataclass
class Drawing:
    """Hold one drawing: size, rules, trunk, bundles, figures and the cloth of those kept."""

    width: int
    height: float = 0
    rules: str = ""
    trunk: str = ""
    kept: str = ""
    cloth: tuple[float, float, float, float] | None = None
    end: tuple[float, float, float, float] | None = None
    bundles: list[Bundle] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def draw_phone(reached: Sequence[Reached], leaving: Sequence[Leaving]) -> Drawing:
    """Return the drawing for a phone, 328 wide, entrance on top."""
    drawing = Drawing(PHONE_WIDTH)
    entrance = reached[0]
    drawing.figures.append(
        _figure(entrance, "entrance", (0, 0, PHONE_WIDTH), [Text(0, 32, "big", entrance.number)], inline=True)
    )
    drawing.rules += f"M0 {TARGET}.5H{PHONE_WIDTH}"
    y: float = PHONE_TOP
    outer = sum(out.threads for out in leaving)
    for at, stage in enumerate(reached):
        if at:
            figure, height = _phone_words(stage, "kept" if at == len(reached) - 1 else "stage", y, STAGE_ROW)
            drawing.figures.append(figure)
            y += height
            drawing.rules += f"M0 {y:g}.5H{PHONE_WIDTH}" if y == int(y) else f"M0 {y:g}H{PHONE_WIDTH}"
            y += 6
        for out in (out for out in leaving if out.stage == at and out.kind != "kept"):
            figure, height = _phone_words(out, out.kind, y, EXIT_ROW)
            drawing.figures.append(figure)
            if out.threads:
                top = max(y + 2, y + 18 - (out.threads - 1) * PHONE_PITCH / 2)
                _phone_bundle(drawing, out, outer, top)
                outer -= out.threads
                height = max(height, top - y + R0 + out.threads * PHONE_PITCH + 8)
            y += height
    _phone_kept(drawing, outer, y - 6)
    drawing.height = y + 2
    return drawing


def draw_desk(reached: Sequence[Reached], leaving: Sequence[Leaving]) -> Drawing:
    """Return the drawing for a desk, 1152 wide, entrance on the left, exits falling to a row of words."""
    drawing = Drawing(DESK_WIDTH)
    outer = total = sum(out.threads for out in leaving)
    columns = _columns(reached, [out for out in leaving if out.kind != "kept"])
    bottom = DESK_TOP + max(LEAST_DROP, total * DESK_PITCH + DESK_DROP)
    x, lowest = 0.0, bottom
    for at, stage in enumerate(reached):
        depth = DESK_TOP + outer * DESK_PITCH + 10
        drawing.rules += f"M{x + 0.5:g} 6V{depth:g}"
        kind = "entrance" if at == 0 else "kept" if at == len(reached) - 1 else "stage"
        drawing.figures.append(_desk_stage(stage, kind, x))
        x += STAGE_GAP
        for out in (out for out in leaving if out.stage == at and out.kind != "kept"):
            room = columns.pop(0)
            figure, low = _desk_exit(out, x, bottom, room)
            drawing.figures.append(figure)
            lowest = max(lowest, low)
            if out.threads:
                _desk_bundle(drawing, out, outer, x, bottom)
                outer -= out.threads
            x += room
    _desk_kept(drawing, outer)
    drawing.height = lowest + 8
    return drawing


def _phone_words(of: Reached | Leaving, kind: str, y: float, least: int) -> tuple[Figure, float]:
    stage = isinstance(of, Reached)
    size, number_size = 17, (26 if stage else 17)
    base = y + (30 if stage else 19)
    # The page's gutter takes what the guess at widths misses.
    room = PHONE_WIDTH - PHONE_LABEL_X + 4
    texts = [Text(PHONE_LABEL_X, base, "big" if stage else "number", of.number)]
    beside = room - width(of.number, number_size) - 6
    if width(of.label, size) <= beside:
        texts.append(Text(0, base, "label", of.label))
    else:
        # The label starts beside its number and goes on below.
        first, rest = _split(of.label, size, beside)
        texts += [Text(0, base, "label", first)] if first else []
        for line in wrapped(rest, size, room):
            base += 20
            texts.append(Text(PHONE_LABEL_X, base, "label", line))
    for line in wrapped(of.note, 15, room):
        base += 18
        texts.append(Text(PHONE_LABEL_X, base, "note", line))
    height = max(least, base - y + 9)
    return _figure(of, kind, (PHONE_LABEL_X, y, room), texts, height=height), height


def _split(label: str, size: float, room: float) -> tuple[str, str]:
    """Return the words of LABEL that fit in ROOM, and the others."""
    words = label.split()
    for count in range(len(words), 0, -1):
        if width(" ".join(words[:count]), size) <= room:
            return " ".join(words[:count]), " ".join(words[count:])
    return "", label


def _phone_bundle(drawing: Drawing, out: Leaving, outer: int, top: float) -> None:
    """Bend OUT's threads, the OUTER-th from the edge first, to the right below TOP."""
    centre = _place(outer - 1, PHONE_PITCH) + R0
    end = max(PHONE_END_X, centre + 8)
    bends = straight = ""
    for place in range(out.threads):
        x = _place(outer - 1 - place, PHONE_PITCH)
        radius = R0 + place * PHONE_PITCH
        drawing.trunk += f"M{x:g} {PHONE_TOP - 6}V{top:g}"
        bends += f"M{x:g} {top:g}A{radius:g} {radius:g} 0 0 0 {centre:g} {top + radius:g}"
        straight += f"M{centre:g} {top + radius:g}H{end:g}"
    low, high = top + R0 - 2, top + R0 + (out.threads - 1) * PHONE_PITCH + 2
    bar = f"M{end + 1:g} {low:g}V{high:g}" if out.kind == "stopped" else ""
    drawing.bundles.append(Bundle(out.kind, bends, straight, bar))


def _phone_kept(drawing: Drawing, threads: int, bottom: float) -> None:
    if not threads:
        return
    span = _place(threads - 1, PHONE_PITCH) + PHONE_PITCH / 4
    for place in range(threads):
        drawing.kept += f"M{_place(place, PHONE_PITCH):g} {PHONE_TOP - 6}V{bottom:g}"
    drawing.cloth = (0, PHONE_TOP - 6, span, bottom - PHONE_TOP + 6)
    drawing.end = (0, bottom - 5, span, 6)


def _columns(reached: Sequence[Reached], leaving: Sequence[Leaving]) -> list[float]:
    """Return the width of each exit's column: an equal share, more for a broad bundle."""
    room = DESK_WIDTH - LAST_COLUMN - STAGE_GAP * (len(reached) - 1)
    needs = [out.threads * DESK_PITCH + 24 for out in leaving]
    share = room / max(1, len(needs))
    for _ in needs:
        broad = sum(need for need in needs if need > share)
        slim = sum(1 for need in needs if need <= share)
        share = (room - broad) / slim if slim else share
    return [max(need, share) for need in needs]


def _desk_stage(stage: Reached, kind: str, x: float) -> Figure:
    texts = [Text(x + 10, 30, "big", stage.number), Text(x + 10, 54, "label", stage.label)]
    texts += [Text(x + 10, 74, "note", stage.note)]
    return _figure(stage, kind, (x, 4, max(TARGET, width(stage.note, 14) + 12)), texts, height=76)


def _desk_exit(out: Leaving, x: float, bottom: float, room: float) -> tuple[Figure, float]:
    left, base = x + R0 - 1, bottom + 28
    texts = [Text(left, base, "number", out.number)]
    for line in wrapped(out.label, 15, room - 12):
        base += 20
        texts.append(Text(left, base, "label", line))
    for line in wrapped(out.note, 14, room - 12):
        base += 18
        texts.append(Text(left, base, "note", line))
    high = bottom + 8
    box = (left - 2, high, room - 12)
    return _figure(out, out.kind, box, texts, height=max(TARGET, base - high + 6)), base + 6


def _desk_bundle(drawing: Drawing, out: Leaving, outer: int, x: float, bottom: float) -> None:
    """Bend OUT's threads, the OUTER-th from the edge first, down at X to BOTTOM."""
    centre = DESK_TOP + _place(outer - 1, DESK_PITCH) + R0
    bends = straight = ""
    for place in range(out.threads):
        y = DESK_TOP + _place(outer - 1 - place, DESK_PITCH)
        radius = R0 + place * DESK_PITCH
        drawing.trunk += f"M0 {y:g}H{x:g}"
        bends += f"M{x:g} {y:g}A{radius:g} {radius:g} 0 0 1 {x + radius:g} {centre:g}"
        straight += f"M{x + radius:g} {centre:g}V{bottom:g}"
    left, right = x + R0 - 2, x + R0 + (out.threads - 1) * DESK_PITCH + 2
    bar = f"M{left:g} {bottom + 1:g}H{right:g}" if out.kind == "stopped" else ""
    drawing.bundles.append(Bundle(out.kind, bends, straight, bar))


def _desk_kept(drawing: Drawing, threads: int) -> None:
    if not threads:
        return
    span = _place(threads - 1, DESK_PITCH) + DESK_PITCH / 4
    for place in range(threads):
        drawing.kept += f"M0 {DESK_TOP + _place(place, DESK_PITCH):g}H{DESK_WIDTH}"
    drawing.cloth = (0, DESK_TOP, DESK_WIDTH, span)
    drawing.end = (DESK_WIDTH - 6, DESK_TOP, 6, span)


def _place(number: int, pitch: float) -> float:
    """Return the middle of thread NUMBER from the edge; a thread is half a pitch wide."""
    return pitch / 4 + number * pitch


def _figure(
    of: Reached | Leaving,
    kind: str,
    box: tuple[float, float, float],
    texts: list[Text],
    *,
    height: float = TARGET,
    inline: bool = False,
) -> Figure:
    if inline:
        texts = [*texts, Text(0, texts[0].y, "label", of.label)]
    spoken = f"{of.number} {of.label}, {of.note}" if of.note else f"{of.number} {of.label}"
    x, y, room = box
    return Figure(of.href, spoken, kind, x, y, room, max(height, TARGET), tuple(texts))
