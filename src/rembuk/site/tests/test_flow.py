"""The numbers of the home page and of what came in are true, add up, and lead to what they count."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from django.core.cache import cache, caches

from rembuk.ideas.actions import accept_as_idea
from rembuk.shared.actors import OPERATOR
from rembuk.shared.tests.plans import plan_of
from rembuk.site import lately
from rembuk.site.flow import counts_of, flow_of, news_of, rows_of
from rembuk.site.heard import heard_of
from rembuk.voices.models import Cluster, Voice
from rembuk.voices.tests.factories import AT, make_space, make_voice

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
numbers = count()


@pytest.fixture(autouse=True)
def space(db):
    cache.clear()
    caches["sums"].clear()
    yield make_space()
    caches["sums"].clear()


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def make_idea(space, voices=2, **fields):
    cluster = Cluster.objects.create(space=space, title="Lampu", size=voices, first_at=AT, last_at=AT)
    rows = [make_voice(space, cluster=cluster, sorted_at=AT, **fields) for _ in range(voices)]
    return accept_as_idea(
        space=space, voices=rows, title=f"Pasang lampu {next(numbers)}", wish="Pasang lampu jalan",
        because="keduanya menyebut lampu", place=None, by=OPERATOR, at=AT,
    )  # fmt: skip


def one_of_each(space):
    make_idea(space, voices=3, channel="x")
    make_voice(space)
    make_voice(space, sorted_at=AT)
    make_voice(space, sorted_at=AT, set_aside="spam", channel="x")
    make_voice(space, sorted_at=AT, set_aside="unclear")
    make_voice(space, withdrawn_at=AT)


def test_every_voice_is_counted_once_and_the_rows_add_up(space):
    one_of_each(space)
    counts = counts_of(space, TODAY)
    first, *rest = rows_of(counts)
    assert first[1] == Voice.objects.count() == 8
    assert sum(voices for _label, voices, _items in rest) == 8
    flow = flow_of(space, counts)
    assert flow.total == sum(one.voices for one in flow.exits) == 8


def test_what_came_in_by_channel_agrees_with_the_flow(space):
    one_of_each(space)
    heard, counts = heard_of(space, TODAY), counts_of(space, TODAY)
    assert (heard.total, heard.waiting) == (counts.total, counts.unsorted + counts.waiting)
    assert heard.aside + heard.withdrawn == counts.aside
    for _name, total, *parts in heard.channels:
        assert total == sum(parts)
    assert dict(heard.reasons)["Iklan, undian, atau pesan berantai"] == 1


@pytest.mark.parametrize(("days", "late"), [(1, 0), (40, 1)])
def test_waiting_voice_is_late_once_its_promised_working_day_has_passed(space, days, late):
    make_voice(space, arrived_at=AT - timedelta(days=days))
    assert heard_of(space, TODAY).late == late


def test_voice_is_late_the_day_after_the_promised_one_and_not_on_it(space):
    from rembuk.shared.workdays import add_working_days

    make_voice(space, arrived_at=AT)
    promised = add_working_days(AT.date(), space.sorting_days)
    assert heard_of(space, promised).late == 0
    assert heard_of(space, promised + timedelta(days=1)).late == 1


def test_numbers_of_the_home_page_lead_to_pages_that_show_them(client, space):
    one_of_each(space)
    home = client.get("/").content.decode()
    links = set(re.findall(r'class="flow__figure[^"]*" href="([^"]+)"', home))
    assert {"/r/contoh/suara/", "/r/contoh/suara/#menunggu", "/r/contoh/suara/#disisihkan"} <= links
    for link in links:
        path, _, part = html.unescape(link).partition("#")
        page = client.get(path)
        assert page.status_code == 200, link
        assert not part or f'id="{part}"' in page.content.decode()
    shown = text_of(client.get("/r/contoh/suara/"))
    assert "8 suara sejak" in shown
    assert "2 suara menunggu" in shown
    assert "2 suara disisihkan" in shown


def test_what_may_not_be_read_is_not_on_the_page(client, space):
    make_idea(space, text="Kalimat yang rahasia sekali", visibility="confidential")
    make_voice(space, text="Kalimat yang menunggu dipilah")
    make_voice(space, text="Kalimat yang disisihkan", set_aside="spam")
    shown = text_of(client.get("/r/contoh/suara/"))
    assert "Kalimat yang" not in shown


def test_quote_leads_to_the_status_page_of_a_shown_voice_only(client, space):
    idea = make_idea(space, voices=1)
    hidden = make_idea(space, voices=1, visibility="confidential")
    shown, closed = (Voice.objects.get(behind__idea=one) for one in (idea, hidden))
    assert shown.get_absolute_url() in client.get(f"{idea.get_absolute_url()}suara/").content.decode()
    assert closed.address not in client.get(f"{hidden.get_absolute_url()}suara/").content.decode()


def test_large_space_is_counted_once_a_minute(client, space, monkeypatch):
    monkeypatch.setattr(lately, "LARGE", 1)
    make_voice(space)
    assert "Sampai mana 1 suara" in text_of(client.get("/"))
    make_voice(space)
    assert "Sampai mana 1 suara" in text_of(client.get("/"))
    caches["sums"].clear()
    assert "Sampai mana 2 suara" in text_of(client.get("/"))


@pytest.mark.parametrize("seconds", [60, 0])
def test_sum_is_kept_and_let_go_without_the_database_that_an_import_may_hold(
    monkeypatch, django_assert_num_queries, seconds
):
    monkeypatch.setattr(lately, "LARGE", 1)
    monkeypatch.setattr(lately, "KEPT_SECONDS", seconds)
    with django_assert_num_queries(0):
        told = [lately.once_a_minute("uji", lambda n=n: SimpleNamespace(total=n)).total for n in (1, 2)]
    assert told == ([1, 1] if seconds else [1, 2])


@pytest.mark.parametrize("ideas", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/", 9), ("/r/contoh/suara/", 4)])
def test_page_asks_the_same_whatever_there_is(client, space, ideas, path, queries, django_assert_num_queries):
    for _ in range(ideas):
        make_idea(space)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


@pytest.mark.sqlite
def test_news_are_found_by_their_index_however_many_voices_came_in(space):
    plan = plan_of(lambda: news_of(space, AT))
    assert plan == (
        "SEARCH ledger_step USING INDEX step_news (scope=? AND at>?) "
        # Of each of the sixty latest alone: was its idea taken back?
        "CORRELATED SCALAR SUBQUERY 1 SEARCH U0 USING INDEX step_about (about=?)"
    ), plan
