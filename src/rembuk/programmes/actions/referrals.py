"""What is not the space's to give is handed on to the authority that holds it, and its answer tracked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.ideas.models import Idea
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.messaging.states import Answer
from rembuk.programmes import wording
from rembuk.programmes.models import Referral
from rembuk.programmes.states import Way
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.shared.workdays import add_working_days

# SP4N-LAPOR!: routed within 3 working days, the office frames its follow-up within 5 more.
LAPOR_DAYS = 3 + 5


@transaction.atomic
def prepare_referral(
    *,
    idea: Idea,
    level: str,
    holder: str,
    way: str,
    kind: str,
    title: str,
    text: str,
    attachments: str,
    by: Actor,
    at: datetime,
    form_key: str = "",
) -> Referral:
    """Prepare what asks HOLDER for what IDEA asks; the same FORM_KEY twice prepares one."""
    before = Referral.objects.filter(idea=idea, form_key=form_key).first() if form_key else None
    if before is not None:
        return before
    if way == Way.LAPOR and not kind:
        raise Refused(wording.NEED_KIND, field="kind")
    row = Referral.objects.create(
        space=idea.space, idea=idea, level=level, holder=holder, way=way,
        kind=kind if way == Way.LAPOR else "", title=title, text=text, attachments=attachments,
        made_at=at, form_key=form_key or None,
    )  # fmt: skip
    _record(row, "programmes.referral_prepared", by=by, at=at, facts={"level": level, "way": way})
    return row


@transaction.atomic
def send_referral(
    *, referral: Referral, number: str, sent_on: date, expected_on: date | None, by: Actor, at: datetime
) -> None:
    """Note that REFERRAL was handed over, under which number, and by when an answer is expected.

    Without EXPECTED_ON a report to SP4N-LAPOR! is expected back by its own clock; a letter has none.
    """
    row = Referral.objects.select_for_update().select_related("space", "idea").get(pk=referral.pk)
    if row.sent_on is not None:
        if (row.number, row.sent_on) == (number.strip(), sent_on):
            return
        raise Conflicting(wording.SENT)
    _check_past(sent_on, row, at, "sent_on")
    if sent_on < row.made_at.astimezone(ZoneInfo(row.space.zone)).date():
        raise Refused(wording.SENT_TOO_EARLY, field="sent_on")
    if expected_on is None and row.way == Way.LAPOR:
        expected_on = add_working_days(sent_on, LAPOR_DAYS)
    if expected_on is not None and expected_on <= sent_on:
        raise Refused(wording.EXPECTED_EARLY, field="expected_on")
    row.number, row.sent_on, row.expected_on = number.strip(), sent_on, expected_on
    row.save(update_fields=["number", "sent_on", "expected_on"])
    facts = {"number": row.number, "sent_on": sent_on.isoformat()}
    step = _record(row, "programmes.referral_sent", by=by, at=at, facts=facts)
    if expected_on is not None:
        due = {"due": expected_on.isoformat()}
        _record(row, "programmes.referral_expected", by=by, at=at, facts=due)
    text = _("Diteruskan kepada %(holder)s dengan nomor %(number)s. Jawabannya akan tampil di jejak.")
    _tell(row, f"step:{step.pk}", _("Diteruskan: %(title)s"), text % {
        "holder": row.holder, "number": row.number or "-"}, at)  # fmt: skip


@transaction.atomic
def answer_referral(
    *, referral: Referral, answered_on: date, outcome: str, answer: str, by: Actor, at: datetime
) -> None:
    """Keep what the authority answered, in its own words or summed up."""
    row = Referral.objects.select_for_update().select_related("space", "idea").get(pk=referral.pk)
    if row.answered_on is not None:
        if (row.answered_on, row.outcome, row.answer) == (answered_on, outcome, answer.strip()):
            return
        raise Conflicting(wording.ANSWERED)
    if row.sent_on is None:
        raise Refused(wording.NOT_SENT, field="answered_on")
    _check_past(answered_on, row, at, "answered_on")
    if answered_on < row.sent_on:
        raise Refused(wording.ANSWERED_EARLY, field="answered_on")
    row.answered_on, row.outcome, row.answer = answered_on, outcome, answer.strip()
    row.save(update_fields=["answered_on", "outcome", "answer"])
    facts = {"outcome": outcome, "answered_on": answered_on.isoformat()}
    step = _record(row, "programmes.referral_answered", by=by, at=at, facts=facts, because=row.answer)
    _tell(row, f"step:{step.pk}", _("Dijawab pemerintah: %(title)s"), row.answer, at)


def _record(
    row: Referral, kind: str, *, by: Actor, at: datetime, facts: dict[str, Any], because: str = ""
) -> Any:
    return record_step(
        kind=kind,
        about=ref(row),
        scope=ref(row.space),
        because_of=[ref(row.idea)],
        by=by,
        at=at,
        facts={"referral": row.pk, "href": row.get_absolute_url(), **facts},
        words={"title": row.title, "who": row.holder, **({"because": because} if because else {})},
    )


def _check_past(day: date, row: Referral, at: datetime, field: str) -> None:
    if day > at.astimezone(ZoneInfo(row.space.zone)).date():
        raise Refused(wording.NOT_YET, field=field)


def _tell(row: Referral, key: str, subject: str, text: str, at: datetime) -> None:
    announce(
        about=[ref(row.idea)], key=key, subject=subject % {"title": row.title}, text=text,
        link=row.get_absolute_url(), at=at, answer=Answer.REFERRAL,
    )  # fmt: skip
