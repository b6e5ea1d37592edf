"""The stored job of erasure: ask every holder, note each that is done, come again for the rest."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from rembuk.rights.actions import telling
from rembuk.rights.actions.erasing import erase_everywhere, take_up_again
from rembuk.rights.actions.guardians import drop_unanswered
from rembuk.rights.actions.retention import minimise
from rembuk.shared import outbox, queue
from rembuk.spaces.queries import all_spaces


@outbox.handler("rights.erase")
def erase(payload: dict[str, Any]) -> None:
    """Let every holding erase the subject; a holder that fails makes the queue come again."""
    erase_everywhere(subject=payload["subject"], at=timezone.now())


@outbox.handler("rights.tell")
def tell(payload: dict[str, Any]) -> None:
    """Tell owners and officers of a clock that runs, or who asked of the answer."""
    telling.tell(payload)


@queue.due("rights.erase_again", every=timedelta(hours=6))
def erase_again() -> None:
    """Take up erasures that the queue gave up; none is given up before every holder has confirmed."""
    take_up_again(at=timezone.now())


@queue.due("rights.minimise", every=timedelta(days=1))
def minimise_all() -> None:
    """Take away what is older than its clocks allow: in every space, of no parent's answer, in the outbox."""
    drop_unanswered(at=timezone.now())
    outbox.empty_given_up(at=timezone.now())
    for space in all_spaces():
        minimise(space=space, at=timezone.now())
