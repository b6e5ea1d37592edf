"""What the board shows: clusters that wait, the voices in one, their labels, their channels."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from rembuk.shared.paging import Page, page
from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import Cluster, Voice, VoiceAuthor, VoiceContact, VoiceLabel
from rembuk.voices.states import ClusterState
from rembuk.voices.wording import NO_SUCH_VOICE


def board_clusters(space: Space, after: str | None = None, size: int = 20) -> Page[Cluster]:
    """Return a page of the clusters of SPACE that wait for a decision, newest voice first; one query."""
    rows = Cluster.objects.filter(space=space, state=ClusterState.OPEN, size__gt=0)
    return page(rows, order="-last_at", after=after, size=size)


def cluster_voices(
    cluster: Cluster, after: str | None = None, size: int = 50, *, aside: bool = False
) -> Page[Voice]:
    """Return a page of the voices of CLUSTER, newest first, with place and labels; two queries.

    ASIDE asks for those that were set aside. Labels are in `voice.labels.all()`; see `labels_of`.
    """
    rows = Voice.objects.filter(cluster=cluster, withdrawn_at=None).select_related("place")
    rows = rows.exclude(set_aside="") if aside else rows.filter(set_aside="")
    return page(rows.prefetch_related("labels"), order="-id", after=after, size=size)


def of_space(space: Space, number: int) -> Voice:
    """Return the voice NUMBER of SPACE for its team, with place, cluster and labels, or refuse."""
    rows = Voice.objects.select_related("space", "place", "cluster").prefetch_related("labels")
    voice = rows.filter(space=space, pk=number, erased_at=None).first() if number < 2**63 else None
    if voice is None:
        raise NotThere(NO_SUCH_VOICE)
    return voice


def kept_apart(voice: Voice) -> list[str]:
    """Return what personal data is kept apart from VOICE: "author", "contact"; looking is an action."""
    found = {
        "author": VoiceAuthor.objects.filter(voice=voice),
        "contact": VoiceContact.objects.filter(voice=voice),
    }
    return [name for name, rows in found.items() if rows.exists()]


def labels_of(voice: Voice) -> dict[str, VoiceLabel]:
    """Return the label that holds under each name: a person's stands over the machine's."""
    order = sorted(voice.labels.all(), key=lambda label: label.by == VoiceLabel.By.PERSON)
    return {label.name: label for label in order}


def strands(voice_ids: Iterable[int]) -> dict[str, int]:
    """Return how many of the voices came by each channel, most first; one query."""
    rows = (
        Voice.objects.filter(pk__in=list(voice_ids))
        .values_list("channel")
        .annotate(count=Count("id"))
        .order_by("-count", "channel")
    )
    return dict(rows)


def shared_place(low: str | None, high: str | None) -> str | None:
    """Return the code of the smallest place that holds all from LOW to HIGH; codes tell who lies in whom."""
    # 34.04.06.2001 lies in 34.04.06, that in 34.04, that in 34.
    for length in (13, 8, 5, 2):
        if low and high and min(len(low), len(high)) >= length and low[:length] == high[:length]:
            return low[:length]
    return None
