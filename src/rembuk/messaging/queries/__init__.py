"""What messaging knows: who is to be told, where they read, whether they still want to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import connection
from django.db.models import QuerySet

from rembuk.messaging.models import Follow, Letter, Notice, Preference, Stop
from rembuk.shared.paging import keys_in_turn

SALT = "messaging.stop"
# A letter of the years before still stops mail, and does no more than that.
CHOOSES = timedelta(days=400)
READER = "messaging.reader"
MOST_IN_LETTER = 200


@dataclass(frozen=True)
class Address:
    """Say where a receiver reads mail, and by which clock they live."""

    email: str
    zone: str = "Asia/Jakarta"


@dataclass(frozen=True)
class Thing:
    """Name what news is about, with the page where it stands; `zone` is the clock its days are told by."""

    title: str
    link: str
    zone: str = "Asia/Jakarta"


@dataclass(frozen=True)
class Question:
    """Ask a receiver something that one tap answers: PATH takes `jawab`, one of the CHOICES (value, label).

    PATH names the receiver by a signed token, so it works from a mail without signing in; opened by GET it
    shows the question and changes nothing, since mail scanners open links.
    """

    words: str
    path: str
    choices: tuple[tuple[str, str], ...]
    given: str = ""


@dataclass(frozen=True)
class Answered:
    """Say in which space an answer was given, about which subject, to one who came by which channel."""

    space: int
    subject: str
    channel: str


Placer = Callable[[str, str], Answered | None]
placers: dict[str, Placer] = {}
Questions = Callable[[Sequence[str], str], dict[str, Question]]
askers: dict[str, Questions] = {}


@dataclass(frozen=True)
class News:
    """Hold an answer on its way to those who spoke: what kind, under which key, in which words."""

    answer: str
    key: str
    subject: str


Carrier = Callable[[Sequence[str], News, datetime], None]
Resolver = Callable[[str], Address | None]
Audience = Callable[[str], Iterator[str]]
Namer = Callable[[str], Thing | None]
_carriers: dict[str, Carrier] = {}
_namers: dict[str, Namer] = {}
Around = Callable[[str], list[str]]
_around: dict[str, Around] = {}
_resolvers: dict[str, Resolver] = {}
_audiences: dict[str, Audience] = {}


def register_resolver(model: str, resolver: Resolver) -> None:
    """Let receivers of MODEL be reached at RESOLVER(key), which asks for consent at that very moment."""
    _resolvers[model] = resolver


def register_audience(model: str, audience: Audience) -> None:
    """Let news about MODEL go to the receivers that AUDIENCE(key) yields."""
    _audiences[model] = audience


def register_carrier(model: str, carrier: Carrier) -> None:
    """Let CARRIER(keys, news, at) bring answers to receivers of MODEL by a way of its own as well.

    It is called in the worker, inside the transaction that writes their notices, and may be called again.
    """
    _carriers[model] = carrier


def carriers() -> dict[str, Carrier]:
    """Return the carriers by the model of their receivers."""
    return _carriers


def stopped(receivers: Sequence[str]) -> set[str]:
    """Return those of RECEIVERS who asked to be told no more, in one query."""
    return set(Stop.objects.filter(receiver__in=receivers).values_list("receiver", flat=True))


def register_thing(model: str, namer: Namer) -> None:
    """Let news about MODEL be gathered under what NAMER(key) names."""
    _namers[model] = namer


def thing_of(reference: str) -> Thing | None:
    """Return what REFERENCE is called and where it stands, or None when it has no name."""
    model, _sep, key = reference.partition(":")
    return _namers[model](key) if model in _namers else None


def register_around(model: str, around: Around) -> None:
    """Offer beside MODEL what else may be followed there: AROUND(key) gives references, its own first."""
    _around[model] = around


def around(reference: str) -> list[str]:
    """Return what may be followed where REFERENCE stands."""
    model, _sep, key = reference.partition(":")
    return _around[model](key) if model in _around else []


def register_placer(model: str, placer: Placer) -> None:
    """Let answers about MODEL be counted where PLACER(key, receiver) says."""
    placers[model] = placer


def register_questions(model: str, questions: Questions) -> None:
    """Let news about MODEL ask its receiver: QUESTIONS(keys, receiver) gives those that are open, by key."""
    askers[model] = questions


def reader_token(about: str, receiver: str) -> str:
    """Return the token by which RECEIVER acts on ABOUT from a mail; it names nobody to others."""
    return signing.Signer(salt=READER).sign_object([about, receiver], compress=True)


def reader_of(token: str, about: str) -> str | None:
    """Return the receiver who holds TOKEN for ABOUT, or None when it is not ours."""
    try:
        kept, receiver = signing.Signer(salt=READER).unsign_object(token)
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None
    return receiver if kept == about and isinstance(receiver, str) else None


def followers(references: Sequence[str]) -> Iterator[str]:
    """Yield everyone who follows one of REFERENCES, each once."""
    for pk in keys_in_turn(Follow.objects.filter(about__in=references), "person_id"):
        yield f"people.person:{pk}"


def followed(person_id: int | None, references: Sequence[str]) -> set[str]:
    """Return those of REFERENCES that the person follows."""
    if person_id is None:
        return set()
    rows = Follow.objects.filter(person_id=person_id, about__in=references)
    return set(rows.values_list("about", flat=True))


def following(person_id: int) -> list[tuple[str, Thing]]:
    """Return what the person follows and what each is called, the latest first; a gone thing is left out."""
    rows = Follow.objects.filter(person_id=person_id).order_by("-at", "-pk")
    named = [(about, thing_of(about)) for about in rows.values_list("about", flat=True)]
    return [(about, thing) for about, thing in named if thing]


def preference_of(receiver: str) -> Preference:
    """Return how RECEIVER wants to be told; what everyone begins with when they never chose."""
    return Preference.objects.filter(receiver=receiver).first() or Preference(receiver=receiver)


def unsent(receiver: str, keys: Sequence[str] | None = None) -> list[Notice]:
    """Return the notices of RECEIVER that no mail carries yet, the oldest first; only KEYS where given."""
    rows = Notice.objects.filter(receiver=receiver, letter=None, mailed_at=None)
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return list(rows.order_by("at", "pk")[:MOST_IN_LETTER])


def letter_by_key(key: str) -> Letter | None:
    """Return the letter that was kept under KEY."""
    return Letter.objects.filter(key=key).first()


def address_of(receiver: str) -> Address | None:
    """Return where RECEIVER reads mail now, or None: no address, no consent, or asked us to stop."""
    model, _sep, key = receiver.partition(":")
    resolver = _resolvers.get(model)
    if resolver is None or Stop.objects.filter(receiver=receiver).exists():
        return None
    return resolver(key)


def audience_of(reference: str) -> Iterator[str]:
    """Yield everyone who is to hear about REFERENCE."""
    model, _sep, key = reference.partition(":")
    yield from _audiences[model](key)


def inbox(receiver: str) -> QuerySet[Notice]:
    """Return the notices of RECEIVER."""
    return Notice.objects.filter(receiver=receiver)


def told(key_start: str, model: str) -> int:
    """Return how many receivers of MODEL were told under a key that begins with KEY_START."""
    plain = connection.ops.prep_for_like_query
    values = [f"{plain(key_start)}%", f"{plain(model)}:%"]
    if connection.vendor == "sqlite":
        # It reads no index for LIKE, and would go through every notice there is.
        values[:1] = [key_start, key_start[:-1] + chr(ord(key_start[-1]) + 1)]
    with connection.cursor() as cursor:
        cursor.execute(_TOLD[connection.vendor], values)
        return int(cursor.fetchone()[0])


_TOLD = {
    "sqlite": "SELECT COUNT(DISTINCT receiver) FROM messaging_notice "
    "WHERE key >= %s AND key < %s AND receiver LIKE %s ESCAPE '\\'",
    "postgresql": "SELECT COUNT(DISTINCT receiver) FROM messaging_notice "
    "WHERE key LIKE %s AND receiver LIKE %s",
}


def stop_token(receiver: str, at: datetime | None = None) -> str:
    """Return the token of RECEIVER's stop-link: it names nobody to those who cannot read our secret.

    Of a letter written AT some time it also chooses how often mail comes, for CHOOSES of days.
    """
    kept = [receiver, at.date().isoformat()] if at is not None else receiver
    return signing.Signer(salt=SALT).sign_object(kept, compress=True)


def receiver_of(token: str) -> str | None:
    """Return the receiver a stop-link speaks for, or None when it is not ours."""
    kept = _stop_link(token)
    return kept[0] if kept else None


def chooses(token: str, now: datetime) -> bool:
    """Tell whether a stop-link may still choose, and see, how often mail comes; stopping never ends."""
    kept = _stop_link(token)
    return kept is not None and kept[1] != "" and now.date() - date.fromisoformat(kept[1]) <= CHOOSES


def _stop_link(token: str) -> tuple[str, str] | None:
    """Return the receiver and the day in a stop-link, "" for none, or None when it is not ours."""
    try:
        value = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, KeyError):
        return None
    # Those of letters written before this was so hold the receiver alone.
    receiver, day = (value, "") if isinstance(value, str) else value
    return receiver, day


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield what was told to SUBJECT, and whether they asked for no more mail."""
    for row in Notice.objects.filter(receiver=subject).order_by("pk").iterator(2_000):
        yield {"what": "notice", "title": row.subject, "address": row.link, "at": row.at,
               "used_at": row.read_at, "mailed_at": row.mailed_at}  # fmt: skip
    answered = Notice.objects.filter(receiver=subject, heard__isnull=False).select_related("heard")
    for row in answered.order_by("heard__pk"):
        yield {"what": "heard", "title": row.subject, "kind": row.heard.get_value_display(),
               "text": row.heard.word, "at": row.heard.at}  # fmt: skip
    for letter in Letter.objects.filter(receiver=subject).order_by("pk").iterator(2_000):
        yield {"what": "letter", "title": letter.subject, "text": letter.text, "at": letter.made_at,
               "mailed_at": letter.sent_at}  # fmt: skip
    model, _sep, key = subject.partition(":")
    if model == "people.person":
        for follow in Follow.objects.filter(person_id=key).order_by("pk"):
            thing = thing_of(follow.about)
            yield {"what": "follow", "title": thing.title if thing else follow.about, "at": follow.at}
    for choice in Preference.objects.filter(receiver=subject):
        yield {"what": "preference", "kind": choice.get_pace_display(), "at": choice.at}
    for stop in Stop.objects.filter(receiver=subject):
        yield {"what": "stop", "at": stop.at}
