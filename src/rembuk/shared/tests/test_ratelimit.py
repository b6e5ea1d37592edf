"""Tries are counted within the window that began with the first of them, however long it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from rembuk.shared.ratelimit import count
from rembuk.shared.refusals import TooMany

pytestmark = pytest.mark.django_db


def test_window_of_a_day_still_lasts_a_day_after_the_second_try():
    began = datetime.now(UTC)
    for _ in range(3):
        count("uji", "warga", most=3, per=timedelta(days=1))
    with pytest.raises(TooMany):
        count("uji", "warga", most=3, per=timedelta(days=1))
    count("uji", "tetangga", most=3, per=timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM shared_cache WHERE cache_key LIKE %s", ["%tries:uji:%"])
        ends = [row[0] for row in cursor.fetchall()]
    assert len(ends) == 2
    for end in ends:
        kept = end if isinstance(end, datetime) else datetime.fromisoformat(end)
        left = (kept if kept.tzinfo else kept.replace(tzinfo=UTC)) - began
        assert timedelta(hours=23, minutes=59) < left < timedelta(days=1, minutes=1)
