"""Where an installation keeps its state."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rembuk.reckon.refusal import Refusal


def find_home() -> Path:
    """Return REMBUK_HOME, by default ./var; a test run that names none gets a folder that dies with it."""
    named = os.environ.get("REMBUK_HOME")
    if named is None and "PYTEST_VERSION" in os.environ:
        # pytest-django reads the settings before any conftest, so this cannot be said there.
        named = os.environ["REMBUK_HOME"] = tempfile.mkdtemp(prefix="rembuk-test-")
        atexit.register(shutil.rmtree, named, ignore_errors=True)
    return Path(named or "var").absolute()


@contextmanager
def hold_home(home: Path, *, alone: bool = False) -> Iterator[None]:
    """Hold HOME while the block runs, together with other holders or ALONE; refuse when that cannot be."""
    import fcntl

    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "in-use").open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError as error:
            raise Refusal(
                f"{home} sedang dipakai proses Rembuk lain; hentikan dulu, lalu ulangi.",
                f"{home} is in use by another Rembuk process; stop it first, then try again.",
            ) from error
        yield


def no_installation(home: Path) -> Refusal:
    """Return what to say where HOME holds no installation."""
    return Refusal(
        f"Tidak ada instalasi di {home}; setel REMBUK_HOME ke foldernya.",
        f"There is no installation in {home}; set REMBUK_HOME to its folder.",
    )


def sync(path: Path) -> None:
    """Return once what the file or the folder PATH holds is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
