"""The queue: outbox rows, background tasks and the due list, worked off by any number of workers.

Whatever is taken up is taken by a conditional update and held by a lease, so two workers never hold one
thing, and what a killed worker held is taken up again when its lease has run out. Tries are bounded and
spaced out; what is given up stays in the table to be seen (`rembuk check` counts it).

Everything done here may be done twice (a worker can die after the work and before the note of it), so
handlers must not mind; each says how.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias, cast
from uuid import UUID, uuid4

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks_db.compat import TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from rembuk.shared import outbox
from rembuk.shared.models import DueTask, OutboxRow, TaskLease

LEASE = timedelta(minutes=2)
SHORTEST_LEASE = timedelta(seconds=30)
BATCH = 50
# With waits of 10 s doubling to an hour, 40 tries last a day and a half: a mail server may be down for a day.
OUTBOX_TRIES = 40
TASK_TRIES = 5
_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)

Work = Callable[[], object]
TaskRow: TypeAlias = "DBTaskResult[..., Any]"


@dataclass(frozen=True)
class Due:
    """Describe what comes round again: its NAME, how long after the last time, and the WORK."""

    name: str
    every: timedelta
    work: Work


_due: dict[str, Due] = {}


def due(name: str, *, every: timedelta) -> Callable[[Work], Work]:
    """Let the decorated function be called EVERY so often by one worker; it may be called twice."""

    def enter(function: Work) -> Work:
        _due[name] = Due(name, every, function)
        return function

    return enter


def due_list() -> list[Due]:
    """Return what comes round again, by name."""
    return [_due[name] for name in sorted(_due)]


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after the TRIES-th failure: 10 s, doubling, at most an hour."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(tries - 1, 20)))


@dataclass
class Worker:
    """Work off what is due; CLOCK tells the time.

    `stop` may be set from a signal handler or another thread: the thing in hand is finished, nothing begun.
    """

    clock: Callable[[], datetime] = timezone.now
    name: str = field(default_factory=lambda: uuid4().hex)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, idle: float = 1.0) -> None:
        """Work until told to stop, looking every IDLE seconds when there is nothing; outlive the database.

        Background tasks run in a thread of their own, so that a long one does not keep the record unsealed.
        """
        tasks = threading.Thread(target=self._loop, args=(self._do_task, idle), name="tasks")
        tasks.start()
        try:
            self._loop(lambda: self._do_due() + self._do_outbox(), idle)
        finally:
            self.stop.set()
            tasks.join()

    def _loop(self, part: Callable[[], int], idle: float) -> None:
        trouble = 0
        while not self.stop.is_set():
            close_old_connections()
            try:
                found = part()
                trouble = 0
            except DatabaseError:
                # The database is away or busy. Nothing is lost: what was in hand is taken up after its lease.
                found, trouble = 0, trouble + 1
                connection.close()
            if not found:
                self.stop.wait(min(30.0, idle * 2 ** min(trouble, 6)))
        connection.close()

    def drain(self) -> int:
        """Work until nothing is due now and return how many things were done or tried.

        What comes round again comes last, so that a seal covers the leaves of everything before it.
        """
        count = 0
        while not self.stop.is_set():
            found = self._do_outbox() + self._do_task() or self._do_due()
            if not found:
                break
            count += found
        return count

    def _do_due(self) -> int:
        now = self.clock()
        known = {row.name: row for row in DueTask.objects.filter(name__in=_due)}
        missing = [DueTask(name=name, next_at=now) for name in sorted(_due) if name not in known]
        if missing:
            DueTask.objects.bulk_create(missing, ignore_conflicts=True)
            known = {row.name: row for row in DueTask.objects.filter(name__in=_due)}
        done = 0
        for item in due_list():
            row = known[item.name]
            if row.next_at <= now and not self.stop.is_set():
                done += self._claim_due(item, row, now)
        return done

    def _claim_due(self, item: Due, row: DueTask, now: datetime) -> int:
        # Held for a lease, not for EVERY: what a killed worker began is begun again soon, even yearly work.
        lease = min(LEASE, max(item.every, SHORTEST_LEASE))
        if not DueTask.objects.filter(name=item.name, next_at=row.next_at).update(next_at=now + lease):
            return 0
        mine = DueTask.objects.filter(name=item.name)
        try:
            with self._held(lambda at: mine.update(next_at=at + lease), lease):
                item.work()
        except Exception as error:
            wait = min(item.every, wait_after(row.failures + 1))
            mine.update(
                next_at=self.clock() + wait,
                failures=min(row.failures + 1, 1_000),
                trouble=_name_of(error),
            )
        else:
            mine.update(next_at=now + item.every, failures=0, trouble="")
        return 1

    def _do_outbox(self) -> int:
        now = self.clock()
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        waiting = OutboxRow.objects.filter(free, done_at=None, given_up=False, run_after__lte=now)
        done = 0
        try:
            for key in list(waiting.order_by("run_after", "id").values_list("pk", flat=True)[:BATCH]):
                if self.stop.is_set():
                    break
                # A batch may take longer than a lease: what another worker finished meanwhile is not free.
                now = self.clock()
                claim = OutboxRow.objects.filter(free, pk=key, done_at=None, given_up=False)
                if claim.update(leased_until=now + LEASE, attempts=F("attempts") + 1):
                    self._do_row(OutboxRow.objects.get(pk=key))
                    done += 1
        finally:
            outbox.rest()
        return done

    def _do_row(self, row: OutboxRow) -> None:
        mine = OutboxRow.objects.filter(pk=row.pk, done_at=None)
        try:
            handler = outbox.handlers[row.kind]
            with outbox.in_hand(row.key), self._held(lambda at: mine.update(leased_until=at + LEASE)):
                handler(row.payload)
        except Exception as error:
            mine.update(
                leased_until=None,
                given_up=row.attempts >= OUTBOX_TRIES,
                run_after=self.clock() + wait_after(row.attempts),
                trouble=_name_of(error),
            )
        else:
            # The content may be personal (a mail): once done it has no reason to stay.
            mine.update(done_at=self.clock(), leased_until=None, payload={}, trouble="")

    def _do_task(self) -> int:
        self._take_back()
        now = self.clock()
        waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
        ready = waiting.filter(Q(run_after=get_date_max()) | Q(run_after__lte=now))
        for key in list(ready.values_list("pk", flat=True)[:BATCH]):
            if self.stop.is_set():
                break
            task = self._claim_task(key, now)
            if task is not None:
                self._run_task(task)
                return 1
        return 0

    def _claim_task(self, key: UUID, now: datetime) -> TaskRow | None:
        ready = DBTaskResult.objects.filter(pk=key, status=TaskResultStatus.READY)
        with transaction.atomic():
            if not ready.update(status=TaskResultStatus.RUNNING, started_at=now):
                return None
            task = DBTaskResult.objects.get(pk=key)
            task.worker_ids = [*task.worker_ids, self.name]
            task.save(update_fields=["worker_ids"])
            TaskLease.objects.update_or_create(task_id=key, defaults={"leased_until": now + LEASE})
        return task

    def _run_task(self, row: TaskRow) -> None:
        lease = TaskLease.objects.filter(task_id=row.pk)
        try:
            task, kept = row.task, row.args_kwargs
            context: Any = TaskContext(task_result=cast(Any, row.task_result))
            first: list[Any] = [context] if task.takes_context else []
            with self._held(lambda at: lease.update(leased_until=at + LEASE)):
                value = task.call(*first, *kept["args"], **kept["kwargs"])
            row.set_successful(value)
        except Exception as error:
            self._task_failed(row, error)
        lease.delete()

    def _task_failed(self, row: TaskRow, error: Exception) -> None:
        """Put ROW back for later, or mark it failed after its last try."""
        tries = len(row.worker_ids)
        held = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)
        if tries >= TASK_TRIES:
            # Frames without the message: an error's text may hold what people wrote.
            frames = "".join(traceback.format_tb(error.__traceback__))
            held.update(
                status=TaskResultStatus.FAILED,
                finished_at=self.clock(),
                exception_class_path=_name_of(error),
                traceback=frames,
            )
            return
        held.update(
            status=TaskResultStatus.READY,
            run_after=self.clock() + wait_after(tries),
            exception_class_path=_name_of(error),
        )

    def _take_back(self) -> None:
        """Put back tasks whose worker was killed: running, their lease run out."""
        now = self.clock()
        lost = TaskLease.objects.filter(leased_until__lt=now)
        for lease in lost:
            if not lost.filter(task_id=lease.task_id, leased_until=lease.leased_until).delete()[0]:
                continue
            row = DBTaskResult.objects.filter(pk=lease.task_id, status=TaskResultStatus.RUNNING).first()
            if row is not None:
                self._task_failed(row, WorkerLost())

    @contextmanager
    def _held(self, renew: Callable[[datetime], object], lease: timedelta = LEASE) -> Iterator[None]:
        """Renew a lease while the block runs; short work never comes to the first renewal."""
        over = threading.Event()

        def keep() -> None:
            try:
                while not over.wait(lease.total_seconds() / 3):
                    try:
                        renew(self.clock())
                    except DatabaseError:
                        # The next renewal comes before the lease runs out.
                        continue
            finally:
                connection.close()

        keeper = threading.Thread(target=keep, daemon=True, name="lease")
        keeper.start()
        try:
            yield
        finally:
            over.set()
            keeper.join()


class WorkerLost(Exception):
    """The worker that held a task is gone."""


def _name_of(error: Exception) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"[:120]
