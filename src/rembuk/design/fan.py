"""The fan of threads above and below a trace: every voice comes in, every reply goes out.

Drawn in a box of 100 by 100 that the page stretches; strokes keep their width (non-scaling).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rembuk.design.letters import width
from rembuk.design.threads import allot, rounded_up, unit_for

MOST_THREADS = 40
LEFT, RIGHT = 1.75, 96.5
CHANNEL_GAP = 1.1  # pitches between channels, on top of the usual one
WIDEST_PITCH = 8.0
# Widths of the box the fan is drawn in: on a phone of 360 px, and on a wide page.
PHONE, WIDE = 315, 880
LABEL_SIZE = 15
MOST_LABEL_ROWS = 3
LABEL_HEIGHT = 44


@dataclass(frozen=True)
class Label:
    """Place one channel's number and name; `x` in hundredths, `y` in pixels."""

    count: int
    text: str
    x: float
    y: int
    leader: float
    leader_from: int
    height: int


@dataclass(frozen=True)
class Fan:
    """Hold the drawing of one fan: paths of threads and dots, and the words that go with them."""

    threads: int = 0
    unit: int = 1
    total: int = 0
    sent: int = 0
    rounded_up: bool = False
    lines: str = ""
    dots: str = ""
    open_dots: str = ""
    own_line: str = ""
    own_dot: str = ""
    own_open: bool = False
    labels: tuple[Label, ...] = ()
    wide_labels: tuple[Label, ...] = ()
    parts: tuple[tuple[str, int], ...] = ()


def fan_in(strands: Sequence[tuple[str, int]], own: int | None = None) -> Fan:
    """Return the fan of voices by (channel, count); OWN is the reader's voice, from 0 over all."""
    parts = tuple((label, count) for label, count in strands if count > 0)
    counts = [count for _, count in parts]
    total = sum(counts)
    if not total:
        return Fan()
    unit = unit_for(total, MOST_THREADS)
    given = allot(counts, unit)
    places = _places(given)
    mine = _thread_of(own, counts, given)
    heads = _heads(given, places)
    return Fan(
        threads=len(places),
        unit=unit,
        total=total,
        rounded_up=rounded_up(counts, unit),
        lines="".join(_inward(x) for at, x in enumerate(places) if at != mine),
        dots=_dots([x for at, x in enumerate(places) if at != mine], 3),
        own_line=_inward(places[mine]) if mine is not None else "",
        own_dot=_dots([places[mine]], 3) if mine is not None else "",
        labels=_labels(parts, heads, PHONE),
        wide_labels=_labels(parts, heads, WIDE),
        parts=parts,
    )


def fan_out(
    told: int,
    to_tell: int,
    counts: Sequence[int] = (),
    own: int | None = None,
    own_told: bool | None = None,
) -> Fan:
    """Return the fan of replies, TOLD sent and TO_TELL still to send; OWN is the reader's voice, from 0.

    Where every voice has its reply (COUNTS by channel sum to the replies), the fan mirrors the one above.
    """
    total = told + to_tell
    if not total:
        return Fan()
    unit = unit_for(total, MOST_THREADS)
    groups = [count for count in counts if count] if sum(counts) == total else [total]
    given = allot(groups, unit)
    places = _places(given)
    filled = allot([told, to_tell], unit)[0] if len(places) > 1 else int(not to_tell)
    mine = _thread_of(own, groups, given)
    others = [(at, x) for at, x in enumerate(places) if at != mine]
    own_open = mine is not None and not (mine < filled if own_told is None else own_told)
    return Fan(
        threads=len(places),
        unit=unit,
        total=total,
        sent=told,
        rounded_up=rounded_up([told, to_tell], unit),
        lines="".join(_outward(x) for _, x in others),
        dots=_dots([x for at, x in others if at < filled], 97),
        open_dots=_dots([x for at, x in others if at >= filled], 97),
        own_line=_outward(places[mine]) if mine is not None else "",
        own_dot=_dots([places[mine]], 97) if mine is not None else "",
        own_open=own_open,
    )


