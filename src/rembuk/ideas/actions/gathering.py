"""Gather into a call what people answered to its posts on networks, whenever those answers were imported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from rembuk.channels.links import LONGEST_LINK, NOT_A_LINK, post_in, thread_key
from rembuk.ideas import wording
from rembuk.ideas.models import Call, CallAnswer, CallPost
from rembuk.ledger.actions import record_step
from rembuk.shared import outbox
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.voices.models import Voice

BATCH = 2_000
ASKED = 500
# Their exports name the conversation otherwise than the post, so answers to answers are followed one by one.
CHAINED = frozenset({"mastodon", "telegram"})


@transaction.atomic
def add_post(*, call: Call, link: str, number: str = "", by: Actor, at: datetime) -> CallPost:
    """Keep that the post at LINK is one of CALL's own, and have answers to it gathered, old ones too.

    A post belongs to one call of a space (409); NUMBER is its id in the export where the link tells none.
    """
    held = Call.objects.select_for_update(of=("self",)).select_related("space").get(pk=call.pk)
    if held.published_at is None or held.reported_at is not None:
        raise Conflicting(wording.CALL_DONE if held.reported_at else wording.CALL_NOT_OPEN)
    if len(link) > LONGEST_LINK:
        raise Refused(NOT_A_LINK, field="link")
    found = post_in(link, number)
    try:
        with transaction.atomic():
            post = CallPost.objects.create(
                call=held, space=held.space, channel=found.channel, key=found.key, link=link.strip(), at=at
            )
    except IntegrityError as error:
        other = CallPost.objects.filter(space=held.space, channel=found.channel, key=found.key).first()
        mine = other is not None and other.call_id == held.pk
        raise Conflicting(wording.POST_HERE if mine else wording.POST_TAKEN, field="link") from error
    record_step(
        kind="ideas.call_posted", about=ref(held), scope=ref(held.space), by=by, at=at,
        facts={"number": held.pk, "channel": post.channel, "post": post.key},
    )  # fmt: skip
    outbox.write(kind="ideas.gather", key=f"gather:{ref(post)}", payload={"post": post.pk}, at=at)
    return post


@transaction.atomic
def remove_post(*, call: Call, number: int, by: Actor, at: datetime) -> None:
    """Take post NUMBER off CALL, and with it the answers gathered from there; the voices stay."""
    held = Call.objects.select_for_update(of=("self",)).select_related("space").get(pk=call.pk)
    post = CallPost.objects.filter(call=held, pk=number).first() if number < 2**63 else None
    if post is None or held.reported_at is not None:
        raise Conflicting(wording.CALL_DONE if held.reported_at else wording.STALE)
    gone = CallAnswer.objects.filter(post=post).count()
    facts = {"number": held.pk, "channel": post.channel, "post": post.key, "answers": gone}
    post.delete()
    record_step(kind="ideas.call_unposted", about=ref(held), scope=ref(held.space), facts=facts, by=by, at=at)


def gather(*, post: CallPost, at: datetime) -> int:
    """Put every voice that answers POST, spoken until the call's last day, into the call; return how many.

    In batches, each its own transaction; again, or killed in between, nothing counts twice.
    """
    call = post.call
    if call.published_at is None or call.reported_at is not None:
        return 0
    total = 0
    while rows := _fresh(post):
        with transaction.atomic():
            before = CallAnswer.objects.filter(post=post).count()
            CallAnswer.objects.bulk_create(
                [CallAnswer(call=call, voice_id=pk, post=post, at=at) for pk in rows], ignore_conflicts=True
            )
            count = CallAnswer.objects.filter(post=post).count() - before
            if count:
                record_step(
                    kind="ideas.call_gathered", about=ref(call), scope=ref(call.space), by=MACHINE, at=at,
                    facts={
                        "number": call.pk, "channel": post.channel, "post": post.key, "gathered": count,
                    },
                    # Few numbers can be tried out: which voices they are is only committed to.
                    sealed={"digest": sha256(" ".join(map(str, rows)).encode()).hexdigest()},
                )  # fmt: skip
        total += count
        if not count:
            break
    return total


def _fresh(post: CallPost) -> list[int]:
    """Return the keys of at most BATCH voices that answer POST and stand in no call yet."""
    found = set(_waiting(post).filter(thread=post.key).values_list("pk", flat=True)[:BATCH])
    found |= set(_waiting(post).filter(reply_to=post.key).values_list("pk", flat=True)[:BATCH])
    if not found and post.channel in CHAINED:
        found = _deeper(post)
    return sorted(found)[:BATCH]


def _waiting(post: CallPost) -> QuerySet[Voice]:
    call = post.call
    shut = datetime.combine(call.gather_until + timedelta(days=1), time(), ZoneInfo(call.space.zone))
    rows = Voice.objects.filter(space=call.space, channel=post.channel, answer_to=None, withdrawn_at=None)
    # X counts the first post itself to its conversation.
    return rows.filter(spoken_at__lt=shut).exclude(native_id=post.key).order_by("pk")


def _deeper(post: CallPost) -> set[int]:
    """Return voices that answer a voice gathered from POST."""
    gathered = Voice.objects.filter(answer_to__post=post).order_by("pk").values_list("native_id", flat=True)
    keys = [thread_key(post.channel, native_id) for native_id in gathered.iterator(BATCH)]
    found: set[int] = set()
    for part in _parts(keys):
        found |= set(_waiting(post).filter(reply_to__in=part).values_list("pk", flat=True)[:BATCH])
    return found


def _parts(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + ASKED] for start in range(0, len(keys), ASKED))
