"""Reminders before a promised day, to who looks after it; once for each day that was promised."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.design.words import tanggal
from rembuk.messaging.actions import announce
from rembuk.programmes.models import Delegation, Milestone
from rembuk.programmes.states import OPEN_DELEGATION, DelegationState
from rembuk.spaces.models import Space
from rembuk.spaces.queries import holders
from rembuk.spaces.rules import MAY

# Calendar days: time to do the rest, or to move the day with a reason while that is still in time.
REMIND_DAYS = 7


@transaction.atomic
def remind_milestone(*, row: Milestone, at: datetime) -> int:
    """Remind who looks after ROW, or who writes for its space, before its day; return how many.

    Called again it tells nobody twice; a day that was moved is a new one. Nothing is sent once it is over
    or its day has passed: late is listed in public.
    """
    space = row.commitment.programme.space
    left = (row.due - at.astimezone(ZoneInfo(space.zone)).date()).days
    if not 0 <= left <= REMIND_DAYS or row.kept_at or row.broken_at:
        return 0
    people = _in_charge(space, row.keeper_id, MAY["milestone.report"], MAY["programme.write"])
    _tell(
        people,
        key=f"remind:milestone:{row.pk}:{row.due}",
        subject=_("Sebelum %(day)s: %(title)s") % {"day": tanggal(row.due), "title": row.title},
        text=_(
            "Tonggak ini dijanjikan paling lambat %(day)s. Laporkan hasilnya dengan bukti; bila tidak "
            "terkejar, geser tanggalnya dengan alasan sebelum hari itu lewat."
        )
        % {"day": tanggal(row.due)},
        link=row.get_absolute_url(),
        at=at,
    )
    return len(people)


@transaction.atomic
def remind_delegation(*, row: Delegation, at: datetime) -> int:
    """Remind who looks after ROW in its branch, or who answers for the branch, before its day.

    Return how many; called again it tells nobody twice. An offer that was not answered yet says so.
    """
    left = (row.due - at.astimezone(ZoneInfo(row.branch.zone)).date()).days
    if not 0 <= left <= REMIND_DAYS or row.state not in OPEN_DELEGATION:
        return 0
    people = _in_charge(row.branch, row.keeper_id, MAY["milestone.report"], MAY["delegation.answer"])
    if row.state == DelegationState.PROPOSED:
        words = _(
            "Pelimpahan ini belum dijawab; hari yang diusulkan %(day)s. Terima, atau tolak dengan alasan."
        )
    else:
        words = _(
            "Pelimpahan ini dijanjikan paling lambat %(day)s. Laporkan hasilnya, atau geser tanggalnya "
            "dengan alasan sebelum hari itu lewat."
        )
    _tell(
        people,
        key=f"remind:delegation:{row.pk}:{row.state}:{row.due}",
        subject=_("Sebelum %(day)s: %(title)s") % {"day": tanggal(row.due), "title": row.title},
        text=words % {"day": tanggal(row.due)},
        link=row.get_absolute_url(),
        at=at,
    )
    return len(people)


def _in_charge(space: Space, keeper: int | None, keeps: Iterable[str], else_to: Iterable[str]) -> list[int]:
    """Return KEEPER while one of KEEPS is held in SPACE, else everyone with one of ELSE_TO."""
    if keeper is not None and keeper in holders(space.pk, keeps):
        return [keeper]
    return holders(space.pk, else_to)


def _tell(people: list[int], *, key: str, subject: str, text: str, link: str, at: datetime) -> None:
    if people:
        about = [f"people.person:{one}" for one in people]
        announce(about=about, key=key, subject=subject[:160], text=text, link=link, at=at)
