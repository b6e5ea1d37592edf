"""Ideas for programs: lists, one idea with its trace, the voices behind it, endorsing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query, Router

from rembuk.ideas import actions, queries, rules
from rembuk.ideas.queries import calls
from rembuk.ideas.schemas import (
    CallFound,
    CallIdea,
    CallList,
    CallPostAnswer,
    CallRow,
    ChannelCount,
    EndorsementAnswer,
    IdeaAnswer,
    IdeaList,
    IdeaRow,
    StageWord,
    VoicesBehind,
    call_fields,
    idea_fields,
    voice_behind,
)
from rembuk.ledger.queries.trace import standing, trace_for
from rembuk.ledger.schemas import standing_answer, steps_of
from rembuk.people.queries import person_of
from rembuk.shared.api import Cursor, Limit, SignedIn, keep_private, reads, writes
from rembuk.shared.paging import page
from rembuk.shared.references import ref
from rembuk.spaces.queries import space_by_slug
from rembuk.spaces.schemas import Slug

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from rembuk.ideas.models import Call

router = Router(tags=["ideas"])
ORDERS = {
    "newest": "-made_at",
    "endorsed": "-endorsements_count",
    "places": "-places_count",
    "waiting": "waiting_since",
}
Number = Annotated[int, Path(..., ge=0, le=queries.GREATEST_ID, description="number of the idea")]
Order = Annotated[
    Literal["newest", "endorsed", "places", "waiting"],
    Query("newest", description="newest, most endorsed, from most places, or longest waiting first"),
]
Stage = Annotated[StageWord | None, Query(None, description="only ideas at this stage")]
PlaceCode = Annotated[
    str | None,
    Query(
        None,
        pattern=r"^[0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?$",
        description="only ideas in this place or inside it, as 34.04",
    ),
]


@reads(router, "/spaces/{slug}/ideas", IdeaList, _("Gagasan satu ruang"), name="ideas")
def list_ideas(
    request: HttpRequest,
    slug: Slug,
    *,
    order: Order,
    stage: Stage,
    place: PlaceCode,
    cursor: Cursor,
    limit: Limit,
) -> IdeaList:
    """List the ideas of a space; a cursor belongs to the order it was given in."""
    rows = queries.public_ideas(space_by_slug(slug), stage or "").select_related("space")
    if place:
        rows = queries.inside(rows, place)
    found = page(rows, order=ORDERS[order], after=cursor, size=limit, strict=True)
    return IdeaList(items=[IdeaRow(**idea_fields(row)) for row in found.rows], next=found.after)


@reads(router, "/ideas/{int:number}", IdeaAnswer, _("Satu gagasan dengan jejak dan buktinya"), name="idea")
def one_idea(request: HttpRequest, number: Number) -> IdeaAnswer:
    """Answer one idea: the wish, where it stands, and every public step with its proof."""
    idea = queries.idea_by_number(number)
    trace = trace_for([ref(idea)], now=timezone.now(), zone=idea.space.zone)
    return IdeaAnswer(
        **idea_fields(idea),
        wish=idea.wish,
        joined_into=idea.joined_into_id,
        takes_endorsements=rules.takes_endorsements(idea),
        channels=[ChannelCount(channel=name, voices=count) for name, count in queries.strands(idea)],
        standing=standing_answer(standing(trace)),
        steps=steps_of(trace),
    )


@reads(
    router, "/ideas/{int:number}/voices", VoicesBehind, _("Suara di balik satu gagasan"), name="idea-voices"
)
def voices_behind_idea(request: HttpRequest, number: Number, cursor: Cursor, limit: Limit) -> VoicesBehind:
    """List the voices behind an idea that may be shown, the oldest first."""
    rows = queries.shown_voices(queries.idea_by_number(number)).select_related("place", "author")
    found = page(rows, order="spoken_at", after=cursor, size=limit, strict=True)
    return VoicesBehind(items=[voice_behind(row) for row in found.rows], next=found.after)


@writes(
    router, "PUT", "/ideas/{int:number}/endorsement", EndorsementAnswer, _("Mendukung gagasan"),
    name="endorsement", auth=SignedIn(),
)  # fmt: skip
def endorse(request: HttpRequest, response: HttpResponse, number: Number) -> EndorsementAnswer:
    """Endorse an idea as the person signed in; again changes nothing."""
    keep_private(response)
    idea = queries.idea_by_number(number)
    new = actions.endorse(idea=idea, person=person_of(request.user), at=timezone.now())
    return _standing_with(number, endorsed=True, changed=new)


@writes(
    router, "DELETE", "/ideas/{int:number}/endorsement", EndorsementAnswer, _("Menarik dukungan"),
    name="endorsement-withdraw", auth=SignedIn(),
)  # fmt: skip
def withdraw(request: HttpRequest, response: HttpResponse, number: Number) -> EndorsementAnswer:
    """Withdraw the endorsement of the person signed in; again changes nothing."""
    keep_private(response)
    idea = queries.idea_by_number(number)
    gone = actions.withdraw_endorsement(idea=idea, person=person_of(request.user))
    return _standing_with(number, endorsed=False, changed=gone)


@reads(router, "/spaces/{slug}/calls", CallList, _("Ajakan gagasan satu ruang"), name="calls")
def list_calls(request: HttpRequest, slug: Slug, cursor: Cursor, limit: Limit) -> CallList:
    """List the published calls of a space, the newest first."""
    space = space_by_slug(slug)
    rows = calls.public_calls(space).select_related("region", "space")
    found = page(rows, order="-published_at", after=cursor, size=limit, strict=True)
    today = timezone.localdate(timezone=ZoneInfo(space.zone))
    # What the query added to its rows is lost to the types on the way through `page`.
    counted: list[WithAnnotations[Call, calls.Answered]] = found.rows
    items = [CallRow(**call_fields(row, today, row.answers_count)) for row in counted]
    return CallList(items=items, next=found.after)


@reads(
    router,
    "/calls/{int:number}",
    CallFound,
    _("Satu ajakan gagasan dengan jawaban dan laporannya"),
    name="call",
)
def one_call(request: HttpRequest, number: Number) -> CallFound:
    """Answer one call: its days, what was promised, answers by channel, ideas, the report and every step."""
    call = calls.call_by_number(number)
    channels = calls.answers_by_channel(call)
    trace = trace_for([ref(call)], now=timezone.now(), zone=call.space.zone)
    today = timezone.localdate(timezone=ZoneInfo(call.space.zone))
    return CallFound(
        **call_fields(call, today, sum(channels.values())),
        explanation=call.explanation,
        afterwards=call.afterwards,
        channels=[ChannelCount(channel=name, voices=n) for name, n in channels.items()],
        posts=[
            CallPostAnswer(channel=post.channel, link=post.link, answers=post.answers_count)
            for post in calls.posts_of(call)
        ],
        ideas=[
            CallIdea(
                number=row.pk, title=row.title, stage=cast(StageWord, row.stage), answers=row.answers_count
            )
            for row in calls.ideas_of_call(call)[: calls.MOST_IDEAS]
        ],
        set_aside=calls.aside_of_call(call),
        report=call.report or None,
        reported_at=call.reported_at,
        standing=standing_answer(standing(trace)),
        steps=steps_of(trace),
    )


def _standing_with(number: int, *, endorsed: bool, changed: bool) -> EndorsementAnswer:
    count = queries.idea_by_number(number).endorsements_count
    return EndorsementAnswer(number=number, endorsed=endorsed, changed=changed, endorsements_count=count)
