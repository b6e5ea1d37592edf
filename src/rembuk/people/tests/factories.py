"""Persons for tests, and the whole way in without the pages."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import count

from allauth.usersessions.models import UserSession
from django.test import Client

from rembuk.people.models import Person
from rembuk.people.states import Band

_numbers = count(1)


def make_person(email: str = "", **fields: object) -> Person:
    """Return a saved person who signs in by code, grown up unless FIELDS say otherwise."""
    told = {"band": Band.ADULT, "band_at": datetime(2026, 1, 1, tzinfo=UTC), **fields}
    return Person.objects.create_user(email or f"orang{next(_numbers)}@contoh.id", **told)


def sign_in(client: Client, person: Person, *ways: str) -> Client:
    """Sign PERSON in on CLIENT as having gone the WAYS given (password and second factor by default)."""
    client._login(person, "rembuk.people.backends.PasswordBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(person.pk)
    session["account_authentication_methods"] = [
        {"method": way, "at": time.time(), "reauthenticated": True} for way in ways or ("password", "mfa")
    ]
    session.save()
    key = session.session_key
    UserSession.objects.get_or_create(session_key=key, defaults={"user": person, "ip": "192.0.2.1"})
    return client
