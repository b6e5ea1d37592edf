"""What the routes of the role matrix stand on: one maker a kind of row, registered by name.

A maker gets the world and returns the route's arguments and, for POST, what a well-filled form sends.
Every request is made in a transaction of its own that is rolled back, so requests never meet each other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes as Recovery
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.test import Client
from django.utils import timezone

from rembuk.ledger.tests.factories import AT, make_witness, record
from rembuk.messaging.queries import stop_token
from rembuk.people.models import Person
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.rights.actions import record_look
from rembuk.shared.actors import OPERATOR, Actor
from rembuk.spaces.actions import invite
from rembuk.spaces.models import Role, Space
from rembuk.spaces.tests.factories import make_member, make_space, make_team


@dataclass(frozen=True)
class Made:
    """Hold the arguments of a route, what is posted to it, and what stands in the query."""

    args: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    query: str = ""


@dataclass(frozen=True)
class Entered:
    """Hold the key of a session, and what ends it when it changes."""

    key: str
    secret: str


@dataclass(frozen=True)
class World:
    """Hold one branch with a person in every role, a citizen, and staff of other spaces.

    `above` holds every role in the space over it, `beside` every role in the branch next to it, `elsewhere`
    owns a space of another tree.
    """

    space: Space
    other: Space
    people: dict[str, Person]
    sessions: dict[str, Entered]

    def client(self, role: str, **options: Any) -> Client:
        """Return a new browser with ROLE's session, or with a new one if it has ended; "visitor" has none."""
        client = Client(**options)
        if role != "visitor":
            entered = self.sessions[role]
            if entered.secret != self.people[role].get_session_auth_hash():
                entered = enter(self.people[role])
            client.cookies[settings.SESSION_COOKIE_NAME] = entered.key
        return client

    def forget(self) -> None:
        """Let everybody be as they are kept, and nobody remember which roles they held."""
        for person in self.people.values():
            person.refresh_from_db()
            person.__dict__.pop("_roles_by_space", None)


def make_world() -> World:
    """Return a new world."""
    parent, other = make_space("induk"), make_space("lain")
    space = make_space("contoh", parent=parent)
    people = {
        **make_team(space),
        "citizen": make_person(),
        "elsewhere": make_member(other, Role.OWNER),
        "above": _of_every_role(parent),
        "beside": _of_every_role(make_space("sebelah", parent=parent)),
    }
    return World(space, other, people, {role: enter(person) for role, person in people.items()})


def enter(person: Person) -> Entered:
    """Sign PERSON in; for an hour pages that ask how long ago that was take it for new."""
    session = sign_in(Client(), person).session
    for way in session["account_authentication_methods"]:
        way["at"] += 60 * 60
    session.save()
    return Entered(str(session.session_key), person.get_session_auth_hash())


def _of_every_role(space: Space) -> Person:
    person = make_person()
    for role in Role.values:
        make_member(space, role, person)
    return person


def send(client: Client, method: str, address: str, data: dict[str, Any]) -> Any:
    """Return the answer to METHOD at ADDRESS: DATA as a form, or as JSON where programs ask."""
    for value in data.values():
        # A file that an earlier request sent is sent from its beginning.
        if hasattr(value, "seek"):
            value.seek(0)
    if method == "GET":
        return client.get(address)
    if address.startswith("/api/v1/"):
        return client.generic(method, address, json.dumps(data), content_type="application/json")
    return client.generic(method, address) if method != "POST" else client.post(address, data)


Maker = Callable[[World], Made]
MAKERS: dict[str, Maker] = {}


def maker(name: str) -> Callable[[Maker], Maker]:
    """Register the decorated function as the maker NAME."""

    def enter(function: Maker) -> Maker:
        assert name not in MAKERS, f"two makers are called {name}"
        MAKERS[name] = function
        return function

    return enter


@maker("-")
def nothing(world: World) -> Made:
    """Make a route that needs nothing."""
    return Made()


@maker("space")
def space(world: World) -> Made:
    """Make a page of the space."""
    return Made({"slug": world.space.slug})


@maker("branch form")
def branch_form(world: World) -> Made:
    """Fill in the form that founds a branch."""
    data = {"name": "Cabang Baru", "slug": "cabang-baru", "email": "pemilik@contoh.id"}
    return Made({"slug": world.space.slug}, data)


@maker("look")
def look(world: World) -> Made:
    """Keep that somebody looked at personal data."""
    owner = Actor("owner", world.people["owner"].pk)
    record_look(
        space=world.space, about="voices.voice:1", what="author", why="menanyakan letaknya", by=owner, at=AT
    )
    return Made({"slug": world.space.slug})


@maker("erasing")
def erasing(world: World) -> Made:
    """Agree to erase one's account."""
    return Made({}, {"sure": "on"})


@maker("password")
def password(world: World) -> Made:
    """Give everyone a password."""
    for person in world.people.values():
        person.password = "argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdA$c2FsdA"
        person.save(update_fields=["password"])
    return Made()


@maker("authenticator app")
def authenticator_app(world: World) -> Made:
    """Give everyone an authenticator app."""
    for person in world.people.values():
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        Recovery.activate(person)
    return Made()


@maker("passkey")
def passkey(world: World) -> Made:
    """Give the citizen a passkey."""
    key = Authenticator.objects.create(
        user=world.people["citizen"], type=Authenticator.Type.WEBAUTHN, data={"name": "kunci"}
    )
    return Made({"pk": key.pk})


@maker("stop link")
def stop_link(world: World) -> Made:
    """Make the link that stops the citizen's mail."""
    return Made({"token": stop_token(f"people.person:{world.people['citizen'].pk}", timezone.now())})


@maker("sheet")
def sheet(world: World) -> Made:
    """Make the stylesheet of an accent colour."""
    return Made({"accent": "6a1b4d", "digest": "0" * 10})


@maker("card")
def card(world: World) -> Made:
    """Make one of the gallery's share cards."""
    return Made({"name": "lampu"})


def _sealed() -> None:
    from rembuk.ledger.actions import keys, seal

    # The head that an earlier request left on disk belongs to a database that was rolled back.
    keys.head_path().unlink(missing_ok=True)
    keys.key_path().unlink(missing_ok=True)
    record()
    seal(at=AT)


@maker("sealed record")
def sealed_record(world: World) -> Made:
    _sealed()
    return Made()


@maker("witness")
def witness(world: World) -> Made:
    """Let one witness be known, with a head to show it."""
    _sealed()
    make_witness()
    return Made()


@maker("sealed leaf")
def sealed_leaf(world: World) -> Made:
    _sealed()
    return Made({"index": 0})


@maker("sealed tile")
def sealed_tile(world: World) -> Made:
    _sealed()
    return Made({"rest": "entries/000.p/1"})


@maker("invitation")
def invitation(world: World) -> Made:
    """Invite the citizen to the space."""
    link = invite(
        space=world.space,
        email=world.people["citizen"].email,
        role="reviewer",
        by=OPERATOR,
        at=timezone.now(),
    )
    return Made({"token": link.rstrip("/").rpartition("/")[2]})
