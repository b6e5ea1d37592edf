"""Who goes through many rows and writes meanwhile holds no reading open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone

from rembuk.shared.bulk import giving_way
from rembuk.shared.models import OutboxRow
from rembuk.shared.paging import in_turn, keys_in_turn

NOW = timezone.now()


def put(key: str) -> OutboxRow:
    return OutboxRow.objects.create(kind="uji", key=key, payload={}, run_after=NOW, written_at=NOW)


def make(count: int) -> list[int]:
    return [put(f"tugas-{number}").pk for number in range(count)]


def elsewhere(work: Callable[[], object]) -> None:
    def alone() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_rows_are_written_while_they_are_gone_through_and_others_write_in_between() -> None:
    keys = make(5)
    later, seen = NOW + timedelta(hours=1), []
    for row in in_turn(OutboxRow.objects.all(), most=2):
        elsewhere(partial(put, f"lain-{row.pk}"))
        with transaction.atomic():
            seen.append(row.pk)
            OutboxRow.objects.filter(pk=row.pk).update(run_after=later)
        if len(seen) == len(keys):
            break
    assert seen == keys
    assert OutboxRow.objects.filter(run_after=later).count() == len(keys)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_every_row_comes_once_whatever_is_read_at_a_time(count: int) -> None:
    keys = make(count)
    rows = OutboxRow.objects.all()
    for most in (1, 2, 5):
        assert [row.pk for row in in_turn(rows, most)] == keys
        assert list(keys_in_turn(rows, "id", most)) == keys


@pytest.mark.django_db
def test_key_that_stands_in_several_rows_comes_once() -> None:
    make(3)
    OutboxRow.objects.update(attempts=7)
    OutboxRow.objects.filter(key="tugas-2").update(attempts=9)
    assert list(keys_in_turn(OutboxRow.objects.all(), "attempts", 1)) == [7, 9]


@pytest.mark.parametrize(("takes", "pauses"), [(0.01, 0), (0.05, 2), (0.3, 10)])
def test_long_run_gives_way_each_time_a_fifth_of_a_second_is_over(takes: float, pauses: int) -> None:
    now, paused = [0.0], []
    for _row in giving_way(range(10), clock=lambda: now[0], pause=lambda: paused.append(now[0])):
        now[0] += takes
    assert len(paused) == pauses
