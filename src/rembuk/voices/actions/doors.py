"""Make a door: a poster, a link or a widget that remembers where it hangs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rembuk.ledger.actions import record_step
from rembuk.shared.actors import Actor
from rembuk.shared.ids import address
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space
from rembuk.voices.models import Door
from rembuk.voices.queries.doors import subject_of
from rembuk.voices.rules import readable
from rembuk.voices.states import DoorKind
from rembuk.voices.wording import NO_SUCH_SUBJECT

CODE = 7
LONGEST_WHERE = 120


@transaction.atomic
def make_door(*, space: Space, kind: str, about: str, hung_at: str, by: Actor, at: datetime) -> Door:
    """Keep a new way in to SPACE that asks about ABOUT and hangs at HUNG_AT; return it with its code.

    Refused: what nobody registered as a subject of doors here, and a kind there is not.
    """
    subject = subject_of(space, about)
    if subject is None or kind not in DoorKind.values:
        raise Refused(NO_SUCH_SUBJECT, field="about")
    door = Door.objects.create(
        space=space, code=address(CODE), kind=kind, about=about, target=subject.href,
        hung_at=readable(hung_at, longest=LONGEST_WHERE, field="hung_at"), made_at=at, role=by.role,
        by=by.ref,
    )  # fmt: skip
    record_step(
        kind="voices.door_made", about=ref(door), scope=ref(space), by=by, at=at,
        facts={"kind": kind, "about": about}, sealed={"hung_at": door.hung_at},
    )  # fmt: skip
    return door
