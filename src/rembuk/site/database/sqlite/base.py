"""Django's SQLite backend, with what pysqlite3 lacks said plainly."""

from __future__ import annotations

import time
from pathlib import Path

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as DjangoFeatures

from rembuk.site.database.driver import can_write, kept_open


class DatabaseFeatures(DjangoFeatures):
    """Know the parameter limit of the SQLite we ship, not of the oldest one Django allows."""

    # SQLITE_MAX_VARIABLE_NUMBER as SQLite sets it since 3.32 (sqlite.org/limits.html)
    max_query_params = 32_766


class DatabaseWrapper(base.DatabaseWrapper):
    """Use the features above, and let go of a file that could only be read."""

    features_class = DatabaseFeatures

    def connect(self) -> None:
        """Connect; where nothing can be written, for this request only."""
        super().connect()
        path = Path(self.settings_dict["NAME"])
        if path.exists() and not can_write(path):
            # Once it can be written again, a connection opened now would go on refusing.
            self.close_at = time.monotonic()
        else:
            kept_open.again()
