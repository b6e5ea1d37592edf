"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip the test and say why."""
    folder = Path(os.environ.get("REMBUK_SHARED", Path(__file__).parent.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"real data is not there: {folder} (set REMBUK_SHARED)")
    return folder
