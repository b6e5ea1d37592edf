"""Put an installation back to a backup without forking its record and without losing anything unsaid."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from rembuk.reckon.integrity.checkpoints import parse_checkpoint
from rembuk.reckon.integrity.hash_tree import leaf_hash, root_hash
from rembuk.reckon.refusal import Refusal, trouble
from rembuk.site.backup import (
    DATABASE,
    FILES,
    MANIFEST,
    SUMS,
    Head,
    digest_of,
    examine,
    head_of,
    open_database,
    reader_of,
)
from rembuk.site.home import sync
from rembuk.site.sealed import open_backup

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

# Whose rows a person would miss, in words.
_MISSED = {
    "langkah": (
        "SELECT coalesce(max(id), 0) FROM ledger_step",
        "SELECT count(*) FROM ledger_step WHERE id > ?",
    ),
    "entri catatan": (
        "SELECT coalesce(max(id), 0) FROM ledger_leaf",
        "SELECT count(*) FROM ledger_leaf WHERE id > ?",
    ),
    "suara": (
        "SELECT coalesce(max(id), 0) FROM voices_voice",
        "SELECT count(*) FROM voices_voice WHERE id > ?",
    ),
    "gagasan": (
        "SELECT coalesce(max(id), 0) FROM ideas_idea",
        "SELECT count(*) FROM ideas_idea WHERE id > ?",
    ),
    "dukungan": (
        "SELECT coalesce(max(id), 0) FROM ideas_endorsement",
        "SELECT count(*) FROM ideas_endorsement WHERE id > ?",
    ),
    "orang": (
        "SELECT coalesce(max(id), 0) FROM people_person",
        "SELECT count(*) FROM people_person WHERE id > ?",
    ),
}

# The same kinds for who reads English; the keys of --json stay.
ENGLISH = {
    "langkah": "steps", "entri catatan": "record entries", "suara": "voices", "gagasan": "ideas",
    "dukungan": "endorsements", "orang": "people",
}  # fmt: skip


def restore(source: Path, home: Path, *, force: bool) -> dict[str, Any]:
    """Put the backup SOURCE into HOME and return what was lost and kept.

    Refused while anything here is newer than the backup, naming it, unless FORCE. Even then sealed entries
    are carried over, so that the record goes on where it was, and the old database stays beside the new one.
    A database here that is damaged counts as newer, for nobody can tell what it held.
    """
    try:
        return _restore(source, home, force=force)
    except (OSError, sqlite3.OperationalError) as error:
        why = trouble(error)
        raise Refusal(
            f"{home} tidak dapat diisi ({why.id}); periksa ruang kosong dan izinnya, lalu ulangi.",
            f"{home} cannot be filled ({why.en}); check free space and permissions, then try again.",
        ) from error


def _restore(source: Path, home: Path, *, force: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix=".rembuk-restore-", dir=home) as name:
        folder = Path(name)
        _unpack(source, folder)
        head = examine(folder / DATABASE)
        taken_at = (folder / MANIFEST).stat().st_mtime
        now = home / DATABASE
        lost, damaged = _lost(now, folder / DATABASE) if now.exists() else ({}, False)
        signed = _signed_size(home)
        if damaged and not force:
            raise _cannot_tell(now, lost, head, signed)
        if (lost or signed > head.size) and not force:
            raise _would_lose(lost, head, signed)
        kept = _carry_record(now, folder / DATABASE, head) if now.exists() else 0
        if now.exists():
            _carry_counters(now, folder / DATABASE)
        # Before the database changes: where they do not fit, nothing has.
        if (folder / FILES).is_dir():
            shutil.copytree(folder / FILES, home / FILES, dirs_exist_ok=True)
            for path in (folder / FILES, *(folder / FILES).rglob("*")):
                sync(home / path.relative_to(folder))
        # What is told to be restored outlives a power cut.
        sync(folder / DATABASE)
        aside = _move_aside(now)
        (folder / DATABASE).replace(now)
        sync(folder)
        sync(home)
    return {
        "restored": str(source), "size": head.size + kept, "lost": lost, "damaged": damaged,
        "entries_kept": kept,
        "before": str(aside) if aside is not None else None, "record_goes_on": signed <= head.size + kept,
        "taken_at": taken_at,
    }  # fmt: skip


def _unpack(source: Path, folder: Path) -> None:
    names = set()
    try:
        with source.open("rb") as raw:
            reader = open_backup(raw)
            with tarfile.open(fileobj=reader, mode="r|*") as tar:
                for entry in tar:
                    names.add(entry.name)
                    if entry.name in (MANIFEST, DATABASE, SUMS) or entry.name.startswith(f"{FILES}/"):
                        tar.extract(entry, folder, filter="data")
            # What comes after the last entry is proved too.
            while reader.read(1 << 20):
                continue
        if not {MANIFEST, DATABASE} <= names:
            raise tarfile.ReadError("no backup")
        _prove(folder, names)
    except (OSError, tarfile.TarError, EOFError, ValueError, AttributeError) as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise
        raise Refusal(
            f"{source} bukan cadangan Rembuk yang utuh; periksa nama berkasnya atau ambil cadangan lain.",
            f"{source} is not a whole Rembuk backup; check the file's name or take another one.",
        ) from error


def _prove(folder: Path, names: set[str]) -> None:
    """Refuse what was unpacked into FOLDER where a byte differs from what was backed up."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    known = manifest.get("sha256")
    # Backups of 0.1.0 name none.
    if known is not None and known != digest_of(folder / DATABASE):
        raise tarfile.ReadError("another database")
    if "sums" not in manifest:
        return
    sums = json.loads((folder / SUMS).read_bytes())
    files = {name for name in names if name.startswith(f"{FILES}/") and not (folder / name).is_dir()}
    if sums != {name: digest_of(folder / name) for name in files}:
        raise tarfile.ReadError("other files")


