"""Read participatory budgets in the Pabulib format (.pb), version 1.

The format: Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis", IJCAI 2023, and
pabulib.org/format. Sections META, PROJECTS and VOTES, each with a heading line; fields parted by
semicolons, quoted as in CSV; lists parted by commas.
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

import numpy as np

from rembuk.reckon.collective_choice.budget_instance import Budget, Rows, decimal_of, merge, whole_amounts
from rembuk.reckon.collective_choice.budget_scan import (
    ESCAPED_QUOTE,
    FINE,
    POINTS_MISSING,
    POINTS_UNREADABLE,
    SHORT_LINE,
    UNKNOWN_PROJECT,
    hash_names,
    scan_votes,
)
from rembuk.reckon.refusal import Refusal

# With these, only what is given more than 0 points counts as approved.
POINTED = ("cumulative", "scoring")
VOTE_TYPES = ("approval", "choose-1", "ordinal", *POINTED)
_VOTES = re.compile(rb"^[ \t]*\"?VOTES\"?[ \t;]*\r?$", re.IGNORECASE | re.MULTILINE)


def read_budget(file: BinaryIO, name: str = "-") -> Budget:
    """Read a .pb FILE; NAME is what a refusal calls it.

    Equal ballots are merged. Ordinal ballots count as approvals of every project named, cumulative and
    scored ones of every project given more than 0. A file cut short keeps the ballots before the cut, and
    `refused` tells of the cut. Refuses (`Refusal`, with file and line) what cannot be read for certain.
    """
    data, cut = _read_all(file, name)
    return parse_budget(data, name, cut=cut)


def _read_all(file: BinaryIO, name: str) -> tuple[bytes, bool]:
    """Return the bytes, and whether the compressed stream ended too early."""
    chunks: list[bytes] = []
    # read1 hands over what came before a gzip stream breaks off; read would lose it.
    read = getattr(file, "read1", file.read)
    try:
        while chunk := read(1 << 20):
            chunks.append(chunk)
    except (EOFError, zlib.error, OSError) as error:
        if isinstance(error, OSError) and not chunks:
            raise _refuse(
                name, 1, "tidak dapat dibaca; kirim ulang berkasnya", "cannot be read; fetch the file again"
            ) from error
        return b"".join(chunks), True
    return b"".join(chunks), False


def parse_budget(data: bytes, name: str = "-", *, cut: bool = False) -> Budget:
    """Read the bytes of a .pb file; CUT says that its end is known to be missing."""
    data = _plain(data)
    if not data.strip():
        told = f"Berkas {name} kosong; beri berkas .pb.", f"The file {name} is empty; give a .pb file."
        raise Refusal(*told)
    votes = _VOTES.search(data)
    if votes is None:
        raise _refuse(
            name,
            data.count(b"\n") + 1,
            "tidak memuat bagian VOTES; periksa apakah ini berkas .pb yang lengkap",
            "has no VOTES section; check that this is a complete .pb file",
        )
    meta, projects, lines = _read_head(data[: votes.start()], name)
    return _Reader(name, meta, projects).read_votes(data, votes.end() + 1, lines, cut)


def _plain(data: bytes) -> bytes:
    """Return the text as UTF-8 without a mark, its lines ended by what the rest of this module knows."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        # A spreadsheet's "Unicode text"; a half character at the end of a cut file is left out.
        data = data.decode("utf-16", "ignore").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    return data if b"\n" in data else data.replace(b"\r", b"\n")


Project = tuple[str, Decimal, str]


def _read_head(head: bytes, name: str) -> tuple[dict[str, str], dict[str, Project], int]:
    """Return the META keys, the projects (cost, name) and the number of lines of the two sections."""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refuse(
            name,
            head.count(b"\n", 0, error.start) + 1,
            "tidak tertulis dalam UTF-8; simpan ulang berkas sebagai UTF-8",
            "is not in UTF-8; save the file as UTF-8",
        ) from error
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    meta: dict[str, str] = {}
    projects: dict[str, Project] = {}
    section, heading = "", list[str]()
    for row in _rows(reader, name):
        first = row[0].strip()
        if first.lower() in ("meta", "projects") and not any(field.strip() for field in row[1:]):
            section, heading = first.lower(), []
        elif not section and first.startswith("#"):
            continue
        elif not section:
            raise _refuse(
                name,
                reader.line_num,
                "harus dimulai dengan baris META",
                "must begin with the line META",
            )
        elif not heading:
            heading = [field.strip().lower() for field in row]
        elif section == "meta":
            _add_meta(meta, first.lower(), row[1].strip() if len(row) > 1 else "", name, reader.line_num)
        else:
            _add_project(projects, dict(zip(heading, row, strict=False)), first, name, reader.line_num)
    return meta, projects, head.count(b"\n")


