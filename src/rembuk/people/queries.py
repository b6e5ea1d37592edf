"""What people knows: who is staff, which code an authenticator shows now, who may ask for a code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.utils.crypto import salted_hmac

from rembuk.people.models import Person, SignInCode
from rembuk.people.wording import NO_SECRET
from rembuk.shared.refusals import NotThere

CODE_LASTS = timedelta(minutes=15)
TRIES = 3
PERIOD = 30

_staff_tests: list[Callable[[int], bool]] = []


def register_staff(test: Callable[[int], bool]) -> None:
    """Count those as staff for whom TEST(person id) is true; a higher domain says who works here."""
    if test not in _staff_tests:
        _staff_tests.append(test)


def is_staff(person_id: int) -> bool:
    """Tell whether the person works for any space."""
    return any(test(person_id) for test in _staff_tests)


def has_second_factor(person: Person) -> bool:
    """Tell whether PERSON has an authenticator app or a passkey (recovery codes alone do not count)."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=person.pk, type__in=kinds).exists())


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
    """Return how many codes were asked for EMAIL and from NETWORK in the hour before AT."""
    recent = SignInCode.objects.filter(made_at__gt=at - timedelta(hours=1))
    return recent.filter(email=email).count(), recent.filter(network=network).count()


def waiting_code(key: str, at: datetime) -> SignInCode | None:
    """Return the code that the browser with KEY still waits for at AT."""
    return SignInCode.objects.filter(
        key=key, used_at=None, tries__lt=TRIES, made_at__gt=at - CODE_LASTS
    ).first()
