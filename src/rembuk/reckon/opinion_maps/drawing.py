"""The map as a picture (SVG), the same in words, and as tables: one folder to publish or to file."""

from __future__ import annotations

import csv
import io
import os
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.opinion_maps.caveats import cautions
from rembuk.reckon.opinion_maps.words import (
    axes_words,
    group_name,
    in_words,
    shared,
    speaking_for,
    summary,
    word,
)
from rembuk.reckon.refusal import Refusal, trouble
from rembuk.reckon.svg import escape

if TYPE_CHECKING:
    from rembuk.reckon.opinion_maps.opinion_map import OpinionMap

# Okabe and Ito 2008, "Color Universal Design": told apart with every common colour vision; shapes differ too.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00"]
WIDTH, MAP_HEIGHT, MARGIN = 640, 470, 32
EVERYBODY = 400  # up to so many people each gets a mark; above, a mark stands for a base cluster
LISTED = 3
INK, QUIET, LINE = "#1f1f1f", "#5c5c5c", "#c9c9c9"


def picture(drawn: OpinionMap, lang: str = "id") -> str:
    """Return the map as an SVG document of 640 units' width, with title, description and direct labels.

    Words are in LANG ("id" or "en"). Every mark is a person up to 400 people in the groups, else a base
    cluster whose area grows with its people; hollow marks are people who are placed but not grouped.
    """
    body, height = _sheet(drawn, lang)
    described = f"{summary(drawn, lang)}. {_described(drawn, lang)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" lang="{lang}" '
        f'aria-labelledby="peta-judul peta-uraian" font-family="system-ui, sans-serif">\n'
        f'<title id="peta-judul">{word("title", lang)}</title>\n'
        f'<desc id="peta-uraian">{escape(described)}</desc>\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n{body}</svg>\n'
    )


def _described(drawn: OpinionMap, lang: str) -> str:
    parts = [
        word("group", lang, name=group_name(g), size=int(drawn.sizes[g])) + "." for g in range(drawn.groups)
    ]
    return " ".join([*parts, *cautions(drawn, lang)])


def _sheet(drawn: OpinionMap, lang: str) -> tuple[str, int]:
    out = [
        _text(MARGIN, 40, word("title", lang), size=24, weight=700),
        _text(MARGIN, 64, summary(drawn, lang), size=15, fill=QUIET),
    ]
    top = 84
    out.append(_marks(drawn, top, lang))
    y: float = top + MAP_HEIGHT + 24
    for line in textwrap.wrap(axes_words(drawn, lang), 76):
        out.append(_text(MARGIN, y, line, size=15, fill=QUIET))
        y += 20
    for g in range(drawn.groups):
        y += 16
        out.append(_mark(MARGIN + 7, y - 5, 7.0, g))
        heading = word("group", lang, name=group_name(g), size=int(drawn.sizes[g]))
        out.append(_text(MARGIN + 22, y, heading, size=17, weight=700))
        y = _listing(out, y, speaking_for(drawn, g, lang)[:LISTED])
    for direction in ("agree", "disagree"):
        listed = shared(drawn, direction, lang)[:LISTED]
        if listed:
            y += 16
            out.append(_text(MARGIN, y, word(f"shared_{direction}", lang), size=17, weight=700))
            y = _listing(out, y, listed)
    told = cautions(drawn, lang)
    if told:
        y += 16
        out.append(_text(MARGIN, y, word("cautions", lang), size=17, weight=700))
        y = _listing(out, y, [(one, "") for one in told])
    return "".join(out), int(y + 8)


def _listing(out: list[str], y: float, listed: list[tuple[str, str]]) -> float:
    y += 24
    for text, share in listed:
        lines = textwrap.wrap(textwrap.shorten(text, 220, placeholder=" …"), 72)
        for line in lines:
            out.append(_text(MARGIN + 22, y, line, size=15))
            y += 20
        if share:
            out.append(_text(MARGIN + 22, y, share, size=14, fill=QUIET))
            y += 22
    return y


