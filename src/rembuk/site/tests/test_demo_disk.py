"""The sample space is written without waiting for the disk, and kept when it is whole."""

from __future__ import annotations

import pytest
from django.db import connection

from rembuk.site.demo.home import _kept_at_the_end

FULL = 2


def waits() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (level,) = cursor.fetchone()
    return int(level)


@pytest.mark.django_db(transaction=True)
def test_commits_wait_for_the_disk_again_once_the_sample_space_is_made() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits by its own settings")
    assert waits() == FULL
    with _kept_at_the_end():
        assert waits() == 0
    assert waits() == FULL