def _lost(now: Path, backup: Path) -> tuple[dict[str, int], bool]:
    """Return how many rows are in NOW and not in BACKUP, by kind, those that are missed only; and whether NOW
    is damaged, so that there may be more.
    """
    lost, damaged = {}, False
    with closing(open_database(now)) as here, closing(open_database(backup)) as there:
        for word, (last_of, count_after) in _MISSED.items():
            try:
                last = there.execute(last_of).fetchone()[0]
            except sqlite3.OperationalError:
                last = 0
            try:
                count = here.execute(count_after, [last]).fetchone()[0]
            except sqlite3.OperationalError:
                continue
            except sqlite3.DatabaseError:
                damaged = True
                continue
            if count:
                lost[word] = int(count)
        damaged = damaged or not _whole(here)
    return lost, damaged


def _whole(database: sqlite3.Connection) -> bool:
    try:
        return [row[0] for row in database.execute("PRAGMA quick_check(1)")] == ["ok"]
    except sqlite3.DatabaseError:
        return False


def _signed_size(home: Path) -> int:
    """Return how far the last head signed from HOME goes; its signature is checked when it is next used."""
    try:
        text = (home / "record.head").read_text().partition("\n\n")[0] + "\n"
    except (OSError, UnicodeDecodeError):
        return 0
    head = parse_checkpoint(text)
    return head.size if head is not None else 0


def _spelled(lost: dict[str, int]) -> tuple[str, str]:
    """Return what is LOST in Indonesian and in English."""
    said = ", ".join(f"{count} {word}" for word, count in lost.items())
    english = ", ".join(f"{count} {ENGLISH[word]}" for word, count in lost.items())
    return said or "-", english or "-"


def _would_lose(lost: dict[str, int], head: Head, signed: int) -> Refusal:
    what, english = _spelled(lost)
    return Refusal(
        f"Cadangan ini lebih tua: akan hilang {what}; catatan tersegel {signed} entri, di cadangan "
        f"{head.size}. Ulangi dengan --force bila memang begitu.",
        f"This backup is older: lost would be {english}; the record has {signed} sealed entries, the backup "
        f"{head.size}. Repeat with --force if that is meant.",
    )


