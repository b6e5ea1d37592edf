"""Count how far every voice of a space has come; each is counted once, at its furthest stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.design.flow import Exit, Flow, Kind
from rembuk.design.flow import Stage as Reached
from rembuk.ideas.models import Idea
from rembuk.ideas.states import Stage
from rembuk.ledger.models import Step
from rembuk.ledger.wording import address_of, title_of, words_for
from rembuk.programmes.models import Milestone
from rembuk.shared.references import ref
from rembuk.site.lately import once_a_minute
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice

NEWS = 4


@dataclass(frozen=True)
class Counts:
    """Hold voices by where they ended, and ideas by stage (items)."""

    total: int
    unsorted: int
    waiting: int
    aside: int
    spam: int
    voices: dict[str, int]
    items: dict[str, int]
    late_voices: int
    late_items: int

    def at(self, *stages: str) -> int:
        """Return the voices that ended at any of STAGES."""
        return sum(self.voices.get(stage, 0) for stage in stages)

    def of(self, *stages: str) -> int:
        """Return the ideas at any of STAGES."""
        return sum(self.items.get(stage, 0) for stage in stages)


def counts_of(space: Space, today: date) -> Counts:
    """Return the counts of SPACE in three queries."""
    open_voices = Q(behind=None, withdrawn_at=None)
    voices = Voice.objects.filter(space=space).aggregate(
        total=Count("id"),
        unsorted=Count("id", filter=open_voices & Q(set_aside="", sorted_at=None)),
        waiting=Count("id", filter=open_voices & Q(set_aside="", sorted_at__isnull=False)),
        aside=Count("id", filter=Q(behind=None) & (~Q(set_aside="") | Q(withdrawn_at__isnull=False))),
        spam=Count("id", filter=Q(behind=None, set_aside="spam")),
    )
    rows = (
        Idea.objects.filter(space=space).values_list("stage").annotate(n=Count("id"), v=Sum("voices_count"))
    )
    by_stage = {stage: (count, total or 0) for stage, count, total in rows.order_by("stage")}
    broken = Milestone.objects.filter(
        commitment__ideas=OuterRef("pk"), kept_at=None, broken_at=None, first_due__lt=today
    )
    late = Idea.objects.filter(Exists(broken), space=space, stage=Stage.PROMISED).aggregate(
        n=Count("id"), v=Sum("voices_count")
    )
    return Counts(
        **voices,
        voices={stage: total for stage, (_count, total) in by_stage.items()},
        items={stage: count for stage, (count, _total) in by_stage.items()},
        late_voices=late["v"] or 0,
        late_items=late["n"],
    )


def counts_lately(space: Space, today: date) -> Counts:
    """Return the counts of SPACE; a large space is counted once a minute, not once a visit."""
    return once_a_minute(f"flow:{space.pk}:{today}", lambda: counts_of(space, today))


def rows_of(counts: Counts) -> list[tuple[str, int, int | str]]:
    """Return every figure of the flow as it stands in the table and the CSV."""
    return [
        (_("Masuk"), counts.total, ""),
        (_("Menunggu dipilah"), counts.unsorted + counts.waiting, ""),
        (_("Disisihkan, dengan alasan"), counts.aside, ""),
        (_("Menunggu telaah"), counts.at(Stage.NEW), counts.of(Stage.NEW)),
        (_("Tidak diterima"), counts.at(Stage.REFUSED), counts.of(Stage.REFUSED)),
        (_("Menunggu keputusan"), counts.at(Stage.ACCEPTED), counts.of(Stage.ACCEPTED)),
        (_("Tidak dikerjakan"), counts.at(Stage.DROPPED), counts.of(Stage.DROPPED)),
        (_("Menunggu komitmen"), counts.at(Stage.DECIDED), counts.of(Stage.DECIDED)),
        (
            _("Sedang berjalan"),
            counts.at(Stage.PROMISED) - counts.late_voices,
            counts.of(Stage.PROMISED) - counts.late_items,
        ),
        (_("Lewat janji"), counts.late_voices, counts.late_items),
        (_("Ditepati"), counts.at(Stage.KEPT), counts.of(Stage.KEPT)),
    ]


def flow_of(space: Space, counts: Counts) -> Flow:
    """Return the flow of SPACE as the design component draws it."""
    ideas, programmes = f"/r/{space.slug}/gagasan/", f"/r/{space.slug}/program/"
    heard = f"/r/{space.slug}/suara/"
    running = counts.at(Stage.PROMISED) - counts.late_voices
    kept = counts.at(Stage.KEPT)
    committed = running + counts.late_voices + kept
    decided = committed + counts.at(Stage.DROPPED, Stage.DECIDED)
    judged = decided + counts.at(Stage.REFUSED, Stage.ACCEPTED)
    gathered = judged + counts.at(Stage.NEW, Stage.JOINED)
    unsorted = counts.unsorted + counts.waiting
    steps = (Stage.PROMISED, Stage.KEPT)
    chosen = (*steps, Stage.DECIDED, Stage.DROPPED)
    weighed = (*chosen, Stage.REFUSED, Stage.ACCEPTED)

    def leaving(key: Stage, label: str, kind: Kind, stage: str) -> Exit:
        words = ngettext("%(n)d gagasan", "%(n)d gagasan", counts.of(key)) % {"n": counts.of(key)}
        return Exit(key.value, label, counts.at(key), words, f"{ideas}?tahap={key.value}", kind, stage)

    late = ngettext("%(n)d gagasan", "%(n)d gagasan", counts.late_items) % {"n": counts.late_items}
    items = counts.of(Stage.PROMISED) - counts.late_items
    going = ngettext("%(n)d gagasan", "%(n)d gagasan", items) % {"n": items}
    spam = ngettext("%(n)d di antaranya iklan", "%(n)d di antaranya iklan", counts.spam) % {"n": counts.spam}
    exits = (
        Exit(
            "sorting",
            _("menunggu"),
            unsorted,
            _("dipilah atau diputuskan di papan"),
            f"{heard}#menunggu",
            "waiting",
        ),
        Exit("aside", _("disisihkan"), counts.aside, spam, f"{heard}#disisihkan", "stopped"),
        leaving(Stage.NEW, _("menunggu telaah"), "waiting", "ideas"),
        *([leaving(Stage.JOINED, _("digabung"), "running", "ideas")] if counts.of(Stage.JOINED) else []),
        leaving(Stage.REFUSED, _("tidak diterima"), "stopped", "verdicts"),
        leaving(Stage.ACCEPTED, _("menunggu keputusan"), "waiting", "verdicts"),
        leaving(Stage.DROPPED, _("tidak dikerjakan"), "stopped", "decisions"),
        leaving(Stage.DECIDED, _("menunggu komitmen"), "waiting", "decisions"),
        Exit("running", _("sedang berjalan"), running, going, programmes, "running", "commitments"),
        Exit("late", _("lewat janji"), counts.late_voices, late, programmes, "late", "commitments"),
        leaving(Stage.KEPT, _("ditepati"), "kept", "kept"),
    )
    stages = (
        Reached("ideas", _("gagasan"), counts.of(*weighed, Stage.NEW, Stage.JOINED), gathered, ideas),
        Reached("verdicts", _("putusan telaah"), counts.of(*weighed), judged, ideas),
        Reached("decisions", _("keputusan"), counts.of(*chosen), decided, f"/r/{space.slug}/keputusan/"),
        Reached("commitments", _("komitmen"), counts.of(*steps), committed, programmes),
        Reached("kept", _("ditepati"), counts.of(Stage.KEPT), kept, f"{ideas}?tahap=kept"),
    )
    total = unsorted + counts.aside + gathered
    zone = ZoneInfo(space.zone)
    return Flow(
        total=total,
        since=space.founded_at.astimezone(zone).date(),
        exits=exits,
        stages=stages,
        href=heard,
        csv=f"/r/{space.slug}/alir.csv",
    )


@dataclass(frozen=True)
class News:
    """Hold one line of what happened lately."""

    at: datetime
    title: str
    because: str
    href: str


def news_of(space: Space, now: datetime) -> list[News]:
    """Return the latest public steps of SPACE that have a page, newest first; one query."""
    steps = Step.objects.filter(scope=ref(space), news=True, at__gte=now - timedelta(days=365))
    found: list[News] = []
    for step in without_taken_back(steps).order_by("-at", "-id")[:60]:
        where: Any = address_of(step.about)
        if where is None or words_for(step.kind).mark in ("silent", "promise"):
            continue
        title = title_of(step.kind, step.facts, step.words)
        found.append(News(step.at, title, step.words.get("because", ""), where[0]))
        if len(found) == NEWS:
            break
    return found


def without_taken_back(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Return STEPS without those about ideas that were taken back to the board: their pages are gone."""
    gone = Step.objects.filter(about=OuterRef("about"), kind="ideas.taken_back")
    return steps.filter(~Exists(gone))
