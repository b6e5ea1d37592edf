"""Put a SQLite without the WAL-reset bug in the place of an older one.

SQLite before 3.51.3 can lose pages of a WAL file (sqlite.org, "Write-Ahead Logging", the WAL-reset bug).
Call use_safe_sqlite before anything imports Django.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from pathlib import Path

SAFE = (3, 51, 3)
# Of the log, written into the file while writers wait: as many as SQLite does by itself after a commit.
FEW_PAGES = 1_000


def use_safe_sqlite() -> None:
    """Let `import sqlite3` find pysqlite3 where the standard one is too old."""
    if sqlite3.sqlite_version_info >= SAFE:
        return
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def sqlite_version() -> tuple[int, ...]:
    """Return the version of the SQLite in use, after use_safe_sqlite."""
    module = sys.modules["sqlite3"]
    return tuple(int(part) for part in module.sqlite_version.split("."))


def can_write(path: Path) -> bool:
    """Say whether the database file at PATH, and the log beside it, can be written at this moment."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def keep_open() -> sqlite3.Connection | None:
    """Return a connection that nobody uses, which keeps the log of a SQLite database.

    None on another database, where there is no file (tests keep theirs elsewhere), and where the file cannot
    be written: all connections of a process share how the first one opened the log, and one that is kept
    would leave it read-only after the disk can be written again.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite"):
        return None
    path = Path(database["NAME"])
    if not path.exists() or not can_write(path):
        return None
    module = sys.modules["sqlite3"]
    kept: sqlite3.Connection = module.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, check_same_thread=False, timeout=20
    )
    # The log is joined by the first read, which must be over: one that goes on lets the log grow for ever.
    kept.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return kept


def empty_log(path: Path) -> bool:
    """Write the log of the SQLite file at PATH into it and cut the log to nothing; say whether that was done.

    The log holds pages of before an erasure until others are written over them. Not done where somebody reads
    just then, or much was written since: writers would have to wait.
    """
    module = sys.modules["sqlite3"]
    database = module.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0.1)
    try:
        # This keeps nobody waiting; what follows does, for as long as what is left takes.
        (busy, pages, moved) = database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if not busy and pages - moved <= FEW_PAGES:
            (busy, pages, moved) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    finally:
        database.close()
    return False


class KeptOpen:
    """Hold the connection of `keep_open` once a process serves, as soon as there can be one."""

    def __init__(self) -> None:
        self._serving = False
        self._kept: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Hold it from now on."""
        self._serving = True
        self.again()

    def again(self) -> None:
        """Take it where it is wanted and could not be had before."""
        if not self._serving or self._kept is not None:
            return
        with self._lock:
            self._kept = self._kept or keep_open()


kept_open = KeptOpen()
