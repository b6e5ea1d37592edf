"""A home made quickly: empty tables kept by the test suite, without the ninety thousand places."""

from __future__ import annotations

import shutil
from pathlib import Path


def prepare_quickly() -> None:
    """Bring the tables, the cache table and the static files of REMBUK_HOME up to date."""
    import django
    from django.conf import settings

    django.setup()
    # Nobody here lives in a place, and every copy of the database would carry them.
    settings.LOAD_PLACES = False
    from conftest import _empty_tables
    from django.db import connection

    from rembuk.site.serving import prepare

    kept, name = _empty_tables(), connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and kept.exists() and not Path(name).exists():
        Path(name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy(kept, name)
    prepare()