def _text(
    x: float, y: float, words: str, *, size: int, weight: int = 400, fill: str = INK, more: str = ""
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}"{more}>'
        f"{escape(words)}</text>\n"
    )


def _marks(drawn: OpinionMap, top: float, lang: str) -> str:
    """Draw the frame, the people (or base clusters) and the names of the groups."""
    left, right = MARGIN, WIDTH - MARGIN
    points, size, group = _drawn_points(drawn)
    outside = np.setdiff1d(np.arange(drawn.rows.participants), drawn.inside)
    hollow = drawn.projection.positions[outside] if len(outside) <= EVERYBODY else np.zeros((0, 2))
    place = _scale(points, left + 16, right - 16, top + 16, top + MAP_HEIGHT - 16)
    zero = place(np.zeros((1, 2)))[0]
    out = [
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{MAP_HEIGHT}" fill="none" '
        f'stroke="{LINE}"/>\n',
        f'<path d="M{left} {zero[1]:.1f}H{right}M{zero[0]:.1f} {top}V{top + MAP_HEIGHT}" stroke="{LINE}"/>\n',
    ]
    spots = place(hollow)
    for x, y in spots.tolist():
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="none" stroke="{QUIET}"/>\n')
    largest = float(size.max()) if len(size) else 1.0
    spots = place(points)
    for (x, y), people, g in sorted(
        zip(spots.tolist(), size.tolist(), group.tolist(), strict=True), key=lambda one: -one[1]
    ):
        radius = 5.0 if largest <= 1 else 3.0 + 13.0 * float(np.sqrt(people / largest))
        out.append(_mark(x, y, radius, g))
    if len(outside):
        label = word("outside", lang, count=len(outside))
        out.append(_text(left + 8, top + MAP_HEIGHT - 10, label, size=14, fill=QUIET))
    for g in range(drawn.groups):
        mass = size[group == g].astype(float)
        x, y = (spots[group == g] * mass[:, None]).sum(axis=0) / mass.sum()
        name = word("group", lang, name=group_name(g), size=int(drawn.sizes[g]))
        # Half a name's width from the frame, so no label leaves the picture.
        x = float(np.clip(x, left + 90, right - 90))
        halo = ' text-anchor="middle" stroke="#ffffff" stroke-width="5" paint-order="stroke"'
        out.append(_text(x, float(y), name, size=17, weight=700, more=halo))
    return "".join(out)


