"""Evidence laid before a case by those who judge it; open to all with the verdict, not before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rembuk.ideas.models import Idea
from rembuk.ledger.actions import record_step
from rembuk.people.models import Person
from rembuk.review import wording
from rembuk.review.models import Case, Evidence
from rembuk.review.queries import evidence_in, holds_seat
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, NotThere, Refused

MOST = 20
SHORTEST_NOTE, LONGEST_NOTE = 10, 300


@dataclass(frozen=True)
class Attachment:
    """Carry one file that is safe to give out: its KIND was read from its content, not from its name."""

    name: str
    kind: str
    content: bytes
    width: int = 0
    height: int = 0


@transaction.atomic
def add_evidence(
    *,
    case: Case,
    person: Person,
    note: str,
    link: str = "",
    file: Attachment | None = None,
    by: Actor,
    at: datetime,
) -> Evidence:
    """Lay a link or a file before CASE with a NOTE on what it shows; only who holds a seat may.

    The record commits to note, link and the file's digest at once; the words open with the verdict.
    """
    case = _held(case)
    if not holds_seat(person, case):
        raise NotAllowed(wording.NO_SEAT)
    plain = " ".join(note.split())
    if not SHORTEST_NOTE <= len(plain) <= LONGEST_NOTE:
        raise Refused(wording.NOTE_SHORT, field="note")
    if bool(link) == (file is not None):
        raise Refused(wording.LINK_OR_FILE, field="link")
    kept = evidence_in(case)
    if len(kept) >= MOST:
        raise Conflicting(wording.EVIDENCE_MOST % {"most": MOST})
    made = Evidence(case=case, added_by=person, note=plain, link=link, at=at)
    if file is not None:
        made.name, made.kind, made.content = file.name[:80], file.kind, file.content
        made.size, made.width, made.height = len(file.content), file.width, file.height
        made.digest = hashlib.sha256(file.content).hexdigest()
    made.save(force_insert=True)
    facts: dict[str, int | str] = {
        "number": case.idea_id,
        "round": case.round,
        "evidence": made.pk,
        "place": len(kept) + 1,
    }
    if made.digest:
        facts["evidence_sha256"] = made.digest
    record_step(
        kind="review.evidence_added", about=ref(case.idea), scope=ref(case.idea.space), by=by, at=at,
        facts=facts, sealed={"note": plain, "link": link},
    )  # fmt: skip
    return made


@transaction.atomic
def remove_evidence(*, case: Case, number: int, person: Person, by: Actor, at: datetime) -> None:
    """Take back piece NUMBER before the verdict; only who laid it before CASE may."""
    case = _held(case)
    row = next((one for one in evidence_in(case) if one.pk == number), None)
    if row is None:
        raise NotThere(wording.NO_EVIDENCE)
    if row.added_by_id != person.pk:
        raise NotAllowed(wording.NOT_YOUR_EVIDENCE)
    record_step(
        kind="review.evidence_removed", about=ref(case.idea), scope=ref(case.idea.space), by=by, at=at,
        facts={"number": case.idea_id, "round": case.round, "evidence": row.pk},
    )  # fmt: skip
    row.delete()


def _held(case: Case) -> Case:
    """Return CASE with its idea locked, so that no verdict is given meanwhile; refuse a closed one."""
    idea = Idea.objects.select_for_update(of=("self",)).select_related("space").get(pk=case.idea_id)
    found = Case.objects.select_related("rubric").get(pk=case.pk)
    found.idea = idea
    if found.closed_at is not None:
        raise Conflicting(wording.CLOSED)
    return found
