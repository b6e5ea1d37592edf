"""What every test may ask for."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# How long an example takes says more about the machine's other work than about the code.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run first what is slow: at the end it would keep one worker busy while the other has nothing left.

    What empties its tables afterwards stays where pytest-django puts it, after all that it would disturb; the
    slow of these first, too.
    """

    def empties(item: pytest.Item) -> bool:
        database = item.get_closest_marker("django_db")
        return database is not None and bool(database.kwargs.get("transaction"))

    def quick(item: pytest.Item) -> bool:
        return item.get_closest_marker("slow") is None

    items.sort(key=lambda item: empties(item) or quick(item))
    ordered = iter(sorted(filter(empties, items), key=quick))
    items[:] = [next(ordered) if empties(item) else item for item in items]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip the test and say why."""
    folder = Path(os.environ.get("REMBUK_SHARED", Path(__file__).parent.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"real data is not there: {folder} (set REMBUK_SHARED)")
    return folder


def _empty_tables() -> Path:
    """Return where the empty tables of exactly these migrations are kept, in the virtual environment."""
    import django
    from django.apps import apps

    found = hashlib.sha256(django.__version__.encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted(Path(config.path, "migrations").glob("*.py")):
            found.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    return Path(sys.prefix, "empty-tables", f"{found.hexdigest()[:20]}.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Start on SQLite from a copy of the empty tables: eighty migrations cost ten seconds a run."""
    from django.db import connection

    kept = _empty_tables()
    if connection.vendor != "sqlite" or not kept.exists():
        return False
    shutil.copy(kept, connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any) -> None:
    """Keep a copy of the empty tables for the next run, where there is none."""
    from django.db import connection

    if connection.vendor == "sqlite" and not django_db_keepdb:
        kept = _empty_tables()
        kept.parent.mkdir(exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(draft)])
        for old in kept.parent.glob("*.sqlite3"):
            old.unlink(missing_ok=True)
        draft.replace(kept)


@pytest.fixture(autouse=True)
def _whole_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let force_login mean the whole way in: password and second factor, as staff pages ask for."""
    from django.test import Client

    def force_login(self: Client, user: Any, backend: str | None = None) -> None:
        from rembuk.people.tests.factories import sign_in

        sign_in(self, user)

    monkeypatch.setattr(Client, "force_login", force_login)


@pytest.fixture(autouse=True)
def _own_home(request: pytest.FixtureRequest) -> None:
    """Give each test with a database a home of its own: the record keeps its key and last head there."""
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        settings = request.getfixturevalue("settings")
        settings.HOME = request.getfixturevalue("tmp_path")


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Let no test speak the language of the one before: a command sets it for its whole process."""
    yield
    from django.utils import translation

    translation.deactivate()
