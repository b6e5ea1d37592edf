"""Compile the counting loops once and keep the machine code where it may be kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def _choose_cache() -> None:
    """Let numba keep its cache below REMBUK_HOME where the package folder is read-only.

    Without REMBUK_HOME numba takes the user's own cache folder.
    """
    home = os.environ.get("REMBUK_HOME")
    if home is None or "NUMBA_CACHE_DIR" in os.environ or os.access(Path(__file__).parent, os.W_OK):
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
    """Compile LOOP with strict IEEE arithmetic on one thread, so that the same input gives the same bytes.

    Where no folder can be written the code is compiled in memory: slower to start, the same answer.
    """
    try:
        return cast(Loop, numba.njit(cache=True, nogil=True)(loop))
    except RuntimeError:
        return cast(Loop, numba.njit(nogil=True)(loop))
