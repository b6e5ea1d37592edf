"""What happens to ideas."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F
from django.utils.translation import gettext as _

from rembuk.ideas import rules
from rembuk.ideas.actions.alike import index
from rembuk.ideas.actions.holds import refuse_if_held
from rembuk.ideas.actions.memory import remember
from rembuk.ideas.models import (
    BoardMove,
    Endorsement,
    Hold,
    Idea,
    IdeaVoice,
    MergeAnswer,
    SavedFilter,
)
from rembuk.ideas.states import Stage
from rembuk.ideas.wording import CLOSED, NEED_TITLE, NO_VOICES, NOT_BACK, STALE
from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.messaging.states import Answer
from rembuk.people.models import Person
from rembuk.people.queries import person_key
from rembuk.places.models import Place
from rembuk.shared import outbox
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.shared.together import Together
from rembuk.shared.workdays import add_working_days, working_days_between
from rembuk.spaces.models import Space
from rembuk.voices import actions as voice_actions
from rembuk.voices.models import Voice


@transaction.atomic
def accept_as_idea(
    *,
    space: Space,
    voices: Sequence[Voice],
    title: str,
    wish: str,
    because: str,
    place: Place | None,
    by: Actor,
    at: datetime,
) -> Idea:
    """Make one idea of VOICES that say the same, put them behind it and tell those who spoke."""
    title, wish = " ".join(title.split()), wish.strip()
    if not 5 <= len(title) <= 120:
        raise Refused(NEED_TITLE, field="title")
    if not voices:
        raise Refused(NO_VOICES)
    refuse_if_held(voices, by=by, at=at)
    first = min(voice.arrived_at for voice in voices)
    idea = Idea.objects.create(
        space=space, title=title, wish=wish or title, place=place, made_at=at, waiting_since=first
    )
    index(idea, at=at)
    # Whoever judges ideas begins with this one; lost it must not be.
    outbox.write(kind="ideas.made", key=f"made:{ref(idea)}", payload={"idea": idea.pk}, at=at)
    _put_behind(idea, voices, by=by, at=at)
    zone = ZoneInfo(space.zone)
    used = working_days_between(first.astimezone(zone).date(), at.astimezone(zone).date())
    step = record_step(
        kind="ideas.accepted",
        about=ref(idea),
        scope=ref(space),
        because_of=[ref(voice) for voice in voices],
        veiled=_not_shown(voices),
        facts={
            "number": idea.pk,
            "voices": len(voices),
            "days_used": used,
            "days_promised": space.sorting_days,
        },
        words={"title": title, "because": because},
        by=by,
        at=at,
    )
    due = add_working_days(at.astimezone(zone).date(), space.review_days)
    record_step(
        kind="ideas.review_promised",
        about=f"ideas.review:{idea.pk}",
        scope=ref(space),
        by=by,
        at=at,
        because_of=[ref(idea)],
        facts={"number": idea.pk, "due": due.isoformat()},
    )
    announce(
        about=[ref(idea)],
        key=f"step:{step.pk}",
        link=idea.get_absolute_url(),
        at=at,
        answer=Answer.IDEA,
        subject=_("Suara Anda menjadi gagasan: %(title)s") % {"title": title},
        text=_(
            "Suara Anda dan suara lain yang serupa kini menjadi satu gagasan, nomor %(number)d: %(title)s. "
            "Dua penelaah akan menilainya, dan alasannya diumumkan."
        )
        % {"number": idea.pk, "title": title},
    )
    remember("accept", space=space, voices=voices, idea=idea, by=by, at=at, decided=1)
    return idea


@transaction.atomic
def join_to_idea(*, idea: Idea, voices: Sequence[Voice], because: str, by: Actor, at: datetime) -> None:
    """Put more VOICES behind an idea that exists and tell those who spoke."""
    if not voices:
        raise Refused(NO_VOICES)
    if not rules.takes_endorsements(idea):
        raise Refused(CLOSED)
    refuse_if_held(voices, by=by, at=at)
    _put_behind(idea, voices, by=by, at=at)
    step = record_step(
        kind="ideas.voices_joined",
        about=ref(idea),
        scope=ref(idea.space),
        by=by,
        at=at,
        because_of=[ref(voice) for voice in voices],
        veiled=_not_shown(voices),
        facts={"number": idea.pk, "voices": len(voices)},
        words={"title": idea.title, "because": because},
    )
    announce(
        about=[ref(voice) for voice in voices],
        key=f"step:{step.pk}",
        link=idea.get_absolute_url(),
        at=at,
        answer=Answer.IDEA,
        subject=_("Suara Anda bergabung ke gagasan: %(title)s") % {"title": idea.title},
        text=_("Suara Anda meminta hal yang sama dengan gagasan nomor %(number)d, jadi berjalan bersama.")
        % {"number": idea.pk},
    )
    remember("join", space=idea.space, voices=voices, idea=idea, by=by, at=at, decided=1)


def _put_behind(idea: Idea, voices: Sequence[Voice], *, by: Actor, at: datetime) -> None:
    """Link VOICES to IDEA; one that stands behind an idea already means somebody was faster."""
    try:
        with transaction.atomic():
            IdeaVoice.objects.bulk_create([IdeaVoice(idea=idea, voice=voice, at=at) for voice in voices])
    except IntegrityError as error:
        raise Conflicting(STALE) from error
    Idea.objects.filter(pk=idea.pk).update(voices_count=F("voices_count") + len(voices))
    _count_places(idea)
    idea.refresh_from_db(fields=["voices_count", "places_count"])
    voice_actions.settle(voices=voices)
    voice_actions.publish(voices=voices, by=by, at=at)


def _not_shown(voices: Sequence[Voice]) -> list[str]:
    # Their arrival is a leaf with its second: named here, whoever saw them sent would know what they became.
    fresh = Voice.objects.in_bulk([voice.pk for voice in voices])
    return [ref(voice) for voice in fresh.values() if not voice.shown]


def _count_places(idea: Idea) -> None:
    places = IdeaVoice.objects.filter(idea=idea).aggregate(n=Count("voice__place", distinct=True))
    Idea.objects.filter(pk=idea.pk).update(places_count=places["n"])


@transaction.atomic
def take_back(*, move: BoardMove, by: Actor, at: datetime) -> None:
    """Take the idea that MOVE made back to the board, or the voices it joined; the board's undo calls it."""
    voices = list(Voice.objects.filter(pk__in=move.voices))
    idea = Idea.objects.select_for_update().select_related("space").get(board_moves=move)
    if move.kind == "accept" and not rules.may_be_taken_back(idea):
        raise Conflicting(NOT_BACK)
    IdeaVoice.objects.filter(idea=idea, voice__in=voices).delete()
    Idea.objects.filter(pk=idea.pk).update(voices_count=F("voices_count") - len(voices))
    _count_places(idea)
    voice_actions.unsettle(voices=voices)
    facts = {"number": idea.pk, "voices": len(voices)}
    kind = "ideas.voices_parted"
    if move.kind == "accept":
        kind = "ideas.taken_back"
        Idea.objects.filter(pk=idea.pk).update(stage=Stage.TAKEN_BACK)
    record_step(kind=kind, about=ref(idea), scope=ref(idea.space), facts=facts, by=by, at=at)


