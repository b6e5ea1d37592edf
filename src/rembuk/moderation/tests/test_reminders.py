"""Who moderates is reminded while there is time: of a flag at half its clock, of an appeal before its day."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.messaging.models import Notice
from rembuk.moderation import actions
from rembuk.moderation.actions import remind_appeal, remind_flag
from rembuk.moderation.states import Reason
from rembuk.people.models import Person
from rembuk.shared.actors import Actor
from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker, due_list
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_member, make_space

pytestmark = pytest.mark.django_db


def told() -> list[set[str]]:
    rows = OutboxRow.objects.filter(key__startswith="fan_out:remind:").order_by("pk")
    return [set(row.payload["about"]) for row in rows]


def place() -> tuple[Space, Person, Person]:
    space = make_space()
    make_member(space, "writer")
    return space, make_member(space, "owner"), make_member(space, "coordinator")


@pytest.mark.parametrize(("reason", "hours"), [(Reason.SPAM, 24), (Reason.DANGER, 4)])
def test_flag_reminds_who_moderates_from_half_its_clock_once_and_not_when_it_is_over(
    reason: str, hours: int
) -> None:
    space, owner, coordinator = place()
    flag = actions.flag(about=ref(make_idea(space)), reason=reason, at=AT)
    assert remind_flag(flag=flag, at=AT + timedelta(hours=hours / 2, minutes=-1)) == 0
    assert remind_flag(flag=flag, at=AT + timedelta(hours=hours, minutes=1)) == 0
    assert told() == []
    for part in (0.5, 0.75, 1):
        assert remind_flag(flag=flag, at=AT + timedelta(hours=hours * part)) == 2
    assert told() == [{ref(owner), ref(coordinator)}]


def test_flag_that_became_urgent_is_reminded_of_by_its_new_clock_and_a_closed_one_never() -> None:
    space, _owner, _coordinator = place()
    idea = make_idea(space)
    first = actions.flag(about=ref(idea), reason=Reason.SPAM, at=AT)
    remind_flag(flag=first, at=AT + timedelta(hours=12))
    urgent = actions.flag(about=ref(idea), reason=Reason.DANGER, at=AT + timedelta(hours=13))
    assert remind_flag(flag=urgent, at=AT + timedelta(hours=16)) == 2
    assert len(told()) == 2
    actions.leave(flag=urgent, because="Tidak ada yang berbahaya.", by=Actor("owner"), at=AT)
    urgent.refresh_from_db()
    assert remind_flag(flag=urgent, at=AT + timedelta(hours=16)) == 0


def test_appeal_reminds_those_who_did_not_decide_first_before_its_day_once() -> None:
    space, owner, coordinator = place()
    idea = make_idea(space)
    actions.hide(
        about=ref(idea), part="text", reason=Reason.PERSONAL, because="Memuat nomor telepon seorang warga.",
        by=Actor("coordinator", coordinator.pk), at=AT,
    )  # fmt: skip
    appeal = actions.appeal(
        about=ref(idea),
        part="text",
        author="voices.voice:1",
        text="Itu nomor balai warga, bukan orang.",
        at=AT,
    )
    day = datetime.combine(appeal.due, AT.time(), ZoneInfo("UTC"))
    assert remind_appeal(appeal=appeal, at=AT) == 0
    assert remind_appeal(appeal=appeal, at=day + timedelta(days=1)) == 0
    for days in (-1, -1, 0):
        assert remind_appeal(appeal=appeal, at=day + timedelta(days=days)) == 1
    assert told() == [{ref(owner)}]


def test_worker_that_runs_twice_tells_each_moderator_once() -> None:
    space, owner, coordinator = place()
    began = timezone.now() - timedelta(hours=3)
    actions.flag(about=ref(make_idea(space)), reason=Reason.DANGER, at=began)
    (work,) = (one.work for one in due_list() if one.name == "moderation.remind")
    for _time in range(2):
        work()
        Worker().drain()
    rows = Notice.objects.filter(key__startswith="remind:flag:").values_list("receiver", flat=True)
    assert sorted(rows) == sorted([ref(owner), ref(coordinator)])
