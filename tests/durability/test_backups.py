"""Backups taken under load hold everything acknowledged before them, and the record as it was published."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def back_up(number: int, *, within: int) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.backups", "--backups", str(number)],
        env=kept, capture_output=True, text=True, check=False, timeout=within,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{number} backups under load" in done.stdout


@pytest.mark.soak
def test_thirty_backups_under_load_restore_to_the_published_record():
    back_up(30, within=3_600)
