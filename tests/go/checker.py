"""The checker written for the Go project's transparency-log packages: built once, asked for its opinion."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

LIBRARY = Path("/usr/share/gocode")


def build_checker(folder: Path) -> Path:
    """Build check.go into FOLDER from Debian's golang-go and golang-golang-x-mod-dev; skip where absent."""
    if shutil.which("go") is None or not (LIBRARY / "src/golang.org/x/mod/sumdb").is_dir():
        pytest.skip("needs the Debian packages golang-go and golang-golang-x-mod-dev")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(LIBRARY),
        "GOCACHE": str(folder / "cache"),
    }
    source = Path(__file__).parent / "check.go"
    subprocess.run(["go", "build", "-o", folder / "check", source], env=environment, check=True)
    return folder / "check"


def opinion(checker: Path, folder: Path, *more: Path, first: tuple[str, ...] = ()) -> tuple[int, str]:
    done = subprocess.run(
        [checker, *first, folder, folder / "key.vkey", *more], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr
