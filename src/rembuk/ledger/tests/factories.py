"""Leaves to seal."""

from __future__ import annotations

from datetime import UTC, datetime

from rembuk.ledger.actions import add_witness, record_step
from rembuk.ledger.models import Step, Witness
from rembuk.reckon.integrity.notes import COSIGNER, SignerKey
from rembuk.shared.actors import MACHINE, OPERATOR

AT = datetime(2026, 8, 17, 3, 0, tzinfo=UTC)


def record(number: int = 1, **more: object) -> Step:
    """Record one public step about a thing with NUMBER."""
    values = {"kind": "test.happened", "about": f"test.thing:{number}", "by": MACHINE, "at": AT, **more}
    return record_step(**values)


def record_many(count: int, start: int = 1) -> None:
    """Record COUNT public steps."""
    for number in range(start, start + count):
        record(number)


WITNESS = SignerKey("saksi.contoh.id", bytes(range(32)), COSIGNER)


def make_witness(url: str = "http://127.0.0.1:9/", key: SignerKey = WITNESS, at: datetime = AT) -> Witness:
    """Add a witness that signs with KEY and answers at URL."""
    return add_witness(vkey=str(key.verifier), url=url, by=OPERATOR, at=at)
