"""What templates write: {% load design %}."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template import Context

from rembuk.design import words

register = template.Library()


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
