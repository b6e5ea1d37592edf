"""An attacker who reads every sum we publish, as often as they like, learns no single answer."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from django.test import Client
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from rembuk.ideas import actions as ideas
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_answer, make_call
from rembuk.messaging.models import Heard, Notice
from rembuk.messaging.states import Hearing
from rembuk.places.actions import load_some
from rembuk.places.models import Place
from rembuk.shared.small_cells import SENSITIVE, SMALLEST, SMALLEST_SENSITIVE, folded, rounded
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import NOON, make_space
from rembuk.voices.actions import withdraw_by_receipt

pytestmark = pytest.mark.django_db
VALUES = list(Hearing.values)
SUBJECTS, CHANNELS = ["kesehatan", "air-sanitasi", "transportasi", "energi"], ["web", "field", "account"]
Answer = tuple[str, str, str]
Margin = tuple[str, str, str]
Readings = dict[tuple[str, str], list[int | None]]


def answer(space: Space, said: list[Answer], first: int) -> None:
    notices = Notice.objects.bulk_create(
        Notice(receiver=f"people.person:{first + n}", key=f"closing:{space.pk}:{first + n}", subject="x",
               text="x", link="/", at=NOON)
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
    for row in Client().get(f"/api/v1/spaces/{space.slug}/heard").json()["rows"]:
        numbers = [row["answers"], *(share["answers"] for share in row["values"])]
        assert numbers == found[row["by"], row["key"]]
    return found


def stands_in(cell: Answer, margin: Margin) -> bool:
    by, key, value = margin
    return value in ("", cell[2]) and {"space": "", "subject": cell[0], "channel": cell[1]}[by] == key


class Attacker:
    """Hold all readings of one space as equations over whole numbers, one unknown a day and joint cell.

    A joint cell is a subject, a channel and a value: both tables are sums of the same unknowns. What was
    counted on one day is counted on the next; no answer of this world is changed.
    """

    def __init__(self, readings: list[Readings]) -> None:
        self.readings = readings
        joint = [(s, c, v) for s in SUBJECTS for c in CHANNELS for v in VALUES]
        self.at = {(day, cell): n for n, (day, cell) in enumerate(
            (day, cell) for day in range(len(readings)) for cell in joint
        )}  # fmt: skip
        lines: list[tuple[dict[int, int], float, float]] = []
        for day, found in enumerate(readings):
            for (by, key), row in found.items():
                for value, n in zip(("", *VALUES), row, strict=True):
                    if n is not None:
                        lines.append((dict.fromkeys(self.cells(day, (by, key, value)), 1), n, n))
        for day, _next in pairwise(range(len(readings))):
            lines += [({self.at[day + 1, cell]: 1, self.at[day, cell]: -1}, 0, np.inf) for cell in joint]
        table = lil_array((len(lines), len(self.at)))
        for number, (line, _low, _high) in enumerate(lines):
            for column, factor in line.items():
                table[number, column] = factor
        ends = np.array([(low, high) for _line, low, high in lines])
        self.known = LinearConstraint(table.tocsr(), ends[:, 0], ends[:, 1])

    def cells(self, day: int, margin: Margin) -> list[int]:
        return [n for (on, cell), n in self.at.items() if on == day and stands_in(cell, margin)]

    def interval(self, day: int, margin: Margin) -> tuple[int, int]:
        """Return the least and the most that agrees with everything read, 10**9 where there is no most."""
        aim = np.zeros(len(self.at))
        aim[self.cells(day, margin)] = 1
        ends = []
        for sign in (1, -1):
            found: Any = milp(
                sign * aim, constraints=self.known, integrality=np.ones(len(self.at)), bounds=Bounds(0, 10**6)
            )
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def hidden(found: Readings) -> list[Margin]:
    return [
        (by, key, value) for (by, key), row in found.items()
        for value, n in zip(("", *VALUES), row, strict=True) if n is None
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_sums_of_party_and_branch_on_several_days_pin_no_small_number(seed: int) -> None:
    chance = random.Random(seed)
    party = make_space("partai")
    spaces = [party, make_space("cabang", parent=party)]
    said: dict[str, list[Answer]] = {space.slug: [] for space in spaces}
    readings: dict[str, list[Readings]] = {space.slug: [] for space in spaces}
    days: dict[str, list[list[Answer]]] = {space.slug: [] for space in spaces}
    for _day in range(3):
        for space in spaces:
            new = [
                (chance.choices(SUBJECTS, [1, 6, 3, 2])[0], chance.choices(CHANNELS, [5, 1, 9])[0],
                 chance.choices(VALUES, [9, 4, 1])[0])
                for _n in range(chance.randint(1, 14))
            ]  # fmt: skip
            mine = said[space.slug]
            answer(space, new, len(mine))
            mine += new
            days[space.slug].append(mine[: len(mine) - len(mine) % SMALLEST])
            readings[space.slug].append(read(space))
    attacked = 0
    for space in spaces:
        attacker = Attacker(readings[space.slug])
        for day, (found, counted) in enumerate(zip(readings[space.slug], days[space.slug], strict=True)):
            for (by, key), row in found.items():
                least = SMALLEST_SENSITIVE if key in SENSITIVE else SMALLEST
                assert all(n is None or n == 0 or n >= least for n in row), (by, key, row)
            for margin in hidden(found) if counted else ():
                true = sum(stands_in(one, margin) for one in counted)
                if 0 < true < (SMALLEST_SENSITIVE if margin[1] in SENSITIVE else SMALLEST):
                    low, high = attacker.interval(day, margin)
                    assert low <= true <= high
                    assert high > low, (day, margin, low, high)
                    attacked += 1
        for before, after in pairwise(readings[space.slug]):
            totals = [found["space", ""][0] for found in (before, after)]
            if None not in totals:
                assert (totals[1] or 0) - (totals[0] or 0) in range(0, 1000, SMALLEST)
    assert attacked > 10


def places_read(number: int) -> tuple[list[str], int]:
    """Return the lines of the report's table by place, and how many answers the page counts in all."""
    page = Client().get(f"/c/{number}/laporan/").content.decode()
    table = page.partition("Jawaban menurut tempat</caption>")[2].partition("</table>")[0]
    lines = [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in table.split("<tr>")[1:]]
    whole = re.search(r"<h2>(\d+) jawaban", page)
    assert whole
    return lines, int(whole[1])


