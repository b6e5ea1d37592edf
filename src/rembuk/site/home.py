"""Where an installation keeps its state."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def find_home() -> Path:
    """Return REMBUK_HOME, by default ./var; a test run that names none gets a folder that dies with it."""
    named = os.environ.get("REMBUK_HOME")
    if named is None and "PYTEST_VERSION" in os.environ:
        # pytest-django reads the settings before any conftest, so this cannot be said there.
        named = os.environ["REMBUK_HOME"] = tempfile.mkdtemp(prefix="rembuk-test-")
        atexit.register(shutil.rmtree, named, ignore_errors=True)
    return Path(named or "var").absolute()
