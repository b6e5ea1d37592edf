"""The sample space is written without waiting for the disk, and kept when it is whole."""

from __future__ import annotations

import pytest
from django.db import connection

from rembuk.site.demo.home import _kept_at_the_end

FULL = 2


def waits() -> int:
    """Return how much a commit waits for the disk; PostgreSQL's own settings say so, and stay."""
    if connection.vendor != "sqlite":
        return FULL
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        (level,) = cursor.fetchone()
    return int(level)


@pytest.mark.django_db(transaction=True)
def test_commits_wait_for_the_disk_again_once_the_sample_space_is_made() -> None:
    assert waits() == FULL
    with _kept_at_the_end():
        assert waits() == (0 if connection.vendor == "sqlite" else FULL)
    assert waits() == FULL