@pytest.mark.parametrize(("subject", "least"), [("pendidikan", SMALLEST), ("kesehatan", SMALLEST_SENSITIVE)])
def test_report_read_before_and_after_a_withdrawal_tells_no_place(subject: str, least: int) -> None:
    space = make_space("cabang", parent=make_space("partai"))
    load_some(["34.04.06", "34.04.07", "34.04.08"])
    space.region = Place.objects.get(pk="34.04")
    space.save()
    call = make_call(space, subject=subject)
    counts = {"34.04.06": 12, "34.04.07": 6, "34.04.08": 2, None: 9}
    voices = [
        make_answer(call, f"Lampu {number}", place=Place.objects.filter(pk=code).first())
        for code, count in counts.items() for number in range(count)
    ]  # fmt: skip
    ideas.report_call(call=call, report="Terima kasih. " * 5, by=COORDINATOR, at=AT + timedelta(days=22))
    lines, whole = places_read(call.pk)
    assert whole == len(voices)
    shown = Counter({line.rpartition(" ")[0]: int(line.rpartition(" ")[2]) for line in lines[1:]})
    assert min(shown.values()) >= least
    assert sum(shown.values()) == len(voices)
    withdraw_by_receipt(voice=voices[0], at=AT + timedelta(days=30))
    after, fewer = places_read(call.pk)
    assert (after, fewer) == (lines, whole - 1)


@pytest.mark.parametrize(
    "counts",
    [{"a": 4}, {"a": 9, "b": 3}, {"a": 20, "b": 5, "c": 1}, {"a": 1, "b": 1, "c": 1}, {"a": 7, "b": 6}, {}],
)
def test_folded_counts_leave_no_small_rest_to_subtract(counts: dict[str, int]) -> None:
    for least in (SMALLEST, SMALLEST_SENSITIVE):
        kept, rest = folded(counts, least=least)
        assert all(n >= least for n in kept.values())
        if rest is None:
            assert not kept
        else:
            assert rest == 0 or rest >= least
            assert rest + sum(kept.values()) == sum(counts.values())


def test_rounded_count_leaves_as_many_possible_as_a_number_needs_people_behind_it() -> None:
    assert [rounded(n) for n in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]
    assert len({n for n in range(100) if rounded(n, SMALLEST_SENSITIVE) == 30}) == SMALLEST_SENSITIVE
