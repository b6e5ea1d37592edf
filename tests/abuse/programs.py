"""Run the programs of this folder as `make soak` does, each with a real server and a home of its own."""

from __future__ import annotations

import os
import subprocess
import sys


def run_program(name: str, *words: str) -> str:
    """Return what `python -m tests.abuse.NAME WORDS` printed; fail with all of it where it ended badly."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "DJANGO", "REMBUK"))
    }
    kept.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", f"tests.abuse.{name}", *words],
        env=kept, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
