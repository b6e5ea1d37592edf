"""What every kind of table gives: a header and rows of text cells, bad rows apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rembuk.channels.events import RefusedRow
from rembuk.reckon.refusal import Refusal

MOST_COLUMNS = 1_000


class Row(NamedTuple):
    """Hold the cells of one row and its line in the file, from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Rows:
    """Hold the heading cells of a table and its rows as they are read."""

    header: list[str]
    rows: Iterator[Row | RefusedRow]


def checked_header(cells: list[str]) -> list[str]:
    """Return the headings, each trimmed and different from the others, or refuse the table."""
    if len(cells) > MOST_COLUMNS:
        raise Refusal(
            f"Baris 1 punya {len(cells)} kolom, paling banyak {MOST_COLUMNS}; hapus kolom yang tidak perlu.",
            f"Line 1 has {len(cells)} columns, at most {MOST_COLUMNS} are read; remove those not needed.",
        )
    names: list[str] = []
    for at, cell in enumerate(cells, 1):
        name = cell.strip()[:80] or f"#{at}"
        names.append(name if name not in names else f"{name} ({at})")
    return names