def _rows(reader: Iterator[list[str]], name: str) -> Iterator[list[str]]:
    try:
        for row in reader:
            if any(field.strip() for field in row):
                yield row
    except csv.Error as error:
        line = getattr(reader, "line_num", 0)
        raise _refuse(name, line, f"tidak dapat diurai ({error})", f"cannot be parsed ({error})") from error


def _add_meta(meta: dict[str, str], key: str, value: str, name: str, line: int) -> None:
    """Keep one line of META; what the count rests on must be readable and stand there once."""
    if key == "budget":
        _amount(value, name, line)
    if key == "vote_type" and value.lower() not in VOTE_TYPES:
        raise _refuse(
            name,
            line,
            f"memakai vote_type {value}; yang dikenal: {', '.join(VOTE_TYPES)}",
            f"has the vote_type {value}; known are: {', '.join(VOTE_TYPES)}",
        )
    if key in ("budget", "vote_type") and meta.get(key, value) != value:
        raise _refuse(
            name,
            line,
            f"memberi {key} lain ({value}) daripada di atas ({meta[key]}); sisakan satu",
            f"gives another {key} ({value}) than above ({meta[key]}); leave one",
        )
    meta[key] = value


def _add_project(projects: dict[str, Project], row: dict[str, str], first: str, name: str, line: int) -> None:
    key = row.get("project_id", first).strip()
    if not key or "," in key:
        raise _refuse(
            name,
            line,
            "memuat id proyek yang kosong atau berkoma",
            "has a project id that is empty or has a comma",
        )
    if key in projects:
        raise _refuse(
            name,
            line,
            f"mengulang proyek {key}; setiap id hanya boleh sekali",
            f"repeats project {key}; each id may stand only once",
        )
    if not row.get("cost", "").strip():
        raise _refuse(
            name,
            line,
            f"tidak memuat biaya proyek {key}; isi kolom cost",
            f"has no cost for project {key}; fill the column cost",
        )
    projects[key] = (key, _amount(row["cost"], name, line), row.get("name", "").strip() or key)


def _amount(text: str, name: str, line: int) -> Decimal:
    try:
        return decimal_of(text)
    except Refusal as refusal:
        told = refusal.sentences
        raise Refusal(
            f"Berkas {name}, baris {line}: {told['id']}", f"File {name}, line {line}: {told['en']}"
        ) from refusal


