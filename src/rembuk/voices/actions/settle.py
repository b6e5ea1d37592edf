"""Take voices off the board once they stand behind an idea, and put them back."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from rembuk.voices.actions.replies import drop_replies
from rembuk.voices.models import Cluster, Voice, VoiceTerm
from rembuk.voices.states import ClusterState


@transaction.atomic
def settle(*, voices: Sequence[Voice]) -> None:
    """Move VOICES, as one cluster that waits no longer, out of the clusters they are in.

    A cluster that is taken whole is closed as it is; from a larger one they part, so that the rest stays
    on the board.
    """
    chosen = {voice.pk for voice in voices}
    rows = list(Voice.objects.select_for_update().filter(pk__in=chosen).order_by("pk"))
    held = [row.cluster_id for row in rows if row.cluster_id is not None]
    whole = None
    for cluster in Cluster.objects.select_for_update().filter(pk__in=held):
        waiting = set(cluster.voices.filter(set_aside="", withdrawn_at=None).values_list("pk", flat=True))
        if waiting <= chosen and whole is None:
            whole = cluster
            Cluster.objects.filter(pk=cluster.pk).update(state=ClusterState.DONE)
            continue
        leaving = [row.pk for row in rows if row.cluster_id == cluster.pk]
        Cluster.objects.filter(pk=cluster.pk).update(size=F("size") - len(leaving))
        if whole is None:
            spoken = [row.spoken_at for row in rows]
            whole = Cluster.objects.create(
                space_id=cluster.space_id,
                title=cluster.title,
                first_at=min(spoken),
                last_at=max(spoken),
                state=ClusterState.DONE,
            )
        Voice.objects.filter(pk__in=leaving).update(cluster=whole, hand_placed=True)
        Cluster.objects.filter(pk=whole.pk).update(size=F("size") + len(leaving))


@transaction.atomic
def unsettle(*, voices: Sequence[Voice]) -> None:
    """Put VOICES back on the board and close their texts to the public again."""
    keys = [voice.pk for voice in voices]
    clusters = {voice.cluster_id for voice in Voice.objects.filter(pk__in=keys) if voice.cluster_id}
    Cluster.objects.filter(pk__in=clusters).update(state=ClusterState.OPEN)
    Voice.objects.filter(pk__in=keys).update(public_text="", published_at=None)
    VoiceTerm.objects.filter(voice__in=keys).delete()
    drop_replies(voices=keys)
