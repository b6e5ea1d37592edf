"""What people knows: who is staff, which code an authenticator shows now, who may ask for a code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.usersessions.models import UserSession
from django.db.models import Count
from django.utils.crypto import salted_hmac

from rembuk.people.models import Person, SignInCode
from rembuk.people.states import MINOR, Band
from rembuk.people.wording import NO_SECRET
from rembuk.shared.ratelimit import mailbox
from rembuk.shared.references import split
from rembuk.shared.refusals import NotThere

CODE_LASTS = timedelta(minutes=15)
TRIES = 3
PERIOD = 30
# Where the address of an erased account points; no mail ever goes there (RFC 2606).
FORGOTTEN = "dihapus.invalid"

_staff_tests: list[Callable[[int], bool]] = []


def register_staff(test: Callable[[int], bool]) -> None:
    """Count those as staff for whom TEST(person id) is true; a higher domain says who works here."""
    if test not in _staff_tests:
        _staff_tests.append(test)


def person_of(user: object) -> Person:
    """Return USER, the user of a request that let in nobody who is not signed in, as a person."""
    assert isinstance(user, Person)
    return user


def is_staff(person_id: int) -> bool:
    """Tell whether the person works for any space."""
    return any(test(person_id) for test in _staff_tests)


def has_second_factor(person: Person) -> bool:
    """Tell whether PERSON has an authenticator app or a passkey (recovery codes alone do not count)."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=kinds).exists())


# The routes on which somebody speaks without an account being asked for, by name.
nameless: set[str] = set()


def register_nameless(*routes: str) -> None:
    """Let held accounts send forms to ROUTES, where nothing is kept about an account."""
    nameless.update(routes)


def reachable(key: str) -> Person | None:
    """Return the person KEY if mail may go to them: the account is open and waits for no parent."""
    found = Person.objects.filter(pk=key, is_active=True).first()
    return found if found is not None and found.email and not found.held else None


def mailbox_taken(email: str) -> bool:
    """Tell whether an account has the mailbox that EMAIL reaches."""
    return Person.objects.filter(mailbox=mailbox(email)).exists()


def band_counts() -> dict[str, int]:
    """Return how many open accounts gave each band of age; every band has its line, one query."""
    rows = Person.objects.filter(is_active=True).exclude(band="").order_by().values_list("band")
    return dict.fromkeys(Band.values, 0) | dict(rows.annotate(n=Count("pk")))


def held_count() -> int:
    """Return how many open accounts of minors wait for a parent's consent."""
    return Person.objects.filter(is_active=True, band__in=MINOR, allowed_at=None).count()


def current_totp(person: Person, at: datetime) -> str:
    """Return the six digits PERSON's authenticator app shows at AT (RFC 6238, SHA-1, 30 s)."""
    kept = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).first()
    if kept is None:
        raise NotThere(NO_SECRET)
    return str(format_hotp_value(hotp_value(decrypt(kept.data["secret"]), int(at.timestamp()) // PERIOD)))


def code_hash(key: str, code: str) -> str:
    """Return what is kept of CODE: six digits need a key, or the table would give them away."""
    return salted_hmac(f"people.code.{key}", code, algorithm="sha256").hexdigest()


def codes_asked(email: str, network: str, at: datetime) -> tuple[int, int]:
    """Return how many codes were asked for the mailbox of EMAIL and from NETWORK in the hour before AT."""
    recent = SignInCode.objects.filter(made_at__gt=at - timedelta(hours=1))
    return recent.filter(mailbox=mailbox(email)).count(), recent.filter(network=network).count()


def floods(*, least: int, at: datetime) -> list[tuple[str, int]]:
    """Return (network, codes) of every network that asked for LEAST codes or more in the hour before AT.

    The most first.
    """
    recent = SignInCode.objects.filter(made_at__gt=at - timedelta(hours=1)).order_by()
    counted = recent.values_list("network").annotate(codes=Count("pk")).filter(codes__gte=least)
    return [(network, codes) for network, codes in counted.order_by("-codes", "network")]


def waiting_code(key: str, at: datetime) -> SignInCode | None:
    """Return the code that the browser with KEY still waits for at AT."""
    return SignInCode.objects.filter(
        key=key, used_at=None, tries__lt=TRIES, made_at__gt=at - CODE_LASTS
    ).first()


def person_key(subject: str) -> int:
    """Return the key of the person that the reference SUBJECT names, or 0, which no row has."""
    model, key = split(subject)
    return int(key) if model == "people.person" and key.isascii() and key.isdigit() else 0


def address_of(subject: str) -> str:
    """Return the address of the account SUBJECT names, in small letters; "" where there is none."""
    found = Person.objects.filter(pk=person_key(subject)).values_list("email", flat=True).first() or ""
    return "" if found.endswith(FORGOTTEN) else found.lower()


def held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield what is kept about the account of the person SUBJECT and its ways in; secrets are never shown."""
    person = Person.objects.filter(pk=person_key(subject)).first()
    if person is None or person.email.endswith(FORGOTTEN):
        return
    yield {"what": "account", "email": person.email, "name": person.name, "zone": person.zone,
           "joined_at": person.joined_at, "band": person.get_band_display(),
           "allowed_at": person.allowed_at}  # fmt: skip
    for way in Authenticator.objects.filter(user_id=person.pk).order_by("pk"):
        yield {"what": "second_factor", "type": way.type, "at": way.created_at, "used_at": way.last_used_at}
    for one in UserSession.objects.filter(user_id=person.pk).order_by("pk"):
        yield {"what": "session", "device": one.user_agent, "network": one.ip, "at": one.created_at,
               "used_at": one.last_seen_at}  # fmt: skip
    for code in SignInCode.objects.filter(email=person.email).order_by("pk"):
        yield {"what": "sign_in_code", "network": code.network, "at": code.made_at, "used_at": code.used_at}
