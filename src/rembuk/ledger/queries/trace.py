"""The trace: every step that led to a thing or followed from it, in one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.design.trace import Link, Seal, State, Stop, Strand, Trace
from rembuk.ledger.models import Step
from rembuk.ledger.wording import title_of, who_of, words_for
from rembuk.shared.prepared import Prepared

# Down: what happened because of it. Up: what it happened because of; voices are drawn as threads, not stops.
_REACHED = """
WITH RECURSIVE
down(ref) AS (
  {start}
  UNION
  SELECT s.about FROM down JOIN ledger_cause c ON c.ref = down.ref JOIN ledger_step s ON s.id = c.step_id
),
up(ref) AS (
  {start}
  UNION
  SELECT c.ref FROM up JOIN ledger_step s ON s.about = up.ref JOIN ledger_cause c ON c.step_id = s.id
  WHERE c.ref NOT LIKE 'voices.%%' AND c.ref NOT LIKE 'people.%%'
)
SELECT ref FROM down UNION SELECT ref FROM up
"""


def trace_steps(refs: Sequence[str], *, public_only: bool = True) -> list[Any]:
    """Return the steps about REFS, about what came of them and about what they came from, oldest first.

    One query whatever the length. Each step carries `leaf_index`, `leaf_hash` and `has_leaf`.
    """
    return _reached(len(refs), public_only)(*refs) if refs else []


@lru_cache(maxsize=32)
def _reached(count: int, public_only: bool) -> Prepared[Step]:
    """Return the query for the steps that so many references lead to."""

    def build(*refs: str) -> QuerySet[Step]:
        # SQLite wants a bare compound select here, PostgreSQL a type for the first column.
        start = " UNION ".join(["SELECT CAST(%s AS varchar(80))"] * len(refs))
        reached = RawSQL(_REACHED.format(start=start), [*refs, *refs])  # noqa: S611 - no value in the words
        steps = Step.objects.filter(about__in=reached, **({"public": True} if public_only else {}))
        return steps.annotate(
            leaf_index=F("leaf__index"), leaf_hash=F("leaf__hash"), has_leaf=Q(leaf__isnull=False)
        ).order_by("at", "id")

    return Prepared(build, *(str,) * count)


def trace_for(
    refs: Sequence[str],
    *,
    now: datetime,
    zone: str,
    strands: Iterable[Strand] = (),
    own: int | None = None,
    told: int = 0,
    to_tell: int = 0,
    fold: bool = True,
    public_only: bool = True,
) -> Trace:
    """Return the trace of REFS as the design component draws it, with promises placed on their days."""
    steps = trace_steps(refs, public_only=public_only)
    today = now.astimezone(ZoneInfo(zone)).date()
    return Trace(
        strands=tuple(strands),
        stops=tuple(_stops(steps, today, ZoneInfo(zone))),
        today=today,
        own=own,
        told=told,
        to_tell=to_tell,
        fold=fold,
    )


def _stops(steps: list[Any], today: date, zone: ZoneInfo) -> list[Stop]:
    promises: dict[str, list[Any]] = {}
    kept = {step.about for step in steps if words_for(step.kind).mark == "kept"}
    for step in steps:
        kept |= {step.facts["keeps"]} if "keeps" in step.facts else set()
        # What met a promise was undone: it is a promise again.
        kept -= {step.facts["reopens"]} if "reopens" in step.facts else set()
    stops: list[Stop] = []
    for step in steps:
        mark = words_for(step.kind).mark
        if mark == "silent":
            continue
        if mark in ("promise", "moved"):
            promises.setdefault(step.about, []).append(step)
            if mark == "promise" or not _moved_in_time(step):
                continue
        stops.append(_happened(step, mark))
    for about, chain in promises.items():
        if about not in kept:
            stops += _promised(chain, today)
    return sorted(stops, key=lambda stop: _day_and_time(stop, zone))


def _moved_in_time(step: Any) -> bool:
    """Tell whether a new day was named before the old one had passed; then the move itself is news."""
    return bool(step.at.date().isoformat() <= str(step.facts.get("was", "")))


_STATES: dict[str, State] = {"aside": "aside", "joined": "joined", "news": "news", "moved": "news"}


def _happened(step: Any, mark: str) -> Stop:
    state = _STATES.get(mark, "done")
    done, total = step.facts.get("pieces_done"), step.facts.get("pieces")
    dots = (int(done), 0, int(total) - int(done)) if done is not None and total else None
    return Stop(
        title=title_of(step.kind, step.facts, step.words),
        state=state,
        when=step.at,
        who=who_of(step.kind, step.role, step.facts, step.words),
        because=step.words.get("because", ""),
        seal=_seal(step),
        links=_links(step),
        interval=_interval(step.facts),
        dots=dots,
    )


def _promised(chain: list[Any], today: date) -> list[Stop]:
    """Return one stop a promised day: the first promise is never deleted, a later one stands beside it."""
    stops = []
    for number, step in enumerate(chain):
        due = date.fromisoformat(step.facts["due"])
        later = chain[number + 1] if number + 1 < len(chain) else None
        if later is not None and _moved_in_time(later):
            continue
        late = max(0, (today - due).days)
        because = (later or step).words.get("because", "")
        stops.append(
            Stop(
                title=title_of(chain[0].kind, step.facts, chain[0].words | step.words),
                state="late" if late else "promised",
                when=due,
                promised=True,
                who=who_of(chain[0].kind, step.role, step.facts, chain[0].words | step.words),
                because=because if late else "",
                seal=_seal(later or step),
                links=_links(step),
                late_days=late,
                late_note="" if because or not late else _("Alasan belum ditulis."),
            )
        )
    return stops


def _day_and_time(stop: Stop, zone: ZoneInfo) -> tuple[date, int, str]:
    if isinstance(stop.when, datetime):
        local = stop.when.astimezone(zone)
        return local.date(), 0, local.isoformat()
    return stop.when, 1, ""


def _seal(step: Any) -> Seal | None:
    if not step.has_leaf:
        return None
    if step.leaf_index is None:
        return Seal(index=None, href="/catatan/", digest="")
    return Seal(
        index=step.leaf_index, href=f"/catatan/{step.leaf_index}/", digest=bytes(step.leaf_hash).hex()
    )


def _links(step: Any) -> tuple[Link, ...]:
    href = step.facts.get("href")
    return (Link(_("Baca lengkapnya"), href),) if isinstance(href, str) and href.startswith("/") else ()


def _interval(facts: dict[str, Any]) -> str:
    if "days_used" not in facts:
        return ""
    used = int(facts["days_used"])
    words = ngettext("%(n)d hari kerja.", "%(n)d hari kerja.", used) % {"n": used}
    if "days_promised" in facts:
        words += " " + _("Batas yang dijanjikan %(n)d.") % {"n": int(facts["days_promised"])}
    return words


@dataclass(frozen=True)
class Standing:
    """Say in three answers how far a thing has come: what was last, what is promised next, how late it is."""

    now: str
    since: date | datetime | None
    late_days: int
    due: date | None
    first_due: date | None
    next_title: str
    who: str


def standing(trace: Trace) -> Standing:
    """Return where TRACE stands: "Sampai mana?" answered before the evidence."""
    happened = [stop for stop in trace.stops if not stop.promised]
    ahead = [stop for stop in trace.stops if stop.state == "promised"]
    late = [stop for stop in trace.stops if stop.state == "late"]
    following = ahead[0] if ahead else (late[-1] if late else None)
    last = happened[-1] if happened else None
    return Standing(
        now=last.title if last else "",
        since=last.when if last else None,
        late_days=max((stop.late_days for stop in late), default=0),
        due=following.when if following else None,
        first_due=late[0].when if late else None,
        next_title=following.title if following else "",
        who=following.who if following else "",
    )
