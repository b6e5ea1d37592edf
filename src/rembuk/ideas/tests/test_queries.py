"""What a page of ideas asks the database does not grow with what it shows."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from rembuk.ideas.models import Idea
from rembuk.ideas.tests.factories import make_cluster, make_idea
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member
from rembuk.voices.tests.factories import make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def space(db):
    cache.clear()
    return make_space()


def many(space, count):
    """Return an idea and COUNT - 1 more like it."""
    idea = make_idea(space)
    kept = {field.attname: getattr(idea, field.attname) for field in Idea._meta.concrete_fields}
    kept.pop("id")
    Idea.objects.bulk_create(Idea(**kept) for _ in range(count - 1))
    return idea


def asked(client, path, queries, allowed):
    client.get(path)
    with queries(allowed):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 300])
def test_list_of_ideas_asks_at_most_eight_and_the_same_for_any_number(
    client, space, count, django_assert_num_queries
):
    many(space, count)
    asked(client, "/r/contoh/gagasan/", django_assert_num_queries, 2)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_page_of_an_idea_asks_at_most_eleven_and_the_same_for_any_number_of_voices(
    client, space, count, django_assert_num_queries
):
    many(space, 300)
    idea = make_idea(space, voices=count)
    asked(client, idea.get_absolute_url(), django_assert_num_queries, 11)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_voices_behind_an_idea_ask_the_same_for_any_number(client, space, count, django_assert_num_queries):
    idea = make_idea(space, voices=count)
    asked(client, f"{idea.get_absolute_url()}suara/", django_assert_num_queries, 3)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_board_asks_at_most_twelve_and_the_same_for_any_queue(
    client, space, count, django_assert_num_queries
):
    for number in range(count):
        make_cluster(space, 2, f"Lampu nomor {number} mati")
    client.force_login(make_member(space, Role.COORDINATOR))
    asked(client, "/r/contoh/papan/", django_assert_num_queries, 10)
