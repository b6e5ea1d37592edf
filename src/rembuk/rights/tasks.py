"""The stored job of erasure: ask every holder, note each that is done, come again for the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from rembuk.rights.actions.erasing import erase_everywhere, take_up_again
from rembuk.shared import outbox, queue


@outbox.handler("rights.erase")
def erase(payload: dict[str, Any]) -> None:
    """Let every holding erase the subject; a holder that fails makes the queue come again."""
    erase_everywhere(subject=payload["subject"], at=timezone.now())


@queue.due("rights.erase_again", every=timedelta(hours=6))
def erase_again() -> None:
    """Take up erasures that the queue gave up; none is given up before every holder has confirmed."""
    take_up_again(at=timezone.now())
