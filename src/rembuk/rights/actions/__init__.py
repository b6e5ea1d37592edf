"""Record consent, looks at personal data, and the wish to be forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rembuk.people.actions import shut
from rembuk.people.models import Person
from rembuk.rights.actions.erasing import ask_erasure, confirm_erasure
from rembuk.rights.actions.left_open import noting
from rembuk.rights.models import Consent, Erasure, Look
from rembuk.rights.queries import consents
from rembuk.rights.wording import SENTENCES, SURE
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.actions import leave_everywhere
from rembuk.spaces.models import Space

__all__ = [
    "ask_erasure",
    "confirm_erasure",
    "erase_account",
    "note_reading",
    "noting",
    "record_consent",
    "record_look",
    "withdraw_consents",
]
SHORTEST_WHY = 10


@transaction.atomic
def record_consent(
    *, subject: str, space: Space, purpose: str, given: bool, source: str, by: Actor, at: datetime
) -> Consent:
    """Add one yes or no of SUBJECT to PURPOSE, with the version and hash of the sentence shown."""
    if purpose not in SENTENCES:
        raise Refused(_("Tujuan itu tidak dikenal. Muat ulang halamannya."), field="purposes")
    wording = SENTENCES[purpose]
    return Consent.objects.create(
        subject=subject, space=space, purpose=purpose, given=given, source=source,
        wording_version=wording.version, wording_hash=wording.digest, language=get_language() or "id",
        role=by.role, by=by.ref, at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw_consents(*, subject: str, space: Space, source: str, by: Actor, at: datetime) -> int:
    """Add a no for every purpose SUBJECT says yes to in SPACE; return how many there were."""
    held = sorted(purpose for purpose, given in consents(subject, space).items() if given)
    for purpose in held:
        record_consent(
            subject=subject, space=space, purpose=purpose, given=False, source=source, by=by, at=at
        )
    return len(held)


@transaction.atomic
def record_look(*, space: Space, about: str, what: str, why: str, by: Actor, at: datetime) -> Look:
    """Log that BY looked at WHAT of ABOUT; WHY is asked for and kept."""
    reason = why.strip()
    if len(reason) < SHORTEST_WHY:
        raise Refused(_("Tulis alasan Anda membuka data ini, paling sedikit 10 huruf."), field="why")
    return Look.objects.create(
        space=space, about=about, what=what, why=reason[:300], role=by.role, by=by.ref, at=at
    )


def note_reading(*, space: Space, about: Iterable[str], what: str, by: Actor, at: datetime) -> None:
    """Log that BY is shown WHAT of each of ABOUT, once a day in the zone of SPACE; at most one write.

    No query where ABOUT is empty.
    """
    day = at.astimezone(ZoneInfo(space.zone)).date().isoformat()
    marks = {f"{subject} {what} {by.ref} {by.role} {day}": subject for subject in about}
    if not marks:
        return
    noted = set(Look.objects.filter(once__in=marks).values_list("once", flat=True))
    fresh = [
        Look(space=space, about=subject, what=what, why="", role=by.role, by=by.ref, at=at, once=mark)
        for mark, subject in marks.items()
        if mark not in noted
    ]
    # Two windows opened at once note the same: the second finds it there.
    if fresh:
        Look.objects.bulk_create(fresh, ignore_conflicts=True)


@transaction.atomic
def erase_account(*, person: Person, sure: bool, by: Actor, at: datetime) -> Erasure:
    """End every role and session of PERSON at once and ask every holder to erase them.

    Refused without SURE, and while a space would be left without an owner (409).
    """
    if not sure:
        raise Refused(SURE, field="sure")
    leave_everywhere(person=person, by=by, at=at)
    shut(person=person)
    return ask_erasure(subject=ref(person), at=at)
