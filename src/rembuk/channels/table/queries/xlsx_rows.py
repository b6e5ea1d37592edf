"""Rows of the first sheet of an XLSX file, row by row, with guards against bombs."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, cast

from rembuk.channels.events import RefusedRow
from rembuk.channels.table.queries.rows import MOST_COLUMNS, Row, Rows, checked_header
from rembuk.channels.wording import MORE_CELLS
from rembuk.reckon.refusal import Refusal

LARGEST_FILE = 100_000_000
LARGEST_UNPACKED = 400_000_000
# Office files shrink tenfold; a bomb shrinks a thousandfold.
HIGHEST_RATIO = 150


def read_xlsx(head: bytes, stream: BinaryIO) -> Rows:
    """Return the header and rows of the first sheet; formulas give the value kept with them."""
    from openpyxl import load_workbook

    file = _kept(head, stream)
    try:
        _check_size(file)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # Sheets may claim a million rows by sixteen thousand columns; believe only the cells.
        sheet.reset_dimensions()
        cells = sheet.iter_rows(values_only=True)
        header = checked_header(_texts(next(cells, ())))
    except Refusal:
        file.close()
        raise
    except Exception as error:
        # A hostile sheet fails inside the ZIP and XML readers in many ways; none is ours to tell apart.
        file.close()
        raise _unreadable() from error
    return Rows(header, _rows(cells, len(header), file))


def _unreadable() -> Refusal:
    return Refusal(
        "Berkas XLSX ini tidak terbaca; buka di aplikasi tabel, simpan ulang sebagai XLSX atau CSV.",
        "This XLSX file cannot be read; open it in a spreadsheet and save it again as XLSX or CSV.",
    )


def _kept(head: bytes, stream: BinaryIO) -> BinaryIO:
    file = tempfile.SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115 - openpyxl reads it as it goes
    size = file.write(head)
    while chunk := stream.read(1_000_000):
        size += file.write(chunk)
        if size > LARGEST_FILE:
            raise Refusal(
                "Berkas XLSX ini lebih besar dari 100 MB; simpan sebagai CSV.",
                "This XLSX file is larger than 100 MB; save it as CSV.",
            )
    file.seek(0)
    return cast(BinaryIO, file)


def _check_size(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _unreadable() from error
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bomb = len(members) > 2_000 or unpacked > LARGEST_UNPACKED
    if bomb or (unpacked > 10_000_000 and unpacked > HIGHEST_RATIO * max(1, packed)):
        raise Refusal(
            "Berkas XLSX ini mengembang terlalu besar saat dibuka; simpan sebagai CSV.",
            "This XLSX file unpacks to far more than it should; save it as CSV.",
        )
    file.seek(0)


def _texts(values: tuple[Any, ...]) -> list[str]:
    cells = [_text(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if value.second == 0 else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)


def _rows(sheet: Iterator[tuple[Any, ...]], width: int, file: BinaryIO) -> Iterator[Row | RefusedRow]:
    line = 1
    with file:
        while True:
            line += 1
            try:
                values = next(sheet, None)
            except Exception:
                # As in read_xlsx: the XML ends or breaks here.
                yield RefusedRow(line, _unreadable().sentence())
                return
            if values is None:
                return
            cells = _texts(values[: MOST_COLUMNS + 1])
            if len(cells) > width:
                yield RefusedRow(line, str(MORE_CELLS))
            elif cells:
                yield Row(line, cells + [""] * (width - len(cells)))
