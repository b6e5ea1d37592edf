"""A prepared query answers as the query it was made of, for whatever value, in whatever thread."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, models

from rembuk.shared.prepared import Prepared

pytestmark = pytest.mark.django_db
END = datetime(2026, 8, 17, tzinfo=UTC)


@pytest.fixture
def sessions(db):
    return [Session.objects.create(pk=f"{at:032d}", session_data="satu", expire_date=END) for at in range(3)]


def by_key():
    return Prepared(lambda key: Session.objects.filter(pk=key), str)


def test_prepared_query_for_each_value_returns_what_the_ordinary_one_does(sessions):
    prepared = by_key()
    for key in (*(session.pk for session in sessions), "tidak ada", "%s", "\x02nilai 0\x03"):
        assert prepared(key) == list(Session.objects.filter(pk=key))
    assert prepared.first(sessions[1].pk).expire_date == END
    assert prepared.first("tidak ada") is None


def test_prepared_values_and_counts_answer_as_tuples_and_numbers(sessions):
    rows = Session.objects.values_list("session_data").annotate(n=models.Count("pk")).order_by("session_data")
    prepared = Prepared(lambda data: rows.filter(session_data=data), str)
    assert prepared("satu") == [("satu", 3)]
    assert prepared("dua") == []


def test_prepared_query_sees_what_was_written_since(sessions):
    prepared = by_key()
    assert prepared(sessions[0].pk)[0].session_data == "satu"
    Session.objects.filter(pk=sessions[0].pk).update(session_data="dua")
    assert prepared(sessions[0].pk)[0].session_data == "dua"
    Session.objects.filter(pk=sessions[0].pk).delete()
    assert prepared(sessions[0].pk) == []


def test_prepared_query_is_one_query_each_time(sessions, django_assert_num_queries):
    prepared = by_key()
    for session in sessions:
        with django_assert_num_queries(1):
            prepared(session.pk)


@pytest.mark.parametrize("value", [None, 7, b"satu"])
def test_value_of_another_kind_is_refused(value):
    with pytest.raises(TypeError):
        by_key()(value)


def test_query_whose_sql_changes_a_value_is_refused():
    with pytest.raises(ValueError, match="as they are"):
        Prepared(lambda key: Session.objects.filter(pk__startswith=key), str)("satu")


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_each_get_their_own_rows():
    for at in range(4):
        Session.objects.create(pk=f"{at:032d}", session_data=str(at), expire_date=END)
    prepared, wrong = by_key(), []

    def ask(at):
        for _ in range(50):
            found = [session.session_data for session in prepared(f"{at:032d}")]
            if found != [str(at)]:
                wrong.append(found)
        connection.close()

    threads = [Thread(target=ask, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
