"""Ask the worker for a sorting run, and for what follows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rembuk.shared import outbox
from rembuk.spaces.models import Space

# Arrivals within one window are sorted by one run, which starts some seconds after the window has ended.
WINDOW = 3


def ask_sorting(*, space: Space, at: datetime) -> None:
    """Ask the worker for a sorting run of SPACE some seconds from now; calls within one window make one."""
    window = int(at.timestamp()) // WINDOW
    outbox.write(
        kind="voices.sort",
        payload={"space": space.pk},
        at=at,
        key=f"voices.sort:{space.pk}:{window}",
        run_after=datetime.fromtimestamp((window + 2) * WINDOW, UTC),
    )


def ask_places(*, space: Space, voices: Sequence[int], at: datetime) -> None:
    """Ask the worker to read the places that VOICES name, which the run of SPACE at that moment sorted."""
    keys = sorted(voices)
    outbox.write(
        kind="voices.places",
        payload={"space": space.pk, "voices": keys, "sorted_at": at.isoformat()},
        at=at,
        key=f"voices.places:{space.pk}:{keys[0]}:{at.timestamp()}",
    )
