"""Tests of writing together: one transaction for many, and each caller's own answer.

Another database than SQLite gathers commits by itself.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from rembuk.shared.together import MOST, Together

CALLERS = 8


class Writing:
    """Write sessions named by their items; the first transaction waits until the others are there."""

    def __init__(self):
        self.batches, self.first, self.go = [], threading.Event(), threading.Event()

    def __call__(self, items):
        self.batches.append(list(items))
        assert connection.in_atomic_block
        for item in items:
            Session.objects.create(session_key=item, session_data="", expire_date=timezone.now())
        if not self.first.is_set():
            self.first.set()
            assert self.go.wait(20)
        return [f"{item} kept" for item in items]


def _all_at_once(together, writing, items):
    """Call for each of ITEMS in a thread of its own, all but the first while that one is being written."""

    def ask(item):
        try:
            return together(item)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(items)) as threads:
        asked = [threads.submit(ask, items[0])]
        assert writing.first.wait(20)
        asked += [threads.submit(ask, item) for item in items[1:]]
        while len(together._waiting) < len(items) - 1:
            assert not writing.go.wait(0.01)
        writing.go.set()
        return [one.result(20) for one in asked]


def _kept():
    return set(Session.objects.values_list("session_key", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_what_comes_while_one_is_written_is_written_in_one_transaction():
    writing = Writing()
    together, items = Together(writing), [f"key {number}" for number in range(CALLERS)]

    answers = _all_at_once(together, writing, items)

    assert answers == [f"{item} kept" for item in items]
    assert sorted(map(len, writing.batches)) == [1, CALLERS - 1]
    assert _kept() == set(items)
    assert not together._waiting


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite
def test_who_writes_what_cannot_be_alone_hears_of_it_and_the_others_are_kept():
    writing = Writing()
    together, items = Together(writing), ["key 0", "key 1", "key 0", "key 2"]

    answers = _all_at_once(together, writing, items)

    assert [type(answer) for answer in answers] == [str, str, IntegrityError, str]
    assert _kept() == {"key 0", "key 1", "key 2"}


@pytest.mark.django_db(transaction=True)
def test_nobody_is_answered_before_the_commit(monkeypatch):
    together = Together(lambda items: [f"{item} kept" for item in items])

    def refuse():
        raise OSError("the disk is full")

    together("goes")
    monkeypatch.setattr(type(connections["default"]), "_commit", lambda _self: refuse())
    with pytest.raises(OSError, match="full"):
        together("does not")


@pytest.mark.django_db(transaction=True)
def test_a_caller_in_a_transaction_stays_in_it():
    def write(items):
        Session.objects.create(session_key=items[0], session_data="", expire_date=timezone.now())
        return [True]

    with transaction.atomic():
        assert Together(write)("gone again")
        transaction.set_rollback(True)

    assert _kept() == set()


def test_one_transaction_is_not_without_end():
    together = Together(list)
    together._waiting.extend(map(_part, range(3 * MOST)))

    assert len(together._taken(_part(-1))) == MOST
    assert len(together._waiting) == 2 * MOST + 1


def _part(item):
    from rembuk.shared.together import _Part

    return _Part(item)
