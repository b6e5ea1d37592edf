"""The commands print the same bytes whatever number of threads the machine offers, and on every run."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[5] / "docs"


def printed(words: list[str], data: bytes, threads: str) -> bytes:
    """Return what the command prints with THREADS threads."""
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    # Another seed for Python's hashes too: no order may hang on it.
    environment = os.environ | dict.fromkeys(names, threads) | {"PYTHONHASHSEED": threads}
    call = [sys.executable, "-m", "rembuk", *words]
    return subprocess.run(call, input=data, env=environment, check=True, capture_output=True).stdout


@pytest.mark.parametrize("rule", ["mes-cost", "phragmen"])
def test_a_budget_prints_the_same_bytes_at_any_number_of_threads(rule: str) -> None:
    words = ["budget", "-", "--rule", rule, "--explain", "--json"]
    words += ["--completion", "add1u"] if rule == "mes-cost" else []
    data = (DOCS / "guide/contoh-anggaran.pb").read_bytes()
    first = printed(words, data, "1")
    assert first.startswith(b"{")
    assert printed(words, data, "4") == first


@pytest.mark.parametrize("rule", ["stv-meek", "seq-phragmen"])
def test_an_election_prints_the_same_bytes_at_any_number_of_threads(rule: str) -> None:
    rng = random.Random(5)
    rows = [",".join(map(str, rng.sample(range(1, 9), rng.randint(1, 8)))) for _ in range(200)]
    text = "# NUMBER ALTERNATIVES: 8\n# NUMBER VOTERS: 200\n" + "".join(f"1: {row}\n" for row in rows)
    words = ["tally", "-", "--rule", rule, "--seats", "3", "--format", "soi", "--explain", "--json"]
    first = printed(words, text.encode(), "1")
    assert first.startswith(b"{")
    assert printed(words, text.encode(), "4") == first
