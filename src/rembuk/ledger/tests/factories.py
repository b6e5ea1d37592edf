"""Leaves to seal."""

from __future__ import annotations

from datetime import UTC, datetime

from rembuk.ledger.actions import record_step
from rembuk.ledger.models import Step
from rembuk.shared.actors import MACHINE

AT = datetime(2026, 8, 17, 3, 0, tzinfo=UTC)


def record(number: int = 1, **more: object) -> Step:
    """Record one public step about a thing with NUMBER."""
    values = {"kind": "test.happened", "about": f"test.thing:{number}", "by": MACHINE, "at": AT, **more}
    return record_step(**values)


def record_many(count: int, start: int = 1) -> None:
    """Record COUNT public steps."""
    for number in range(start, start + count):
        record(number)
