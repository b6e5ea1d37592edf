"""Keyset paging: a page starts after the last row seen, so page 5,000 costs what page 1 costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Hold the rows of one page and the key of the next, or None at the end."""

    rows: list[Row]
    after: str | None


def page(rows: QuerySet[Row], *, order: str, after: str | None = None, size: int = 20) -> Page[Row]:
    """Return the page of ROWS that follows the key AFTER.

    ORDER names a field, descending with "-" before it; the primary key in the same direction breaks ties.
    A key that is not ours starts at the beginning.
    """
    down = order.startswith("-")
    field = order.lstrip("-")
    sign = "-" if down else ""
    ordered = rows.order_by(order, f"{sign}pk")
    key = _read(after, order)
    if key is not None:
        than = "lt" if down else "gt"
        value, pk = key
        ordered = ordered.filter(Q(**{f"{field}__{than}": value}) | Q(**{field: value, f"pk__{than}": pk}))
    found = list(ordered[: size + 1])
    rest = None
    if len(found) > size:
        found.pop()
        last = found[-1]
        rest = signing.dumps([order, _plain(getattr(last, field)), last.pk], salt="page", compress=False)
    return Page(found, rest)


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _read(after: str | None, order: str) -> tuple[object, int] | None:
    if not after:
        return None
    try:
        kept, value, pk = signing.loads(after, salt="page")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (value, pk) if kept == order else None
