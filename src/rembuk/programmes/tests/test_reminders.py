"""Reminders come before the day, once for each promised day, to who looks after it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from rembuk.messaging.models import Notice
from rembuk.people.models import Person
from rembuk.programmes import actions
from rembuk.programmes.models import Delegation, Milestone
from rembuk.programmes.tests.factories import WRITER, make_commitment, make_delegation
from rembuk.shared.actors import Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker, due_list
from rembuk.spaces.models import Membership
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db


def on(day: date, days: int = 0) -> datetime:
    """Return early morning in Jakarta, DAYS after DAY: still the day before in UTC."""
    return datetime(day.year, day.month, day.day, 6, tzinfo=ZoneInfo("Asia/Jakarta")) + timedelta(days=days)


def told() -> list[list[str]]:
    rows = OutboxRow.objects.filter(key__startswith="fan_out:remind:").order_by("pk")
    return [row.payload["about"] for row in rows]


def milestone() -> tuple[Milestone, Person]:
    space = make_space()
    writer = make_member(space, "writer")
    make_member(space, "reviewer")
    row = make_commitment(space).milestones.select_related("commitment__programme__space").get()
    return row, writer


def test_milestone_reminds_the_writers_before_its_day_once_and_never_after_it() -> None:
    row, writer = milestone()
    assert actions.remind_milestone(row=row, at=on(row.due, -8)) == 0
    assert actions.remind_milestone(row=row, at=on(row.due, 1)) == 0
    assert told() == []
    for days in (-1, -1, 0, 0):
        assert actions.remind_milestone(row=row, at=on(row.due, days)) == 1
    assert told() == [[f"people.person:{writer.pk}"]]


def test_milestone_reminds_who_looks_after_it_alone_while_still_of_the_team() -> None:
    row, writer = milestone()
    keeper = make_member(row.commitment.programme.space, "field_worker")
    actions.take_charge(row=row, by=Actor("field_worker", keeper.pk), at=on(row.due, -20))
    row.keeper = keeper
    actions.remind_milestone(row=row, at=on(row.due, -1))
    assert told() == [[f"people.person:{keeper.pk}"]]
    OutboxRow.objects.all().delete()
    Membership.objects.filter(person=keeper).delete()
    actions.remind_milestone(row=row, at=on(row.due, -1))
    assert told() == [[f"people.person:{writer.pk}"]]


def test_milestone_moved_in_time_is_reminded_of_again_before_its_new_day() -> None:
    row, _writer = milestone()
    actions.remind_milestone(row=row, at=on(row.due, -1))
    later = row.due + timedelta(days=30)
    actions.move_milestone(
        milestone=row,
        due=later,
        because="Tiang dari pemasok terlambat.",
        by=WRITER,
        at=on(row.due, -1),
    )
    row.refresh_from_db()
    assert actions.remind_milestone(row=row, at=on(row.first_due)) == 0
    assert actions.remind_milestone(row=row, at=on(later)) == 1
    assert len(told()) == 2


def test_milestone_that_was_kept_reminds_nobody() -> None:
    row, _writer = milestone()
    Milestone.objects.filter(pk=row.pk).update(kept_at=on(row.due, -2))
    row.refresh_from_db()
    assert actions.remind_milestone(row=row, at=on(row.due)) == 0


def test_delegation_reminds_the_branch_once_while_offered_and_once_when_accepted() -> None:
    above = make_space("provinsi")
    make_member(above, "owner")
    branch = make_space("kabupaten", parent=above)
    answers = make_member(branch, "coordinator")
    row = make_delegation(above, branch)
    early = on(row.due, -9)
    assert actions.remind_delegation(row=row, at=early) == 0
    for days in (-1, -1, 0):
        assert actions.remind_delegation(row=row, at=on(row.due, days)) == 1
    assert told() == [[f"people.person:{answers.pk}"]]
    actions.go_on(delegation=row, step="accept", text="", by=Actor("coordinator"), at=early)
    row.refresh_from_db()
    for days in (-1, 0, 0):
        actions.remind_delegation(row=row, at=on(row.due, days))
    assert told() == [[f"people.person:{answers.pk}"]] * 2
    assert actions.remind_delegation(row=row, at=on(row.due, 1)) == 0


def test_worker_that_runs_twice_tells_each_person_once() -> None:
    row, writer = milestone()
    today = timezone.localdate(timezone=ZoneInfo("Asia/Jakarta"))
    Milestone.objects.filter(pk=row.pk).update(first_due=today, due=today)
    branch = make_space(parent=row.commitment.programme.space)
    answers = make_member(branch, "owner")
    given = make_delegation(row.commitment.programme.space, branch)
    Milestone.objects.exclude(pk=row.pk).update(due=today + timedelta(days=90))
    Delegation.objects.filter(pk=given.pk).update(first_due=today, due=today)
    (work,) = (one.work for one in due_list() if one.name == "programmes.remind")
    for _time in range(2):
        work()
        Worker().drain()
    rows = Notice.objects.filter(key__startswith="remind:").values_list("receiver", flat=True)
    assert sorted(rows) == sorted(f"people.person:{one.pk}" for one in (writer, answers))
