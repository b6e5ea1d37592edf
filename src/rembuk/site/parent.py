"""Children that end with their parent: a killed server leaves no process behind that holds its port."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

PARENT = "REMBUK_PARENT"


def follow_parent(parent: int, end: Callable[[], object]) -> None:
    """Call END, from a thread, soon after PARENT stopped being our parent."""

    def watch() -> None:
        pause = threading.Event()
        while os.getppid() == parent:
            pause.wait(0.5)
        end()

    threading.Thread(target=watch, daemon=True, name="parent").start()
