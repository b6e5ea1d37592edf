"""Read the two tables of a random panel: the pool of people and the quotas."""

from __future__ import annotations

import csv
import io
from collections.abc import Container
from dataclasses import dataclass
from typing import NamedTuple

from rembuk.reckon.collective_choice.ballot_files import bad_line
from rembuk.reckon.refusal import Refusal


class Quota(NamedTuple):
    """Say how many people with one value of one feature a panel must and may hold."""

    feature: str
    value: str
    minimum: int
    maximum: int


@dataclass(frozen=True)
class Pool:
    """Hold people by id, each with the values of the features under quota, in the order of the file."""

    people: dict[str, tuple[str, ...]]
    features: tuple[str, ...]
    refused: tuple[tuple[int, str], ...] = ()


def _table(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise bad_line(
            name,
            reader.line_num,
            f"tabel tidak terbaca ({error}); simpan ulang sebagai CSV.",
            f"the table cannot be read ({error}); save it as CSV again.",
        ) from error
    rows = [(line, row) for line, row in rows if any(row)]
    if not rows:
        raise Refusal(
            f"Berkas {name} kosong; baris pertama memuat nama kolom.",
            f"The file {name} is empty; its first line names the columns.",
        )
    return rows


def read_quotas(data: bytes, name: str) -> list[Quota]:
    """Read QUOTAS.csv with the columns feature, value, min, max; Refusal names file and line."""
    rows = _table(data, name)
    head = [cell.lower() for cell in rows[0][1]]
    missing = [column for column in ("feature", "value", "min", "max") if column not in head]
    if missing:
        raise bad_line(
            name,
            rows[0][0],
            f"kolom {', '.join(missing)} tidak ada; kolomnya feature,value,min,max.",
            f"the column {', '.join(missing)} is missing; the columns are feature,value,min,max.",
        )
    quotas: list[Quota] = []
    for line, row in rows[1:]:
        cells = dict(zip(head, row, strict=False))
        low, high = cells.get("min", ""), cells.get("max", "")
        whole = all(bound.isdecimal() and len(bound) <= 9 for bound in (low, high))
        if not whole or int(low) > int(high):
            raise bad_line(
                name,
                line,
                f"min `{low}` dan max `{high}` harus bilangan bulat dengan min paling besar sama dengan max.",
                f"min `{low}` and max `{high}` must be whole numbers with min at most max.",
            )
        quota = Quota(cells["feature"], cells["value"], int(low), int(high))
        if any((q.feature, q.value) == (quota.feature, quota.value) for q in quotas):
            raise bad_line(
                name,
                line,
                f"{quota.feature}={quota.value} tertulis dua kali; sisakan satu.",
                f"{quota.feature}={quota.value} stands there twice; leave one.",
            )
        quotas.append(quota)
    if not quotas:
        raise bad_line(
            name,
            rows[0][0],
            "tidak ada satu pun kuota; tambah baris seperti `umur,17-24,2,4`.",
            "there is not one quota; add rows such as `age,17-24,2,4`.",
        )
    return quotas


def read_pool(data: bytes, name: str, quotas: list[Quota], *, cut: bool = False) -> Pool:
    """Read POOL.csv: `id` and one column for every feature under quota; other columns are ignored."""
    rows = _table(data, name)
    head = rows[0][1]
    features = tuple(dict.fromkeys(quota.feature for quota in quotas))
    missing = [column for column in ("id", *features) if column not in head]
    if missing:
        raise bad_line(
            name,
            rows[0][0],
            f"kolom {', '.join(missing)} tidak ada; tambah kolomnya atau betulkan namanya di kuota.",
            f"the column {', '.join(missing)} is missing; add it or mend its name in the quotas.",
        )
    doubled = [column for column in ("id", *features) if head.count(column) > 1]
    if doubled:
        raise bad_line(
            name,
            rows[0][0],
            f"kolom {', '.join(doubled)} ada lebih dari sekali; sisakan satu.",
            f"the column {', '.join(doubled)} stands there more than once; leave one.",
        )
    known = {(quota.feature, quota.value) for quota in quotas}
    places = [head.index(feature) for feature in features]
    people: dict[str, tuple[str, ...]] = {}
    refused: list[tuple[int, str]] = []
    last = rows[-1][0] if cut or not data.endswith((b"\n", b"\r")) else -1
    for line, row in rows[1:]:
        try:
            person = _id(row, head, (name, line), people)
            people[person] = _values(row, places, features, (name, line), known)
        except Refusal as refusal:
            if line != last or not people:
                raise
            refused.append((line, refusal.sentence("en")))
    if not people:
        raise bad_line(
            name, rows[0][0], "tidak ada seorang pun; tambah baris.", "there is nobody in it; add rows."
        )
    return Pool(people, features, tuple(refused))


def _id(row: list[str], head: list[str], where: tuple[str, int], people: Container[str]) -> str:
    place = head.index("id")
    if len(row) != len(head) or not row[place]:
        raise bad_line(
            *where,
            f"ada {len(row)} sel, padahal kolomnya {len(head)}, atau id kosong; lengkapi barisnya.",
            f"it has {len(row)} cells where there are {len(head)} columns, or no id; complete the row.",
        )
    if row[place] in people:
        raise bad_line(
            *where,
            f"id {row[place]} sudah dipakai di atas; beri id lain.",
            f"the id {row[place]} is already used above; give another.",
        )
    return row[place]


def _values(
    row: list[str],
    places: list[int],
    features: tuple[str, ...],
    where: tuple[str, int],
    known: Container[tuple[str, str]],
) -> tuple[str, ...]:
    values = tuple(row[place] for place in places)
    for feature, value in zip(features, values, strict=True):
        if (feature, value) not in known:
            raise bad_line(
                *where,
                f"`{value}` di kolom {feature} tidak ada di kuota; betulkan atau tambah barisnya di kuota.",
                f"`{value}` in column {feature} is not in the quotas; mend it or add its row to the quotas.",
            )
    return values
