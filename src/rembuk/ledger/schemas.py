"""How programs get a trace, its proofs, and the head of the record."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema

from rembuk.design.trace import Stop, Trace
from rembuk.ledger.queries.trace import Standing


class ProofAnswer(Schema):
    """Where the proof of a step is: the leaf's number and RFC 6962 hash, its page, its bytes, its proof file.

    `index` and what follows from it are null while the leaf waits for its seal (within a minute).
    """

    index: int | None
    hash: str | None
    page: str | None
    entry: str | None
    proof: str | None


class StepAnswer(Schema):
    """One step of a trace as its page tells it, in the reader's language.

    What happened has a time `at`; what was promised has a `day` and `promised` is true.
    """

    title: str
    state: Literal["done", "news", "late", "promised", "aside", "joined"]
    promised: bool
    at: datetime | None
    day: date | None
    who: str
    because: str
    late_days: int
    proof: ProofAnswer | None


class StandingAnswer(Schema):
    """How far it is: what was last, what is promised next, how many days it is late."""

    now: str
    since: datetime | date | None
    next: str
    due: date | None
    first_due: date | None
    late_days: int
    who: str


class RecordAnswer(Schema):
    """Where to fetch and check the public record (C2SP tlog-tiles); `size` is null before the first seal."""

    size: int | None
    root: str | None
    signed_at: datetime | None
    verifier_key: str | None
    waiting: int
    checkpoint: str
    key: str
    tiles: str
    page: str


def steps_of(trace: Trace) -> list[StepAnswer]:
    """Return the stops of TRACE in their order."""
    return [_step(stop) for stop in trace.stops]


def _step(stop: Stop) -> StepAnswer:
    moment = stop.when if isinstance(stop.when, datetime) else None
    return StepAnswer(
        title=stop.title,
        state=stop.state,
        promised=stop.promised,
        at=moment,
        day=None if moment else stop.when,
        who=stop.who,
        because=stop.because,
        late_days=stop.late_days,
        proof=_proof(stop),
    )


def _proof(stop: Stop) -> ProofAnswer | None:
    seal = stop.seal
    if seal is None:
        return None
    if seal.index is None:
        return ProofAnswer(index=None, hash=None, page=None, entry=None, proof=None)
    return ProofAnswer(
        index=seal.index,
        hash=seal.digest,
        page=seal.href,
        entry=f"{seal.href}entri.json",
        proof=f"{seal.href}bukti.tlog-proof",
    )


def standing_answer(found: Standing) -> StandingAnswer:
    """Return where a thing stands."""
    return StandingAnswer(
        now=found.now,
        since=found.since,
        next=found.next_title,
        due=found.due,
        first_due=found.first_due,
        late_days=found.late_days,
        who=found.who,
    )
