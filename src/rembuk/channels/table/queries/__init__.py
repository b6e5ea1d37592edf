"""Read a table as a stream of posts, by columns that were suggested, shown and agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any, BinaryIO

from rembuk.channels.events import Post, Read, RefusedRow
from rembuk.channels.rules import fault
from rembuk.channels.table.queries.csv_rows import encoding_of, is_plain, read_csv, read_lines
from rembuk.channels.table.queries.json_rows import read_json
from rembuk.channels.table.queries.rows import Row, Rows
from rembuk.channels.table.queries.xlsx_rows import read_xlsx
from rembuk.channels.table.rules import FIELDS, plain_cell, suggest, time_of
from rembuk.channels.wording import BAD_TIME, NO_TEXT
from rembuk.reckon.refusal import Refusal

NAME = "table"
SAMPLE = 20
HEAD = 65_536


@dataclass(frozen=True)
class Preview:
    """Hold what a person agrees to before an import: headings, some rows, and which column is what."""

    kind: str
    header: list[str]
    rows: list[list[str]]
    mapping: dict[str, str]


def recognise(head: bytes, name: str) -> int:
    """Return how sure it is (0 to 100) that the file called NAME, beginning with HEAD, is a table."""
    kind = kind_of(head)
    if kind == "xlsx":
        return 95
    if kind == "json":
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        # An object that goes on over many lines is a document of its own, no row of a table.
        return 10 if start.startswith(b"{") and start[1:2] in b" \r\n" and not _closes(start) else 40
    if _binary(head):
        return 0
    return 60 if name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt")) else 30


def _closes(start: bytes) -> bool:
    return start.partition(b"\n")[0].rstrip().endswith(b"}")


def _binary(head: bytes) -> bool:
    """Tell whether HEAD is no text: a picture, a PDF, a web page, an empty disk."""
    if head.lstrip().startswith((b"%PDF", b"<", b"{\\rtf")):
        return True
    text = head.decode(encoding_of(head), errors="replace")
    odd = sum((letter < " " and letter not in "\t\r\n\f") or letter in "\x7f\ufffd" for letter in text)
    return odd * 20 > len(text)


def kind_of(head: bytes) -> str:
    """Return xlsx, json, text (one text a line) or csv: by the content, never by the name."""
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b'{"', b"{}", b"{ ", b"[{", b"[\n", b"[ {")):
        return "json"
    return "text" if is_plain(head) else "csv"


def preview(stream: BinaryIO, options: dict[str, Any]) -> Preview:
    """Return the headings of the table in STREAM, its first rows, and a suggestion for its columns."""
    kind, table = _open(stream, options)
    sample = _sample(table)
    return Preview(kind, table.header, sample, suggest(table.header, sample))


def read(stream: BinaryIO, options: dict[str, Any]) -> Iterator[Read]:
    """Yield a post for every row of STREAM and a refusal for every row that is none.

    Options: `map` (field to heading; the suggestion where it is silent), `zone` (of times without one),
    `encoding`, `delimiter`. A row without an id is known by the hash of its cells and its occurrence.
    """
    _kind, table = _open(stream, options)
    first: list[Row | RefusedRow] = []
    for row in table.rows:
        first.append(row)
        if len(first) >= SAMPLE:
            break
    mapping = suggest(table.header, [row.cells for row in first if isinstance(row, Row)])
    mapping.update(options.get("map") or {})
    columns = _columns(table.header, mapping)
    seen: Counter[bytes] = Counter()
    zone = options.get("zone") or "Asia/Jakarta"
    for row in chain(first, table.rows):
        yield row if isinstance(row, RefusedRow) else _post(row, columns, zone, seen)


def _open(stream: BinaryIO, options: dict[str, Any]) -> tuple[str, Rows]:
    try:
        head = stream.read(HEAD)
    except EOFError:
        head = b""
    if not head:
        raise Refusal("Berkas ini kosong; pilih berkas yang berisi.", "This file is empty; choose another.")
    kind = options.get("kind") or kind_of(head)
    if kind == "xlsx":
        return kind, read_xlsx(head, stream)
    if kind == "json":
        return kind, read_json(head, stream)
    if kind == "text":
        return kind, read_lines(head, stream)
    return kind, read_csv(
        head, stream, encoding=options.get("encoding", ""), delimiter=options.get("delimiter", "")
    )


def _sample(table: Rows) -> list[list[str]]:
    found: list[list[str]] = []
    for row in table.rows:
        if isinstance(row, Row):
            found.append([cell[:200] for cell in row.cells])
        if len(found) >= SAMPLE:
            break
    return found


def _columns(header: list[str], mapping: dict[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    listed = ", ".join(header[:20])
    for field, name in mapping.items():
        if not name:
            continue
        if field not in FIELDS or name not in header:
            raise Refusal(
                f"Tidak ada kolom {name!r} untuk {field}; kolom yang ada: {listed}.",
                f"There is no column {name!r} for {field}; the columns are: {listed}.",
            )
        columns[field] = header.index(name)
    if "text" not in columns:
        raise Refusal(
            f"Kolom teksnya tidak dikenali; sebut dengan text=KOLOM. Kolom yang ada: {listed}.",
            f"No column looks like the text; name it with text=COLUMN. The columns are: {listed}.",
        )
    return columns


def _post(row: Row, columns: dict[str, int], zone: str, seen: Counter[bytes]) -> Post | RefusedRow:
    def cell(field: str) -> str:
        at = columns.get(field)
        return plain_cell(row.cells[at]).strip() if at is not None else ""

    text = cell("text")
    if not text:
        return RefusedRow(row.line, str(NO_TEXT))
    told = (row.cells[at] for at in columns.values())
    problem = next((found for one in told if one and not one.isspace() and (found := fault(one))), None)
    if problem is not None:
        return RefusedRow(row.line, str(problem))
    spoken_at = None
    if when := cell("time"):
        try:
            spoken_at = time_of(when, zone)
        except (ValueError, OverflowError, OSError, KeyError):
            return RefusedRow(row.line, str(BAD_TIME))
    native_id = cell("id")[:80]
    version = sha256(text.encode()).hexdigest()[:32]
    if not native_id:
        digest = sha256("\x1f".join(row.cells).encode()).digest()[:16]
        seen[digest] += 1
        native_id = f"{digest.hex()}-{seen[digest]}"
    handle = cell("author")[:80]
    return Post(
        row.line, native_id, version, text, spoken_at, handle=handle, place=cell("place")[:200],
    )  # fmt: skip
