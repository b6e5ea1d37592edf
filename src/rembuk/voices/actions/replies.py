"""Answers on the network where somebody spoke: queued by the worker, sent by a person, marked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from rembuk.channels.queries import ANSWERED
from rembuk.channels.rules import fitted
from rembuk.ledger.actions import record_step
from rembuk.messaging.queries import News
from rembuk.messaging.states import Answer
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.voices.actions.publish import closed
from rembuk.voices.models import Reply, Voice
from rembuk.voices.queries.replies import silenced
from rembuk.voices.rules import may_be_answered, readable
from rembuk.voices.states import ReplyState
from rembuk.voices.wording import NO_REPLY, REPLY, REPLY_OPEN, REPLY_SETTLED

LONGEST_BECAUSE = 300


@transaction.atomic
def queue_replies(keys: Sequence[str], news: News, at: datetime) -> None:
    """Have NEWS written below those of the posts KEYS that may be answered; the same news again is nothing.

    The words are the public headline of the news and a link to the voice's own page, never the post's.
    """
    rows = Voice.objects.filter(pk__in=keys, channel__in=ANSWERED).select_related("space").order_by("pk")
    open_to = [row for row in rows if may_be_answered(row)]
    quiet = silenced(open_to)
    Reply.objects.bulk_create(
        [
            Reply(
                voice=row, space_id=row.space_id, channel=row.channel, answer=Answer(news.answer),
                key=news.key, text=_words(row, news.subject), made_at=at,
            )
            for row in open_to
            if row.pk not in quiet
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def _words(voice: Voice, subject: str) -> str:
    with translation.override("id"):
        said = str(REPLY) % {"space": voice.space.name, "subject": closed(subject).rstrip(". ")}
    return fitted(said, settings.PUBLIC_URL + voice.get_absolute_url(), ANSWERED[voice.channel])


@transaction.atomic
def mark_reply_sent(*, reply: Reply, by: Actor, at: datetime) -> Reply:
    """Write down that BY sent REPLY on its network; refused when its sender wants none any more."""
    row = _locked(reply)
    if row.state != ReplyState.WAITING:
        raise Conflicting(REPLY_SETTLED)
    if not may_be_answered(row.voice) or silenced([row.voice]):
        raise Conflicting(NO_REPLY)
    _settle(row, ReplyState.SENT, "", by, at)
    record_step(
        kind="voices.replied", about=ref(row.voice), scope=f"spaces.space:{row.space_id}", by=by, at=at,
        facts={"channel": row.channel, "answer": row.answer}, sealed={"text": row.text},
    )  # fmt: skip
    return row


@transaction.atomic
def skip_reply(*, reply: Reply, because: str, by: Actor, at: datetime) -> Reply:
    """Decide not to send REPLY, and keep why."""
    row = _locked(reply)
    if row.state != ReplyState.WAITING:
        raise Conflicting(REPLY_SETTLED)
    _settle(row, ReplyState.SKIPPED, readable(because, longest=LONGEST_BECAUSE, field="because"), by, at)
    return row


@transaction.atomic
def undo_reply(*, reply: Reply, by: Actor, at: datetime) -> Reply:
    """Let REPLY wait again: it was marked by mistake, or taken down from the network."""
    row = _locked(reply)
    if row.state == ReplyState.WAITING:
        raise Conflicting(REPLY_OPEN)
    if row.state == ReplyState.SENT:
        record_step(
            kind="voices.reply_undone", about=ref(row.voice), scope=f"spaces.space:{row.space_id}",
            by=by, at=at, facts={"channel": row.channel, "answer": row.answer},
        )  # fmt: skip
    row.state, row.because, row.settled_at, row.role, row.by = ReplyState.WAITING, "", None, "", ""
    row.save(update_fields=["state", "because", "settled_at", "role", "by"])
    return row


@transaction.atomic
def drop_replies(*, voices: Sequence[int]) -> None:
    """Take back the replies to VOICES that nobody sent yet."""
    Reply.objects.filter(voice__in=voices, state=ReplyState.WAITING).delete()


def _locked(reply: Reply) -> Reply:
    return Reply.objects.select_for_update(of=("self",)).select_related("voice").get(pk=reply.pk)


def _settle(row: Reply, state: ReplyState, because: str, by: Actor, at: datetime) -> None:
    row.state, row.because, row.settled_at, row.role, row.by = state, because, at, by.role, by.ref
    row.save(update_fields=["state", "because", "settled_at", "role", "by"])
