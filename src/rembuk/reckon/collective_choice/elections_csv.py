"""Read ballots from a table (CSV): one row a ballot, or a kind of ballot with a count.

Two layouts. Ranks: columns `rank1, rank2, …` (also choice, preference, pilihan, peringkat) hold candidates,
`A=B` in one cell ties; of a candidate named twice the first place counts. Scores: every other column is a
candidate and its cells are numbers, or yes and no; an empty cell is no score. `count` or `weight` (jumlah,
bobot) multiplies a row; `id` or `voter` is ignored.
"""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction

from rembuk.reckon.collective_choice.ballot_files import bad_line, bounded
from rembuk.reckon.collective_choice.elections import Ballot, Election, build_election
from rembuk.reckon.refusal import Refusal

_RANK = re.compile(r"(?:rank|choice|preference|pilihan|peringkat)[ _-]?(\d+)", re.I)
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
_COUNT = {"count", "weight", "jumlah", "bobot"}
_SKIP = {"id", "voter", "ballot", "pemilih", "timestamp"}
_YES = {"yes": 1, "ya": 1, "x": 1, "✓": 1, "true": 1, "setuju": 1, "no": 0, "tidak": 0, "false": 0}


def read_csv(text: str, name: str, *, cut: bool = False) -> Election:
    """Read an election from a table; Refusal names the line of a cell that cannot be read."""
    rows = [(reader_line, row) for reader_line, row in _rows(text, name) if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise bad_line(
            name,
            1,
            "tidak ada satu pun surat suara; baris pertama memuat nama kolom, lalu satu surat suara sebaris.",
            "there is not one ballot; the first line names the columns, then one ballot a line.",
        )
    head = [cell.strip() for cell in rows[0][1]]
    ranks = sorted((int(m[1]), i) for i, cell in enumerate(head) if (m := _RANK.fullmatch(cell)))
    whole_last = text.endswith("\n") and not cut
    refused: list[tuple[int, str]] = []
    parsed: list[tuple[Fraction, list[tuple[str, ...]], list[tuple[str, Fraction]]]] = []
    for line, row in rows[1:]:
        try:
            if len(row) != len(head):
                raise bad_line(
                    name,
                    line,
                    f"ada {len(row)} sel, padahal kolomnya {len(head)}.",
                    f"it has {len(row)} cells where there are {len(head)} columns; fill or remove cells.",
                )
            weight = _weight(head, row, name, line)
            if ranks:
                parsed.append((weight, _ranked([row[i] for _, i in ranks]), []))
            else:
                parsed.append((weight, [], _scored(head, row, name, line)))
        except Refusal as refusal:
            if line != rows[-1][0] or whole_last or not parsed:
                raise
            refused.append((line, refusal.sentence("en")))
    if ranks:
        ids = sorted({c for _, ranking, _ in parsed for rank in ranking for c in rank}, key=_natural)
    else:
        ids = [cell for cell in head if cell.lower() not in _COUNT | _SKIP and cell]
    if not ids or len(set(ids)) != len(ids):
        raise bad_line(
            name,
            rows[0][0],
            "kolom calon tidak ada atau kembar; beri tiap calon satu kolom.",
            "candidate columns are missing or doubled; give every candidate one column.",
        )
    bounded(len(ids), name)
    place = {c: i for i, c in enumerate(ids)}
    ballots = [_ballot(weight, ranking, scores, place) for weight, ranking, scores in parsed]
    return build_election(ids, {c: c for c in ids}, ballots, refused=refused)


def _rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    first = text.splitlines()[0] if text.splitlines() else ""
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise bad_line(
            name,
            reader.line_num,
            f"tabel tidak terbaca ({error}).",
            f"the table cannot be read ({error}); save it as CSV again.",
        ) from error


def _natural(word: str) -> tuple[int, int, str]:
    return (0, int(word), word) if word.isdecimal() else (1, 0, word)


def _weight(head: list[str], row: list[str], name: str, line: int) -> Fraction:
    for column, cell in zip(head, row, strict=True):
        if column.lower() in _COUNT:
            try:
                weight = Fraction(_point(cell.strip()))
            except (ValueError, ZeroDivisionError):
                weight = Fraction(0)
            if weight <= 0:
                raise bad_line(
                    name,
                    line,
                    f"bobot `{cell}` bukan angka lebih dari 0.",
                    f"the weight `{cell}` is not a number above 0; mend it.",
                )
            return weight
    return Fraction(1)


def _point(word: str) -> str:
    """Write a decimal comma, as Indonesian spreadsheets do, as a point."""
    return word.replace(",", ".") if _DECIMAL_COMMA.fullmatch(word) else word


def _ranked(cells: list[str]) -> list[tuple[str, ...]]:
    """Return the ranks; a candidate named again says nothing new, the first place counts."""
    ranking, seen = [], set[str]()
    for cell in cells:
        rank = dict.fromkeys(part.strip() for part in cell.split("=") if part.strip())
        ranking.append(tuple(candidate for candidate in rank if candidate not in seen))
        seen.update(rank)
    return [rank for rank in ranking if rank]


def _scored(head: list[str], row: list[str], name: str, line: int) -> list[tuple[str, Fraction]]:
    scores = []
    for column, cell in zip(head, row, strict=True):
        word = cell.strip()
        if not word or not column or column.lower() in _COUNT | _SKIP:
            continue
        try:
            scores.append((column, Fraction(_YES.get(word.lower(), _point(word)))))
        except (ValueError, ZeroDivisionError):
            raise bad_line(
                name,
                line,
                f"nilai `{word[:40]}` untuk {column} bukan angka; tulis angka, ya, atau tidak.",
                f"the score `{word[:40]}` for {column} is not a number; write a number, yes or no.",
            ) from None
    return scores


def _ballot(
    weight: Fraction,
    ranking: list[tuple[str, ...]],
    scores: list[tuple[str, Fraction]],
    place: dict[str, int],
) -> Ballot:
    if ranking or not scores:
        order = tuple(tuple(place[c] for c in rank) for rank in ranking)
        return Ballot(weight, order, tuple(c for rank in order for c in rank))
    pairs = tuple((place[c], score) for c, score in scores)
    levels = sorted({score for _, score in pairs}, reverse=True)
    order = tuple(tuple(c for c, score in pairs if score == level) for level in levels)
    return Ballot(weight, order, tuple(c for c, score in pairs if score > 0), pairs)
