"""Read and group what waits to be sorted, without writing: which cluster each voice goes to, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import OuterRef, QuerySet, Subquery

from rembuk.spaces.models import Space
from rembuk.voices.actions.lessons import Taught, nearest
from rembuk.voices.models import Cluster, Voice, VoiceSignature
from rembuk.voices.states import ClusterState

if TYPE_CHECKING:
    from rembuk.reckon.text_analysis.labels import Labels

READ = 5_000
# Voices are grouped against so many of the clusters that had news last.
ANCHORS = 10_000

# Key, text, why it is set aside and by whom, its cluster, and whether a person put it there.
Row = tuple[int, str, str, str, int | None, bool]


@dataclass
class Plan:
    """Hold what was found out about ROWS before anything is written.

    `labels` and `signs` are in the order of the rows. A voice goes to a cluster on the board by `joins`, to a
    new one by `group_of`, the number of its group; `made` keeps the keys of those that are there by now. One
    that is in neither stays where a person put it.
    """

    rows: Sequence[Row]
    labels: Sequence[Labels]
    signs: Sequence[bytes]
    joins: dict[int, int] = field(default_factory=dict)
    groups: list[list[int]] = field(default_factory=list)
    group_of: dict[int, int] = field(default_factory=dict)
    made: dict[int, int] = field(default_factory=dict)

    def cluster_of(self, voice: int) -> int | None:
        """Return the cluster VOICE goes to; None where it is not made yet or a person chose."""
        if voice in self.joins:
            return self.joins[voice]
        return self.made.get(self.group_of.get(voice, -1))

    def slices(self, size: int) -> list[list[int]]:
        """Return the numbers of all rows in parts of SIZE, those that go to one cluster beside each other.

        So each cluster is counted again once or twice, however many parts there are.
        """
        order = sorted(range(len(self.rows)), key=self._place)
        return [order[start : start + size] for start in range(0, len(order), size)]

    def _place(self, index: int) -> tuple[int, int, int]:
        voice = self.rows[index][0]
        if voice in self.joins:
            return 0, self.joins[voice], index
        return 1, self.group_of.get(voice, len(self.groups)), index


def waiting(space: Space) -> QuerySet[Voice, Row]:
    """Return the rows of the voices of SPACE that wait to be sorted, the oldest first."""
    rows = Voice.objects.filter(space=space, sorted_at=None, withdrawn_at=None).order_by("id")
    # A voice note has no words before somebody typed them.
    rows = rows.exclude(text="")
    return rows.values_list("id", "text", "set_aside", "set_aside_by", "cluster_id", "hand_placed")


def planned(space: Space, rows: Sequence[Row], own: Mapping[str, str]) -> Plan:
    """Return labels, signatures and clusters for ROWS, voices of SPACE whose own words are OWN."""
    from rembuk.reckon.text_analysis.sorting import examine

    labels: list[Labels] = []
    signs: list[bytes] = []
    for start in range(0, len(rows), READ):
        given, signed = examine([row[1] for row in rows[start : start + READ]], own)
        labels += given
        signs += signed
    plan = Plan(rows, labels, signs)
    _group(space, plan)
    return plan


def _group(space: Space, plan: Plan) -> None:
    """Find for every voice of PLAN a cluster on the board that says the same, else a group of its own."""
    from rembuk.reckon.text_analysis.sorting import Clusterer

    signs = dict(zip((row[0] for row in plan.rows), plan.signs, strict=True))
    taught = Taught(space.pk)
    home = {**anchors(space), **taught.homes()}
    loose = [row[0] for row in plan.rows if not (row[5] and row[4])]
    # A voice that is read anew speaks for itself, not for the cluster its old wording was in.
    for pk in loose:
        home.pop(pk, None)
    clusterer: Clusterer[int] = Clusterer()
    boarded = sorted(pk for pk in home if pk not in signs)
    for start in range(0, len(boarded), READ):
        kept = VoiceSignature.objects.filter(pk__in=boarded[start : start + READ]).order_by("pk")
        found = list(kept.values_list("pk", "data"))
        clusterer.restore([pk for pk, _data in found], [bytes(data) for _pk, data in found])
    own = sorted({*loose, *(home.keys() & signs.keys())})
    clusterer.restore(own, [signs[pk] for pk in own])
    for group in clusterer.clusters():
        members = [pk for pk in group if pk in signs and pk not in home]
        known = Counter(home[pk] for pk in group if pk in home)
        if members and len(known) > 1 and taught.parted(pk for pk in group if pk in home):
            # People parted some of these: each new voice goes where its words are nearest.
            plan.joins.update(nearest(members, {pk: home[pk] for pk in group if pk in home}))
        elif members and known:
            best = min(known, key=lambda cluster: (-known[cluster], cluster))
            plan.joins.update(dict.fromkeys(members, best))
        elif members:
            plan.group_of.update(dict.fromkeys(members, len(plan.groups)))
            plan.groups.append(members)


def anchors(space: Space) -> dict[int, int]:
    """Return two voices, the first and the last, of each cluster that waits and had news last."""
    latest = Cluster.objects.filter(space=space, state=ClusterState.OPEN).order_by("-last_at", "-id")
    keys = list(latest.values_list("id", flat=True)[:ANCHORS])
    held = Voice.objects.filter(cluster=OuterRef("pk"), withdrawn_at=None).values("id")
    # Each end is one step into the index; the least and the greatest of a group would read all of it.
    ends = (
        Cluster.objects.filter(pk__in=keys)
        .annotate(first=Subquery(held.order_by("id")[:1]), last=Subquery(held.order_by("-id")[:1]))
        .values_list("id", "first", "last")
    )
    return {pk: cluster for cluster, first, last in ends if first is not None for pk in (first, last)}
