"""The trace (jejak suara): from the first voices to the reply, one line that every page shows alike.

Filled = happened, hollow = promised, hatched = lived past the promised day, horizontal line = today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Literal

from django.utils.translation import gettext as _

from rembuk.design import words
from rembuk.design.fan import Fan, fan_in, fan_out

State = Literal["done", "news", "late", "promised", "aside", "joined"]
KEPT_AT_END = 3
LEAST_FOLDED = 2


@dataclass(frozen=True)
class Seal:
    """Point to the proof of one step; `index` None waits for the seal, `digest` is the leaf hash in hex."""

    index: int | None
    href: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Link:
    """Hold a link's words and address."""

    text: str
    href: str


@dataclass(frozen=True)
class Stop:
    """Tell one step of the trace; `because` comes without its "Karena".

    A joined stop puts its first link in the title ("Bergabung ke" + "gagasan 118"). `dots` are pieces done,
    late and promised; `interval` is the time since the step before, in words.
    """

    title: str
    state: State
    when: datetime | date
    promised: bool = False
    who: str = ""
    because: str = ""
    seal: Seal | None = None
    links: tuple[Link, ...] = ()
    late_days: int = 0
    late_note: str = ""
    interval: str = ""
    dots: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Strand:
    """Count the voices that came by one channel."""

    label: str
    count: int


@dataclass(frozen=True)
class Trace:
    """Hold all a trace shows; stops sorted by time, `told` replies sent and `to_tell` still to send.

    No strands: voices are not counted here. Strands that count none: nobody spoke, and the page says so.
    `own` is the reader's own voice, counted from 0 over all strands; `own_told` says whether that reply is
    sent (None: judged by its place among those told).
    """

    strands: tuple[Strand, ...]
    stops: tuple[Stop, ...]
    today: date
    own: int | None = None
    own_told: bool | None = None
    told: int = 0
    to_tell: int = 0
    fold: bool = True


@dataclass(frozen=True)
class Row:
    """Hold one row as drawn: a stop, today's line, or folded stops; `line` is what runs on below it."""

    kind: Literal["stop", "today", "fold"]
    line: str = ""
    stop: Stop | None = None
    again: bool = False
    folded: tuple[Row, ...] = ()
    span: str = ""
    last: bool = False


@dataclass(frozen=True)
class Laid:
    """Hold a trace ready for its template."""

    rows: tuple[Row, ...]
    voices: Fan
    replies: Fan
    hangs: bool
    sealed: bool


def lay(trace: Trace, zone: str | None = None) -> Laid:
    """Return TRACE in rows with the lines between them; days are counted on ZONE's clock."""
    rows = _with_lines(trace, zone)
    if trace.fold:
        rows = _folded(rows, zone)
    counts = [strand.count for strand in trace.strands]
    replies = fan_out(trace.told, trace.to_tell, counts, trace.own, trace.own_told)
    # Where the line ended early there is nothing for the replies to hang from: words alone tell them.
    hangs = bool(replies.threads) and not (trace.stops and trace.stops[-1].state in ("aside", "joined"))
    if rows:
        rows[-1] = _ending(rows[-1], hangs)
    return Laid(
        rows=tuple(rows),
        voices=fan_in([(strand.label, strand.count) for strand in trace.strands], trace.own),
        replies=replies,
        hangs=hangs,
        sealed=any(stop.seal is not None and stop.seal.index is not None for stop in trace.stops),
    )


def day_of(when: date | datetime, zone: str | None) -> date:
    """Return the day of WHEN on ZONE's clock."""
    return words.in_zone(when, zone).date() if isinstance(when, datetime) else when


def _is_ahead(stop: Stop, today: date, zone: str | None) -> bool:
    day = day_of(stop.when, zone)
    return day > today or (stop.state == "promised" and day == today)


def _with_lines(trace: Trace, zone: str | None) -> list[Row]:
    past = [stop for stop in trace.stops if not _is_ahead(stop, trace.today, zone)]
    ahead = [stop for stop in trace.stops if _is_ahead(stop, trace.today, zone)]
    rows: list[Row] = []
    line = "done"
    late_titles = set()
    for stop in past:
        if stop.state == "late":
            late_titles.add(stop.title)
        line = _line_after(stop, line)
        rows.append(Row("stop", line, stop))
    over = line == "done" and trace.told and not trace.to_tell and not ahead
    if line != "end" and not over:
        rows.append(Row("today", "promised" if ahead or trace.to_tell else "end"))
    for stop in ahead:
        line = _line_after(stop, "promised")
        rows.append(Row("stop", line, stop, again=stop.title in late_titles))
    return rows


def _line_after(stop: Stop, line: str) -> str:
    """Return what the line is after STOP: news change nothing, a promise past its day stays hatched."""
    if stop.state in ("aside", "joined"):
        return "end"
    return line if stop.state == "news" else stop.state


def _folded(rows: list[Row], zone: str | None) -> list[Row]:
    """Return ROWS with quiet stretches of the middle folded; what is late is never hidden."""
    past = next((at for at, row in enumerate(rows) if row.kind == "today"), len(rows))
    end = max(1, past - KEPT_AT_END)
    result = rows[:1]
    for (quiet, _line), group in groupby(rows[1:end], key=lambda row: (_is_quiet(row), row.line)):
        found = list(group)
        if quiet and len(found) >= LEAST_FOLDED:
            result.append(Row("fold", found[-1].line, folded=tuple(found), span=_span(found, zone)))
        else:
            result += found
    return result + rows[max(1, end) :]


def _is_quiet(row: Row) -> bool:
    return row.stop is not None and row.stop.state in ("done", "news")


def _span(rows: list[Row], zone: str | None) -> str:
    """Return the months of ROWS, "Agustus sampai Oktober 2026"."""
    days = [day_of(row.stop.when, zone) for row in rows if row.stop]
    first, last = days[0], days[-1]
    end = f"{words.month(last.month)} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = words.month(first.month) + (f" {first.year}" if first.year != last.year else "")
    return _("%(start)s sampai %(end)s") % {"start": start, "end": end}


def _ending(row: Row, replies_follow: bool) -> Row:
    """Return the last ROW: its line runs on into the replies, trails off as a promise, or ends."""
    line = row.line
    if not replies_follow and (row.kind != "stop" or line != "promised"):
        line = "end"
    return Row(row.kind, line, row.stop, row.again, row.folded, row.span, last=not replies_follow)
