"""What templates write: {% load design %}."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template import Context

from rembuk.design import formatted as formatting
from rembuk.design import words
from rembuk.design.bars import Bar, lay_bars
from rembuk.design.flow import Flow, lay_flow
from rembuk.design.progress import Strip, lay_progress
from rembuk.design.seal import seal_rays
from rembuk.design.threads import allot, unit_for
from rembuk.design.trace import Trace, lay

register = template.Library()
MOST_TALLIED = 30


@register.filter
def tanggal(day: date | datetime | None, zone: str | None = None) -> str:
    """Return "21 November 2026"; nothing for None."""
    return words.tanggal(day, zone) if day else ""


@register.filter
def waktu(moment: datetime | None, zone: str | None = None) -> str:
    """Return "21 November 2026, 14.05 WIB" on ZONE's clock; nothing for None."""
    return words.waktu(moment, zone) if moment else ""


@register.filter
def angka(number: int | float | Decimal | None, places: int = 0) -> str:
    """Return "1.250"; nothing for None."""
    return words.angka(number, places) if number is not None else ""


@register.filter
def rupiah(amount: int | Decimal | None) -> str:
    """Return "Rp250.000"; nothing for None."""
    return words.rupiah(amount) if amount is not None else ""


@register.filter
def formatted(text: str | None, lead: str = "") -> str:
    """Return what the office wrote as paragraphs, lists, bold words and links; nothing in it runs."""
    return formatting.formatted(text, str(lead)) if text else ""


@register.filter
def share(part: int, total: int) -> str:
    """Return PART of TOTAL in hundredths, for a length in a drawing 100 wide."""
    return f"{100 * min(part, total) / total:.2f}" if total else "0"


@register.filter
def field_kind(field: BoundField) -> str:
    """Return how a form field stands on the page: "check", "group" or "line"."""
    if isinstance(field.field.widget, forms.CheckboxInput):
        return "check"
    return "group" if field.use_fieldset else "line"


@register.filter
def leading(label: object) -> str:
    """Return LABEL as it stands before a sentence: with a colon, unless it is a sentence of its own."""
    spelled = str(label)
    return spelled if spelled.endswith((".", "?", "!", ":")) else f"{spelled}:"


@register.filter
def first_id(field: BoundField) -> str:
    """Return the id of the first thing to fill in; a group of choices has none of its own."""
    if field.use_fieldset and isinstance(
        field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple
    ):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def described_by(field: BoundField) -> str:
    """Return the ids of a field's help and error; Django gives them to single inputs itself."""
    return field.aria_describedby or ""


@register.simple_tag(takes_context=True)
def after_link(context: Context, key: str) -> str:
    """Return the address of the page after KEY, other questions in the address kept."""
    request: Any = context["request"]
    asked = request.GET.copy()
    asked["after"] = key
    return f"?{asked.urlencode()}"


@register.filter
def rays(digest: str) -> str:
    """Return the path of a seal's rays from a leaf hash in hex."""
    return seal_rays(digest)


@register.filter
def day_first(when: date | datetime, zone: str | None = None) -> str:
    """Return the date part of a step's time."""
    return words.tanggal(when, zone)


@register.filter
def hour(when: date | datetime, zone: str | None = None) -> str:
    """Return "14.05 WIB" of a moment, nothing of a mere day."""
    return words.jam(when, zone) if isinstance(when, datetime) else ""


@register.filter
def reason(text: str) -> str:
    """Return TEXT without a "karena" or "because" of its own; the page writes it."""
    first, _, rest = text.partition(" ")
    return rest if first.lower() in ("karena", "because") else text


@register.filter
def dot_places(dots: tuple[int, int, int]) -> list[tuple[str, int, int]]:
    """Return kind, x and y of each small circle, 16 a row, 17 px apart."""
    kinds = [
        kind for kind, count in zip(("done", "late", "promised"), dots, strict=True) for _ in range(count)
    ]
    return [(kind, 7 + 17 * (at % 16), 7 + 17 * (at // 16)) for at, kind in enumerate(kinds)]


@register.inclusion_tag("design/trace.html")
def trace(trace: Trace, zone: str | None = None, beside: str = "") -> dict[str, Any]:
    """Draw a trace; BESIDE is safe HTML for its right side on a wide page, below it on a phone."""
    return {"laid": lay(trace, zone), "trace": trace, "zone": zone, "beside": beside}


@register.filter
def machine(when: date | datetime) -> str:
    """Return WHEN as machines read it (ISO 8601)."""
    return when.isoformat()


@register.filter
def num(value: float) -> str:
    """Return VALUE with a point, whatever the language; for drawings."""
    return f"{value:g}"


@register.filter
def late(days: int) -> str:
    """Return "Terlambat 14 hari"."""
    return words.late_days(days)


@register.filter
def total(parts: tuple[int, ...]) -> int:
    """Return the sum of PARTS."""
    return sum(parts)


@register.filter
def dots_wide(count: int) -> int:
    """Return the width in pixels of COUNT small circles."""
    return 17 * min(count, 16) - 3


@register.filter
def dots_high(count: int) -> int:
    """Return the height in pixels of COUNT small circles."""
    return 17 * ((count + 15) // 16) - 3


@register.inclusion_tag("design/flow.html")
def flow(flow: Flow) -> dict[str, Any]:
    """Draw the flow of voices, with its table."""
    return {"flow": flow, "laid": lay_flow(flow)}


@register.inclusion_tag("design/progress_strips.html")
def progress(strips: Sequence[Strip], today: date) -> dict[str, Any]:
    """Draw how far promises have come, one strip each; the same in words stands in each node."""
    return {"laid": lay_progress(strips, today), "today": today}


@register.inclusion_tag("design/bars.html")
def bars(rows: Sequence[Bar], kinds: Sequence[str]) -> dict[str, Any]:
    """Draw one bar a row, with KINDS as the names of its parts."""
    return {"rows": lay_bars(rows, kinds), "kinds": kinds}


@register.inclusion_tag("design/tally.html")
def tally(counts: int | Sequence[int]) -> dict[str, Any]:
    """Draw voices as upright threads beside their number; COUNTS is one number or one a channel."""
    parts = [counts] if isinstance(counts, int) else list(counts)
    unit = unit_for(sum(parts), MOST_TALLIED)
    path, x = "", 1
    for threads in allot(parts, unit):
        path += "".join(f"M{x + 4 * number} 0V14" for number in range(threads))
        x += 4 * threads + 4 if threads else 0
    return {"path": path, "width": max(1, x - 6), "total": sum(parts), "unit": unit}
