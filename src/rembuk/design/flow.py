"""The flow: how many voices came in and how far each came, one unit throughout, the voice.

Every voice is drawn once, ended at the furthest stage it reached; items (ideas, verdicts) are words only.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from rembuk.design import words
from rembuk.design.flow_drawing import Drawing, Leaving, Reached, draw_desk, draw_phone
from rembuk.design.threads import allot, rounded_up, unit_for

MOST_THREADS = 65
Kind = Literal["waiting", "stopped", "running", "late", "kept"]


@dataclass(frozen=True)
class Stage:
    """Name a stage, the items that reached it and the voices behind them."""

    key: str
    label: str
    items: int
    voices: int
    href: str
    note: str = ""


@dataclass(frozen=True)
class Exit:
    """Count the voices that came as far as stage `stage` (empty: they came in) and no further.

    `items_label` says what they are ("23 putusan, beralasan").
    """

    key: str
    label: str
    voices: int
    items_label: str
    href: str
    kind: Kind
    stage: str = ""


@dataclass(frozen=True)
class Flow:
    """Hold the whole flow since a day; exits in the order in which voices leave, those kept last.

    Exits must sum to `total`, and each stage's voices to what leaves at it or later; else ValueError.
    """

    total: int
    since: date
    exits: tuple[Exit, ...]
    stages: tuple[Stage, ...]
    href: str = ""
    csv: str = ""

    def __post_init__(self) -> None:
        order = ["", *(stage.key for stage in self.stages)]
        places = [order.index(leaving.stage) for leaving in self.exits]
        if places != sorted(places):
            raise ValueError("exits must stand in the order in which voices leave")
        if sum(leaving.voices for leaving in self.exits) != self.total:
            raise ValueError("the voices of all exits must sum to the total")
        for at, stage in enumerate(self.stages, start=1):
            beyond = sum(out.voices for out, place in zip(self.exits, places, strict=True) if place >= at)
            if stage.voices != beyond:
                raise ValueError(f"stage {stage.key}: its voices must be those that leave at it or later")


@dataclass(frozen=True)
class Line:
    """Hold one row of the flow's table."""

    label: str
    items: str
    voices: int
    href: str
    is_stage: bool


@dataclass(frozen=True)
class LaidFlow:
    """Hold a flow ready for its template."""

    phone: Drawing
    desk: Drawing
    unit: int
    rounded_up: bool
    kept_of_hundred: int
    lines: tuple[Line, ...]
    has_late: bool


def lay_flow(flow: Flow) -> LaidFlow:
    """Return both drawings of FLOW and its table."""
    counts = [leaving.voices for leaving in flow.exits]
    unit = unit_for(flow.total, MOST_THREADS)
    threads = allot(counts, unit)
    reached = [_entrance(flow), *(_reached(stage) for stage in flow.stages)]
    keys = ["", *(stage.key for stage in flow.stages)]
    leaving = [
        Leaving(
            keys.index(out.stage), words.angka(out.voices), out.label, out.items_label, out.href, out.kind, n
        )
        for out, n in zip(flow.exits, threads, strict=True)
    ]
    kept = sum(out.voices for out in flow.exits if out.kind == "kept")
    return LaidFlow(
        phone=draw_phone(reached, leaving),
        desk=draw_desk(reached, leaving),
        unit=unit,
        rounded_up=rounded_up(counts, unit),
        kept_of_hundred=round(100 * kept / flow.total) if flow.total else 0,
        lines=tuple(table(flow)),
        has_late=any(out.kind == "late" and out.voices for out in flow.exits),
    )


def table(flow: Flow) -> list[Line]:
    """Return every figure of FLOW in the order of the drawing."""
    rows = [Line(_("suara masuk"), "", flow.total, flow.href, True)]
    for key, stage in [("", None), *((stage.key, stage) for stage in flow.stages)]:
        if stage:
            rows.append(Line(stage.label, words.angka(stage.items), stage.voices, stage.href, True))
        rows += [
            Line(out.label, out.items_label, out.voices, out.href, False)
            for out in flow.exits
            if out.stage == key and out.kind != "kept"
        ]
    return rows


def flow_csv(flow: Flow) -> str:
    """Return FLOW as CSV (RFC 4180): kind (entrance, stage or the exit's), key, label, items, voices."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["kind", "key", "label", "items", "voices"])
    rows.writerow(["entrance", "", "", "", flow.total])
    rows.writerows(["stage", stage.key, stage.label, stage.items, stage.voices] for stage in flow.stages)
    rows.writerows([exit.kind, exit.key, exit.label, exit.items_label, exit.voices] for exit in flow.exits)
    return out.getvalue()


def _entrance(flow: Flow) -> Reached:
    since = _("sejak %(day)s") % {"day": words.tanggal(flow.since)}
    return Reached(words.angka(flow.total), _("suara masuk"), since, flow.href)


def _reached(stage: Stage) -> Reached:
    note = stage.note or _("untuk %(voices)s suara") % {"voices": words.angka(stage.voices)}
    return Reached(words.angka(stage.items), stage.label, note, stage.href)
