"""Queries whose SQL is worked out once: on a page of ten, writing them costs more than asking them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet

Row = TypeVar("Row")
# Values that stand in the SQL until a caller brings the real ones; no row has them.
_NUMBER, _TEXT = 4_611_686_018_427_000_000, "\x02nilai %d\x03"


class Prepared(Generic[Row]):
    """Run the query that BUILD returns again and again, with other values.

    from rembuk.shared.prepared import Prepared
    _of_idea = Prepared(lambda number: Merge.objects.filter(idea=number).order_by("pk"), int)
    rows = _of_idea(118)

    BUILD takes one value for each of KINDS (int or str) and may only compare with it by `=`, so that the SQL
    is the same for any value; it returns rows or values, without prefetches. No value may be None. Nothing
    but the SQL is kept, for each thread its own.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *kinds: type[int] | type[str]) -> None:
        self._build, self._kinds, self._own = build, kinds, threading.local()

    def __call__(self, *values: int | str) -> list[Row]:
        """Return the rows for VALUES."""
        for value, kind in zip(values, self._kinds, strict=True):
            if not isinstance(value, kind):
                raise TypeError(f"{value!r} is no {kind.__name__}")
        plan: _Plan[Row] | None = getattr(self._own, "plan", None)
        if plan is None or not plan.fits():
            plan = self._own.plan = self._prepare()
        return plan.run(values)

    def first(self, *values: int | str) -> Row | None:
        """Return the first row for VALUES, or None; BUILD should cut to one."""
        rows = self(*values)
        return rows[0] if rows else None

    def _prepare(self) -> _Plan[Row]:
        marks = [_NUMBER + at if kind is int else _TEXT % at for at, kind in enumerate(self._kinds)]
        return _Plan(self._build(*marks), marks)


class _Plan(Generic[Row]):
    """Keep the compiler of one queryset with its SQL, for one connection."""

    def __init__(self, rows: QuerySet[Any, Row], marks: Sequence[int | str]) -> None:
        # Django's own iterables turn the answer into rows: they ask the query for a compiler and the compiler
        # for its SQL and its converters, and get what was worked out here.
        query: Any = rows.query
        compiler = query.get_compiler(using=rows.db)
        self._sql, self._values = compiler.as_sql()
        missing = [mark for mark in marks if mark not in self._values]
        if missing:
            raise ValueError(f"The SQL does not take {missing} as they are: {self._sql}")
        converters = compiler.get_converters([part[0] for part in compiler.select[: compiler.col_count]])
        compiler.as_sql = self._filled
        compiler.get_converters = lambda _columns: converters
        query.get_compiler = lambda *_args, **_named: compiler
        self._rows: Any = rows
        self._connection, self._marks = compiler.connection, marks
        self._given: dict[object, int | str] = {}

    def fits(self) -> bool:
        """Tell whether the connection it was made for is still this thread's."""
        return connections[self._rows.db] is self._connection

    def run(self, values: Sequence[int | str]) -> list[Row]:
        self._given = dict(zip(self._marks, values, strict=True))
        return list(self._rows._iterable_class(self._rows))

    def _filled(self, *_args: object, **_named: object) -> tuple[str, tuple[Any, ...]]:
        given = self._given
        return self._sql, tuple([given.get(value, value) for value in self._values])
