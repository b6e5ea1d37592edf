"""An attacker who reads every sum we publish, as often as they like, learns no single answer."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from django.db.models import F
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from rembuk.ideas import actions as ideas
from rembuk.ideas.tests.factories import AT, COORDINATOR, make_answer, make_call
from rembuk.messaging.models import Heard, Notice
from rembuk.messaging.states import Hearing
from rembuk.places.actions import load_some
from rembuk.places.models import Place
from rembuk.shared.small_cells import (
    SENSITIVE,
    SMALLEST,
    SMALLEST_SENSITIVE,
    Joint,
    Move,
    Sums,
    folded,
    least_of,
    rounded,
    stepped,
    summed,
)
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import NOON, make_space
from rembuk.voices.actions import withdraw_by_receipt

pytestmark = pytest.mark.django_db
VALUES = list(Hearing.values)
SUBJECTS, CHANNELS = ["kesehatan", "air-sanitasi", "transportasi", "energi"], ["web", "field", "account"]
Answer = tuple[str, str, str]
Margin = tuple[str, Any, str]
Readings = dict[tuple[str, str], list[int | None]]


def answer(space: Space, said: list[Answer], first: int) -> None:
    """Keep what was SAID in SPACE, as if ten at a time had come in, the rest waiting."""
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
    waiting = Heard.objects.filter(space=space, counted="").order_by("pk").values_list("pk", flat=True)
    full = list(waiting)[: rounded(waiting.count(), SMALLEST_SENSITIVE)]
    Heard.objects.filter(pk__in=full).update(counted=F("value"))


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
    if by == "joint":
        return cell == key
    return value in ("", cell[2]) and {"space": "", "subject": cell[0], "channel": cell[1]}[by] == key


class Attacker:
    """Hold all readings of one space as equations over whole numbers, two unknowns a day and joint cell.

    A joint cell is a subject, a channel and a value: both tables are sums of the same unknowns, its
    whole steps and its rest. What was counted on one day is counted on the next; no answer of this world
    is changed.
    """

    def __init__(self, readings: list[Readings]) -> None:
        joint = [(s, c, v) for s in SUBJECTS for c in CHANNELS for v in VALUES]
        days = range(len(readings))
        self.at = {(day, cell): 2 * n for n, (day, cell) in enumerate((d, c) for d in days for c in joint)}
        self.most = np.full(2 * len(self.at), 10.0**4)
        for (_day, cell), steps in self.at.items():
            self.most[steps + 1] = step_of(cell) - 1
        lines: list[tuple[dict[int, int], float, float]] = []
        for day, found in enumerate(readings):
            silent = {s for s in SENSITIVE if ("subject", s) not in found}
            margins = {
                ("space", ""),
                *(("subject", s) for s in SUBJECTS),
                *(("channel", c) for c in CHANNELS),
            }
            for by, key in margins:
                row = found.get((by, key), [None] * 4)
                for value, n in zip(("", *VALUES), row, strict=True):
                    # A sensitive subject that is not shown may have been left out: it counts nowhere.
                    cells = [c for c in joint if stands_in(c, (by, key, value)) and c[0] not in silent]
                    lines.append(({self.at[day, c]: step_of(c) for c in cells}, n or 0, n or 0))
        for day, _next in pairwise(days):
            for cell in joint:
                now, then = self.at[day, cell], self.at[day + 1, cell]
                step = step_of(cell)
                lines.append(({then: step, then + 1: 1, now: -step, now + 1: -1}, 0, np.inf))
        table = lil_array((len(lines), len(self.most)))
        for number, (line, _low, _high) in enumerate(lines):
            for column, factor in line.items():
                table[number, column] = factor
        ends = np.array([(low, high) for _line, low, high in lines])
        self.known = LinearConstraint(table.tocsr(), ends[:, 0], ends[:, 1])

    def interval(self, day: int, margin: Margin) -> tuple[int, int]:
        """Return the least and the most of MARGIN on DAY that agree with everything read."""
        aim = np.zeros(len(self.most))
        for (on, cell), steps in self.at.items():
            if on == day and stands_in(cell, margin):
                aim[steps], aim[steps + 1] = step_of(cell), 1
        ends = []
        for sign in (1, -1):
            found: Any = milp(
                sign * aim, constraints=self.known, integrality=np.ones(len(aim)),
                bounds=Bounds(0, self.most),
            )  # fmt: skip
            assert found.status == 0, found.message
            ends.append(round(sign * found.fun))
        return ends[0], ends[1]


def step_of(cell: Answer) -> int:
    return SMALLEST_SENSITIVE if cell[0] in SENSITIVE else SMALLEST


def counted_in(days: list[list[Answer]], day: int, margin: Margin) -> int:
    return sum(stands_in(one, margin) for one in days[day])


@pytest.mark.parametrize(("seed", "last"), [(0, 12), (1, 12), pytest.param(2, 60, marks=pytest.mark.soak)])
def test_sums_of_party_and_branch_on_many_days_leave_every_number_its_width(seed: int, last: int) -> None:
    chance = random.Random(seed)
    party = make_space("partai")
    spaces = [party, make_space("cabang", parent=party)]
    said: dict[str, list[Answer]] = {space.slug: [] for space in spaces}
    readings: dict[str, list[Readings]] = {space.slug: [] for space in spaces}
    days: dict[str, list[list[Answer]]] = {space.slug: [] for space in spaces}
    for _day in range(last):
        for space in spaces:
            new = [
                (chance.choices(SUBJECTS, [2, 6, 3, 2])[0], chance.choices(CHANNELS, [5, 1, 9])[0],
                 chance.choices(VALUES, [9, 4, 2])[0])
                for _n in range(chance.randint(1, 30))
            ]  # fmt: skip
            mine = said[space.slug]
            answer(space, new, len(mine))
            mine += new
            days[space.slug].append(mine[: rounded(len(mine), SMALLEST_SENSITIVE)])
            readings[space.slug].append(read(space))
    assert min(found["space", ""][0] or 0 for found in (mine[-1] for mine in readings.values())) > 50
    joint = [("joint", cell, "") for cell in product(SUBJECTS, CHANNELS, VALUES)]
    for space in spaces:
        attacker = Attacker(readings[space.slug])
        for found in readings[space.slug]:
            for (_by, key), row in found.items():
                least = SMALLEST_SENSITIVE if key in SENSITIVE else SMALLEST
                assert all(n is None or (n > 0 and n % least == 0) for n in row), (key, row)
        margins: list[Margin] = [
            *joint,
            *((by, key, v) for by, key in readings[space.slug][-1] for v in VALUES),
        ]
        for margin in chance.sample(margins, 25):
            day = chance.randrange(last)
            low, high = attacker.interval(day, margin)
            assert low <= counted_in(days[space.slug], day, margin) <= high
            least = SMALLEST_SENSITIVE if SENSITIVE & {margin[1], *margin[1]} else SMALLEST
            assert high - low + 1 >= least, (day, margin, low, high)


Counts = dict[Joint, int]
NEW = st.dictionaries(
    st.tuples(st.sampled_from(SUBJECTS[:2]), st.sampled_from(CHANNELS[:2]), st.sampled_from(VALUES)),
    st.integers(0, 12), max_size=6,
)  # fmt: skip


def tables_of(entered: Counts, moved: dict[Move, int]) -> tuple[Sums, Sums]:
    shown = stepped(entered, moved, SENSITIVE)
    return summed(shown, 0), summed(shown, 1)


def with_rest(count: int, rest: int, least: int) -> int:
    return count - count % least + rest


@given(news=st.lists(NEW, min_size=12, max_size=12), leaving=st.integers(0, 4))
def test_every_rest_of_every_number_gives_the_same_pages_on_all_days(
    news: list[Counts], leaving: int
) -> None:
    entered: Counter[Joint] = Counter()
    moved: Counter[Move] = Counter()
    days = []
    for new in news:
        entered.update(new)
        for (subject, channel, value), count in new.items():
            now = VALUES[VALUES.index(value) - 1]
            moved[subject, channel, value, now] += min(leaving, count)
        days.append((dict(entered), dict(moved)))
    pages = [tables_of(*day) for day in days]
    for before, after in pairwise(pages):
        for old, fresh in zip(before, after, strict=True):
            for key, row in fresh.items():
                for value, count in row.items():
                    least = SMALLEST_SENSITIVE if key in SENSITIVE else SMALLEST
                    assert (count - old.get(key, {}).get(value, 0)) % least == 0
    for cell in entered:
        least = least_of(cell[0])
        for rest in range(least):
            others = [({**on, cell: with_rest(on.get(cell, 0), rest, least)}, moves) for on, moves in days]
            assert [tables_of(*day) for day in others] == pages
    for move in moved:
        least = least_of(move[0])
        for rest in range(least):
            others = [(on, {**moves, move: with_rest(moves.get(move, 0), rest, least)}) for on, moves in days]
            assert [tables_of(*day) for day in others] == pages


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
