"""A question to somebody outside, answered by a link that works once."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rembuk.ledger.actions import record_step
from rembuk.review import wording
from rembuk.review.models import Case, Question
from rembuk.review.queries import question_by_token, token_hash
from rembuk.shared.actors import Actor
from rembuk.shared.ratelimit import count_mail
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotThere, Refused

LASTS = timedelta(days=14)


@transaction.atomic
def ask_outside(
    *, case: Case, whom: str, email: str, text: str, by: Actor, at: datetime, asked_by: int
) -> str:
    """Send the question TEXT about CASE to EMAIL and return the link: it works once, for fourteen days.

    WHOM says who is asked by trade, not by name; it becomes public with the answer. The address is kept
    nowhere but in the mail itself.
    """
    if case.closed_at is not None:
        raise Conflicting(wording.CLOSED)
    plain, asked = text.strip(), " ".join(whom.split())
    if not 20 <= len(plain) <= 1000 or not 3 <= len(asked) <= 120:
        raise Refused(wording.QUESTION_SHORT, field="text")
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(wording.BAD_ADDRESS, field="email") from None
    count_mail(email)
    token = secrets.token_urlsafe(32)
    kept = Question.objects.create(
        case=case, asked_by_id=asked_by, whom=asked, text=plain, token_hash=token_hash(token), made_at=at,
        expires_at=at + LASTS,
    )  # fmt: skip
    idea = case.idea
    record_step(
        kind="review.asked_outside", about=ref(idea), scope=ref(idea.space), by=by, at=at,
        facts={"number": idea.pk}, words={"whom": kept.whom, "because": plain},
    )  # fmt: skip
    link = f"{settings.PUBLIC_URL}/ahli/{token}/"
    words = {"idea": idea, "question": kept, "link": link}
    subject = _("Pertanyaan tentang: %(title)s") % {"title": " ".join(idea.title.split())}
    send_mail(subject, render_to_string("review/mail/question.txt", words), None, [email])
    return link


@transaction.atomic
def answer_question(*, token: str, answer: str, at: datetime) -> Question:
    """Keep the ANSWER to the question that TOKEN opens; the link is worthless afterwards."""
    found = question_by_token(token, at)
    plain = answer.strip()
    if not 20 <= len(plain) <= 4000:
        raise Refused(wording.ANSWER_SHORT, field="answer")
    # The condition decides between two who press at once.
    mine = Question.objects.filter(pk=found.pk, answered_at=None)
    if not mine.update(answered_at=at, answer=plain):
        raise NotThere(wording.NO_QUESTION)
    idea = found.case.idea
    record_step(
        kind="review.outside_answered", about=ref(idea), scope=ref(idea.space), by=Actor("expert"), at=at,
        facts={"number": idea.pk}, words={"whom": found.whom}, sealed={"answer": plain},
    )  # fmt: skip
    found.answer, found.answered_at = plain, at
    return found
