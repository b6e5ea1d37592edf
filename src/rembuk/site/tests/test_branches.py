"""The roll-up counts what is past its promise in each branch and under it, truly and in few queries."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from rembuk.ideas.models import Idea
from rembuk.ideas.tests.factories import AT, make_idea
from rembuk.people.tests.factories import sign_in
from rembuk.programmes import actions
from rembuk.programmes.tests.factories import make_commitment, make_delegation
from rembuk.review import actions as review
from rembuk.review.queries import days_used
from rembuk.shared.actors import Actor
from rembuk.site.branches import roll_up
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space
from rembuk.voices.models import Voice
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
MUCH_LATER = datetime(2027, 3, 1, 3, tzinfo=UTC)


@pytest.fixture
def nation() -> Space:
    cache.clear()
    return make_space("pusat", name="Pusat")


def fall_behind(space: Space, above: Space, voices: int) -> None:
    """Let SPACE owe answers: VOICES unsorted ones, a verdict, a milestone and a delegation from ABOVE."""
    for _number in range(voices):
        make_voice(space)
    Voice.objects.filter(space=space).update(arrived_at=AT, spoken_at=AT)
    review.open_case(idea=make_idea(space), at=AT)
    make_commitment(space)
    row = make_delegation(above, space)
    actions.go_on(delegation=row, step="accept", text="", by=Actor("coordinator"), at=AT + timedelta(days=4))


def test_each_branch_is_counted_with_all_under_it_and_the_space_itself_apart(nation: Space) -> None:
    province = make_space("provinsi", name="Provinsi", parent=nation)
    regency = make_space("kabupaten", name="Kabupaten", parent=province)
    make_space("rajin", name="Rajin", parent=nation)
    fall_behind(province, nation, 2)
    fall_behind(regency, province, 3)
    found = roll_up(nation, MUCH_LATER)
    rows = {row.slug: (row.under, *row.counts) for row in found.branches}
    # A promise of the province that it delegated is still its own milestone.
    assert rows == {"provinsi": (1, 5, 2, 3, 2), "rajin": (0, 0, 0, 0, 0)}
    assert [row.slug for row in found.branches] == ["provinsi", "rajin"]
    assert found.on_time == 1
    assert found.own.counts == (0, 0, 1, 0)


def test_what_is_not_past_its_promise_is_not_counted(nation: Space) -> None:
    branch = make_space("provinsi", parent=nation)
    fall_behind(branch, nation, 2)
    found = roll_up(nation, AT + timedelta(days=1))
    assert found.branches[0].counts == (0, 0, 0, 0)


def test_promise_that_a_branch_gave_itself_is_the_one_it_is_measured_by(nation: Space) -> None:
    slow = make_space("lambat", parent=nation, sorting_days=300)
    fall_behind(slow, nation, 2)
    assert roll_up(nation, MUCH_LATER).branches[0].counts[0] == 0


def test_day_that_ends_earlier_in_the_east_is_late_there_first(nation: Space) -> None:
    east = make_space("timur", parent=nation, zone="Asia/Jayapura")
    west = make_space("barat", parent=nation)
    for branch in (east, west):
        make_delegation(nation, branch, due=date(2026, 12, 20))
    found = roll_up(nation, datetime(2026, 12, 20, 15, 30, tzinfo=UTC))
    assert {row.slug: row.counts[3] for row in found.branches} == {"timur": 1, "barat": 0}


def test_page_and_csv_say_the_same_and_lead_on(nation: Space, client: Client) -> None:
    branch = make_space("provinsi", name="=Provinsi", parent=nation)
    make_space("kota", name="Kota", parent=branch)
    fall_behind(branch, nation, 2)
    Voice.objects.filter(space=branch).update(arrived_at=AT - timedelta(days=90))
    html = client.get("/r/pusat/cabang/").content.decode()
    assert 'href="/r/provinsi/suara/#menunggu">2<' in html
    assert "/r/provinsi/cabang/" in html
    assert '<svg class="bar"' in html
    assert client.get("/r/provinsi/suara/").content.decode().count("2 sudah lewat janji") == 1
    rows = list(csv.DictReader(io.StringIO(client.get("/r/pusat/cabang.csv").content.decode())))
    assert (rows[0]["space"], rows[0]["name"], rows[0]["voices_overdue"]) == ("provinsi", "'=Provinsi", "2")
    assert rows[-1]["space"] == "pusat"
    assert "/r/pusat/cabang/" in client.get("/r/pusat/").content.decode()
    assert "cabang/baru" not in html
    owner = sign_in(Client(), make_member(nation, Role.OWNER))
    assert "/r/pusat/cabang/baru/" in owner.get("/r/pusat/cabang/").content.decode()
    assert "belum punya cabang" in client.get("/r/kota/cabang/").content.decode()
    assert client.get("/r/tidak-ada/cabang/").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 38])
def test_roll_up_asks_the_same_for_one_branch_and_for_thirty_eight(
    nation: Space, count: int, client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        make_space(f"provinsi-{number}", parent=nation, sorting_days=10 + number % 3)
    client.get("/r/pusat/cabang/")
    with django_assert_num_queries(6):
        answer = client.get("/r/pusat/cabang/")
    assert answer.content.decode().count("/r/provinsi-") >= 2 * count


def test_clock_stands_still_over_the_holidays_at_the_end_of_the_year(nation: Space) -> None:
    branch = make_space("provinsi", parent=nation, sorting_days=3, review_days=3)
    make_voice(branch)
    before = datetime(2026, 12, 23, 3, tzinfo=UTC)
    Voice.objects.filter(space=branch).update(arrived_at=before)
    idea = make_idea(branch)
    Idea.objects.filter(pk=idea.pk).update(made_at=before)
    case = review.open_case(idea=idea, at=before)
    # 24 and 25 December and the weekend do not count: the third working day is the 30th.
    assert case is not None
    assert case.due == date(2026, 12, 30)
    for day, late in ((30, (0, 0)), (31, (1, 1))):
        now = datetime(2026, 12, day, 3, tzinfo=UTC)
        assert roll_up(nation, now).branches[0].counts[:2] == late
    slow = make_space("kabupaten", parent=nation, review_days=5)
    other = make_idea(slow)
    Idea.objects.filter(pk=other.pk).update(made_at=before)
    over = review.open_case(idea=other, at=before)
    assert over is not None
    assert over.due == date(2027, 1, 4)
    assert days_used(over, date(2027, 1, 3)) == 4
