"""Followers hear of one milestone once each, whatever happens to the workers that tell them."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest


def tell(followers: int, kills: int, *, within: int) -> str:
    """Run the count with so many followers and kills, and return what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    kept.pop("DATABASE_URL", None)
    words = ["--followers", str(followers), "--kills", str(kills)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.followers", *words],
        env=kept, capture_output=True, text=True, check=False, timeout=within,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def check(printed: str, followers: int) -> None:
    """Hold what was PRINTED against the budget: one row, 50 ms, everyone once."""
    found = re.search(r": (\d+) row\(s\), ([\d.]+) ms CPU", printed)
    assert found is not None, printed
    assert found.group(1) == "1"
    assert float(found.group(2)) <= 50
    assert f"{followers} told once, {followers} letters, {followers} mails" in printed


@pytest.mark.slow
@pytest.mark.sweep
def test_two_hundred_followers_are_told_once_while_workers_are_killed_twice() -> None:
    check(tell(200, 2, within=500), 200)


@pytest.mark.soak
def test_ten_thousand_followers_are_told_once_while_workers_are_killed_twenty_times() -> None:
    check(tell(10_000, 20, within=7_200), 10_000)
