"""Who of the team looks after a milestone or a delegation: taken up, passed on, forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from rembuk.ledger.actions import record_step
from rembuk.people.queries import person_key
from rembuk.programmes.models import Delegation, Milestone
from rembuk.programmes.states import OPEN_DELEGATION
from rembuk.programmes.wording import NO_SUCH
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting


@transaction.atomic
def take_charge(*, row: Milestone | Delegation, by: Actor, at: datetime) -> None:
    """Let BY look after ROW from now on; kept inside, for the team alone."""
    type(row)._default_manager.filter(pk=row.pk).update(keeper_id=by.person_id)
    _note(row, by, at)


@transaction.atomic
def pass_milestone(*, number: int, space: int, person: int, to: int | None, by: Actor, at: datetime) -> None:
    """Let TO look after the open milestone NUMBER of SPACE in the place of PERSON, or nobody."""
    rows = Milestone.objects.select_related("commitment__programme__space")
    row = rows.filter(
        pk=number, keeper=person, commitment__programme__space=space, kept_at=None, broken_at=None
    ).first()
    if row is None:
        raise Conflicting(NO_SUCH)
    Milestone.objects.filter(pk=row.pk).update(keeper_id=to)
    _note(row, by, at)


@transaction.atomic
def pass_delegation(*, number: int, space: int, person: int, to: int | None, by: Actor, at: datetime) -> None:
    """Let TO look after the open delegation NUMBER to SPACE in the place of PERSON, or nobody."""
    rows = Delegation.objects.select_related("branch")
    row = rows.filter(pk=number, keeper=person, branch=space, state__in=OPEN_DELEGATION).first()
    if row is None:
        raise Conflicting(NO_SUCH)
    Delegation.objects.filter(pk=row.pk).update(keeper_id=to)
    _note(row, by, at)


@transaction.atomic
def forget(*, subject: str) -> None:
    """Erase that the person SUBJECT looks after anything. Again is harmless."""
    for model in (Milestone, Delegation):
        model.objects.filter(keeper=person_key(subject)).update(keeper=None)


def _note(row: Milestone | Delegation, by: Actor, at: datetime) -> None:
    space = row.branch if isinstance(row, Delegation) else row.commitment.programme.space
    record_step(kind="programmes.charge", about=ref(row), scope=ref(space), by=by, at=at, public=False)
