"""Keyset paging: a page starts after the last row seen, so page 5,000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rembuk.shared.bulk import giving_way
from rembuk.shared.refusals import Refused

Row = TypeVar("Row", bound=Model)
# No time in it: the same page has the same key, so an unchanged list keeps its tag.
_SIGNER = signing.Signer(salt="page")
NO_SUCH_KEY = _("Penanda halaman ini tidak dikenal. Mulai lagi dari halaman pertama.")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Hold the rows of one page and the key of the next, or None at the end."""

    rows: list[Row]
    after: str | None


def page(
    rows: QuerySet[Row], *, order: str, after: str | None = None, size: int = 20, strict: bool = False
) -> Page[Row]:
    """Return the page of ROWS that follows the key AFTER.

    ORDER names a field, descending with "-" before it; the primary key in the same direction breaks ties.
    A key that is not ours starts at the beginning, or is refused where STRICT: a program would go round.
    """
    found = list(following(rows, order=order, after=after, strict=strict)[: size + 1])
    rest = None
    if len(found) > size:
        found.pop()
        rest = key_of(found[-1], order=order)
    return Page(found, rest)


def following(
    rows: QuerySet[Row], *, order: str, after: str | None = None, strict: bool = False
) -> QuerySet[Row]:
    """Return ROWS in ORDER from the one after the key AFTER; see `page`, which cuts them."""
    down = order.startswith("-")
    field = order.lstrip("-")
    sign = "-" if down else ""
    ordered = rows.order_by(order, f"{sign}pk")
    key = _read(after, order)
    if key is None and after and strict:
        raise Refused(NO_SUCH_KEY, field="cursor")
    if key is not None:
        than = "lt" if down else "gt"
        value, pk = key
        ordered = ordered.filter(Q(**{f"{field}__{than}": value}) | Q(**{field: value, f"pk__{than}": pk}))
    return ordered


def key_of(row: Model, *, order: str) -> str:
    """Return the key after which a page in ORDER begins behind ROW."""
    return _SIGNER.sign_object([order, _plain(getattr(row, order.lstrip("-"))), row.pk])


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _read(after: str | None, order: str) -> tuple[object, int] | None:
    if not after:
        return None
    try:
        kept, value, pk = _SIGNER.unsign_object(after)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (value, pk) if kept == order else None


def in_turn(rows: QuerySet[Row], most: int = 500) -> Iterator[Row]:
    """Yield ROWS by their keys, at most MOST read at a time; between two reads nothing is open.

    Who writes while going through them needs that: on SQLite a reading that is still open holds the moment it
    began at, no write of the same connection is let in after anybody else's, and the log grows meanwhile.
    Others who wait to write are let in between (`bulk.giving_way`).
    """
    return giving_way(_batches(rows, most))


def _batches(rows: QuerySet[Row], most: int) -> Iterator[Row]:
    last = 0
    while found := list(rows.filter(pk__gt=last).order_by("pk")[:most]):
        yield from found
        if len(found) < most:
            return
        last = found[-1].pk


def keys_in_turn(rows: QuerySet[Row], field: str, most: int = 2_000) -> Iterator[int]:
    """Yield the keys that stand in FIELD of ROWS, each once, read as by `in_turn`."""
    last = 0
    while found := list(
        rows.filter(**{f"{field}__gt": last}).order_by(field).values_list(field, flat=True).distinct()[:most]
    ):
        yield from found
        if len(found) < most:
            return
        last = found[-1]
