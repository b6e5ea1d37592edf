"""Ask a parent or guardian, and keep what they say."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rembuk.people.actions import allow, choose_band
from rembuk.people.models import Person
from rembuk.people.queries import person_key
from rembuk.people.wording import BAD_ADDRESS
from rembuk.rights.models import GuardianAsk, GuardianWord
from rembuk.rights.queries.guardians import ANSWER_WITHIN, ask_by_token
from rembuk.rights.wording import GUARDIAN, NOT_A_CHILD, SAME_MAILBOX
from rembuk.shared.ratelimit import count, count_mail, mailbox
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.queries import token_hash

ASKS_A_DAY = 3


@transaction.atomic
def say_band(*, person: Person, band: str, at: datetime) -> None:
    """Keep the band of age PERSON gave; who is grown up needs no parent's address any more."""
    choose_band(person=person, band=band, at=at)
    if not person.is_minor:
        forget_guardian(subject=ref(person))


@transaction.atomic
def ask_guardian(*, person: Person, email: str, at: datetime) -> GuardianAsk:
    """Send EMAIL the link by which a parent or guardian of PERSON says yes or no.

    An earlier link dies. Refused for an address that is none or reaches PERSON themself, and for who is
    not under 18; at most three a day (429).
    """
    if not person.is_minor:
        raise Refused(NOT_A_CHILD)
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(BAD_ADDRESS % {"email": address[:80]}, field="email") from None
    if mailbox(address) == mailbox(person.email):
        raise Refused(SAME_MAILBOX, field="email")
    count("rights.guardian", ref(person), most=ASKS_A_DAY, per=timedelta(days=1))
    count_mail(address)
    token = secrets.token_urlsafe(32)
    child = _partly(person.email)
    asked, _made = GuardianAsk.objects.update_or_create(
        subject=ref(person),
        defaults={"email": address, "child": child, "key_hash": token_hash(token), "asked_at": at},
    )
    words = {
        "child": child, "link": f"{settings.PUBLIC_URL}/wali/{token}/", "until": at + ANSWER_WITHIN,
        "sentence": GUARDIAN.sentence,
    }  # fmt: skip
    subject = _("Anak Anda meminta izin Anda")
    send_mail(subject, render_to_string("rights/mail/guardian.txt", words), None, [address])
    return asked


def _partly(email: str) -> str:
    """Return EMAIL as a parent recognises it and a stranger cannot use it."""
    name, _at, host = email.partition("@")
    return f"{name[:2]}•••@{host}"[:80]


@transaction.atomic
def answer_as_guardian(*, token: str, given: bool, at: datetime) -> GuardianWord:
    """Keep the yes or no of whoever holds TOKEN, with the words shown; the account opens or is held."""
    asked = ask_by_token(token, at)
    GuardianAsk.objects.select_for_update().get(pk=asked.pk)
    word = GuardianWord.objects.create(
        subject=asked.subject, given=given, words=str(GUARDIAN.sentence), wording_version=GUARDIAN.version,
        wording_hash=GUARDIAN.digest, language=get_language() or "id", at=at,
    )  # fmt: skip
    allow(person_id=person_key(asked.subject), since=at if given else None)
    return word


@transaction.atomic
def forget_guardian(*, subject: str) -> None:
    """Drop the address of the parent or guardian of SUBJECT; what they said stays as proof, without names."""
    GuardianAsk.objects.filter(subject=subject).delete()


@transaction.atomic
def drop_unanswered(*, at: datetime) -> int:
    """Drop the addresses of parents who did not answer within 30 days; return how many there were."""
    late = GuardianAsk.objects.filter(asked_at__lte=at - ANSWER_WITHIN)
    silent = late.exclude(subject__in=GuardianWord.objects.values("subject"))
    return int(silent.delete()[0])
