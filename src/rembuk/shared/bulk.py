"""Write many rows in one statement, with numbers known beforehand, on SQLite and PostgreSQL alike.

Django's bulk_create builds an object a row and reads the numbers back; an import of a million posts wants
neither. Only actions may call this, inside a transaction.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

# The fewest values that any SQLite in use takes in one statement.
_MOST_VALUES = 999
# Seconds: a little more than the longest time between two looks of who has waited 130 ms.
_PAUSE = 0.03
_AT_A_STRETCH = 0.2
Row = TypeVar("Row")


def reserve(model: type[Model], count: int) -> range | list[int]:
    """Return COUNT primary keys of MODEL that nobody else will use.

    SQLite: the transaction is immediate, so nobody else writes until it ends. PostgreSQL: the sequence.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            last = row[0] if row else 0
            return range(last + 1, last + count + 1)
        sequence = f"pg_get_serial_sequence(%s, '{model._meta.pk.column}')"
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [table, count])  # noqa: S608 - table and columns of a model, values apart
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert ROWS of values for COLUMNS (database names) into the table of MODEL."""
    held = list(rows)
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    into = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608 - table and columns of a model, values apart
    with connection.cursor() as cursor:
        # SQLite takes half the time where one statement brings many short rows. psycopg sends all at once.
        many = _MOST_VALUES // len(columns) if connection.vendor == "sqlite" else 1
        whole = len(held) - len(held) % many
        if whole:
            parts = (held[at : at + many] for at in range(0, whole, many))
            values = [list(chain.from_iterable(part)) for part in parts]
            cursor.executemany(into + ", ".join([marks] * many), values)
        if whole < len(held):
            cursor.executemany(into + marks, held[whole:])


def update(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set COLUMNS in the rows of MODEL; each of ROWS holds their values and then the primary key."""
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(column)} = %s" for column in columns)
    key = quote(model._meta.pk.column or "id")
    table = quote(model._meta.db_table)
    # In the order they stand in the table, so that each page of it is taken up once.
    held = sorted(rows, key=itemgetter(-1))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", held)  # noqa: S608 - table and columns of a model, values apart


def give_way() -> None:
    """Let others write between two transactions of a long run.

    SQLite keeps no queue of who waits to write: each looks again after at most 25 ms in its first 130 ms,
    later after 50 and 100, so a run that went on at once would keep them waiting to its end. PostgreSQL
    needs no pause.
    """
    if connection.vendor == "sqlite":
        time.sleep(_PAUSE)


def giving_way(
    rows: Iterable[Row], clock: Callable[[], float] = time.monotonic, pause: Callable[[], None] = give_way
) -> Iterator[Row]:
    """Yield ROWS to who writes for each in a transaction of its own, and let others in between.

    A short run goes on at once; a longer one gives way each time a fifth of a second is over.
    """
    since = clock()
    for row in rows:
        yield row
        if clock() - since >= _AT_A_STRETCH:
            pause()
            since = clock()


def moment(at: datetime) -> Any:
    """Return AT as the database takes it in a plain statement."""
    return moments()(at)


def moments() -> Callable[[datetime], Any]:
    """Return what `moment` does, for many of them: which database it is has been asked then."""
    adapted = connection.ops.adapt_datetimefield_value
    if connection.vendor != "sqlite" or connection.timezone_name != "UTC":
        return adapted
    # What `adapted` comes to, without its questions for each.
    return lambda at: str(at.replace(tzinfo=None)) if at.tzinfo is UTC else adapted(at)
