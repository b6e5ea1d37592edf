"""Tell those concerned, once each, and stop when asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from rembuk.messaging.models import Notice, Stop
from rembuk.messaging.queries import audience_of
from rembuk.shared import outbox

BATCH = 500


@transaction.atomic
def announce(*, about: Sequence[str], key: str, subject: str, text: str, link: str, at: datetime) -> None:
    """Have everyone concerned with ABOUT told once under KEY.

    One row whatever the number of receivers: the worker finds them and tells each once.
    """
    payload = {"about": list(about), "key": key, "subject": subject, "text": text, "link": link}
    outbox.write(kind="messaging.fan_out", key=f"fan_out:{key}", payload=payload, at=at)


def fan_out(*, about: Sequence[str], key: str, subject: str, text: str, link: str, at: datetime) -> int:
    """Write a notice and a mail row for every receiver not told yet, in batches, and return how many.

    May be killed and begun again: a receiver told before keeps the first notice.
    """
    receivers = (receiver for reference in about for receiver in audience_of(reference))
    count = 0
    while batch := list(dict.fromkeys(islice(receivers, BATCH))):
        with transaction.atomic():
            Notice.objects.bulk_create(
                [
                    Notice(receiver=one, key=key, subject=subject, text=text, link=link, at=at)
                    for one in batch
                ],
                ignore_conflicts=True,
            )
            for one in batch:
                outbox.write(
                    kind="messaging.deliver",
                    key=f"deliver:{one}:{key}",
                    payload={"receiver": one, "key": key},
                    at=at,
                )
        count += len(batch)
    return count


def mark_read(*, receiver: str, at: datetime) -> None:
    """Mark the inbox of RECEIVER as read."""
    Notice.objects.filter(receiver=receiver, read_at=None).update(read_at=at)


def mark_mailed(*, receiver: str, key: str, at: datetime) -> None:
    """Remember when the mail of a notice went out."""
    Notice.objects.filter(receiver=receiver, key=key, mailed_at=None).update(mailed_at=at)


def stop(*, receiver: str, at: datetime) -> None:
    """Send RECEIVER no more mail; what waits is not sent either, since sending asks first."""
    Stop.objects.bulk_create([Stop(receiver=receiver, at=at)], ignore_conflicts=True)


def resume(*, receiver: str) -> None:
    """Send RECEIVER mail again."""
    Stop.objects.filter(receiver=receiver).delete()


@transaction.atomic
def forget(*, subject: str) -> None:
    """Erase every notice to SUBJECT; that they want no mail stays. Again is harmless."""
    Notice.objects.filter(receiver=subject).delete()
