"""Mails arrive once at the receiver's key, whatever happens to the workers that send them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def send(messages: int, kills: int, *, within: int) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    kept.pop("DATABASE_URL", None)
    words = ["--messages", str(messages), "--kills", str(kills)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.mails", *words],
        env=kept, capture_output=True, text=True, check=False, timeout=within,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{messages} messages: {messages} arrived" in done.stdout
    assert f"{kills} kills" in done.stdout


@pytest.mark.soak
def test_twenty_thousand_mails_arrive_once_while_workers_are_killed_fifty_times():
    send(20_000, 50, within=7_200)
