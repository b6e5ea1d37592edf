"""Many rows at once: each there once, whatever their number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rembuk.shared import bulk
from rembuk.shared.models import OutboxRow

pytestmark = pytest.mark.django_db
COLUMNS = [
    "kind", "key", "payload", "written_at", "run_after", "attempts", "given_up", "trouble",
]  # fmt: skip
# So many rows of these columns go in one statement.
TOGETHER = bulk._MOST_VALUES // len(COLUMNS)


@pytest.mark.parametrize("count", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 3 * TOGETHER + 5])
def test_rows_of_any_number_are_inserted_once_and_in_order(count) -> None:
    moment = bulk.moment(datetime(2026, 10, 1, 9, 3, 4, tzinfo=UTC))
    bulk.insert(
        OutboxRow,
        COLUMNS,
        (("test.note", f"k{n}", "{}", moment, moment, n % 7, False, f"%s {n}") for n in range(count)),
    )
    rows = OutboxRow.objects.order_by("id").values_list("key", "attempts", "trouble")
    assert list(rows) == [(f"k{n}", n % 7, f"%s {n}") for n in range(count)]


def test_rows_are_updated_by_their_keys_whatever_their_order() -> None:
    moment = bulk.moment(datetime(2026, 10, 1, tzinfo=UTC))
    bulk.insert(
        OutboxRow, COLUMNS, [("test.note", f"k{n}", "{}", moment, moment, 0, False, "") for n in range(5)]
    )
    keys = list(OutboxRow.objects.order_by("id").values_list("id", flat=True))
    bulk.update(OutboxRow, ["trouble"], [("late", keys[3]), ("early", keys[0])])
    told = list(OutboxRow.objects.order_by("id").values_list("trouble", flat=True))
    assert told == ["early", "", "", "late", ""]
