"""An attacker who reads every sum we publish, as often as they like, learns no single answer."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from scipy.optimize import linprog

from rembuk.messaging.models import Heard, Notice
from rembuk.messaging.queries.heard import SENSITIVE
from rembuk.messaging.states import Hearing
from rembuk.shared.small_cells import SMALLEST, SMALLEST_SENSITIVE, folded
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import NOON, make_space

pytestmark = pytest.mark.django_db
VALUES = list(Hearing.values)
SUBJECTS, CHANNELS = ["kesehatan", "air-sanitasi", "transportasi", "energi"], ["web", "field", "account"]
Readings = dict[tuple[str, str], list[int | None]]


def answer(space: Space, said: list[tuple[str, str, str]], first: int) -> None:
    notices = Notice.objects.bulk_create(
        Notice(receiver=f"people.person:{first + n}", key=f"closing:{first + n}", subject="x", text="x",
               link="/", at=NOON)
        for n in range(len(said))
    )  # fmt: skip
    Heard.objects.bulk_create(
        Heard(notice=notice, space=space, subject=subject, channel=channel, value=value,
              at=NOON + timedelta(minutes=1))
        for notice, (subject, channel, value) in zip(notices, said, strict=True)
    )  # fmt: skip


def read(space: Space) -> Readings:
    """Return what stands in the CSV, after making sure that the page and the API tell no other number."""
    text = Client().get(f"/r/{space.slug}/didengar.csv").content.decode()
    found = {
        (row["by"], row["key"]): [int(row[name]) if row[name] else None for name in ("answers", *VALUES)]
        for row in csv.DictReader(text.splitlines())
    }
    page = Client().get(f"/r/{space.slug}/didengar/").content.decode()
    shown = {int(n.replace(".", "")) for n in re.findall(r'<td class="number">([\d.]+)', page)}
    told = {n for row in found.values() for n in row if n is not None}
    shares = {round(100 * n / row[0]) for row in found.values() if row[0] for n in row[1:] if n is not None}
    assert shown <= told | shares | {0}
    return found


def bounds(found: Readings) -> Iterator[tuple[tuple[str, str], int, float, float]]:
    """Yield for every hidden number the least and the most that agrees with all that is shown."""
    names = [key for key in found if key[0] != "space"]
    cells = [(key, place) for key in names for place in range(len(VALUES))]
    at = {cell: n for n, cell in enumerate(cells)}
    lines: list[tuple[Any, int | None]] = []

    def total(some: list[tuple[tuple[str, str], int]]) -> Any:
        line = np.zeros(len(at))
        for cell in some:
            line[at[cell]] = 1
        return line

    for key in names:
        lines += [(total([(key, place)]), found[key][place + 1]) for place in range(len(VALUES))]
        lines.append((total([(key, place) for place in range(len(VALUES))]), found[key][0]))
    for place in range(len(VALUES)):
        by = {
            table: total([(key, place) for key in names if key[0] == table])
            for table in ("subject", "channel")
        }
        lines += [(line, found["space", ""][place + 1]) for line in by.values()]
        lines.append((by["subject"] - by["channel"], 0))
    lines += [
        (total([(key, place) for key in names if key[0] == table for place in range(len(VALUES))]),
         found["space", ""][0])
        for table in ("subject", "channel")
    ]  # fmt: skip
    known = [(line, n) for line, n in lines if n is not None]
    equal, to = np.array([line for line, _n in known]), np.array([n for _line, n in known])
    for (key, place), column in at.items():
        if found[key][place + 1] is None:
            ends = []
            for sign in (1, -1):
                aim = np.zeros(len(at))
                aim[column] = sign
                ends.append(linprog(aim, A_eq=equal, b_eq=to, method="highs"))
            yield key, place, ends[0].fun, float("inf") if ends[1].status == 3 else -ends[1].fun


@pytest.mark.parametrize("seed", range(5))
def test_sums_of_a_space_give_no_small_number_away_by_arithmetic_or_by_reading_twice(seed: int) -> None:
    chance = random.Random(seed)
    space, said = make_space("uji"), []
    before: Readings | None = None
    for _step in range(6):
        new = [
            (chance.choices(SUBJECTS, [1, 6, 3, 2])[0], chance.choices(CHANNELS, [5, 1, 9])[0],
             chance.choices(VALUES, [9, 4, 1])[0])
            for _n in range(chance.randint(1, 14))
        ]  # fmt: skip
        answer(space, new, len(said))
        said += new
        found = read(space)
        counted = said[: len(said) - len(said) % SMALLEST]
        for (table, key), row in found.items():
            least = SMALLEST_SENSITIVE if key in SENSITIVE else SMALLEST
            assert all(n is None or n == 0 or n >= least for n in row), (table, key, row)
        for (table, key), place, low, high in bounds(found) if counted else ():
            column = 0 if table == "subject" else 1
            true = sum(one[column] == key and one[2] == VALUES[place] for one in counted)
            assert low - 1e-6 <= true <= high + 1e-6
            if 0 < true < SMALLEST:
                assert high - low > 0.5, (table, key, VALUES[place], low, high)
        if before is not None and before["space", ""][0] is not None and found["space", ""][0] is not None:
            grown = found["space", ""][0] - before["space", ""][0]
            assert grown == 0 or grown >= SMALLEST
        before = found


@pytest.mark.parametrize(
    "counts",
    [{"a": 4}, {"a": 9, "b": 3}, {"a": 20, "b": 5, "c": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 7, "b": 6}, {}],
)
def test_folded_counts_leave_no_small_rest_to_subtract(counts: dict[str, int]) -> None:
    kept, rest = folded(counts)
    assert all(n >= SMALLEST for n in kept.values())
    if rest is None:
        assert not kept
    else:
        assert rest == 0 or rest >= SMALLEST
        assert rest + sum(kept.values()) == sum(counts.values())
