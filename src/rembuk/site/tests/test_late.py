"""What is late stands on one page of the space with its day; what is in time does not."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db.models import F
from django.test import Client
from django.utils import timezone

from rembuk.ideas.models import Call
from rembuk.programmes.models import Milestone
from rembuk.programmes.tests.factories import make_commitment, make_delegation, make_referral
from rembuk.review.models import Case
from rembuk.review.tests.factories import make_case
from rembuk.site.late import late_in
from rembuk.spaces.models import Space
from rembuk.spaces.tests.factories import make_space
from rembuk.voices.tests.factories import make_voice

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2020, 11, 20, 3, tzinfo=ZoneInfo("UTC"))


@pytest.fixture
def space() -> Space:
    cache.clear()
    return make_space("contoh", name="Contoh", parent=make_space("induk"))


def late_of_each(space: Space, first: date) -> None:
    """Let one of every kind be promised for FIRST, with nothing told since."""
    assert space.parent is not None
    make_commitment(space).milestones.update(first_due=first, due=first)
    given = make_delegation(space.parent, space)
    type(given).objects.filter(pk=given.pk).update(first_due=first, due=first + timedelta(days=400))
    idea, _people = make_case(space)
    Case.objects.filter(idea=idea).update(first_due=first, due=first)
    make_voice(space, arrived_at=datetime(first.year, first.month, first.day, 3, tzinfo=ZONE) - timedelta(30))
    sent = make_referral(space)
    type(sent).objects.filter(pk=sent.pk).update(sent_on=first, expected_on=first)
    Call.objects.create(
        space=space, subject="jalan", question="Jalan mana yang gelap?", explanation="-", afterwards="-",
        gather_from=first - timedelta(30), gather_until=first - timedelta(20),
        sort_until=first - timedelta(10), answer_by=first, made_at=NOW, published_at=NOW,
    )  # fmt: skip


def shown(client: Client, space: Space) -> str:
    page = client.get(f"/r/{space.slug}/terlambat/").content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_one_of_every_kind_is_listed_with_its_page_its_day_and_the_days_since(
    client: Client, space: Space
) -> None:
    late_of_each(space, date(2020, 11, 10))
    parts = {part.title: part.rows for part in late_in(space, NOW)}
    assert list(parts) == [
        "Tonggak", "Pelimpahan", "Putusan telaah", "Suara yang menunggu", "Laporan ajakan",
        "Jawaban pemerintah",
    ]  # fmt: skip
    for title, rows in parts.items():
        assert len(rows) == 1, title
        assert client.get(rows[0].href.partition("#")[0]).status_code == 200, title
        if title != "Suara yang menunggu":
            assert (rows[0].promised, rows[0].days) == (date(2020, 11, 10), 10), title
    assert parts["Pelimpahan"][0].moved_to == date(2021, 12, 15)
    page = shown(client, space)
    assert "7 lampu menyala 14 lampu. Janji 10 November 2020" in page
    assert "Tidak ada yang terlambat" not in page


def test_what_is_due_today_is_not_late_and_tomorrow_it_is(space: Space) -> None:
    late_of_each(space, date(2020, 11, 20))
    found = {part.title for part in late_in(space, NOW)} - {"Suara yang menunggu"}
    assert found == set()
    found = {part.title for part in late_in(space, NOW + timedelta(days=1))}
    assert len(found - {"Suara yang menunggu"}) == 5


def test_waiting_voices_are_counted_by_promised_day_and_their_words_stay_hidden(
    client: Client, space: Space
) -> None:
    for text in ("Kalimat rahasia satu", "Kalimat rahasia dua"):
        make_voice(space, text=text, visibility="confidential", arrived_at=NOW - timedelta(days=60))
    make_voice(space, arrived_at=NOW - timedelta(days=90))
    make_voice(space, arrived_at=timezone.now())
    (part,) = late_in(space, NOW)
    assert [row.title for row in part.rows] == ["1 suara", "2 suara"]
    assert part.rows[0].days > part.rows[1].days > 0
    assert "Kalimat" not in shown(client, space)


def test_more_than_a_page_says_so_and_the_longest_stand_on_top(client: Client, space: Space) -> None:
    make_commitment(space).milestones.update(first_due=date(2020, 1, 2))
    row = Milestone.objects.get()
    for days in range(1, 23):
        row.pk, row.first_due = None, date(2020, 1, 2) + timedelta(days=days)
        row.save()
    (part,) = late_in(space, NOW)
    assert (len(part.rows), part.more) == (20, True)
    assert [one.promised for one in part.rows] == sorted(one.promised for one in part.rows)
    assert "Masih ada lagi" in shown(client, space)


def test_space_that_keeps_its_word_says_so_and_home_leads_here(client: Client, space: Space) -> None:
    make_commitment(space).milestones.update(first_due=date(2099, 1, 1), due=F("first_due"))
    assert "Tidak ada yang terlambat hari ini." in shown(client, space)
    assert f'href="/r/{space.slug}/terlambat/"' in client.get(f"/r/{space.slug}/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_same_whatever_is_late(client, space, rows, django_assert_num_queries) -> None:
    for day in range(rows):
        late_of_each(space, date(2020, 11, 10) - timedelta(days=day))
    client.get(f"/r/{space.slug}/terlambat/")
    with django_assert_num_queries(8):
        assert client.get(f"/r/{space.slug}/terlambat/").status_code == 200
