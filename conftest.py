"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

# How long an example takes says more about the machine's other work than about the code.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip the test and say why."""
    folder = Path(os.environ.get("REMBUK_SHARED", Path(__file__).parent.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"real data is not there: {folder} (set REMBUK_SHARED)")
    return folder


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