def _places(given: Sequence[int]) -> list[float]:
    """Return the x of every thread, channels a little apart."""
    groups = [threads for threads in given if threads]
    steps = sum(groups) - 1 + CHANNEL_GAP * (len(groups) - 1)
    pitch = (RIGHT - LEFT) / steps if steps else 0.0
    if len(groups) == 1:
        pitch = min(pitch, WIDEST_PITCH)
    places, x = [], LEFT
    for threads in groups:
        for _ in range(threads):
            places.append(round(x, 2))
            x += pitch
        x += CHANNEL_GAP * pitch
    return places


def _thread_of(own: int | None, counts: Sequence[int], given: Sequence[int]) -> int | None:
    """Return the thread that carries voice number OWN, or None."""
    if own is None or own < 0:
        return None
    before_voices = before_threads = 0
    for voices, threads in zip(counts, given, strict=True):
        if own < before_voices + voices:
            return before_threads + (own - before_voices) * threads // voices
        before_voices += voices
        before_threads += threads
    return None


def _heads(given: Sequence[int], places: Sequence[float]) -> list[float]:
    """Return the x of each part's first thread."""
    starts = [sum(given[:at]) for at in range(len(given))]
    return [places[start] for start in starts]


def _labels(parts: Sequence[tuple[str, int]], heads: Sequence[float], box: int) -> tuple[Label, ...]:
    """Return the labels in as many rows as keep them apart in BOX pixels; none if that takes too many.

    Rows are filled from either side; the way that leaves fewer labels without a leader wins, then fewer rows.
    """
    wide = [
        max(width(text, LABEL_SIZE), width(str(count), LABEL_SIZE) + 8) / box * 100 for text, count in parts
    ]
    starts = [max(-4.0, min(head - 300 / box, 100 - room)) for head, room in zip(heads, wide, strict=True)]
    ends = [start + room for start, room in zip(starts, wide, strict=True)]
    order = range(len(parts))
    tried = [rows for way in (order, order[::-1]) if (rows := _rows(way, starts, ends, 600 / box))]
    if not tried:
        return ()
    rows = min(
        tried, key=lambda rows: (sum(_crossed(at, rows, starts, ends, heads) for at in order), max(rows))
    )
    height = (max(rows) + 1) * LABEL_HEIGHT
    return tuple(
        Label(
            count=count,
            text=text,
            x=round(starts[at], 2),
            # The first row stands nearest to the dots, so only the others need a leader.
            y=height - (rows[at] + 1) * LABEL_HEIGHT,
            leader=heads[at],
            leader_from=height - rows[at] * LABEL_HEIGHT
            if rows[at] and not _crossed(at, rows, starts, ends, heads)
            else 0,
            height=height,
        )
        for at, (text, count) in enumerate(parts)
    )


def _rows(way: Iterable[int], starts: Sequence[float], ends: Sequence[float], gap: float) -> list[int] | None:
    """Return the row of each label, the lowest that is free, labels taken in the order WAY."""
    rows = dict[int, int]()
    for at in way:
        for row in range(MOST_LABEL_ROWS):
            taken = (other for other, its in rows.items() if its == row)
            if all(starts[at] >= ends[other] + gap or ends[at] + gap <= starts[other] for other in taken):
                rows[at] = row
                break
        else:
            return None
    return [rows[at] for at in range(len(starts))]


def _crossed(
    at: int, rows: Sequence[int], starts: Sequence[float], ends: Sequence[float], heads: Sequence[float]
) -> bool:
    """Tell whether a leader down from label AT would run through a label below it."""
    return any(
        rows[other] < rows[at] and starts[other] - 1 <= heads[at] <= ends[other] + 1
        for other in range(len(rows))
    )


def _inward(x: float) -> str:
    return f"M{x:g} 3C{x:g} 62 0 46 0 101"


def _outward(x: float) -> str:
    return f"M0-1C0 54 {x:g} 38 {x:g} 97"


def _dots(places: Sequence[float], y: int) -> str:
    return "".join(f"M{x:g} {y}h.01" for x in places)
