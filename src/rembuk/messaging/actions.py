"""Tell those concerned, once each, and stop when asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.db.models.functions import TruncDay

from rembuk.messaging import rules
from rembuk.messaging.models import Follow, Heard, Letter, Notice, Preference, Stop
from rembuk.messaging.queries import (
    Address,
    News,
    address_of,
    audience_of,
    carriers,
    preference_of,
    thing_of,
)
from rembuk.messaging.queries.heard import is_answer, placed
from rembuk.messaging.states import Hearing, Pace
from rembuk.messaging.wording import (
    CHOOSE_HEARING,
    LONG_WORD,
    NO_SUCH_HOUR,
    NO_SUCH_PACE,
    NOTHING_TO_FOLLOW,
    ONLY_ONCE,
    TAKEN,
    TOO_MANY_FOLLOWED,
    UNKNOWN_ANSWER,
)
from rembuk.people.models import Person
from rembuk.shared import bulk, outbox
from rembuk.shared.refusals import Conflicting, NotThere, Refused
from rembuk.shared.small_cells import SMALLEST_SENSITIVE
from rembuk.spaces.models import Space

BATCH = 500
MOST_FOLLOWED = 200
MOST_WORD = 200


@transaction.atomic
def announce(
    *, about: Sequence[str], key: str, subject: str, text: str, link: str, at: datetime, answer: str = ""
) -> None:
    """Have everyone concerned with ABOUT told once under KEY.

    One row whatever the number of receivers: the worker finds them and tells each once. ANSWER names the
    kind of answer it is to those who spoke, who then hear of it where they spoke as well.
    """
    payload = {
        "about": list(about), "key": key, "subject": subject, "text": text, "link": link, "answer": answer,
    }  # fmt: skip
    outbox.write(kind="messaging.fan_out", key=f"fan_out:{key}", payload=payload, at=at)


def fan_out(
    *, about: Sequence[str], key: str, subject: str, text: str, link: str, at: datetime, answer: str = ""
) -> int:
    """Write a notice and a mail row for every receiver not told yet, in batches, and return how many.

    May be killed and begun again: a receiver told before keeps the first notice.
    """
    found = ((receiver, reference) for reference in about for receiver in audience_of(reference))
    count = 0
    while batch := dict(reversed(list(islice(found, BATCH)))):
        if count:
            bulk.give_way()
        with transaction.atomic():
            Notice.objects.bulk_create(
                [
                    Notice(
                        receiver=one, key=key, about=reference, subject=subject, text=text, link=link, at=at
                    )
                    for one, reference in batch.items()
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
            if answer:
                _carry(list(batch), News(answer=answer, key=key, subject=subject), at)
        count += len(batch)
    return count


def _carry(receivers: Sequence[str], news: News, at: datetime) -> None:
    for model, carrier in carriers().items():
        keys = [key for name, _sep, key in (one.partition(":") for one in receivers) if name == model]
        if keys:
            carrier(keys, news, at)


def plan_letter(*, receiver: str, address: Address, key: str, at: datetime) -> None:
    """Have the notice KEY told to RECEIVER when they want it: alone at once, or with others in one letter.

    Letters of one moment share one row, so a week's news is one mail.
    """
    due = rules.letter_due(preference_of(receiver), at, address.zone)
    if due <= at:
        outbox.write(
            kind="messaging.letter",
            key=f"letter:{receiver}:{key}",
            payload={"receiver": receiver, "letter": f"{receiver}:{key}", "keys": [key]},
            at=at,
        )
    else:
        _plan_gathered(receiver=receiver, due=due, at=at)


def _plan_gathered(*, receiver: str, due: datetime, at: datetime) -> None:
    name = f"{receiver}:{due.astimezone(UTC):%Y%m%dT%H%M}"
    outbox.write(
        kind="messaging.letter",
        key=f"letter:{name}",
        payload={"receiver": receiver, "letter": name, "keys": None},
        at=at,
        run_after=due,
    )


def put_off(*, receiver: str, letter: str, keys: Sequence[str] | None, due: datetime, at: datetime) -> None:
    """Try LETTER again when the quiet hours are over."""
    outbox.write(
        kind="messaging.letter",
        key=f"letter:{letter}@{due.astimezone(UTC):%Y%m%dT%H%M}",
        payload={"receiver": receiver, "letter": letter, "keys": keys and list(keys)},
        at=at,
        run_after=due,
    )


@transaction.atomic
def keep_letter(
    *, receiver: str, key: str, notices: Sequence[Notice], subject: str, text: str, html: str, at: datetime
) -> Letter:
    """Keep the mail that carries NOTICES, word for word; refused if another mail took one of them."""
    letter = Letter.objects.create(
        receiver=receiver, key=key, subject=subject, text=text, html=html, made_at=at
    )
    free = Notice.objects.filter(pk__in=[notice.pk for notice in notices], letter=None)
    if free.update(letter=letter) != len(notices):
        raise Conflicting(TAKEN)
    return letter


@transaction.atomic
def mark_sent(*, letter: Letter, at: datetime) -> None:
    """Remember when LETTER went out, and with it every notice it carries."""
    Letter.objects.filter(pk=letter.pk, sent_at=None).update(sent_at=at)
    Notice.objects.filter(letter=letter, mailed_at=None).update(mailed_at=at)


@transaction.atomic
def choose(*, receiver: str, pace: str, quiet_from: int, quiet_to: int, at: datetime) -> None:
    """Tell RECEIVER at PACE from now on, in no hour from QUIET_FROM to QUIET_TO; what waits follows."""
    if pace not in Pace.values:
        raise Refused(NO_SUCH_PACE, field="pace")
    if not (0 <= quiet_from <= 23 and 0 <= quiet_to <= 23):
        raise Refused(NO_SUCH_HOUR, field="quiet_from")
    chosen = {"pace": pace, "quiet_from": quiet_from, "quiet_to": quiet_to, "at": at}
    preference, _new = Preference.objects.update_or_create(receiver=receiver, defaults=chosen)
    address = address_of(receiver)
    if address and Notice.objects.filter(receiver=receiver, letter=None, mailed_at=None).exists():
        due = rules.letter_due(preference, at, address.zone)
        _plan_gathered(receiver=receiver, due=due, at=at)


def mark_read(*, receiver: str, at: datetime) -> None:
    """Mark the inbox of RECEIVER as read."""
    Notice.objects.filter(receiver=receiver, read_at=None).update(read_at=at)


def stop(*, receiver: str, at: datetime) -> None:
    """Send RECEIVER no more mail; what waits is not sent either, since sending asks first."""
    Stop.objects.bulk_create([Stop(receiver=receiver, at=at)], ignore_conflicts=True)


def resume(*, receiver: str) -> None:
    """Send RECEIVER mail again."""
    Stop.objects.filter(receiver=receiver).delete()


@transaction.atomic
def follow(*, person: Person, about: str, at: datetime) -> None:
    """Let PERSON hear about ABOUT from now on; the same tap twice changes nothing."""
    if thing_of(about) is None:
        raise NotThere(NOTHING_TO_FOLLOW)
    if Follow.objects.filter(person=person).exclude(about=about).count() >= MOST_FOLLOWED:
        raise Refused(TOO_MANY_FOLLOWED)
    Follow.objects.bulk_create([Follow(person=person, about=about, at=at)], ignore_conflicts=True)


def unfollow(*, person: Person, about: str) -> None:
    """Let PERSON hear about ABOUT no more."""
    Follow.objects.filter(person=person, about=about).delete()


@transaction.atomic
def say_heard(*, notice: Notice, value: str, word: str, at: datetime) -> Heard:
    """Keep whether the receiver of NOTICE feels heard, and a word on it; what was said may change once.

    The same again changes nothing, and a word added to a tap is no change.
    """
    word = " ".join(word.split())
    if value not in Hearing.values:
        raise Refused(CHOOSE_HEARING, field="jawab")
    if len(word) > MOST_WORD:
        raise Refused(LONG_WORD, field="kata")
    where = placed(notice)
    if not is_answer(notice) or where is None:
        raise NotThere(UNKNOWN_ANSWER)
    fresh = Heard(
        notice=notice, space_id=where.space, subject=where.subject[:40], channel=where.channel[:20],
        value=value, word=word, at=at,
    )  # fmt: skip
    Heard.objects.bulk_create([fresh], ignore_conflicts=True)
    # Those of one space take turns: two at once would each let less than ten into the sums.
    Space.objects.select_for_update().get(pk=where.space)
    _count_full_tens(where.space)
    said = Heard.objects.select_for_update().get(notice=notice)
    word = word or said.word
    if (said.value, said.word) == (value, word):
        return said
    if said.value == value and not said.word:
        said.word = word
    elif said.changed_at is not None:
        raise Conflicting(ONLY_ONCE)
    else:
        said.value, said.word, said.changed_at, said.hidden_at = value, word, at, None
    said.save()
    _count_full_tens(where.space)
    return said


def _count_full_tens(space: int) -> None:
    """Take the answers of SPACE that wait into its sums, and the changes that wait, each once there are ten.

    What entered stays as it is: whoever knows when somebody answered knows of ten who came in together.
    """
    rows = Heard.objects.filter(space=space)
    new = rows.filter(counted="")
    if new.count() >= SMALLEST_SENSITIVE:
        new.update(counted=F("value"))
    changed = rows.filter(moved="").exclude(counted="").exclude(value=F("counted"))
    if changed.count() >= SMALLEST_SENSITIVE:
        changed.update(moved=F("value"))


@transaction.atomic
def hide_word(*, said: Heard, at: datetime | None) -> None:
    """Hide the word of SAID from the team's list at AT, or show it again; the count is not touched."""
    Heard.objects.filter(pk=said.pk).update(hidden_at=at)


@transaction.atomic
def forget(*, subject: str) -> None:
    """Erase every notice and letter to SUBJECT, their words and their pace; a wish for no mail stays.

    What they said of an answer stays in its sum without them. Harmless again.
    """
    # A sum that falls by one at each erasure would tell what was said: only the person goes out of it.
    Heard.objects.filter(notice__receiver=subject).update(
        notice=None, word="", hidden_at=None, at=TruncDay("at")
    )
    Notice.objects.filter(receiver=subject).delete()
    Letter.objects.filter(receiver=subject).delete()
    Preference.objects.filter(receiver=subject).delete()
    model, _sep, key = subject.partition(":")
    if model == "people.person":
        Follow.objects.filter(person_id=key).delete()
