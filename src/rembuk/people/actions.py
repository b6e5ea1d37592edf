"""What happens to persons: a code is sent, an account arises, sessions end."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from rembuk.people import wording
from rembuk.people.models import Person, SignInCode
from rembuk.people.queries import (
    CODE_LASTS,
    FORGOTTEN,
    TRIES,
    code_hash,
    codes_asked,
    mailbox_taken,
    person_key,
)
from rembuk.people.states import GROWN, MINOR, Band
from rembuk.shared.ratelimit import mailbox
from rembuk.shared.refusals import NotAllowed, Refused, TooMany

CODES_PER_ADDRESS = 5
# Whole villages share one mobile network's address; the limit per address is what stops guessing.
CODES_PER_NETWORK = 120
KEPT = timedelta(hours=24)


def send_code(*, email: str, network: str, at: datetime) -> str:
    """Send a sign-in code to EMAIL and return the key that the asking browser keeps.

    Known and unknown addresses take the same path: nothing here reads who has an account.
    At most 5 codes an hour to a mailbox, however its address is spelled, and 120 from a network; each may
    be tried 3 times.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(wording.BAD_ADDRESS % {"email": address[:80]}, field="email") from None
    with transaction.atomic():
        SignInCode.objects.filter(made_at__lt=at - KEPT).delete()
        to_address, from_network = codes_asked(address, network, at)
        if to_address >= CODES_PER_ADDRESS or from_network >= CODES_PER_NETWORK:
            raise TooMany(wording.TOO_MANY_CODES, field="email")
        key = secrets.token_urlsafe(32)
        code = f"{secrets.randbelow(1_000_000):06d}"
        SignInCode.objects.create(
            key=key, email=address, mailbox=mailbox(address), code_hash=code_hash(key, code),
            network=network, made_at=at,
        )  # fmt: skip
        words = {"code": code, "minutes": int(CODE_LASTS.total_seconds() // 60)}
        subject = _("%(code)s adalah kode masuk Anda") % words
        send_mail(subject, render_to_string("people/mail/code.txt", words), None, [address])
    return key


def redeem_code(*, key: str, code: str, at: datetime) -> Person:
    """Return the person whose address the right CODE proves; a new address becomes an account only now.

    An address whose mailbox has an account under another spelling (siti+2@, s.iti@gmail.com) gets none.

    A wrong code uses up one of three tries, counted even under parallel guesses.
    """
    with transaction.atomic():
        live = SignInCode.objects.filter(key=key, used_at=None, made_at__gt=at - CODE_LASTS)
        if not live.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
            raise Refused(wording.DEAD_CODE, field="code")
        kept = SignInCode.objects.get(key=key)
    digits = "".join(sign for sign in code if sign.isdigit())
    if not constant_time_compare(kept.code_hash, code_hash(key, digits)):
        raise Refused(wording.WRONG_CODE if kept.tries < TRIES else wording.DEAD_CODE, field="code")
    with transaction.atomic():
        if not live.update(used_at=at):
            raise Refused(wording.DEAD_CODE, field="code")
        person = _person_with(kept.email)
    if not person.is_active:
        raise NotAllowed(wording.SHUT, field="code")
    return person


def _person_with(email: str) -> Person:
    found = Person.objects.filter(email=email).first()
    if found is not None:
        return found
    if mailbox_taken(email):
        raise Refused(wording.OTHER_VARIANT, field="code")
    try:
        with transaction.atomic():
            return Person.objects.create_user(email)
    except IntegrityError:
        # The same code at once in two windows, or two variants of the address.
        made = Person.objects.filter(email=email).first()
        if made is None:
            raise Refused(wording.OTHER_VARIANT, field="code") from None
        return made


@transaction.atomic
def enrol(*, email: str, name: str = "", password: str | None = None, totp: bool = False) -> Person:
    """Return a person made by the operator: for the demo and for tests; TOTP sets a second factor up.

    Calling again with the same address returns the same person unchanged.
    """
    found = Person.objects.filter(email=email.lower()).first()
    if found is not None:
        return found
    person = Person.objects.create_user(email, password, name=name, band=Band.ADULT)
    if totp:
        TOTP.activate(person, generate_totp_secret())
        RecoveryCodes.activate(person)
    return person


@transaction.atomic
def end_sessions(*, person: Person) -> None:
    """End every session PERSON has open, on every device, as of this transaction."""
    Person.objects.filter(pk=person.pk).update(sessions_from=F("sessions_from") + 1)
    person.refresh_from_db(fields=["sessions_from"])
    rows = UserSession.objects.filter(user_id=person.pk)
    keys = list(rows.values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store.get_model_class().objects.filter(session_key__in=keys).delete()
    rows.delete()


@transaction.atomic
def end_session(*, person: Person, session_key: str) -> None:
    """End one session of PERSON; one that is not theirs stays."""
    rows = UserSession.objects.filter(user_id=person.pk, session_key=session_key)
    if rows.delete()[0]:
        store = import_module(settings.SESSION_ENGINE).SessionStore
        store.get_model_class().objects.filter(session_key=session_key).delete()


@transaction.atomic
def set_name(*, person: Person, name: str, zone: str) -> None:
    """Keep how PERSON wants to be called and in which zone they read times; both may be empty.

    Of a minor no name is kept.
    """
    person.name = "" if person.is_minor else " ".join(name.split())[:80]
    person.zone = zone if zone in Person.Zone.values else ""
    person.save(update_fields=["name", "zone"])


@transaction.atomic
def choose_band(*, person: Person, band: str, at: datetime) -> None:
    """Keep between which ages PERSON is; a minor's name goes, and their account waits for a parent.

    Refused when the band is none, or older than the one answered less than a year before AT.
    """
    if band not in Band.values:
        raise Refused(wording.WHICH_BAND, field="band")
    kept = Person.objects.select_for_update().get(pk=person.pk)
    order = Band.values
    if kept.band and order.index(band) > order.index(kept.band):
        assert kept.band_at is not None
        if at < kept.band_at + GROWN:
            raise Refused(wording.TOO_SOON, field="band")
    if band != kept.band:
        # A parent's consent goes on to hold while the child grows into the next band.
        kept.allowed_at = kept.allowed_at if band in MINOR and kept.is_minor else None
        kept.band, kept.band_at = band, at
    if band in MINOR:
        kept.name = ""
    kept.save(update_fields=["band", "band_at", "allowed_at", "name"])
    # PERSON was read before the lock: pressed twice, its empty band would be written over the answer.
    for name in ("band", "band_at", "allowed_at", "name"):
        setattr(person, name, getattr(kept, name))


@transaction.atomic
def allow(*, person_id: int, since: datetime | None) -> None:
    """Open the account of a minor as of SINCE, a parent's consent; None holds it again."""
    Person.objects.filter(pk=person_id, band__in=MINOR).update(allowed_at=since)


@transaction.atomic
def set_password(*, person: Person, password: str) -> None:
    """Give PERSON a new password; its strength is the form's to judge."""
    person.set_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def shut(*, person: Person) -> None:
    """Close the account of PERSON: no sign-in, no open session, no second factor kept."""
    Person.objects.filter(pk=person.pk).update(is_active=False)
    Authenticator.objects.filter(user_id=person.pk).delete()
    end_sessions(person=person)


@transaction.atomic
def forget(*, subject: str) -> None:
    """Erase what is personal about the person SUBJECT: address, name, ways in, sessions. Again is harmless.

    The empty row stays, so that what others rely on (a verdict, a role once held) still points somewhere.
    """
    person = Person.objects.select_for_update().filter(pk=person_key(subject)).first()
    if person is None or person.email.endswith(FORGOTTEN):
        return
    shut(person=person)
    SignInCode.objects.filter(email=person.email).delete()
    EmailAddress.objects.filter(user_id=person.pk).delete()
    person.email = f"{person.pk}@{FORGOTTEN}"
    person.name = person.zone = person.band = person.mailbox = ""
    person.band_at = person.allowed_at = None
    person.set_unusable_password()
    person.save(
        update_fields=["email", "mailbox", "name", "zone", "password", "band", "band_at", "allowed_at"]
    )
