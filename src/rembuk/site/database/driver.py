"""Put a SQLite without the WAL-reset bug in the place of an older one.

SQLite before 3.51.3 can lose pages of a WAL file (sqlite.org, "Write-Ahead Logging", the WAL-reset bug).
Call use_safe_sqlite before anything imports Django.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

SAFE = (3, 51, 3)


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


def keep_open() -> sqlite3.Connection | None:
    """Return a connection that nobody uses, which keeps the log of a SQLite database.

    None on another database, and where there is no file (tests keep theirs elsewhere).
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite") or not Path(database["NAME"]).exists():
        return None
    module = sys.modules["sqlite3"]
    kept: sqlite3.Connection = module.connect(
        f"{Path(database['NAME']).absolute().as_uri()}?mode=rw", uri=True, check_same_thread=False, timeout=20
    )
    # The log is joined by the first read, which must be over: one that goes on lets the log grow for ever.
    kept.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return kept
