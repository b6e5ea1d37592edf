"""The outbox: an action writes a row in its own transaction; a worker does the work and marks it done."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from rembuk.shared.models import OutboxRow

Handler = Callable[[dict[str, Any]], None]
handlers: dict[str, Handler] = {}
_at_rest: list[Callable[[], None]] = []
# What was given up can be looked into for so long before its content goes.
GIVEN_UP_KEPT = timedelta(days=7)
_in_hand: ContextVar[str] = ContextVar("outbox_key_in_hand")


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Let the decorated function do the work of KIND; it may be called twice and must not mind."""

    def enter(function: Handler) -> Handler:
        handlers[kind] = function
        return function

    return enter


def at_rest(function: Callable[[], None]) -> Callable[[], None]:
    """Let the decorated function be called when a worker has gone through a batch, in the worker's thread."""
    _at_rest.append(function)
    return function


def rest() -> None:
    """Call what is to be called after a batch."""
    for function in _at_rest:
        function()


def key_in_hand() -> str:
    """Return the key of the row whose handler runs now: the same at every try, so a receiver can dedupe."""
    return _in_hand.get()


@contextmanager
def in_hand(key: str) -> Iterator[None]:
    """Let `key_in_hand` answer KEY inside the block."""
    token = _in_hand.set(key)
    try:
        yield
    finally:
        _in_hand.reset(token)


def write(
    *,
    kind: str,
    payload: dict[str, Any],
    at: datetime,
    key: str | None = None,
    run_after: datetime | None = None,
) -> None:
    """Write one row for KIND; a KEY that is there already changes nothing.

    Must be called inside the transaction of the action whose consequence it is.
    """
    row = OutboxRow(
        kind=kind, key=key or uuid.uuid4().hex, payload=payload, written_at=at, run_after=run_after or at
    )
    OutboxRow.objects.bulk_create([row], ignore_conflicts=True)


def empty_given_up(*, at: datetime) -> int:
    """Take the content, such as a letter and its address, out of rows given up seven days before AT.

    Their kind and the name of the error stay for `rembuk check`. Return how many; again finds none.
    """
    # The last failure set it, an hour ahead at most.
    rows = OutboxRow.objects.filter(given_up=True, run_after__lt=at - GIVEN_UP_KEPT)
    return rows.exclude(payload={}).update(payload={})
