"""The public clock: it stands still only for a reason everybody reads, and reminds before the day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.design.words import tanggal
from rembuk.ideas.models import Idea
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.review import wording
from rembuk.review.models import Assignment, Case, Pause, Scorecard
from rembuk.review.queries import days_left, pause_on, seats_open, today_in
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.shared.workdays import add_working_days, working_days_between
from rembuk.spaces.queries import holders
from rembuk.spaces.rules import MAY

LONGEST_PAUSE = timedelta(days=60)
REMIND_DAYS = 3


def promise_of(case: Case) -> str:
    """Return the reference under which the day of CASE is promised on the trace."""
    return f"ideas.review:{case.idea_id}" if case.round == 1 else ref(case)


def _held(case: Case) -> Case:
    idea = Idea.objects.select_for_update(of=("self",)).select_related("space").get(pk=case.idea_id)
    found = Case.objects.select_related("rubric").get(pk=case.pk)
    found.idea = idea
    if found.closed_at is not None:
        raise Conflicting(wording.CLOSED)
    return found


@transaction.atomic
def pause(*, case: Case, ends: date, because: str, by: Actor, at: datetime) -> Pause:
    """Let the clock of CASE stand still from tomorrow until ENDS, for a reason everybody reads.

    The promised day moves by the working days of the pause; the first promise stays on record.
    """
    case = _held(case)
    today = today_in(case.idea.space, at)
    plain = " ".join(because.split())
    if not 20 <= len(plain) <= 300:
        raise Refused(wording.PAUSE_SHORT, field="because")
    if not today < ends <= today + LONGEST_PAUSE:
        raise Refused(wording.PAUSE_DAYS, field="ends")
    if Pause.objects.filter(case=case, ends__gt=today).exists():
        raise Conflicting(wording.PAUSED)
    made = Pause.objects.create(case=case, begins=today + timedelta(days=1), ends=ends, because=plain, at=at)
    was = case.due
    _move(case, add_working_days(was, working_days_between(today, ends)))
    record_step(
        kind="review.paused", about=promise_of(case), scope=ref(case.idea.space), because_of=[ref(case.idea)],
        facts={
            "number": case.idea_id, "due": case.due.isoformat(), "was": was.isoformat(),
            "until": ends.isoformat(),
        },
        words={"because": plain}, by=by, at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def move_clock_on(*, case: Case, by: Actor, at: datetime) -> None:
    """End the pause of CASE today: the working days it no longer needs come off the promised day."""
    case = _held(case)
    today = today_in(case.idea.space, at)
    held = Pause.objects.filter(case=case, ends__gt=today).order_by("-ends").first()
    if held is None:
        raise Conflicting(wording.NO_PAUSE)
    was, back = case.due, working_days_between(max(today, held.begins - timedelta(days=1)), held.ends)
    if held.begins > today:
        held.delete()
    else:
        Pause.objects.filter(pk=held.pk).update(ends=today)
    _move(case, _before(was, back))
    record_step(
        kind="review.resumed", about=promise_of(case), scope=ref(case.idea.space),
        because_of=[ref(case.idea)],
        facts={"number": case.idea_id, "due": case.due.isoformat(), "was": was.isoformat()}, by=by, at=at,
    )  # fmt: skip


def _before(day: date, count: int) -> date:
    """Return the day from which COUNT working days lead to DAY."""
    while count > 0:
        day -= timedelta(days=1)
        count -= working_days_between(day, day + timedelta(days=1))
    return day


def _move(case: Case, due: date) -> None:
    case.due = due
    case.save(update_fields=["due"])


@transaction.atomic
def remind(*, case: Case, at: datetime) -> int:
    """Remind, once each and before the day, who has not judged CASE yet; return how many were reminded.

    Where a seat is empty, those who give seats are reminded too: else nobody would be asked in time.
    Nothing is sent while the clock stands still, nor once the day has passed: late is listed in public.
    """
    space = case.idea.space
    today = today_in(space, at)
    left = days_left(case, today)
    if not 0 <= left <= REMIND_DAYS or case.closed_at is not None or pause_on(case, today):
        return 0
    done = Scorecard.objects.filter(case=case, set_aside_at=None).values("reviewer")
    waiting = Assignment.objects.filter(case=case, ended_at=None).exclude(reviewer__in=done)
    for assignment in waiting:
        announce(
            about=[f"people.person:{assignment.reviewer_id}"],
            key=f"remind:{assignment.pk}",
            subject=(
                _("Sebelum %(day)s: telaah %(title)s") % {"day": tanggal(case.due), "title": case.idea.title}
            )[:160],
            text=_("Penilaian Anda untuk gagasan nomor %(number)d ditunggu. Sisa %(left)d hari kerja.")
            % {"number": case.idea_id, "left": left},
            link=f"/telaah/{case.idea_id}/",
            at=at,
        )
    return len(waiting) + _remind_of_seats(case, at)


def _remind_of_seats(case: Case, at: datetime) -> int:
    space = case.idea.space
    people = holders(space.pk, MAY["review.assign"]) if seats_open(case) else []
    words = _("Belum ada penelaah: %(title)s")
    if case.round > 1:
        words = _("Belum ada yang memutus keberatan: %(title)s")
    if people:
        announce(
            about=[f"people.person:{one}" for one in people],
            key=f"remind-seats:{case.pk}",
            subject=(words % {"title": case.idea.title})[:160],
            text=_(
                "Putusan gagasan nomor %(number)d dijanjikan paling lambat %(day)s, dan kursinya masih "
                "kosong. Undang penelaah lain."
            )
            % {"number": case.idea_id, "day": tanggal(case.due)},
            link=f"/r/{space.slug}/jam-telaah/",
            at=at,
        )
    return len(people)
