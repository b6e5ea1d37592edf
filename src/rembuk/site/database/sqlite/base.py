"""Django's SQLite backend, with what pysqlite3 lacks said plainly."""

from __future__ import annotations

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as DjangoFeatures


class DatabaseFeatures(DjangoFeatures):
    """Know the parameter limit of the SQLite we ship, not of the oldest one Django allows."""

    # SQLITE_MAX_VARIABLE_NUMBER as SQLite sets it since 3.32 (sqlite.org/limits.html)
    max_query_params = 32_766


class DatabaseWrapper(base.DatabaseWrapper):
    """Use the features above."""

    features_class = DatabaseFeatures
