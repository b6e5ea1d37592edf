"""Read which place a voice speaks of, apart from the sorting run: names take as long to find as all the rest.

What the machine reads never becomes the place of a voice. It is a label, and tells the desk in which queue a
cluster may stand; a place that came with a voice always counts before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.shared import bulk
from rembuk.spaces.models import Space
from rembuk.voices.actions.counting import SURE, recount, settled
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.states import PLACE

if TYPE_CHECKING:
    from rembuk.voices.rules.guessed import Guess

# So many are labelled in one transaction.
BATCH = 500
COLUMNS = ["voice_id", "name", "value", "probability", "because", "by"]


def guess_places(*, space: Space, voices: Sequence[int], sorted_at: datetime) -> int:
    """Label VOICES of SPACE that were sorted at that moment with the place they name; return how many.

    Loads the names of the whole country, so only the worker calls it. Again gives the same labels.
    """
    from rembuk.voices.rules.guessed import guess

    region, found = space.region_id or "", 0
    for start in range(0, len(voices), BATCH):
        if start:
            bulk.give_way()
        rows = Voice.objects.filter(
            space=space, pk__in=voices[start : start + BATCH], sorted_at=sorted_at, place=None,
            withdrawn_at=None,
        ).order_by("pk")  # fmt: skip
        # Read first: names take long to find, and nobody's writing shall wait for it.
        read = {pk: (text, guess(text, region)) for pk, text in rows.values_list("pk", "text")}
        with unhurried(), transaction.atomic():
            found += _write(rows, read)
    return found


def _write(rows: QuerySet[Voice], read: Mapping[int, tuple[str, Guess | None]]) -> int:
    """Write what was READ of the words of ROWS; what has other words by now waits for its own turn."""
    batch = [
        (pk, cluster)
        for pk, text, cluster in rows.select_for_update().values_list("pk", "text", "cluster_id")
        if pk in read and read[pk][0] == text
    ]
    labels = [
        (pk, PLACE, place.code, place.probability, place.because[:300], "machine")
        for pk, _cluster in batch
        if (place := read[pk][1]) is not None
    ]
    kept = VoiceLabel.objects.filter(
        voice__in=[pk for pk, _cluster in batch], name=PLACE, by=VoiceLabel.By.MACHINE
    )
    was = dict(kept.filter(probability__gte=SURE).values_list("voice_id", "value"))
    kept.delete()
    bulk.insert(VoiceLabel, COLUMNS, labels)
    now = {row[0]: row[2] for row in labels if row[3] >= SURE}
    recount(_moved([(cluster, was.get(pk), now.get(pk)) for pk, cluster in batch]))
    return len(labels)


def _moved(read: Iterable[tuple[int | None, str | None, str | None]]) -> set[int]:
    """Return which clusters may stand elsewhere now; READ: cluster of a voice, the place read before and now.

    To count one in full takes as long as it is large, so those that stay where they are are passed over.
    """
    came: dict[int, set[str]] = defaultdict(set)
    moved: set[int] = set()
    for cluster, was, now in read:
        if cluster is not None and was != now:
            if was is not None:
                moved.add(cluster)
            if now is not None:
                came[cluster].add(now)
    for held in Cluster.objects.filter(pk__in=came.keys() - moved):
        if not settled(held, came[held.pk]):
            moved.add(held.pk)
    return moved
