"""The desk: which clusters wait in which queue, who has one open, how far today has come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    IntegerField,
    JSONField,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from rembuk.ideas.models import BoardMove, Hold, SavedFilter
from rembuk.people.models import Person
from rembuk.places.models import Place
from rembuk.shared.paging import Page, following, key_of, page
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import Cluster, Voice
from rembuk.voices.queries.board import shared_place
from rembuk.voices.states import ClusterState
from rembuk.voices.wording import LABEL_VALUES

SUBJECTS = LABEL_VALUES["subject"]
PLACE_CODE = re.compile(r"\d{2}(\.\d{2}){0,2}(\.\d{4})?\Z")
NEWEST = "-last_at"
PAGE = 20
NO_SUCH_QUEUE = _("Antrean itu tidak ada. Pilih dari daftar antrean.")
MOST_LEAST = 1_000_000


@dataclass(frozen=True)
class Queue:
    """Say which waiting clusters are meant: of one subject, in one place, with words in the title."""

    subject: str = ""
    place: str = ""
    words: str = ""
    least: int = 1

    @property
    def query(self) -> str:
        """Return what stands in an address for this queue, or nothing where it is all that waits."""
        given = {"pokok": self.subject, "tempat": self.place, "kata": self.words}
        kept = {name: value for name, value in given.items() if value}
        return urlencode({**kept, "paling": self.least} if self.least > 1 else kept)

    @property
    def label(self) -> str:
        """Return the subject in words."""
        return str(SUBJECTS.get(self.subject, ""))

    def rows(self, space: Space) -> QuerySet[Cluster]:
        """Return the clusters of SPACE in this queue, held or not, in no order."""
        rows = Cluster.objects.filter(space=space, state=ClusterState.OPEN, size__gt=0)
        if self.subject:
            rows = rows.filter(subject=self.subject)
        if self.place:
            low, high = f"{self.place}.00", f"{self.place}.99.99.9999"
            rows = rows.filter(Q(place=self.place) | Q(place__gte=low, place__lte=high))
        if self.words:
            rows = rows.filter(title__icontains=self.words)
        return rows.filter(size__gte=self.least) if self.least > 1 else rows


def queue_of(given: Mapping[str, str]) -> Queue:
    """Return the queue that an address or a form names, or refuse what is none."""
    subject, place = given.get("pokok", ""), given.get("tempat", "")
    least = given.get("paling", "") or "1"
    plain = least.isascii() and least.isdigit() and len(least) < 8
    if (subject and subject not in SUBJECTS) or (place and not PLACE_CODE.match(place)) or not plain:
        raise NotThere(NO_SUCH_QUEUE)
    words = " ".join(given.get("kata", "").replace("\x00", "").split())[:80]
    return Queue(subject, place, words, max(1, min(int(least), MOST_LEAST)))


@dataclass(frozen=True)
class Waiting:
    """Hold a page of a queue and, listed there or not, the cluster that was asked for."""

    page: Page[Cluster]
    asked: Cluster | None


def waiting(space: Space, queue: Queue, *, after: str | None = None, asked: int | None = None) -> Waiting:
    """Return a page of QUEUE, newest voice first, with who has each open, and cluster ASKED; one query."""
    here = following(queue.rows(space), order=NEWEST, after=after).values("pk")[: PAGE + 1]
    wanted = Q(pk__in=here) | Q(pk=asked or 0, space=space)
    rows = Cluster.objects.filter(wanted).select_related("hold__person", "hold__taken_from", "place")
    rows = rows.annotate(listed=Case(When(pk__in=here, then=Value(1)), default=Value(0)))
    found = list(rows.order_by(NEWEST, "-pk"))
    listed: list[Cluster] = [row for row in found if row.listed]
    rest = None
    if len(listed) > PAGE:
        listed.pop()
        rest = key_of(listed[-1], order=NEWEST)
    return Waiting(Page(listed, rest), next((row for row in found if row.pk == asked), None))


def held_now(cluster: Cluster, at: datetime) -> Hold | None:
    """Return who has CLUSTER open at that moment, as it was read with it."""
    hold: Hold | None = getattr(cluster, "hold", None)
    return hold if hold is not None and hold.until > at else None


def first_free(rows: Iterable[Cluster], *, person: Person, at: datetime) -> Cluster | None:
    """Return the first of ROWS that nobody but PERSON has open."""
    for row in rows:
        hold = held_now(row, at)
        if hold is None or hold.person_id == person.pk:
            return row
    return None


def next_free(
    space: Space, queue: Queue, *, after: Cluster | None, person: Person, at: datetime
) -> Cluster | None:
    """Return the cluster of QUEUE that comes after AFTER and nobody but PERSON has open, else the first."""
    free = Q(hold=None) | Q(hold__until__lte=at) | Q(hold__person=person)
    rows = queue.rows(space).filter(free)
    if after is not None:
        rows = rows.exclude(pk=after.pk)
        found = following(rows, order=NEWEST, after=key_of(after, order=NEWEST)).first()
        if found is not None:
            return found
    return rows.order_by(NEWEST, "-pk").first()


@dataclass(frozen=True)
class Desk:
    """Hold how the desk stands for one person: clusters that wait here and in all, done today, last move."""

    here: int
    waiting: int
    mine: int
    everyone: int
    place: str
    move: BoardMove | None


def desk_of(space: Space, queue: Queue, person: Person, at: datetime) -> Desk:
    """Return how the desk of SPACE stands for PERSON on the day of AT; one query."""
    day = at.astimezone(ZoneInfo(space.zone)).date()
    since = datetime.combine(day, time(), ZoneInfo(space.zone))
    today = BoardMove.objects.filter(space=space, at__gte=since, undone_at=None)
    last = BoardMove.objects.filter(space=space, person=person, undone_at=None).order_by("-at", "-pk")
    told = JSONObject(pk="pk", kind="kind", at="at", idea="idea_id", size="size", clusters="clusters")
    row = (
        Space.objects.filter(pk=space.pk)
        .annotate(
            here=_count(queue.rows(space)),
            everything=_count(Queue().rows(space)),
            mine=_done(today.filter(person=person)),
            everyone=_done(today),
            place_name=Subquery(Place.objects.filter(pk=queue.place).values("name")[:1]),
            last=Subquery(last.values(told=told)[:1], output_field=JSONField()),
        )
        .values("here", "everything", "mine", "everyone", "place_name", "last")
        .get()
    )
    move = _move(row["last"]) if row["last"] else None
    return Desk(
        row["here"], row["everything"], row["mine"], row["everyone"], row["place_name"] or queue.place, move
    )


def _count(rows: QuerySet[Cluster]) -> Coalesce:
    counted = rows.order_by().values("space").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _done(rows: QuerySet[BoardMove]) -> Coalesce:
    summed = rows.order_by().values("space").annotate(n=Sum("clusters")).values("n")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def _move(told: dict[str, Any]) -> BoardMove:
    at = parse_datetime(str(told["at"])) or datetime.min
    return BoardMove(
        pk=told["pk"],
        kind=told["kind"],
        idea_id=told["idea"],
        size=told["size"],
        clusters=told["clusters"],
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
    )


def voices_shown(
    cluster: Cluster, *, after: str | None, size: int, aside: int
) -> tuple[Page[Voice], list[Voice]]:
    """Return a page of the voices of CLUSTER that stand on the board and the first set aside; two queries.

    Each has its place and its labels.
    """
    of = Voice.objects.filter(cluster=cluster, withdrawn_at=None)
    kept = following(of.filter(set_aside=""), order="-id", after=after).values("pk")[: size + 1]
    gone = of.exclude(set_aside="").order_by("-id").values("pk")[:aside]
    rows = Voice.objects.filter(Q(pk__in=kept) | Q(pk__in=gone)).select_related("place")
    found = list(rows.prefetch_related("labels").order_by("-id"))
    stand = [voice for voice in found if not voice.set_aside]
    rest = None
    if len(stand) > size:
        stand.pop()
        rest = key_of(stand[-1], order="-id")
    return Page(stand, rest), [voice for voice in found if voice.set_aside]


def subject_counts(space: Space) -> list[tuple[str, str, int]]:
    """Return each subject that clusters of SPACE wait in, its words and how many, most first; one query."""
    rows = Queue().rows(space).exclude(subject="").order_by().values_list("subject")
    counted = rows.annotate(n=Count("pk")).order_by("-n", "subject")
    return [(subject, str(SUBJECTS.get(subject, subject)), count) for subject, count in counted]


def place_counts(space: Space, within: str) -> list[tuple[Place, int, int]]:
    """Return the places one step inside WITHIN that clusters wait in, by name; two queries.

    With each stand how many wait there, and in how many of these only the machine read the place.
    Where WITHIN is "" they begin one step inside the smallest place that holds them all.
    """
    rows = Queue(place=within).rows(space).exclude(place=None).order_by().values_list("place_id")
    read = Count("pk", filter=Q(place_guessed=True))
    counted = {code: (count, some) for code, count, some in rows.annotate(n=Count("pk"), read=read)}
    inside = within or shared_place(min(counted, default=None), max(counted, default=None)) or ""
    sums: dict[str, tuple[int, int]] = {}
    for code, (count, some) in counted.items():
        longer = [length for length in (2, 5, 8, 13) if len(inside) < length <= len(code)]
        part = code[: longer[0]] if longer else code
        before = sums.get(part, (0, 0))
        sums[part] = (before[0] + count, before[1] + some)
    found = Place.objects.filter(pk__in=list(sums)[:500]).order_by("name", "pk") if sums else []
    return [(place, *sums[place.pk]) for place in found]


def saved_filters(space: Space, person: Person) -> list[tuple[SavedFilter, Queue, int]]:
    """Return the filters of PERSON for the board of SPACE, each with how many wait in it; two queries."""
    rows = list(SavedFilter.objects.filter(space=space, person=person).order_by("name"))
    if not rows:
        return []
    queues = {f"f{row.pk}": Queue(row.subject, row.place_id or "", row.words, row.least) for row in rows}
    counts = {name: _count(queue.rows(space)) for name, queue in queues.items()}
    found = Space.objects.filter(pk=space.pk).annotate(**counts).values(*counts).get()
    return [(row, queues[f"f{row.pk}"], found[f"f{row.pk}"]) for row in rows]


def set_aside_of(space: Space, reason: str, after: str | None) -> Page[Voice]:
    """Return the voices of SPACE set aside for REASON ("": any), newest first, with labels; two queries."""
    rows = Voice.objects.filter(space=space, withdrawn_at=None).exclude(set_aside="")
    if reason:
        rows = rows.filter(set_aside=reason)
    return page(rows.select_related("place").prefetch_related("labels"), order="-id", after=after, size=PAGE)


def reasons_of(space: Space) -> dict[str, tuple[int, int]]:
    """Return for each reason how many voices of SPACE are set aside for it, and how many by the machine."""
    rows = Voice.objects.filter(space=space, withdrawn_at=None).exclude(set_aside="").order_by()
    counted = rows.values_list("set_aside").annotate(
        n=Count("pk"), machine=Count("pk", filter=Q(set_aside_by="machine"))
    )
    return {reason: (count, machine) for reason, count, machine in counted}