def _cannot_tell(now: Path, lost: dict[str, int], head: Head, signed: int) -> Refusal:
    what, english = _spelled(lost)
    return Refusal(
        f"{now} rusak: yang akan hilang tidak terhitung seluruhnya (terhitung: {what}); catatan "
        f"tersegel {signed} entri, di cadangan {head.size}. Ulangi dengan --force; yang rusak disimpan.",
        f"{now} is damaged: what would be lost cannot be counted in full (counted: {english}); the record "
        f"has {signed} sealed entries, the backup {head.size}. Repeat with --force; the damaged one is kept.",
    )


def _carry_record(now: Path, backup: Path, head: Head) -> int:
    """Copy the sealed entries of NOW that BACKUP lacks into BACKUP, so that the record is not forked.

    Return how many. Nothing is copied from a record that does not continue the backup's.
    """
    try:
        with closing(open_database(now)) as here:
            ahead = head_of(here)
            if ahead.size <= head.size:
                return 0
            read = reader_of(here, ahead.size)
            whole = root_hash(ahead.size, read).hex() == ahead.root
            if not whole or (head.size and root_hash(head.size, read).hex() != head.root):
                return 0
            leaves = here.execute(
                'SELECT id, body, written_at, "index", hash FROM ledger_leaf WHERE "index" >= ? ORDER BY 4',
                (head.size,),
            ).fetchall()
            tiles = here.execute('SELECT level, "index", width, data FROM ledger_tile').fetchall()
            heads = here.execute(
                "SELECT size, root, integrated_at, note, signed_at FROM ledger_checkpoint WHERE size > ?",
                (head.size,),
            ).fetchall()
            keys = here.execute("SELECT id, vkey FROM ledger_sequencer").fetchall()
            # A damaged page may hold an entry while the tiles above it are sound.
            found = [(row[3], leaf_hash(_bytes(row[1]))) for row in leaves]
            if found != [(index, read(0, index)) for index in range(head.size, ahead.size)]:
                return 0
    except sqlite3.DatabaseError:
        return 0
    with closing(sqlite3.connect(backup)) as there, there:
        for key, body, written_at, index, digest in leaves:
            # The same leaf, still waiting in the backup, gets its number back; a lost one stands alone.
            waiting = (
                'UPDATE ledger_leaf SET "index" = ?, hash = ? WHERE id = ? AND body = ? AND "index" IS NULL'
            )
            if not there.execute(waiting, (index, digest, key, body)).rowcount:
                there.execute(
                    'INSERT INTO ledger_leaf (body, written_at, "index", hash) VALUES (?, ?, ?, ?)',
                    (body, written_at, index, digest),
                )
        there.execute("DELETE FROM ledger_tile")
        there.executemany('INSERT INTO ledger_tile (level, "index", width, data) VALUES (?, ?, ?, ?)', tiles)
        there.executemany(
            "INSERT INTO ledger_checkpoint (size, root, integrated_at, note, signed_at) "
            "VALUES (?, ?, ?, ?, ?)",
            heads,
        )
        there.executemany("INSERT OR REPLACE INTO ledger_sequencer (id, vkey) VALUES (?, ?)", keys)
    examine(backup)
    return len(leaves)


def _carry_counters(now: Path, backup: Path) -> None:
    """Let BACKUP give no number again that NOW gave: the record knows a voice that is lost by its number."""
    try:
        with closing(open_database(now)) as here:
            given = here.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    except sqlite3.DatabaseError:
        return
    with closing(sqlite3.connect(backup)) as there, there:
        for name, last in given:
            behind = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?"
            if not there.execute(behind, (last, name)).rowcount:
                there.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, last))


def _bytes(body: str | bytes) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)


def _move_aside(now: Path) -> Path | None:
    """Keep the database that is replaced, with its log, under a name that is free."""
    if not now.exists():
        return None
    # Opening and closing folds the log into the file, so that one file is the whole.
    folded = False
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(now)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        folded = True
    number = 1
    while (aside := now.with_name(f"sebelum-pulih-{number}.sqlite3")).exists():
        number += 1
    now.replace(aside)
    for tail in ("-wal", "-shm"):
        beside = now.with_name(now.name + tail)
        if folded:
            beside.unlink(missing_ok=True)
        elif beside.exists():
            # Whoever mends the damaged file needs its log.
            beside.replace(aside.with_name(aside.name + tail))
    return aside
