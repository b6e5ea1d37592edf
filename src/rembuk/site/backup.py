"""Back an installation up into one file, safe while it runs, and opened again before it counts as made.

The file is a tar: manifest.json, rembuk.sqlite3, berkas/ with what people uploaded, and sums.json with the
SHA-256 of each file in it. The secret and the record's signing key are not in it: a stolen backup must not be
able to sign. Keep those two apart. Where REMBUK_BACKUP_KEY_FILE names a key, the file is encrypted under it
(sealed.py).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from rembuk import __version__
from rembuk.reckon.integrity.hash_tree import ReadHash, root_hash
from rembuk.reckon.integrity.tiles import Tile, read_from_tiles
from rembuk.reckon.refusal import Refusal, trouble
from rembuk.site.home import sync
from rembuk.site.sealed import Sealer, open_backup, read_key

DATABASE, MANIFEST, FILES, SUMS = "rembuk.sqlite3", "manifest.json", "berkas", "sums.json"


@dataclass(frozen=True)
class Head:
    """Say how far the record of a database goes: its newest head, 0 and "" when nothing is sealed."""

    size: int
    root: str


def refuse_other_database(engine: str, what: str) -> None:
    """Refuse a database that has tools of its own, and name them."""
    if "sqlite" not in engine:
        tool = "pg_dump -Fc -f FILE $DATABASE_URL" if what == "backup" else "pg_restore -d $DATABASE_URL FILE"
        raise Refusal(
            f"Basis data ini PostgreSQL; pakai alatnya sendiri: {tool}",
            f"This database is PostgreSQL; use its own tool: {tool}",
        )


def open_database(path: Path) -> sqlite3.Connection:
    """Open the SQLite file at PATH for reading."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def head_of(database: sqlite3.Connection) -> Head:
    """Return the newest head in DATABASE."""
    try:
        row = database.execute(
            "SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
    except sqlite3.OperationalError:
        return Head(0, "")
    return Head(int(row[0]), bytes(row[1]).hex()) if row is not None else Head(0, "")


def reader_of(database: sqlite3.Connection, size: int) -> ReadHash:
    """Return a reader of subtree hashes of the record in DATABASE."""

    def fetch(tile: Tile) -> bytes:
        row = database.execute(
            'SELECT data FROM ledger_tile WHERE level = ? AND "index" = ?', (tile.level, tile.index)
        ).fetchone()
        return (
            bytes(row[0])[: tile.width * 32].ljust(tile.width * 32, b"\0") if row else bytes(tile.width * 32)
        )

    return read_from_tiles(size, fetch)


def examine(path: Path) -> Head:
    """Return the head of the database at PATH; refuse one whose pages or whose record's root are wrong."""
    try:
        database = open_database(path)
        try:
            found = [row[0] for row in database.execute("PRAGMA integrity_check")]
            head = head_of(database)
            sound = found == ["ok"] and (
                not head.size or root_hash(head.size, reader_of(database, head.size)).hex() == head.root
            )
        finally:
            database.close()
    except sqlite3.DatabaseError as error:
        raise _unsound(path) from error
    if not sound:
        raise _unsound(path)
    return head


def digest_of(path: Path) -> str:
    """Return the SHA-256 of the file at PATH in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unsound(path: Path) -> Refusal:
    return Refusal(
        f"Basis data {path.name} tidak utuh; jangan dipakai, ambil cadangan lain.",
        f"The database {path.name} is not sound; do not use it, take another backup.",
    )


def back_up(target: Path) -> dict[str, Any]:
    """Write the backup TARGET (gzip when its name ends in .gz) and return what it holds; needs Django."""
    from django.conf import settings

    refuse_other_database(settings.DATABASES["default"]["ENGINE"], "backup")
    if target.exists():
        raise Refusal(
            f"{target} sudah ada; pilih nama lain.", f"{target} is there already; choose another name."
        )
    if not target.absolute().parent.is_dir():
        raise Refusal(f"Folder untuk {target} tidak ada.", f"The folder for {target} does not exist.")
    try:
        head = _write(target)
    except (OSError, sqlite3.DatabaseError) as error:
        why = trouble(error)
        raise Refusal(
            f"{target} tidak dapat dibuat ({why.id}); periksa ruang kosong dan izin di sana, lalu "
            "rembuk check.",
            f"{target} cannot be made ({why.en}); check free space and permissions there, then rembuk check.",
        ) from error
    record = {"size": head.size, "root": head.root}
    return {
        "file": str(target), "bytes": target.stat().st_size, "encrypted": read_key() is not None, **record
    }  # fmt: skip


def _write(target: Path) -> Head:
    from django.conf import settings
    from django.db import connection

    with tempfile.TemporaryDirectory(prefix=".rembuk-", dir=target.absolute().parent) as folder:
        copy = Path(folder) / DATABASE
        connection.ensure_connection()
        copied = sqlite3.connect(copy)
        # All pages in one step: one read transaction sees one moment, and in WAL mode no writer waits for it.
        connection.connection.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")
        copied.close()
        head = examine(copy)
        record = {"size": head.size, "root": head.root}
        manifest = {"version": __version__, "record": record, "sha256": digest_of(copy), "sums": SUMS}
        (Path(folder) / MANIFEST).write_text(json.dumps(manifest))
        part = Path(folder) / "part"
        _pack(part, Path(folder), Path(settings.HOME) / FILES, packed=target.name.endswith(("gz", ".tgz")))
        _open_again(part, copy)
        part.replace(target)
        # Both folders that the name moved between.
        sync(Path(folder))
        sync(target.absolute().parent)
    return head


def _pack(part: Path, folder: Path, files: Path, *, packed: bool) -> None:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as raw:
        key = read_key()
        out = raw if key is None else Sealer(raw, key)
        with tarfile.open(fileobj=out, mode="w|gz" if packed else "w|") as tar:
            tar.add(folder / MANIFEST, MANIFEST)
            tar.add(folder / DATABASE, DATABASE)
            sums = {}
            for path in sorted(files.rglob("*")) if files.is_dir() else ():
                # The office goes on: what is erased while we read is meant to be gone.
                with suppress(FileNotFoundError):
                    name = f"{FILES}/{path.relative_to(files)}"
                    if path.is_dir():
                        tar.add(path, name, recursive=False)
                    else:
                        sums[name] = _add(tar, path, name)
            told = json.dumps(sums).encode()
            entry = tarfile.TarInfo(SUMS)
            entry.size = len(told)
            tar.addfile(entry, io.BytesIO(told))
        if out is not raw:
            out.close()
        raw.flush()
        os.fsync(raw.fileno())


def _add(tar: tarfile.TarFile, path: Path, name: str) -> str:
    """Put the file at PATH into TAR as NAME and return the SHA-256 of what was read."""
    with path.open("rb") as file:
        summed = _Summed(file)
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=file), summed)
    return summed.hex()


class _Summed(io.RawIOBase):
    """Read a file and sum what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next SIZE bytes."""
        piece = self._file.read(size)
        self._sum.update(piece)
        return piece

    def hex(self) -> str:
        """Return the SHA-256 of all that was read."""
        return self._sum.hexdigest()


def _open_again(part: Path, copy: Path) -> None:
    """Read the backup PART as a restore does, to its end; refuse one whose content is not what went in."""
    found, told = {}, b"null"
    with part.open("rb") as raw:
        reader = open_backup(raw)
        with tarfile.open(fileobj=reader, mode="r|*") as tar:
            for entry in tar:
                content = tar.extractfile(entry)
                if content is not None and entry.name == SUMS:
                    told = content.read()
                elif content is not None:
                    summed = _Summed(content)
                    while summed.read(1 << 20):
                        continue
                    found[entry.name] = summed.hex()
        while reader.read(1 << 20):
            continue
    files = {name: digest for name, digest in found.items() if name.startswith(f"{FILES}/")}
    if found.get(DATABASE) != digest_of(copy) or json.loads(told) != files:
        raise _unsound(part)
