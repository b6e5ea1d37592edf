"""The commands that found spaces, invite people and find places, on a home made on the spot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def rembuk(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    outside = {
        key: value for key, value in os.environ.items() if key not in ("PYTEST_VERSION", "DATABASE_URL")
    }
    environment = {**outside, "REMBUK_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-m", "rembuk", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_new_home_is_set_up_and_spaces_invitations_and_places_answer_as_the_contract_says(
    tmp_path: Path,
) -> None:
    found = rembuk(tmp_path, "spaces", "add", "contoh", "--name", "Ruang Contoh", "--region", "34", "--json")
    assert (found.returncode, json.loads(found.stdout)) == (0, {"space": "contoh"}), found.stderr
    twice = rembuk(tmp_path, "spaces", "add", "contoh", "--name", "Lain", "--lang", "en")
    assert twice.returncode == 2
    assert "is taken" in twice.stderr
    under = rembuk(tmp_path, "spaces", "add", "cabang", "--name", "Cabang", "--parent", "contoh", "--json")
    assert json.loads(under.stdout) == {"space": "cabang"}
    link = rembuk(
        tmp_path, "people", "invite", "a@contoh.id", "--space", "contoh", "--role", "owner", "--json"
    )
    assert list(json.loads(link.stdout)) == ["link"]
    assert "/undangan/" in json.loads(link.stdout)["link"]
    wrong = rembuk(tmp_path, "people", "invite", "a@contoh.id", "--space", "contoh", "--role", "king")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    places = json.loads(rembuk(tmp_path, "places", "find", "Sinduadi", "Mlati", "--json").stdout)["places"]
    path = "Sinduadi, Mlati, Sleman, DI Yogyakarta"
    assert places[0] == {"code": "34.04.06.2001", "name": "Sinduadi", "path": path, "level": 4}
    assert rembuk(tmp_path, "places", "find", "zzzzzz", "--json").stdout == '{"places":[]}\n'


def test_long_work_gives_way_to_pages_once_however_often_it_begins() -> None:
    asked = "import os; from rembuk.site.commands.office import give_way; give_way(); give_way(); "
    told = subprocess.run(
        [sys.executable, "-c", asked + "print(os.getpriority(os.PRIO_PROCESS, 0))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(told.stdout) == max(10, os.getpriority(os.PRIO_PROCESS, 0))
