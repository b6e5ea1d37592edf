"""What the worker does for the house as a whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.db import connection

from rembuk.shared import queue
from rembuk.site.database.driver import empty_log


@queue.due("site.empty_log", every=timedelta(hours=1))
def cut_log() -> None:
    """Let what was erased be gone from SQLite's log too; where somebody reads just then, an hour later."""
    if connection.vendor == "sqlite":
        empty_log(Path(connection.settings_dict["NAME"]))
