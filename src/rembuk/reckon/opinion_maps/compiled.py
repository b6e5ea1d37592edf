"""Compile the inner loops once and keep the machine code where it may be kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def _choose_cache() -> None:
    """Point numba's cache at REMBUK_HOME when the package folder cannot be written.

    Without REMBUK_HOME numba falls back to the user's own cache folder, and `compiled` to none at all.
    """
    here = Path(__file__).parent
    home = os.environ.get("REMBUK_HOME")
    if "NUMBA_CACHE_DIR" in os.environ or home is None or os.access(here, os.W_OK):
        return
    folder = Path(home) / "numba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if os.access(folder, os.W_OK):
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]


_choose_cache()


def compiled(loop: Loop) -> Loop:
    """Compile LOOP to machine code, cached on disk where a place for it can be written.

    Strict IEEE arithmetic on one thread: the same input gives the same bytes on every run.
    """
    try:
        return cast(Loop, numba.njit(cache=True, nogil=True)(loop))
    except RuntimeError:
        # No folder on this machine may be written: compile in memory, slower to start, same answer.
        return cast(Loop, numba.njit(nogil=True)(loop))
