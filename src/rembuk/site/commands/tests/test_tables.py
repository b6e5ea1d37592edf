"""Several processes that begin at once: one brings the tables up to date, the others wait for it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from rembuk.site.commands.office import one_at_a_time


@pytest.mark.django_db(transaction=True)
def test_second_process_waits_until_the_first_has_changed_the_tables():
    inside, other_inside = threading.Event(), threading.Event()

    def other() -> None:
        inside.wait(30)
        with one_at_a_time():
            other_inside.set()
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    with one_at_a_time():
        inside.set()
        assert not other_inside.wait(0.5)
    assert other_inside.wait(30)
    thread.join(30)
    with one_at_a_time():
        pass
