"""Keep the counts of clusters true."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Max, Min, Q

from rembuk.shared import bulk
from rembuk.voices.models import Cluster, Voice

BATCH = 5_000


def recount(clusters: Iterable[int]) -> None:
    """Count the voices of CLUSTERS anew, in the caller's transaction; one without voices goes."""
    wanted = sorted(set(clusters))
    for at in range(0, len(wanted), BATCH):
        part = wanted[at : at + BATCH]
        rows = (
            Voice.objects.filter(cluster__in=part, withdrawn_at=None)
            .values("cluster_id")
            .annotate(
                kept=Count("id", filter=Q(set_aside="")), aside=Count("id", filter=~Q(set_aside="")),
                first=Min("spoken_at"), last=Max("spoken_at"),
            )
            .order_by()
        )  # fmt: skip
        found = [
            (
                row["kept"],
                row["aside"],
                bulk.moment(row["first"]),
                bulk.moment(row["last"]),
                row["cluster_id"],
            )
            for row in rows
        ]
        bulk.update(Cluster, ["size", "aside", "first_at", "last_at"], found)
        empty = set(part) - {row[-1] for row in found}
        Voice.objects.filter(cluster__in=empty).update(cluster=None)
        Cluster.objects.filter(pk__in=empty).delete()