def _drawn_points(
    drawn: OpinionMap,
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    if len(drawn.inside) <= EVERYBODY:
        ones = np.ones(len(drawn.inside), np.int64)
        return drawn.projection.positions[drawn.inside], ones, drawn.group[drawn.inside]
    return drawn.bases.centres, drawn.bases.sizes, drawn.base_group


class _scale:
    """Place positions in a frame, both axes to one scale, the second axis upward."""

    def __init__(
        self, points: NDArray[np.float64], left: float, right: float, top: float, bottom: float
    ) -> None:
        low = np.minimum(points.min(axis=0), 0.0) if len(points) else np.zeros(2)
        high = np.maximum(points.max(axis=0), 0.0) if len(points) else np.zeros(2)
        span = np.maximum(high - low, 1e-9)
        self.middle = (low + high) / 2
        self.unit = min((right - left) / span[0], (bottom - top) / span[1])
        if not float((high - low).max()) > 1e-9:
            self.unit = 0.0
        self.origin = np.array([(left + right) / 2, (top + bottom) / 2])
        self.low, self.high = np.array([left, top]), np.array([right, bottom])

    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = self.origin + (points - self.middle) * self.unit * np.array([1.0, -1.0])
        clipped: NDArray[np.float64] = np.clip(moved, self.low, self.high)
        return clipped


def _mark(x: float, y: float, r: float, g: int) -> str:
    """Draw group G's shape: circle, square, triangle, diamond, hexagon."""
    style = f'fill="{COLOURS[g % 5]}" fill-opacity="0.8" stroke="#ffffff"'
    shape = g % 5
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {style}/>\n'
    corners = {1: (4, 45), 2: (3, 90), 3: (4, 0), 4: (6, 0)}[shape]
    angles = np.radians(corners[1] + np.arange(corners[0]) * 360 / corners[0])
    path = " ".join(f"{x + 1.15 * r * np.cos(a):.1f},{y - 1.15 * r * np.sin(a):.1f}" for a in angles)
    return f'<polygon points="{path}" {style}/>\n'


def statement_table(
    drawn: OpinionMap, bridging: dict[str, float] | None = None, order: list[str] | None = None
) -> list[list[str | int | float]]:
    """Return a heading and one row a statement: votes in all and by group, consensus, priority, bridging.

    Rows follow ORDER (statement ids, each once) where given, else the order of first vote.
    """
    groups = [group_name(g) for g in range(drawn.groups)]
    heading: list[str | int | float] = ["statement", "text", "hidden", "agree", "pass", "disagree"]
    for name in groups:
        heading += [f"{name}_agree", f"{name}_disagree", f"{name}_seen"]
    heading += ["group_consensus", "priority", *(["bridging"] if bridging is not None else [])]
    table = [heading]
    place = {name: s for s, name in enumerate(drawn.statement_ids)}
    for name in order or drawn.statement_ids:
        s = place[name]
        disagree, passed, agree = drawn.rows.counts[s].tolist()
        row: list[str | int | float] = [
            name,
            _harmless(" ".join(drawn.texts.get(name, "").split())),
            int(not drawn.shown[s]),
            agree,
            passed,
            disagree,
        ]
        for g in range(drawn.groups):
            row += drawn.group_votes[g, s].tolist()
        row += [float(drawn.group_consensus[s]) if drawn.groups else "", float(drawn.priorities[s])]
        table.append([*row, bridging.get(name, "")] if bridging is not None else row)
    return table


def participant_table(drawn: OpinionMap) -> list[list[str | int | float]]:
    """Return a heading and one row a participant: place, base cluster, group, number of votes."""
    table: list[list[str | int | float]] = [["participant", "x", "y", "base_cluster", "group", "votes"]]
    given = np.diff(drawn.rows.start).tolist()
    for i, name in enumerate(drawn.participant_ids):
        x, y = drawn.projection.positions[i].tolist()
        base, g = int(drawn.bases.member[i]), int(drawn.group[i])
        table.append(
            [_harmless(name), x, y, base if base >= 0 else "", group_name(g) if g >= 0 else "", given[i]]
        )
    return table


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking the words of a stranger for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t") else text


def write_map(
    drawn: OpinionMap,
    folder: str | Path,
    *,
    lang: str = "id",
    bridging: dict[str, float] | None = None,
    order: list[str] | None = None,
) -> list[Path]:
    """Write peta.svg, peta.txt, pernyataan.csv (in ORDER) and peserta.csv into FOLDER; return their paths.

    Each file replaces an older one whole. Raises Refusal if the folder cannot be written.
    """
    folder = Path(folder)
    contents = {
        "peta.svg": picture(drawn, lang),
        "peta.txt": in_words(drawn, lang),
        "pernyataan.csv": _csv(statement_table(drawn, bridging, order)),
        "peserta.csv": _csv(participant_table(drawn)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            draft = folder / f".{name}.{os.getpid()}"
            draft.write_text(text, encoding="utf-8", newline="")
            draft.replace(folder / name)
    except OSError as error:
        raise Refusal(
            f"Folder {folder} tidak dapat ditulisi ({trouble(error).id}); pilih folder lain.",
            f"The folder {folder} cannot be written ({trouble(error).en}); choose another.",
        ) from error
    return [folder / name for name in contents]


def _csv(table: list[list[str | int | float]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()
