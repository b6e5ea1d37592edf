"""Which column means what, how a time is read, and when a row is whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rembuk.channels.rules import EARLIEST

FIELDS = ("text", "id", "time", "author", "place")
# Words of a header that speak for a field, the surest first.
HINTS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "teks", "tweet", "full_text", "isi", "isi_laporan", "isi_aduan", "pesan", "message", "suara",
        "aspirasi", "usulan", "keluhan", "aduan", "laporan", "komentar", "comment", "content", "konten",
        "body", "caption", "ulasan", "review", "saran", "kritik", "uraian",
    ),
    "id": ("id", "id_str", "tweet_id", "post_id", "native_id", "kode", "nomor", "no_tiket", "nomor_laporan"),
    "time": (
        "created_at", "time", "timestamp", "waktu", "tanggal", "tgl", "date", "datetime", "spoken_at",
        "waktu_kirim", "dibuat",
    ),
    "author": ("username", "user", "handle", "akun", "author", "pengirim", "pelapor", "nama", "name"),
    "place": (
        "place", "tempat", "lokasi", "location", "wilayah", "desa", "kelurahan", "kecamatan", "kota",
        "kabupaten", "alamat",
    ),
}  # fmt: skip
_MONTHS = {
    name: number + 1
    for names in (
        "januari februari maret april mei juni juli agustus september oktober november desember",
        "jan feb mar apr mei jun jul agu sep okt nov des",
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split())
}
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2}|[A-Za-z]+)[/.\- ](\d{4})(?:[ ,T]+(\d{1,2})[:.](\d{2}))?")
_X_OLD = re.compile(r"\w{3} (\w{3}) (\d{2}) (\d{2}):(\d{2}):(\d{2}) \+0000 (\d{4})")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{12,13}")
# A run of blanks is tried from its beginning only, or a long one would take the square of its length.
_ZONE = re.compile(r"(?<!\s)\s*(WIB|WITA|WIT|UTC)$")
_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura", "UTC": "UTC"}


def heading(cell: str) -> str:
    """Return a column's heading as the hints are written."""
    return re.sub(r"[^a-z0-9]+", "_", cell.strip().lower()).strip("_")


def suggest(header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return which column of HEADER seems to hold each field, by its heading, then by its cells.

    Without a telling heading the column with the longest cells of ROWS is taken for the text.
    """
    plain = [heading(cell) for cell in header]
    found: dict[str, str] = {}
    for field, hints in HINTS.items():
        for hint in hints:
            if hint in plain and header[plain.index(hint)] not in found.values():
                found[field] = header[plain.index(hint)]
                break
    if "text" not in found and rows:
        free = [at for at, cell in enumerate(header) if cell not in found.values()]
        lengths = {at: sum(len(row[at]) for row in rows if at < len(row)) / len(rows) for at in free}
        longest = max(free, key=lambda at: (lengths[at], -at), default=None)
        if longest is not None and lengths[longest] >= 20:
            found["text"] = header[longest]
    return {field: found[field] for field in FIELDS if field in found}


def time_of(words: str, zone: str) -> datetime:
    """Return the time that WORDS say; without a zone of their own they are in ZONE. ValueError if not."""
    plain = words.strip()
    if mark := _ZONE.search(plain):
        plain, zone = plain[: mark.start()], _ZONES[mark.group(1)]
    found = _read_time(plain)
    if found.tzinfo is None:
        found = found.replace(tzinfo=ZoneInfo(zone))
    if found < EARLIEST:
        raise ValueError("before the earliest")
    return found.astimezone(UTC)


def _read_time(plain: str) -> datetime:
    if _EPOCH.fullmatch(plain):
        seconds = float(plain)
        return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
    if old := _X_OLD.fullmatch(plain):
        month, day, hour, minute, second, year = old.groups()
        return datetime(
            int(year), _MONTHS[month.lower()], int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
    if day_first := _DAY_FIRST.fullmatch(plain):
        day, month, year, hour, minute = day_first.groups()
        number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
        return datetime(int(year), number, int(day), int(hour or 0), int(minute or 0))
    return datetime.fromisoformat(re.sub(r"(?<=\d)\.(?=\d\d$)", ":", plain))


def plain_cell(cell: str) -> str:
    """Return CELL without the apostrophe that our exports put before what a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r") else cell
