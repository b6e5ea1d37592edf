"""Keep the counts of clusters true, their subject and their place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, Max, Min, Q

from rembuk.places.models import Place
from rembuk.shared import bulk
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.queries.board import shared_place
from rembuk.voices.states import PLACE

BATCH = 5_000
# So sure must the machine be of a place it read in words: one name with one meaning.
SURE = 0.6
COLUMNS = ["size", "aside", "first_at", "last_at", "subject", "place_id", "place_guessed"]


def recount(clusters: Iterable[int]) -> None:
    """Count the voices of CLUSTERS anew, in the caller's transaction; one without voices goes.

    Each takes the subject most of its voices have and the smallest place that holds all that came with one;
    where none did, the smallest that holds all the machine is sure to have read in their words.
    """
    wanted = sorted(set(clusters))
    for at in range(0, len(wanted), BATCH):
        part = wanted[at : at + BATCH]
        rows = (
            Voice.objects.filter(cluster__in=part, withdrawn_at=None)
            .values("cluster_id")
            .annotate(
                kept=Count("id", filter=Q(set_aside="")), aside=Count("id", filter=~Q(set_aside="")),
                first=Min("spoken_at"), last=Max("spoken_at"),
                low=Min("place_id"), high=Max("place_id"),
            )
            .order_by()
        )  # fmt: skip
        subjects = _subjects(part)
        places = {
            row["cluster_id"]: place
            for row in rows
            if (place := shared_place(row["low"], row["high"])) is not None
        }
        guessed = _guessed([row["cluster_id"] for row in rows if row["low"] is None])
        found = [
            (
                row["kept"],
                row["aside"],
                bulk.moment(row["first"]),
                bulk.moment(row["last"]),
                subjects.get(row["cluster_id"], ""),
                places.get(row["cluster_id"]) or guessed.get(row["cluster_id"]),
                row["cluster_id"] in guessed,
                row["cluster_id"],
            )
            for row in rows
        ]
        bulk.update(Cluster, COLUMNS, found)
        empty = set(part) - {row[-1] for row in found}
        Voice.objects.filter(cluster__in=empty).update(cluster=None)
        Cluster.objects.filter(pk__in=empty).delete()


def add(voices: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Add VOICES, new in their clusters, to what these count; return {cluster: (how many came, now there)}.

    Reads the new voices only, however many the clusters hold. Subject and place stay until `recount`.
    """
    told: dict[int, tuple[int, int]] = {}
    for at in range(0, len(voices), BATCH):
        rows = (
            Voice.objects.filter(pk__in=voices[at : at + BATCH], withdrawn_at=None, cluster__isnull=False)
            .values("cluster_id")
            .annotate(
                kept=Count("id", filter=Q(set_aside="")), aside=Count("id", filter=~Q(set_aside="")),
                first=Min("spoken_at"), last=Max("spoken_at"),
            )
            .order_by()
        )  # fmt: skip
        came = {row["cluster_id"]: row for row in rows}
        # In one order, so that two who count at once wait for each other and no more.
        counted = Cluster.objects.select_for_update().filter(pk__in=came).order_by("pk")
        found = []
        for key, size, aside, first, last in counted.values_list(
            "pk", "size", "aside", "first_at", "last_at"
        ):
            row = came[key]
            fresh = row["kept"] + row["aside"]
            earliest, latest = min(first, row["first"]), max(last, row["last"])
            moments = bulk.moment(earliest), bulk.moment(latest)
            found.append((size + row["kept"], aside + row["aside"], *moments, key))
            told[key] = (told.get(key, (0, 0))[0] + fresh, size + aside + fresh)
        bulk.update(Cluster, COLUMNS[:4], found)
    return told


def _guessed(clusters: Sequence[int]) -> dict[int, str]:
    """Return the place that the words of the voices of each of CLUSTERS speak of, where it is one place."""
    if not clusters:
        return {}
    rows = VoiceLabel.objects.filter(
        name=PLACE, by=VoiceLabel.By.MACHINE, probability__gte=SURE, voice__cluster__in=clusters,
        voice__set_aside="", voice__withdrawn_at=None,
    ).order_by()  # fmt: skip
    ends = rows.values_list("voice__cluster_id").annotate(low=Min("value"), high=Max("value"))
    around = {cluster: shared_place(low, high) for cluster, low, high in ends}
    known = set(Place.objects.filter(pk__in=set(around.values()) - {None}).values_list("pk", flat=True))
    return {cluster: place for cluster, place in around.items() if place in known}


def _subjects(clusters: Sequence[int]) -> dict[int, str]:
    """Return the subject most voices on the board of each of CLUSTERS have; a person's word counts first."""
    rows = VoiceLabel.objects.filter(
        name="subject", voice__cluster__in=clusters, voice__set_aside="", voice__withdrawn_at=None
    ).order_by()
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    overruled = rows.filter(by=VoiceLabel.By.PERSON)
    for cluster, voice, value in overruled.values_list("voice__cluster_id", "voice_id", "value"):
        votes[cluster][value.partition("/")[0]] += 1
        for said in rows.filter(voice=voice, by=VoiceLabel.By.MACHINE).values_list("value", flat=True):
            votes[cluster][said.partition("/")[0]] -= 1
    counted = rows.filter(by=VoiceLabel.By.MACHINE).values_list("voice__cluster_id", "value")
    for cluster, value, count in counted.annotate(n=Count("pk")):
        votes[cluster][value.partition("/")[0]] += count
    return {key: min(told, key=lambda value: (-told[value], value)) for key, told in votes.items()}
