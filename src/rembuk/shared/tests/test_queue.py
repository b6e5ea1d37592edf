"""The queue: nothing is lost, nothing is done by two at once, nothing is tried for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from rembuk.shared import outbox, queue
from rembuk.shared.models import DueTask, OutboxRow, TaskLease
from rembuk.shared.queue import LEASE, OUTBOX_TRIES, TASK_TRIES, Worker, wait_after
from rembuk.shared.tests import queue_work

START = datetime(2026, 8, 17, 8, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


class Clock:
    """Tell a time that only moves when told to."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    def forward(self, **by):
        self.now += timedelta(**by)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def worker(clock, monkeypatch):
    monkeypatch.setattr(queue, "_due", {})
    queue_work.ran.clear()
    return Worker(clock=clock)


@pytest.fixture
def handled(monkeypatch):
    """Return the payloads that a handler of kind `test.note` has seen."""
    seen = []
    monkeypatch.setitem(outbox.handlers, "test.note", seen.append)
    return seen


def write(number=1, **more):
    outbox.write(kind="test.note", key=f"k{number}", payload={"n": number}, at=START, **more)


def test_outbox_row_is_handled_once_and_its_content_wiped(worker, handled):
    write()
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert handled == [{"n": 1}]
    row = OutboxRow.objects.get()
    assert (row.payload, row.done_at, row.leased_until) == ({}, START, None)


def test_outbox_row_written_twice_under_one_key_is_handled_once(worker, handled):
    write()
    write()
    worker.drain()
    write()
    worker.drain()
    assert handled == [{"n": 1}]


def test_outbox_row_of_a_rolled_back_action_is_never_handled(worker, handled):
    def act():
        write()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transaction.atomic(act)()
    assert worker.drain() == 0
    assert handled == []


def test_outbox_row_for_later_waits_for_its_time(worker, handled, clock):
    write(run_after=START + timedelta(hours=1))
    worker.drain()
    assert handled == []
    clock.forward(hours=1)
    worker.drain()
    assert handled == [{"n": 1}]


def test_handler_knows_the_key_of_its_row(worker, monkeypatch):
    keys = []
    monkeypatch.setitem(outbox.handlers, "test.note", lambda payload: keys.append(outbox.key_in_hand()))
    write(7)
    worker.drain()
    assert keys == ["k7"]


def test_row_that_fails_is_tried_again_later_and_later_and_given_up_visibly(worker, clock, monkeypatch):
    tries = []

    def fail(payload):
        tries.append(clock.now)
        raise ConnectionError("pos@contoh.id menolak")

    monkeypatch.setitem(outbox.handlers, "test.note", fail)
    write()
    for _ in range(3 * OUTBOX_TRIES):
        worker.drain()
        clock.forward(hours=1)
    assert len(tries) == OUTBOX_TRIES
    assert tries[-1] - tries[0] > timedelta(days=1), "a mail server may be down for a day"
    row = OutboxRow.objects.get()
    assert row.given_up
    assert row.done_at is None
    assert row.trouble == "builtins.ConnectionError", "the error's text may be personal and is not kept"
    assert row.payload == {"n": 1}


def test_row_given_up_keeps_its_content_for_seven_days_and_its_trouble_for_good(worker, clock, monkeypatch):
    def fail(payload):
        raise ConnectionError

    monkeypatch.setitem(outbox.handlers, "test.note", fail)
    write()
    for _ in range(3 * OUTBOX_TRIES):
        worker.drain()
        clock.forward(hours=1)
    last = OutboxRow.objects.get().run_after
    outbox.write(kind="test.unknown", key="waits", payload={"n": 2}, at=START)
    assert outbox.empty_given_up(at=last + timedelta(days=7)) == 0
    assert outbox.empty_given_up(at=last + timedelta(days=7, seconds=1)) == 1
    assert outbox.empty_given_up(at=last + timedelta(days=8)) == 0
    row = OutboxRow.objects.get(given_up=True)
    assert (row.payload, row.trouble) == ({}, "builtins.ConnectionError")
    assert OutboxRow.objects.get(key="waits").payload == {"n": 2}


def test_row_of_a_kind_without_handler_waits_instead_of_vanishing(worker, handled):
    outbox.write(kind="test.unknown", key="x", payload={"n": 1}, at=START)
    worker.drain()
    row = OutboxRow.objects.get()
    assert (row.done_at, row.given_up, row.trouble) == (None, False, "builtins.KeyError")


def test_waits_double_from_ten_seconds_to_an_hour():
    assert [wait_after(tries).total_seconds() for tries in (1, 2, 3, 9, 10, 1000)] == [
        10, 20, 40, 2560, 3600, 3600,
    ]  # fmt: skip


def test_row_held_by_another_worker_is_left_until_its_lease_has_run_out(worker, handled, clock):
    write()
    OutboxRow.objects.update(leased_until=START + LEASE, attempts=1)
    worker.drain()
    assert handled == []
    clock.forward(seconds=LEASE.total_seconds() + 1)
    worker.drain()
    assert handled == [{"n": 1}]
    assert OutboxRow.objects.get().attempts == 2


def test_row_late_in_a_slow_batch_is_held_as_long_as_the_first(worker, clock, monkeypatch):
    held = []

    def slow(payload):
        held.append(OutboxRow.objects.get(key=f"k{payload['n']}").leased_until - clock())
        clock.forward(minutes=5)

    monkeypatch.setitem(outbox.handlers, "test.note", slow)
    for number in (1, 2, 3):
        write(number)
    worker.drain()
    assert held == [LEASE, LEASE, LEASE]