def endorse(*, idea: Idea, person: Person, at: datetime) -> bool:
    """Count PERSON's endorsement of IDEA once; return whether it was new.

    The insert's own row count decides, so parallel tries cannot count twice.
    """
    if not rules.takes_endorsements(idea):
        raise Refused(CLOSED)
    return _endorse((idea.pk, person.pk, at))


def _write_endorsements(wanted: Sequence[tuple[int, int, datetime]]) -> list[bool]:
    # Plain SQL, for this is the write of a crowd: no savepoint, and nothing to work out anew each time.
    told = []
    with connection.cursor() as cursor:
        for idea, person, at in wanted:
            cursor.execute(_ENDORSE, [idea, person, connection.ops.adapt_datetimefield_value(at)])
            told.append(cursor.rowcount == 1)
            if told[-1]:
                cursor.execute(_COUNT_ONE_MORE, [idea])
    return told


_endorse = Together(_write_endorsements)
_ENDORSE = (
    "INSERT INTO ideas_endorsement (idea_id, person_id, at) VALUES (%s, %s, %s) "
    "ON CONFLICT (idea_id, person_id) DO NOTHING"
)
_COUNT_ONE_MORE = "UPDATE ideas_idea SET endorsements_count = endorsements_count + 1 WHERE id = %s"


@transaction.atomic
def withdraw_endorsement(*, idea: Idea, person: Person) -> bool:
    """Withdraw PERSON's endorsement of IDEA; return whether there was one."""
    gone, _rows = Endorsement.objects.filter(idea=idea, person=person).delete()
    if gone:
        Idea.objects.filter(pk=idea.pk).update(endorsements_count=F("endorsements_count") - 1)
    return bool(gone)


@transaction.atomic
def move(*, idea: Idea, stage: str) -> None:
    """Move IDEA to STAGE for the domain that decided it, whose own step says why."""
    idea = Idea.objects.select_for_update().get(pk=idea.pk)
    if not rules.may_move(idea, stage):
        raise Conflicting(STALE)
    Idea.objects.filter(pk=idea.pk).update(stage=stage)


@transaction.atomic
def seal_endorsements(*, idea: Idea, day: date, at: datetime, by: Actor) -> None:
    """Write the day's leaf of endorsements of IDEA: how many in all, and a digest of who, salted."""
    rows = Endorsement.objects.filter(idea=idea).order_by("person_id").values_list("person_id", "at")
    listing = "\n".join(f"{person} {moment.isoformat()}" for person, moment in rows)
    digest = hashlib.sha256(listing.encode()).hexdigest()
    record_step(
        kind="ideas.endorsed",
        about=ref(idea),
        scope=ref(idea.space),
        by=by,
        at=at,
        facts={"number": idea.pk, "day": day.isoformat(), "endorsements": len(rows)},
        sealed={"who": digest},
    )


@transaction.atomic
def forget(*, subject: str) -> None:
    """Withdraw what the person SUBJECT endorses, their answers and board moves. Again is harmless."""
    key = person_key(subject)
    rows = Endorsement.objects.select_for_update().filter(person_id=key)
    ideas = list(rows.values_list("idea_id", flat=True))
    rows.delete()
    Idea.objects.filter(pk__in=ideas).update(endorsements_count=F("endorsements_count") - 1)
    MergeAnswer.objects.filter(person_id=key).delete()
    BoardMove.objects.filter(person_id=key).delete()
    Hold.objects.filter(person_id=key).delete()
    SavedFilter.objects.filter(person_id=key).delete()
