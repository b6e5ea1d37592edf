"""Write in one transaction what several threads want written at once: the disk is waited for once for all."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from django.db import connection, transaction

Item = TypeVar("Item")
Answer = TypeVar("Answer")
MOST = 50


class Together(Generic[Item, Answer]):
    """Gather what comes while the disk is busy, and write it with the next who has their turn.

    from rembuk.shared.together import Together
    _endorse = Together(_write)          # _write(items) -> one answer for each
    new = _endorse((idea.pk, person.pk, at))

    Nobody gets an answer before the transaction with their part is on the disk. Where one part fails, each is
    written alone, so that only whose part it is hears of it. SQLite writes one transaction at a time; another
    database gathers commits by itself, and a caller who is in a transaction stays in it.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Answer]]) -> None:
        self._write = write
        self._turn = threading.Lock()
        self._waiting: deque[_Part[Item, Answer]] = deque()

    def __call__(self, item: Item) -> Answer:
        """Write ITEM, alone or with others, and return its answer."""
        if connection.in_atomic_block or connection.vendor != "sqlite":
            with transaction.atomic():
                return self._write([item])[0]
        part: _Part[Item, Answer] = _Part(item)
        self._waiting.append(part)
        with self._turn:
            if not part.answers and part.error is None:
                self._write_all(self._taken(part))
        if part.error is not None:
            raise part.error
        return part.answers[0]

    def _taken(self, own: _Part[Item, Answer]) -> list[_Part[Item, Answer]]:
        """Return OWN and those that wait, the longest waiting first."""
        found = [own]
        while self._waiting and len(found) < MOST:
            part = self._waiting.popleft()
            if part is not own and not part.answers and part.error is None:
                found.append(part)
        return found

    def _write_all(self, parts: Sequence[_Part[Item, Answer]]) -> None:
        try:
            with transaction.atomic():
                answers = self._write([part.item for part in parts])
        except Exception as error:
            if len(parts) == 1:
                parts[0].error = error
                return
            for part in parts:
                self._write_all([part])
            return
        for part, answer in zip(parts, answers, strict=True):
            part.answers.append(answer)


class _Part(Generic[Item, Answer]):
    """Hold what one caller wants written, and what came of it."""

    __slots__ = ("answers", "error", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.answers: list[Answer] = []
        self.error: Exception | None = None
