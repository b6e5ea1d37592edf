"""What we know about calls for ideas: reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Max, Min, Q, QuerySet

from rembuk.channels.links import CHOSEN
from rembuk.ideas.models import Call, CallAnswer, CallPost, Idea
from rembuk.ideas.queries import GREATEST_ID, HIDDEN
from rembuk.ideas.wording import NO_CALL
from rembuk.ledger.models import Step
from rembuk.messaging.queries import Thing, followers
from rembuk.places.models import Place
from rembuk.shared.paging import keys_in_turn
from rembuk.shared.prepared import Prepared
from rembuk.shared.references import ref
from rembuk.shared.refusals import NotThere
from rembuk.shared.small_cells import SENSITIVE, SMALLEST, SMALLEST_SENSITIVE, folded
from rembuk.spaces.models import Space
from rembuk.voices.models import Door, Voice
from rembuk.voices.queries.doors import Subject, Subjects

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_IDEAS = 100
# So many of the newest answers are looked through for posts to choose from.
LAST = 2_000
COUNTED = Q(answers__voice__withdrawn_at=None)


class Answered(TypedDict):
    """What a query adds to its rows: how many answers stand behind each."""

    answers_count: int


def call_by_number(number: int, *, drafts: bool = False) -> Call:
    """Return call NUMBER with its space and region, or refuse; a draft only where DRAFTS says so."""
    rows = Call.objects.select_related("space", "region")
    found = rows.filter(pk=number).first() if number <= GREATEST_ID else None
    if found is None or (found.published_at is None and not drafts):
        raise NotThere(NO_CALL)
    return found


def public_calls(space: Space) -> QuerySet[WithAnnotations[Call, Answered]]:
    """Return the published calls of SPACE, each with its region and `answers_count`."""
    rows = Call.objects.filter(space=space, published_at__isnull=False).select_related("region")
    return rows.annotate(answers_count=Count("answers", filter=COUNTED))


def drafts_of(space: Space) -> QuerySet[Call]:
    """Return the calls of SPACE that are not published, the newest first."""
    return Call.objects.filter(space=space, published_at=None).order_by("-made_at", "-pk")


def open_calls(space: Space, today: date, most: int = 3) -> Sequence[Call]:
    """Return the calls of SPACE that take answers TODAY, those that close first first; one query."""
    rows = Call.objects.filter(space=space, published_at__isnull=False, reported_at=None)
    rows = rows.filter(gather_from__lte=today, gather_until__gte=today).select_related("region")
    return list(rows.order_by("gather_until", "pk")[:most])


def running_calls() -> QuerySet[Call]:
    """Return every call that is published and not reported on yet."""
    return Call.objects.filter(published_at__isnull=False, reported_at=None).select_related("space")


def answers_of(call: Call) -> QuerySet[Voice]:
    """Return the voices that answer CALL and were not withdrawn."""
    return Voice.objects.filter(answer_to__call=call, withdrawn_at=None)


def answers_by_channel(call: Call) -> dict[str, int]:
    """Return how many answers to CALL came by each channel, most first; one query."""
    rows = answers_of(call).order_by().values_list("channel").annotate(n=Count("pk"))
    return dict(rows.order_by("-n", "channel"))


def ideas_of_call(call: Call) -> QuerySet[WithAnnotations[Idea, Answered]]:
    """Return the ideas that answers to CALL stand behind, each with `answers_count`, most answers first."""
    rows = Idea.objects.filter(idea_voices__voice__answer_to__call=call).exclude(stage__in=HIDDEN)
    counted = Count("idea_voices", filter=Q(idea_voices__voice__answer_to__call=call), distinct=True)
    return rows.annotate(answers_count=counted).select_related("place").order_by("-answers_count", "pk")


def call_of_voice(voice: Voice) -> Call | None:
    """Return the call that VOICE answers; one query."""
    row = CallAnswer.objects.select_related("call__space").filter(voice=voice).first()
    return row.call if row else None


def call_behind(idea: Idea) -> list[Call]:
    """Return the calls from whose answers IDEA came, the first asked first; one query."""
    return _behind(idea.pk)


_behind = Prepared(
    lambda idea: (
        Call.objects.filter(answers__voice__behind__idea=idea, published_at__isnull=False)
        .distinct()
        .order_by("pk")[:3]
    ),
    int,
)


def call_audience(key: str) -> Iterator[str]:
    """Yield everyone who hears about call KEY: who answered, and who follows it, its place or its subject."""
    call = Call.objects.filter(pk=key).first()
    if call is None:
        return
    for pk in keys_in_turn(CallAnswer.objects.filter(call=call), "voice_id"):
        yield f"voices.voice:{pk}"
    code = call.region_id or ""
    places = [code[:length] for length in (13, 8, 5, 2) if len(code) >= length]
    yield from followers([
        f"ideas.call:{call.pk}",
        *(f"ideas.place:{call.space_id}/{place}" for place in places),
        f"ideas.subject:{call.space_id}/{call.subject}",
        f"spaces.space:{call.space_id}",
    ])  # fmt: skip


def named_call(key: str) -> Thing | None:
    """Return what call KEY is called in a letter, and where it stands."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    call = Call.objects.select_related("space").filter(pk=key, published_at__isnull=False).first()
    return Thing(call.question, call.get_absolute_url(), call.space.zone) if call else None