class _Reader:
    """Read the ballots of one file, knowing its META and PROJECTS."""

    def __init__(self, name: str, meta: dict[str, str], projects: dict[str, Project]) -> None:
        self.name, self.meta = name, meta
        self.vote_type = meta.get("vote_type", "approval").lower()
        if "budget" not in meta:
            raise _refuse(name, 1, "tidak memuat budget di bagian META", "has no budget in its META section")
        if not projects:
            raise _refuse(name, 1, "tidak memuat satu proyek pun", "has no project at all")
        self.projects = sorted(projects.values())
        whole, self.unit = whole_amounts(
            [cost for _, cost, _ in self.projects] + [_amount(meta["budget"], name, 1)]
        )
        self.costs, self.limit = np.array(whole[:-1], np.int64), whole[-1]

    def read_votes(self, data: bytes, start: int, lines: int, cut: bool) -> Budget:
        """Read the heading and the ballots from DATA[START:]; LINES stand before the VOTES line."""
        end_of_heading = data.find(b"\n", start)
        end_of_heading = len(data) if end_of_heading < 0 else end_of_heading
        heading = data[start:end_of_heading].decode("utf-8", "replace").strip().lower()
        columns = [field.strip().strip('"') for field in heading.split(";")]
        if "vote" not in columns:
            raise _refuse(
                self.name,
                lines + 2,
                "harus menyebut kolom vote di kepala bagian VOTES",
                "must name the column vote in the heading of VOTES",
            )
        points = columns.index("points") if self.vote_type in POINTED and "points" in columns else -1
        body, refused = self._without_cut(data[end_of_heading + 1 :], columns, lines + 3, cut)
        table = self._scan(body, (columns.index("vote"), points), lines + 3)
        if len(table) == 0:
            raise _refuse(
                self.name, lines + 3, "tidak memuat satu surat suara pun", "has not a single ballot"
            )
        ballots, weights = merge(table)
        return Budget(
            ids=tuple(key for key, _, _ in self.projects),
            names=tuple(title for _, _, title in self.projects),
            costs=self.costs,
            limit=self.limit,
            unit=self.unit,
            voters=len(table),
            ballots=ballots,
            weights=weights,
            vote_type=self.vote_type,
            meta=self.meta,
            refused=refused,
        )

    def _without_cut(
        self, body: bytes, columns: list[str], first_line: int, cut: bool
    ) -> tuple[bytes, tuple[int, ...]]:
        """Take off a last line that was cut short, and say so."""
        last = body.rfind(b"\n") + 1
        rest = body[last:]
        if not rest.strip() or (not cut and rest.count(b";") >= len(columns) - 1):
            return body, ()
        return body[:last], (first_line + body.count(b"\n"),)

    def _scan(self, body: bytes, columns: tuple[int, int], first_line: int) -> Rows:
        ids = [key.encode() for key, _, _ in self.projects]
        names = np.frombuffer(b"".join(ids), np.uint8)
        ends = np.cumsum([len(key) for key in ids])
        table = np.full(1 << max(4, (4 * len(ids)).bit_length()), -1, np.int32)
        hash_names(names, ends, table)
        data = np.frombuffer(body, np.uint8)
        rows = body.count(b"\n") + 1
        items = np.empty(body.count(b",") + rows, np.int32)
        pointers = np.empty(rows + 1, np.int64)
        place = np.zeros(8, np.int64)
        code = scan_votes(data, np.array(columns), names, ends, table, items, pointers, place)
        ballots, lines = int(place[2]), int(place[3])
        if code == ESCAPED_QUOTE:
            return self._scan(
                _unquoted(body, columns, self.name, first_line), (0, 1 if columns[1] >= 0 else -1), first_line
            )
        if code != FINE:
            raise self._fault(code, body[place[0] : place[1]], first_line + lines)
        return Rows(items[: pointers[ballots]], pointers[: ballots + 1])

    def _fault(self, code: int, found: bytes, line: int) -> Refusal:
        word = found.decode("utf-8", "replace").strip()
        told = {
            SHORT_LINE: (
                "kekurangan kolom; setiap baris suara harus selengkap kepalanya",
                "lacks columns; every ballot must be as complete as the heading",
            ),
            UNKNOWN_PROJECT: (
                f"menyebut proyek {word} yang tidak ada di PROJECTS; tambahkan atau perbaiki id itu",
                f"names project {word}, which PROJECTS does not have; add it or mend the id",
            ),
            POINTS_MISSING: (
                "memuat lebih sedikit nilai daripada proyek; beri satu nilai untuk setiap proyek",
                "has fewer points than projects; give one for each project",
            ),
            POINTS_UNREADABLE: (
                f"memuat nilai {word!r} yang bukan angka; tulis angka",
                f"has the points {word!r}, which are no number; write a number",
            ),
        }[code]
        return _refuse(self.name, line, *told)


def _unquoted(body: bytes, columns: tuple[int, int], name: str, first_line: int) -> bytes:
    """Rewrite ballots that use doubled quotes with the vote and the points only, a line each."""
    reader = csv.reader(io.StringIO(body.decode("utf-8", "replace"), newline=""), delimiter=";")
    out: list[str] = []
    for row in _rows(reader, name):
        while len(out) < reader.line_num - 1:
            out.append("")
        fields = [row[c] if 0 <= c < len(row) else "" for c in columns]
        if columns[0] >= len(row):
            told = "kekurangan kolom", "lacks columns"
            raise _refuse(name, first_line + reader.line_num - 1, *told)
        if any(char in value for value in fields for char in ';"\n'):
            told = "memuat tanda kutip di dalam suara", "has a quotation mark inside its vote"
            raise _refuse(name, first_line + reader.line_num - 1, *told)
        out.append(f"{fields[0] or 'none'};{fields[1]}")
    return "\n".join(out).encode()


def _refuse(name: str, line: int, id_: str, en: str) -> Refusal:
    return Refusal(f"Berkas {name}, baris {line} {id_}.", f"File {name}, line {line} {en}.")
