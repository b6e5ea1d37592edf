"""Keep the counts of clusters true, their subject and their place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Count, Max, Min, Q, QuerySet

from rembuk.places.models import Place
from rembuk.shared import bulk
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.queries.board import shared_place
from rembuk.voices.states import PLACE

BATCH = 5_000
# So sure must the machine be of a place it read in words: one name with one meaning.
SURE = 0.6
# So many voices make a cluster large, and so many labels tell whether it holds voices from all over.
LARGE, FEW = 500, 200
COLUMNS = ["size", "aside", "first_at", "last_at", "subject", "place_id", "place_guessed"]


def recount(clusters: Iterable[int]) -> None:
    """Count the voices of CLUSTERS anew, in the caller's transaction; one without voices goes.

    Each takes the subject most of its voices have and the smallest place that holds all that came with one;
    where none did, the smallest that holds all the machine is sure to have read in their words.
    """
    wanted = sorted(set(clusters))
    moment = bulk.moments()
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
        subjects, read = _told(part)
        guessed = {row["cluster_id"]: read.get(row["cluster_id"]) for row in rows if row["low"] is None}
        places = {
            row["cluster_id"]: place
            for row in rows
            if (place := shared_place(row["low"], row["high"])) is not None
        }
        found = [
            (
                row["kept"],
                row["aside"],
                moment(row["first"]),
                moment(row["last"]),
                subjects.get(row["cluster_id"], ""),
                places.get(row["cluster_id"]) or guessed.get(row["cluster_id"]),
                guessed.get(row["cluster_id"]) is not None,
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
    moment = bulk.moments()
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
            found.append((size + row["kept"], aside + row["aside"], moment(earliest), moment(latest), key))
            told[key] = (told.get(key, (0, 0))[0] + fresh, size + aside + fresh)
        bulk.update(Cluster, COLUMNS[:4], found)
    return told


def settled(cluster: Cluster, places: Collection[str]) -> bool:
    """Tell whether CLUSTER keeps its place when more of its voices are surely read to speak of PLACES.

    Exact, and cheap for a large cluster: one that holds voices from all over is known by a few of them.
    """
    if cluster.place_id and not cluster.place_guessed:
        return True
    if cluster.place_id:
        return all(place == cluster.place_id or place.startswith(f"{cluster.place_id}.") for place in places)
    if cluster.size < LARGE:
        return False
    few = {*places, *_sure([cluster.pk]).values_list("value", flat=True)[:FEW]}
    return shared_place(min(few), max(few)) is None


def _sure(clusters: Sequence[int]) -> QuerySet[VoiceLabel]:
    """Return the labels that surely place voices on the board of CLUSTERS, as far as the machine reads."""
    return VoiceLabel.objects.filter(
        name=PLACE, by=VoiceLabel.By.MACHINE, probability__gte=SURE, voice__cluster__in=clusters,
        voice__set_aside="", voice__withdrawn_at=None,
    ).order_by()  # fmt: skip


def _told(clusters: Sequence[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Return what the labels of the voices on the board of each of CLUSTERS tell: its subject and its place.

    The subject is the one most voices have, a person's word counting first; the place is where the words of
    the voices speak of one. All labels are read once: for a large cluster that is most of the work.
    """
    rows = VoiceLabel.objects.filter(
        name__in=["subject", PLACE], voice__cluster__in=clusters, voice__set_aside="",
        voice__withdrawn_at=None,
    ).order_by()  # fmt: skip
    counted = rows.values_list("voice__cluster_id", "name", "by", "value").annotate(
        n=Count("pk"), sure=Count("pk", filter=Q(probability__gte=SURE))
    )
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    spoken: dict[int, set[str]] = defaultdict(set)
    overruled = False
    for cluster, name, by, value, count, sure in counted:
        if name == PLACE:
            if sure and by == VoiceLabel.By.MACHINE:
                spoken[cluster].add(value)
        else:
            votes[cluster][value.partition("/")[0]] += count
            overruled |= by == VoiceLabel.By.PERSON
    if overruled:
        by_hand = rows.filter(name="subject", by=VoiceLabel.By.PERSON)
        for cluster, voice in by_hand.values_list("voice__cluster_id", "voice_id"):
            for said in VoiceLabel.objects.filter(voice=voice, name="subject", by=VoiceLabel.By.MACHINE):
                votes[cluster][said.value.partition("/")[0]] -= 1
    subjects = {key: min(told, key=lambda value: (-told[value], value)) for key, told in votes.items()}
    around = {cluster: shared_place(min(values), max(values)) for cluster, values in spoken.items()}
    known = set(Place.objects.filter(pk__in=set(around.values()) - {None}).values_list("pk", flat=True))
    return subjects, {cluster: place for cluster, place in around.items() if place in known}