@dataclass(frozen=True)
class PlaceCells:
    """Hold answers by place: `cells` of at least `least` each, and `rest`, those not told apart.

    `rest` is None where even the sum is under `least`, so that nobody can subtract it.
    """

    least: int
    cells: list[tuple[Place, int]]
    rest: int | None


def least_of(call: Call) -> int:
    """Return how many answers to CALL must stand behind a number; more where its subject is sensitive."""
    return SMALLEST_SENSITIVE if call.subject.partition("/")[0] in SENSITIVE else SMALLEST


def count_places(call: Call) -> tuple[dict[str, int], int | None]:
    """Return how many answers to CALL came from each place one level below its region, and from the rest.

    Answers without a place, from elsewhere or named only more widely stand in the rest with the small cells.
    One query.
    """
    region = call.region_id or call.space.region_id or ""
    level = min(region.count(".") + 2, 4) if region else 1
    sums: Counter[str] = Counter()
    total = 0
    rows = answers_of(call).order_by().values_list("place_id").annotate(n=Count("pk"))
    for code, count in rows:
        total += count
        parts = (code or "").split(".")
        inside = not region or (code or "").startswith(region)
        if code and inside and len(parts) >= level:
            sums[".".join(parts[:level])] += count
    return folded(sums, total, least_of(call))


def answers_by_place(call: Call) -> PlaceCells:
    """Return the answers to CALL by place as they were counted for its report; two queries.

    They stay as they were: counted anew, each answer taken back later would tell where it came from.
    """
    step = Step.objects.filter(about=ref(call), kind="ideas.call_reported").order_by("-pk").first()
    facts = step.facts if step else {}
    # Reports of 0.1.0 kept no places.
    kept, rest = (facts["places"], facts["elsewhere"]) if "places" in facts else count_places(call)
    names = Place.objects.in_bulk(list(kept))
    cells = [(names[code], count) for code, count in kept.items() if code in names]
    cells.sort(key=lambda cell: (-cell[1], cell[0].pk))
    return PlaceCells(least_of(call), cells, rest)


def aside_of_call(call: Call) -> dict[str, int]:
    """Return how many answers to CALL were set aside for each reason, most first; one query."""
    rows = answers_of(call).exclude(set_aside="").order_by().values_list("set_aside")
    return dict(rows.annotate(n=Count("pk")).order_by("-n", "set_aside"))


def posts_of(call: Call) -> QuerySet[WithAnnotations[CallPost, Answered]]:
    """Return the posts of CALL with how many answers were gathered from each, the first added first."""
    counted = Count("gathered", filter=Q(gathered__voice__withdrawn_at=None))
    return CallPost.objects.filter(call=call).annotate(answers_count=counted).order_by("pk")


@dataclass(frozen=True)
class ImportedPost:
    """Hold a post whose answers were imported: how many, the last of them when, and what the first said."""

    channel: str
    key: str
    answers: int
    last_at: datetime
    sample: str


def imported_posts(space: Space) -> list[ImportedPost]:
    """Return the posts that imported answers of SPACE are about and no call has yet; three queries.

    Of networks whose addresses do not tell them; those with news first, eight at most, out of the last
    answers.
    """
    taken = set(
        CallPost.objects.filter(space=space, channel__in=CHOSEN)
        .order_by("-pk")
        .values_list("channel", "key")[:LAST]
    )
    answers = Voice.objects.filter(space=space, channel__in=CHOSEN, withdrawn_at=None).exclude(thread="")
    latest = answers.order_by("-pk").values("pk")[:LAST]
    rows = Voice.objects.filter(pk__in=latest).order_by().values_list("channel", "thread")
    counted = rows.annotate(n=Count("pk"), last=Max("spoken_at"), first=Min("pk")).order_by("-last", "thread")
    found = [row for row in counted if row[:2] not in taken][:8]
    said = dict(Voice.objects.filter(pk__in=[row[4] for row in found]).values_list("pk", "text"))
    return [
        ImportedPost(channel, key, count, last, said.get(first, ""))
        for channel, key, count, last, first in found
    ]


def doors_of_call(call: Call) -> QuerySet[WithAnnotations[Door, Answered]]:
    """Return the doors that lead to CALL, each with how many answers came by it, most first."""
    counted = Count("voices", filter=Q(voices__withdrawn_at=None, voices__answer_to__call=call))
    rows = Door.objects.filter(space=call.space_id, about=ref(call)).annotate(answers_count=counted)
    return rows.order_by("-answers_count", "pk")


def _call_subject(space: Space, key: str) -> Subject | None:
    rows = Call.objects.filter(space=space, published_at__isnull=False)
    call = rows.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
    if call is None:
        return None
    page = call.get_absolute_url()
    return Subject(call.question, call.question, page, f"{page}rekam/")


def _call_choices(space: Space) -> list[tuple[str, str]]:
    rows = Call.objects.filter(space=space, published_at__isnull=False, reported_at=None)
    return [(ref(call), call.question) for call in rows.order_by("-published_at", "-pk")[:50]]


CALLS = Subjects(_call_subject, _call_choices)
