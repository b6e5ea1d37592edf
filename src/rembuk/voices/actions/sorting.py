"""The sorting run: label, set spam aside, and gather voices that say the same.

Runs in a worker or the command, in batches whose size bounds the memory. What stands on the board stays where
it is: new voices join it, nothing a person or an earlier run placed is moved.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from rembuk.ledger.actions import NewStep, record_step, record_steps
from rembuk.shared import bulk
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.spaces.models import Space
from rembuk.voices.actions.board import recount
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.states import ClusterState, SetAside

if TYPE_CHECKING:
    from rembuk.reckon.text_analysis.labels import Labels

BATCH = 25_000
# How many of the newest voices on the board a batch is held against.
ANCHORS = 5_000
LONGEST_TITLE = 90
_NUMBERS = re.compile(r"[\w.+-]+@[\w.-]+|@\w{2,}|https?://\S+|\+?\d[\d .-]{6,}\d")


@dataclass
class Sorted:
    """Report a run: voices read, labels by name and value, clusters made, and what was set aside and why."""

    sorted: int = 0
    labels: dict[str, Counter[str]] = field(default_factory=dict)
    clusters: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    digest: str = ""

    def note(self, name: str, value: str) -> None:
        """Count one label."""
        self.labels.setdefault(name, Counter())[value] += 1


@dataclass(frozen=True)
class _Row:
    pk: int
    text: str
    spoken_at: datetime
    set_aside: str
    hand_placed: bool
    cluster_id: int | None


def sort_space(*, space: Space, by: Actor = MACHINE, at: datetime) -> Sorted:
    """Sort every voice of SPACE that has not been sorted, and record the run as one leaf."""
    report = Sorted()
    digest = hashlib.sha256()
    while rows := _unsorted(space):
        with transaction.atomic():
            _sort_batch(space=space, rows=rows, report=report, digest=digest, by=by, at=at)
    report.digest = digest.hexdigest()
    if report.sorted:
        record_step(
            kind="voices.sorted",
            about=ref(space),
            scope=ref(space),
            facts={
                "sorted": report.sorted,
                "clusters": report.clusters,
                "labels": {
                    name: dict(sorted(counts.items())) for name, counts in sorted(report.labels.items())
                },
                "set_aside": dict(sorted(report.set_aside.items())),
            },
            sealed={"labels": report.digest},
            by=by,
            at=at,
        )
    return report


def _unsorted(space: Space) -> list[_Row]:
    rows = Voice.objects.filter(space=space, sorted_at=None).order_by("pk")
    fields = ("pk", "text", "spoken_at", "set_aside", "hand_placed", "cluster_id")
    return [_Row(*row) for row in rows.values_list(*fields)[:BATCH]]


def _sort_batch(
    *, space: Space, rows: list[_Row], report: Sorted, digest: hashlib._Hash, by: Actor, at: datetime
) -> None:
    from rembuk.reckon.text_analysis.sorting import label

    labels = label([row.text for row in rows])
    spoken_for = _by_hand(rows)
    label_rows, aside = [], {}
    for row, read in zip(rows, labels, strict=True):
        found = {"language": read.language, "kind": read.kind, "subject": read.subject}
        for name, one in found.items():
            label_rows.append(_label_row(row.pk, name, one.value, one.probability, one.because))
            report.note(name, one.value)
        for name, flag in (("spam", read.spam), ("abusive", read.abusive)):
            report.note(name, "true" if flag.value else "false")
            if flag.value:
                label_rows.append(_label_row(row.pk, name, "true", flag.probability, flag.because))
        reason = _reason(read)
        if reason and not row.set_aside and row.pk not in spoken_for:
            aside[row.pk] = reason
        digest.update(
            f"{row.pk} {read.language.value} {read.kind.value} {read.subject.value} {reason}\n".encode()
        )
    VoiceLabel.objects.filter(voice__in=_edited(rows), by=VoiceLabel.By.MACHINE).delete()
    bulk.insert(VoiceLabel, ["voice_id", "name", "value", "probability", "because", "by"], label_rows)
    placed = _place(space, rows, aside, report)
    _keep(rows, aside, placed, at)
    recount(clusters=set(placed.values()))
    _record_aside(space, aside, by, at)
    report.sorted += len(rows)
    report.set_aside.update(aside.values())


def _label_row(
    voice: int, name: str, value: str, probability: float, because: tuple[str, ...]
) -> tuple[int, str, str, float, str, str]:
    return (voice, name, value[:40], round(float(probability), 4), ", ".join(because)[:300], "machine")


def _reason(read: Labels) -> str:
    """Return why a voice is set aside, or "": an angry complaint is still a complaint and stays."""
    if read.spam.value:
        return SetAside.ELSEWHERE if read.spam_reason == "luar-urusan" else SetAside.SPAM
    if read.abusive.value and read.kind.value == "other":
        return SetAside.ABUSIVE
    return ""


def _by_hand(rows: Sequence[_Row]) -> set[int]:
    """Return the voices a person said are no spam; the machine does not say otherwise again."""
    edited = _edited(rows)
    if not edited:
        return set()
    said = VoiceLabel.objects.filter(voice__in=edited, name="spam", value="false", by=VoiceLabel.By.PERSON)
    return set(said.values_list("voice_id", flat=True))


def _edited(rows: Sequence[_Row]) -> list[int]:
    """Return the voices that were sorted before in another wording: they have a cluster already."""
    return [row.pk for row in rows if row.cluster_id is not None]


def _place(space: Space, rows: list[_Row], aside: dict[int, str], report: Sorted) -> dict[int, int]:
    """Return the cluster of every voice of the batch, making new ones where nothing says the same."""
    from rembuk.reckon.text_analysis.sorting import Clusterer

    anchors = _anchors(space)
    clusterer: Clusterer[int] = Clusterer()
    clusterer.add([pk for pk, _text, _cluster in anchors], [text for _pk, text, _cluster in anchors])
    loose = [row for row in rows if not (row.hand_placed and row.cluster_id)]
    clusterer.add([row.pk for row in loose], [row.text for row in loose])
    home = {pk: cluster for pk, _text, cluster in anchors}
    by_pk = {row.pk: row for row in loose}
    placed = {row.pk: row.cluster_id for row in rows if row.hand_placed and row.cluster_id}
    fresh: list[list[_Row]] = []
    for group in clusterer.clusters():
        members = [by_pk[pk] for pk in group if pk in by_pk]
        if not members:
            continue
        known = Counter(home[pk] for pk in group if pk in home)
        if known:
            best = min(known, key=lambda cluster: (-known[cluster], cluster))
            placed.update(dict.fromkeys((row.pk for row in members), best))
        else:
            fresh.append(members)
    report.clusters += len(fresh)
    return {**placed, **_make(space, fresh)}


def _anchors(space: Space) -> list[tuple[int, str, int]]:
    rows = Voice.objects.filter(
        space=space, cluster__state=ClusterState.OPEN, sorted_at__isnull=False, withdrawn_at=None
    )
    return [tuple(row) for row in rows.order_by("-pk").values_list("pk", "text", "cluster_id")[:ANCHORS]]


def _make(space: Space, groups: list[list[_Row]]) -> dict[int, int]:
    if not groups:
        return {}
    keys = bulk.reserve(Cluster, len(groups))
    rows = []
    for key, members in zip(keys, groups, strict=True):
        spoken = [row.spoken_at for row in members]
        first, last = bulk.moment(min(spoken)), bulk.moment(max(spoken))
        rows.append((key, space.pk, title_of([row.text for row in members]), 0, 0, first, last, "open"))
    bulk.insert(Cluster, ["id", "space_id", "title", "size", "aside", "first_at", "last_at", "state"], rows)
    return {row.pk: key for key, members in zip(keys, groups, strict=True) for row in members}


def title_of(texts: Sequence[str]) -> str:
    """Return the wording nearest to a line of its own, numbers and names of accounts left out."""
    plain = [" ".join(_NUMBERS.sub("…", text).split()) for text in texts[:50]]
    best = min(plain, key=lambda text: (abs(len(text) - 70), text))
    if len(best) <= LONGEST_TITLE:
        return best or "…"
    return best[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _keep(rows: list[_Row], aside: dict[int, str], placed: dict[int, int], at: datetime) -> None:
    now = bulk.moment(at)
    bulk.update(Voice, ["cluster_id", "sorted_at"], [(placed[row.pk], now, row.pk) for row in rows])
    bulk.update(
        Voice,
        ["set_aside", "set_aside_by"],
        [(str(reason), "machine", pk) for pk, reason in aside.items()],
    )
    latest: dict[int, datetime] = {}
    for row in rows:
        cluster = placed[row.pk]
        latest[cluster] = max(latest.get(cluster, row.spoken_at), row.spoken_at)
    for cluster in Cluster.objects.filter(pk__in=latest, last_at__lt=max(latest.values())):
        if latest[cluster.pk] > cluster.last_at:
            Cluster.objects.filter(pk=cluster.pk).update(last_at=latest[cluster.pk])


def _record_aside(space: Space, aside: dict[int, str], by: Actor, at: datetime) -> None:
    steps = [
        NewStep(f"voices.voice:{pk}", {"reason": str(reason), "by": "machine"})
        for pk, reason in aside.items()
    ]
    record_steps(kind="voices.set_aside", steps=steps, by=by, at=at, scope=ref(space))
