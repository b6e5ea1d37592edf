"""Find the rows that share most keys with a text, at a cost that does not grow with the table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL

# Of a key that many rows hold only the newest are looked at: a word everybody uses tells little apart.
MOST_PER_KEY = 200


def most_shared(
    model: type[Model],
    owner: str,
    *,
    space: int,
    terms: Sequence[int],
    limit: int,
    without: int | None = None,
) -> list[int]:
    """Return at most LIMIT values of the column OWNER whose rows of MODEL in SPACE share most TERMS.

    MODEL has the columns space_id, term and OWNER, with an index over the three. Best first, then newest;
    WITHOUT is passed over. One query.
    """
    if not terms:
        return []
    statement, values = _statement(model, owner, space=space, terms=terms, limit=limit, without=without)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def sharing(
    model: type[Model],
    owner: str,
    *,
    space: int,
    terms: Sequence[int],
    limit: int,
    without: int | None = None,
) -> RawSQL:
    """Return what `most_shared` finds as a part of another query, for `pk__in`; TERMS holds at least one."""
    return RawSQL(*_statement(model, owner, space=space, terms=terms, limit=limit, without=without))  # noqa: S611 - names of ours, values apart


def _statement(
    model: type[Model], owner: str, *, space: int, terms: Sequence[int], limit: int, without: int | None
) -> tuple[str, list[int]]:
    quote = connection.ops.quote_name
    column, table = quote(owner), quote(model._meta.db_table)
    # The inner SELECT is wrapped because SQLite takes no LIMIT in a part of a UNION.
    parts = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {column} FROM {table} WHERE space_id = %s AND term = %s "  # noqa: S608 - as above
        f"ORDER BY {column} DESC LIMIT {MOST_PER_KEY}) part{number}"
        for number in range(len(terms))
    )
    values: list[int] = [value for term in terms for value in (space, term)]
    statement = (
        f"SELECT {column} FROM ({parts}) found WHERE {column} <> %s "  # noqa: S608 - as above
        f"GROUP BY {column} ORDER BY COUNT(*) DESC, {column} DESC LIMIT {int(limit)}"
    )
    return statement, [*values, without if without is not None else -1]
