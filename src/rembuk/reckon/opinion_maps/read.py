"""Read votes from a Polis export or a table of votes, whole or cut short, plain or gzip."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.opinion_maps import parsing
from rembuk.reckon.opinion_maps.ballots import Votes, renumber
from rembuk.reckon.refusal import Refusal, trouble

CHUNK = 1 << 22
LONGEST_LINE = 1 << 26

_PARTICIPANT = {"participant", "participant-id", "participant_id", "voter-id", "voter_id", "peserta"}
_STATEMENT = {"statement", "statement-id", "statement_id", "comment-id", "comment_id", "pernyataan"}
_VOTE = {"vote", "pilihan"}
_WIDE_NAMES = ("participants-votes", "participant-votes")
_WIDE_EXTRA = {"xid", "group-id", "timestamp", "datetime"}  # and all that begins with n-


def read_votes(source: str | Path | BinaryIO, *, name: str | None = None) -> Votes:
    """Read votes from a Polis export folder, one of its files, or a CSV `participant,statement,vote`.

    SOURCE is a path or an open binary file, NAME what to call it in a refusal; gzip is undone. In a folder
    `votes.csv` is read if it is there, ordered by its timestamps (file order on a tie), else
    `participants-votes.csv` row by row, and `comments.csv` tells which statements are hidden or meta; so too
    when one of the two files is named itself. A file cut short keeps the rows before the cut.
    Raises Refusal naming file and line if a row cannot be read, or if no row can.
    """
    if not isinstance(source, str | Path):
        return _read(source, name or "-", None)
    path = Path(source)
    comments = None
    if path.is_dir():
        file = _first(path, "votes") or _first(path, *_WIDE_NAMES)
        if file is None:
            raise Refusal(
                f"Map {path} tidak berisi votes.csv atau participants-votes.csv; beri map ekspor Polis.",
                f"The folder {path} has no votes.csv or participants-votes.csv; give a Polis export folder.",
            )
        comments, path = _beside(file), file
    elif _stem(path).endswith(("votes", *_WIDE_NAMES)):
        comments = _beside(path)
    with _opened(path) as stream:
        votes = _read(stream, str(path), comments)
    return votes


def _stem(path: Path) -> str:
    """Return the name in small letters without .csv and .gz, or nothing if it is no such table."""
    name = path.name.lower().removesuffix(".gz")
    return name.removesuffix(".csv") if name.endswith(".csv") else ""


def _tables(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if _stem(one) and one.is_file())
    except OSError:
        return []


def _first(folder: Path, *names: str) -> Path | None:
    """Return the table in FOLDER with one of NAMES, plain before gzip, else the only one that ends so.

    A report downloaded from Polis may put its date or address before the name, as in `…-votes.csv`.
    """
    tables = _tables(folder)
    ends = tuple(f"{mark}{name}" for name in names for mark in "-_ ")
    found = [one for one in tables if _stem(one) in names]
    if not found:
        found = [one for one in tables if _stem(one).endswith(ends)]
        if "votes" in names:
            found = [one for one in found if not _stem(one).endswith(_WIDE_NAMES)]
    return found[0] if len({_stem(one) for one in found}) == 1 else None


def _beside(file: Path) -> Path | None:
    """Return the table of statements that belongs to a table of votes, by folder and words before it."""
    stem = _stem(file)
    name = next(one for one in (*_WIDE_NAMES, "votes") if stem.endswith(one))
    wanted = f"{stem.removesuffix(name)}comments"
    return next((one for one in _tables(file.parent) if _stem(one) == wanted), None)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Refusal(
            f"Berkas {path} tidak dapat dibuka ({trouble(error).id}); periksa nama dan izinnya.",
            f"The file {path} cannot be opened ({trouble(error).en}); check its name and permissions.",
        ) from error


@dataclass
class _Stream:
    """Bytes of a file, gzip undone, with a note when it ends before its end."""

    raw: BinaryIO
    cut: bool = False

    def chunks(self) -> Iterator[bytes]:
        head = self.raw.read(CHUNK)
        if head[:2] != b"\x1f\x8b":
            while head:
                yield head
                head = self.raw.read(CHUNK)
            return
        unpack = zlib.decompressobj(31)
        while head:
            try:
                out = unpack.decompress(head, CHUNK)
            except zlib.error:
                self.cut = True
                return
            if out:
                yield out
            if unpack.eof:
                head = unpack.unused_data or self.raw.read(CHUNK)
                if head:
                    unpack = zlib.decompressobj(31)
            else:
                head = unpack.unconsumed_tail or self.raw.read(CHUNK)
        self.cut = not unpack.eof


@dataclass
class _Shape:
    """What the first line says: the separator, the role of each column, whether it is a heading."""

    separator: int
    roles: NDArray[np.int64]
    wide: bool
    timed: bool
    heading: bool
    statements: list[str] = field(default_factory=list)


def _shape(line: bytes, name: str) -> _Shape:
    text = line.decode("utf-8-sig", "replace").strip("\r\n")
    separator = max(",;\t", key=text.count)
    cells = next(csv.reader([text], delimiter=separator), [])
    names = [cell.strip().lower() for cell in cells]

    def where(words: set[str]) -> int | None:
        return next((i for i, one in enumerate(names) if one in words), None)

    person, item, how = where(_PARTICIPANT), where(_STATEMENT), where(_VOTE)
    roles = np.full(len(names), parsing.IGNORE, np.int64)
    mark = ord(separator)
    if person is not None and item is not None and how is not None:
        roles[person], roles[item], roles[how] = parsing.PARTICIPANT, parsing.STATEMENT, parsing.VOTE
        events = names[person] in ("voter-id", "voter_id") and names[item] in ("comment-id", "comment_id")
        timed = events and "timestamp" in names
        if timed:
            roles[names.index("timestamp")] = parsing.TIME
        return _Shape(mark, roles, wide=False, timed=timed, heading=True)
    if person is not None and item is None and how is None:
        statements: list[str] = []
        for column, cell in enumerate(cells):
            if column != person and names[column] not in _WIDE_EXTRA and not names[column].startswith("n-"):
                roles[column] = len(statements)
                statements.append(cell.strip())
        roles[person] = parsing.PARTICIPANT
        return _Shape(mark, roles, wide=True, timed=False, heading=True, statements=statements)
    if len(names) == 3 and names[2].removeprefix("+") in ("1", "0", "-1", "1.0", "0.0", "-1.0"):
        plain = np.array([parsing.PARTICIPANT, parsing.STATEMENT, parsing.VOTE])
        return _Shape(mark, plain, wide=False, timed=False, heading=False)
    raise Refusal(
        f"{name} baris 1: kepala tabel asing; tulis participant,statement,vote atau beri ekspor Polis.",
        f"{name} line 1: the heading is not known; write participant,statement,vote or give a Polis export.",
    )


_WRONG = {
    parsing.SHORT: ("kolomnya kurang", "columns are missing", "lengkapi barisnya", "complete the row"),
    parsing.BAD_VOTE: (
        "pilihannya bukan 1, 0 atau -1",
        "the vote is not 1, 0 or -1",
        "tulis 1 setuju, 0 lewati, -1 tidak setuju",
        "write 1 agree, 0 pass, -1 disagree",
    ),
    parsing.NO_ID: (
        "peserta atau pernyataan kosong",
        "the participant or statement is empty",
        "isi keduanya",
        "fill in both",
    ),
    parsing.BAD_TIME: (
        "waktunya bukan bilangan",
        "the timestamp is not a whole number",
        "tulis detik atau milidetik",
        "write seconds or milliseconds",
    ),
}


_Block = tuple[list[Any], tuple[int, int] | None]  # columns and lines read, or the first bad line and why


def _first_bad(row: int, status: int) -> list[tuple[int, int]]:
    return [(row, status)] if row >= 0 else []


class _Reader:
    """Feed chunks to the compiled parser and gather columns."""

    def __init__(self, stream: _Stream, name: str) -> None:
        self.stream, self.name = stream, name
        self.people, self.items = parsing.Names(), parsing.Names()
        self.shape: _Shape | None = None
        self.columns: list[tuple[NDArray[Any], ...]] = []
        self.refused: list[tuple[int, str]] = []
        self.lines = 0

    def read(self) -> None:
        rest = b""
        for chunk in self.stream.chunks():
            block = rest + chunk
            end = block.rfind(b"\n") + 1
            if end == 0:
                if len(block) > LONGEST_LINE:
                    raise Refusal(
                        f"{self.name} baris {self.lines + 1}: baris terlalu panjang; beri tabel CSV.",
                        f"{self.name} line {self.lines + 1}: the line is too long; give a CSV table.",
                    )
                rest = block
                continue
            self._block(block[:end], last=False)
            rest = block[end:]
        if rest.strip():
            self._block(rest, last=True)
        if self.refused and not any(one[0].size for one in self.columns):
            line = self.refused[0][0]
            raise Refusal(
                f"{self.name} baris {line}: tidak ada baris yang terbaca; beri berkas yang utuh.",
                f"{self.name} line {line}: no row can be read; give the whole file.",
            )

    def _block(self, block: bytes, last: bool) -> None:
        begin = 0
        if self.shape is None:
            stop = block.find(b"\n") + 1 or len(block)
            if last and not block.endswith(b"\n") and self.stream.cut:
                self._refuse_cut()
                return
            self.shape = _shape(block[:stop], self.name)
            if self.shape.heading:
                begin, self.lines = stop, 1
            elif block.startswith(b"\xef\xbb\xbf"):
                begin = 3
        if last and self.stream.cut:
            # What stands after the last line end was cut in the middle, however whole it looks.
            self._refuse_cut()
            return
        self._parse(block, begin, last)

    def _parse(self, block: bytes, begin: int, last: bool) -> None:
        shape = self.shape
        assert shape is not None
        data = np.frombuffer(block if block.endswith(b"\n") else block + b"\n", np.uint8)
        rows, bad = self._wide(shape, data, begin) if shape.wide else self._long(shape, data, begin)
        if bad is not None:
            line, status = bad
            if not last:
                self._refuse(self.lines + line + 1, status)
            self._refuse_cut()
            return
        self.lines += rows.pop()
        self.columns.append(tuple(rows))

    def _long(self, shape: _Shape, data: NDArray[np.uint8], begin: int) -> _Block:
        room = int(np.count_nonzero(data == 10))
        kinds = 4 if shape.timed else 3
        slot = np.where(shape.roles < parsing.IGNORE, parsing.PARTICIPANT - shape.roles, -1)
        fields, keys = np.empty((4, room, 2), np.int32), np.empty((4, room), np.uint64)
        lines, cursor = np.empty(room, np.int32), np.array([0, 0, -1, kinds], np.int64)
        ends, found = parsing.stops(shape.separator), np.zeros(3, np.int64)
        parsing.long_fields(data, begin, shape.separator, ends, found, slot, fields, keys, lines, cursor)
        n = int(cursor[0])
        if cursor[2] >= 0:
            n = int(cursor[2])
        vote, time = np.empty(n, np.int8), np.empty(n if shape.timed else 0, np.int64)
        bad = [(n, parsing.SHORT)] if cursor[2] >= 0 else []
        bad += _first_bad(parsing.vote_column(data, fields[2, :n], vote), parsing.BAD_VOTE)
        bad += _first_bad(parsing.time_column(data, fields[3, : time.size], time), parsing.BAD_TIME)
        empty = np.flatnonzero((fields[:2, :n, 0] == fields[:2, :n, 1]).any(axis=0))
        bad += [(int(empty[0]), parsing.NO_ID)] if empty.size else []
        if bad:
            row, status = min(bad)
            return [], (int(lines[row]), status)
        people = self.people.number(data, fields[0, :n], keys[0, :n])
        items = self.items.number(data, fields[1, :n], keys[1, :n])
        return [people, items, vote, time, int(cursor[1])], None

    def _wide(self, shape: _Shape, data: NDArray[np.uint8], begin: int) -> _Block:
        room = int(np.count_nonzero(data == 10))
        cells = np.empty((int(np.count_nonzero(data == shape.separator)) + room, 4), np.int32)
        people, keys, lines = (
            np.zeros((room, 2), np.int32),
            np.zeros(room, np.uint64),
            np.empty(room, np.int32),
        )
        cursor = np.array([0, 0, -1, 0, 0], np.int64)
        ends, found = parsing.stops(shape.separator), np.zeros(3, np.int64)
        parsing.wide_fields(
            data, begin, shape.separator, ends, found, shape.roles, people, keys, lines, cells, cursor
        )
        n, cells = int(cursor[0]), cells[: int(cursor[4])]
        vote = np.empty(len(cells), np.int8)
        bad = [(int(cursor[2]), parsing.SHORT)] if cursor[2] >= 0 else []
        wrong = parsing.vote_column(data, cells[:, 2:], vote)
        bad += [(int(cells[wrong, 0]), parsing.BAD_VOTE)] if wrong >= 0 else []
        empty = np.flatnonzero(people[:n, 0] == people[:n, 1])
        bad += [(int(empty[0]), parsing.NO_ID)] if empty.size else []
        if bad:
            row, status = min(bad)
            return [], (int(lines[row]), status)
        person = self.people.number(data, people[:n], keys[:n])
        return [person[cells[:, 0]], cells[:, 1].copy(), vote, np.empty(0, np.int64), int(cursor[1])], None

    def _refuse(self, line: int, status: int) -> None:
        id_what, en_what, id_mend, en_mend = _WRONG[status]
        raise Refusal(
            f"{self.name} baris {line}: {id_what}; {id_mend}.",
            f"{self.name} line {line}: {en_what}; {en_mend}.",
        )

    def _refuse_cut(self) -> None:
        self.refused.append((self.lines + 1, "cut"))

    def column(self, place: int) -> NDArray[Any]:
        parts = [one[place] for one in self.columns]
        return np.concatenate(parts) if parts else np.empty(0, np.int32 if place < 2 else np.int8)


def _read(raw: BinaryIO, name: str, comments: Path | None) -> Votes:
    reader = _Reader(_Stream(raw), name)
    reader.read()
    if reader.stream.cut and not reader.refused:
        reader.refused.append((reader.lines + 1, "cut"))
    people, items = reader.people.decoded(), reader.items.decoded()
    if reader.shape is not None and reader.shape.wide:
        items = reader.shape.statements
    participant, statement, vote = (reader.column(place) for place in range(3))
    if reader.shape is not None and reader.shape.timed:
        time = reader.column(3)
        if bool((time[1:] < time[:-1]).any()):
            order = np.argsort(time, kind="stable")
            participant, statement, vote = participant[order], statement[order], vote[order]
    participant, people = renumber(participant.astype(np.int32, copy=False), people)
    statement, items = renumber(statement.astype(np.int32, copy=False), items)
    votes = Votes(
        participant, statement, vote.astype(np.int8, copy=False), people, items, refused=tuple(reader.refused)
    )
    return votes if comments is None else _with_comments(votes, comments)


def _statements(text: str) -> Iterator[dict[str, str]]:
    """Yield the rows of comments.csv by column, names in small letters with hyphens, cells without blanks."""
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    names = [cell.strip().lower().replace("_", "-") for cell in next(rows, [])]
    for row in rows:
        if any(row):
            yield dict(zip(names, (cell.strip() for cell in row), strict=False))


def _with_comments(votes: Votes, path: Path) -> Votes:
    """Add to VOTES what comments.csv says: hidden (-1) and meta statements, and their words."""
    hidden, meta, texts = set(), set(), {}
    with _opened(path) as raw:
        text = b"".join(_Stream(raw).chunks()).decode("utf-8-sig", "replace").replace("\0", "")
    csv.field_size_limit(1 << 24)
    try:
        for row in _statements(text):
            name = row.get("comment-id", "")
            if row.get("moderated") in ("-1", "-1.0"):
                hidden.add(name)
            if row.get("is-meta", "").lower() in ("true", "t", "1", "1.0"):
                meta.add(name)
            texts[name] = row.get("comment-body", "")
    except csv.Error as error:
        raise Refusal(
            f"{path}: tabel pernyataan tidak terbaca ({error}); beri comments.csv yang utuh.",
            f"{path}: the table of statements cannot be read ({error}); give the whole comments.csv.",
        ) from error
    return replace(votes, hidden=frozenset(hidden), meta=frozenset(meta), texts=texts)