def test_what_is_to_rest_after_a_batch_rests_even_when_a_row_failed(worker, monkeypatch):
    rested = []
    monkeypatch.setattr(outbox, "_at_rest", [lambda: rested.append(OutboxRow.objects.get().attempts)])
    write()
    worker.drain()
    assert rested[0] == 1


def test_worker_told_to_stop_finishes_the_row_in_hand_and_begins_no_other(worker, monkeypatch):
    seen = []

    def stop(payload):
        seen.append(payload)
        worker.stop.set()

    monkeypatch.setitem(outbox.handlers, "test.note", stop)
    write(1)
    write(2)
    worker.drain()
    assert seen == [{"n": 1}]
    assert queue_work.count_open() == 1


def test_task_is_run_once_with_its_arguments(worker):
    queue_work.remember.enqueue("satu")
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert queue_work.ran == ["satu"]
    row = DBTaskResult.objects.get()
    assert (row.status, row.return_value) == ("SUCCESSFUL", "satu")
    assert not TaskLease.objects.exists()


def test_task_that_fails_is_tried_a_bounded_number_of_times_and_stays_visible(worker, clock):
    queue_work.fail.enqueue("x")
    for _ in range(3 * TASK_TRIES):
        worker.drain()
        clock.forward(hours=1)
    assert queue_work.ran == ["x"] * TASK_TRIES
    row = DBTaskResult.objects.get()
    assert row.status == "FAILED"
    assert row.exception_class_path == "builtins.ValueError"
    assert "fail" in row.traceback
    assert "rahasia x" not in row.traceback


def test_failed_task_waits_before_its_next_try(worker, clock):
    queue_work.fail.enqueue("x")
    worker.drain()
    worker.drain()
    assert queue_work.ran == ["x"]
    clock.forward(seconds=10)
    worker.drain()
    assert queue_work.ran == ["x", "x"]


def test_task_of_a_killed_worker_is_taken_up_again_after_its_lease(worker, clock):
    queue_work.tell_tries.enqueue("x")
    key = DBTaskResult.objects.get().pk
    assert Worker(clock=clock)._claim_task(key, clock.now) is not None
    worker.drain()
    assert queue_work.ran == [], "another worker holds it"
    clock.forward(seconds=LEASE.total_seconds() + 1)
    worker.drain()
    clock.forward(seconds=11)
    worker.drain()
    assert queue_work.ran == ["x"]
    assert DBTaskResult.objects.get().return_value == 2
    assert not TaskLease.objects.exists()


def test_task_that_kills_every_worker_is_given_up(worker, clock):
    queue_work.remember.enqueue("x")
    key = DBTaskResult.objects.get().pk
    for _ in range(TASK_TRIES):
        assert Worker(clock=clock)._claim_task(key, clock.now) is not None
        clock.forward(hours=2)
        worker._take_back()
        clock.forward(hours=2)
    assert DBTaskResult.objects.get().status == "FAILED"
    assert DBTaskResult.objects.get().exception_class_path == "rembuk.shared.queue.WorkerLost"


def test_task_ready_is_claimed_by_one_of_two_workers(worker, clock):
    queue_work.remember.enqueue("x")
    key = DBTaskResult.objects.get().pk
    assert worker._claim_task(key, clock.now) is not None
    assert Worker(clock=clock)._claim_task(key, clock.now) is None


def come_round(every):
    times = []
    queue.due("test.round", every=every)(lambda: times.append(1))
    return times


def test_due_work_comes_round_once_each_time_whatever_the_number_of_workers(worker, clock):
    times = come_round(timedelta(seconds=20))
    others = [worker, Worker(clock=clock), Worker(clock=clock)]
    for _ in range(3):
        for one in others:
            one.drain()
        clock.forward(seconds=20)
    assert len(times) == 3


def test_due_work_that_another_worker_has_just_claimed_is_not_begun(worker, clock):
    times = come_round(timedelta(days=1))
    worker.drain()
    clock.forward(days=1)
    stale = DueTask.objects.get()
    DueTask.objects.update(next_at=clock.now + LEASE)
    assert worker._claim_due(queue.due_list()[0], stale, clock.now) == 0
    assert len(times) == 1


def test_yearly_work_of_a_killed_worker_is_begun_again_after_a_lease(worker, clock):
    times = []

    def die_once():
        times.append(1)
        if len(times) == 1:
            raise SystemExit

    queue.due("test.round", every=timedelta(days=365))(die_once)
    with pytest.raises(SystemExit):
        worker.drain()
    worker.drain()
    assert len(times) == 1
    clock.forward(seconds=LEASE.total_seconds() + 1)
    worker.drain()
    assert len(times) == 2


def test_due_work_that_fails_is_tried_again_soon_and_says_so(worker, clock):
    def fail():
        raise OSError("penuh")

    queue.due("test.round", every=timedelta(days=1))(fail)
    worker.drain()
    row = DueTask.objects.get()
    assert (row.next_at, row.failures, row.trouble) == (START + timedelta(seconds=10), 1, "builtins.OSError")


@pytest.mark.django_db(transaction=True)
def test_running_worker_does_everything_and_stops_when_told(monkeypatch):
    monkeypatch.setattr(queue, "_due", {})
    queue_work.ran.clear()
    worker, seen = Worker(), []

    def note(payload):
        seen.append(payload)
        queue_work.remember.enqueue("dari kotak keluar")

    monkeypatch.setitem(outbox.handlers, "test.note", note)
    write()
    queue.due("test.round", every=timedelta(seconds=0.01))(
        lambda: worker.stop.set() if queue_work.ran else None
    )
    worker.run(idle=0.01)
    assert seen == [{"n": 1}]
    assert queue_work.ran == ["dari kotak keluar"]
