"""How programs get an idea, its trace, and the voices behind it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema

from rembuk.ideas.models import Call, Idea
from rembuk.ledger.schemas import StandingAnswer, StepAnswer
from rembuk.places.schemas import PlaceAnswer, place_answer
from rembuk.shared.api import Listed
from rembuk.voices.models import Voice
from rembuk.voices.states import Visibility

StageWord = Literal["new", "accepted", "refused", "decided", "dropped", "promised", "kept", "joined"]


class IdeaRow(Schema):
    """An idea as lists show it. The counts are those who spoke, not the people's opinion."""

    number: int
    space: str
    title: str
    stage: StageWord
    place: PlaceAnswer | None
    made_at: datetime
    waiting_since: datetime
    voices_count: int
    endorsements_count: int
    page: str


class IdeaList(Listed[IdeaRow]):
    """Ideas of a space."""


class ChannelCount(Schema):
    """How many of the voices behind an idea came by one channel."""

    channel: str
    voices: int


class IdeaAnswer(IdeaRow):
    """An idea with its wish in the citizens' words, where it stands, and every step with its proof."""

    wish: str
    joined_into: int | None
    takes_endorsements: bool
    channels: list[ChannelCount]
    standing: StandingAnswer
    steps: list[StepAnswer]


class VoiceBehind(Schema):
    """A voice behind an idea as open as its speaker chose; personal data in the text is closed."""

    text: str
    name: str | None
    channel: str
    spoken_at: datetime
    place: PlaceAnswer | None


class VoicesBehind(Listed[VoiceBehind]):
    """The voices that may be shown; those not shown are only counted in the idea."""


class EndorsementAnswer(Schema):
    """How an idea stands with the person signed in; `changed` is false when it stood so before."""

    number: int
    endorsed: bool
    changed: bool
    endorsements_count: int


def idea_fields(idea: Idea) -> dict[str, Any]:
    """Return the fields of IdeaRow for IDEA, whose space and place came with it."""
    return {
        "number": idea.pk,
        "space": idea.space.slug,
        "title": idea.title,
        "stage": idea.stage,
        "place": place_answer(idea.place) if idea.place else None,
        "made_at": idea.made_at,
        "waiting_since": idea.waiting_since,
        "voices_count": idea.voices_count,
        "endorsements_count": idea.endorsements_count,
        "page": idea.get_absolute_url(),
    }


def voice_behind(voice: Voice) -> VoiceBehind:
    """Return a shown VOICE, whose author and place came with it."""
    author = getattr(voice, "author", None) if voice.visibility == Visibility.NAMED else None
    return VoiceBehind(
        text=voice.public_text,
        name=(author.name or None) if author else None,
        channel=voice.channel,
        spoken_at=voice.spoken_at,
        place=place_answer(voice.place) if voice.place else None,
    )


PhaseWord = Literal["planned", "gathering", "sorting", "answering", "done"]


class CallRow(Schema):
    """A call for ideas as lists show it; days are those of the space's zone, each the last of its phase."""

    number: int
    space: str
    question: str
    subject: str
    phase: PhaseWord
    region: PlaceAnswer | None
    gather_from: date
    gather_until: date
    sort_until: date
    answer_by: date
    answers_count: int
    page: str


class CallList(Listed[CallRow]):
    """Calls of a space, the newest first."""


class CallPostAnswer(Schema):
    """A post by which the call went out on a network, and how many replies were gathered from it."""

    channel: str
    link: str
    answers: int


class CallIdea(Schema):
    """An idea that answers to the call stand behind."""

    number: int
    title: str
    stage: StageWord
    answers: int


class CallFound(CallRow):
    """A call with what it promises, who answered by which channel, what came of it, and every step."""

    explanation: str
    afterwards: str
    channels: list[ChannelCount]
    posts: list[CallPostAnswer]
    ideas: list[CallIdea]
    set_aside: dict[str, int]
    report: str | None
    reported_at: datetime | None
    standing: StandingAnswer
    steps: list[StepAnswer]


def call_fields(call: Call, today: date, answers: int) -> dict[str, Any]:
    """Return the fields of CallRow for a published CALL, whose space and region came with it."""
    return {
        "number": call.pk,
        "space": call.space.slug,
        "question": call.question,
        "subject": call.subject,
        "phase": call.phase_on(today).value,
        "region": place_answer(call.region) if call.region else None,
        "gather_from": call.gather_from,
        "gather_until": call.gather_until,
        "sort_until": call.sort_until,
        "answer_by": call.answer_by,
        "answers_count": answers,
        "page": call.get_absolute_url(),
    }
