"""The worker's part: seal the record."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rembuk.ledger.actions import seal
from rembuk.shared import queue


@queue.due("ledger.seal", every=timedelta(seconds=20))
def seal_record() -> None:
    """Seal what waits; nothing is signed twice, so calling again does no harm."""
    seal(at=timezone.now())
