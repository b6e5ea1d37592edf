"""Django's SQLite backend, with what pysqlite3 lacks said plainly."""

from __future__ import annotations

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as DjangoFeatures
from django.utils.functional import cached_property


class DatabaseFeatures(DjangoFeatures):
    """Know the parameter limit without Connection.getlimit, which pysqlite3 0.6 does not have."""

    @cached_property
    def max_query_params(self) -> int:
        """Return SQLITE_MAX_VARIABLE_NUMBER as SQLite sets it since 3.32 (sqlite.org/limits.html)."""
        return 32_766


class DatabaseWrapper(base.DatabaseWrapper):
    """Use the features above."""

    features_class = DatabaseFeatures
