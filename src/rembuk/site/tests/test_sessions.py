"""Tests of the sessions kept in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as DjangoStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from rembuk.people.tests.factories import make_person
from rembuk.site.sessions import SessionStore

pytestmark = pytest.mark.django_db


def _kept():
    store = SessionStore()
    store["who"] = 7
    store.save()
    return str(store.session_key)


def test_a_session_is_found_in_one_query_and_read_by_djangos_own_store_as_well(django_assert_num_queries):
    key = _kept()
    SessionStore(key).get("who")

    with django_assert_num_queries(1):
        assert SessionStore(key)["who"] == 7
    assert DjangoStore(key)["who"] == 7


def test_a_session_of_djangos_own_store_is_found():
    store = DjangoStore()
    store["who"] = 8
    store.save()

    assert SessionStore(store.session_key)["who"] == 8


@pytest.mark.parametrize("left", [-timedelta(seconds=1), timedelta(0)])
def test_a_session_that_ran_out_is_empty_and_loses_its_key(left):
    key = _kept()
    Session.objects.filter(pk=key).update(expire_date=timezone.now() + left)

    store = SessionStore(key)

    assert store.get("who") is None
    assert store.session_key is None


@pytest.mark.parametrize("key", ["nobodys-session-key", "' OR 1=1 --", "%s%s%s%s%s%s"])
def test_a_key_that_nobody_has_finds_nothing(key):
    _kept()
    store = SessionStore(key)

    assert store.get("who") is None
    assert store.session_key is None


def test_a_session_that_was_ended_elsewhere_is_gone_at_the_next_request():
    key = _kept()
    assert SessionStore(key)["who"] == 7

    Session.objects.filter(pk=key).delete()

    assert SessionStore(key).get("who") is None


def test_session_that_names_the_former_way_in_still_speaks_for_its_person(client: Client) -> None:
    person = make_person()
    client._login(person, "allauth.account.auth_backends.AuthenticationBackend")  # as 0.1.0 kept it
    assert client.get("/akun/").context["user"] == person


def test_session_that_names_another_way_in_speaks_for_nobody(client: Client) -> None:
    client._login(make_person(), "django.contrib.auth.backends.ModelBackend")
    assert client.get("/akun/").status_code == 302
