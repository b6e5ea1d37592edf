"""How the voices of a space are sorted: counts, and every cluster with its members."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from rembuk.spaces.models import Space
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.states import PLACE


def label_counts(space: Space) -> dict[str, dict[str, int]]:
    """Return how many voices of SPACE hold each value of each label; a person's stands over the machine's."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    # Places are codes by the thousand; the desk counts them.
    rows = VoiceLabel.objects.filter(voice__space=space, voice__withdrawn_at=None).exclude(name=PLACE)
    machine = rows.filter(by=VoiceLabel.By.MACHINE).values_list("name", "value").annotate(n=Count("id"))
    for name, value, count in machine.order_by():
        found[name][value] += count
    for voice_id, name, value in rows.filter(by=VoiceLabel.By.PERSON).values_list(
        "voice_id", "name", "value"
    ):
        beneath = VoiceLabel.objects.filter(voice=voice_id, name=name, by=VoiceLabel.By.MACHINE).first()
        if beneath is not None:
            found[name][beneath.value] -= 1
        found[name][value] += 1
    return {
        name: {value: count for value, count in sorted(found[name].items()) if count}
        for name in sorted(found)
    }


def standing(space: Space) -> dict[str, Any]:
    """Return labels, number of clusters, and how many voices are set aside for each reason."""
    aside = (
        Voice.objects.filter(space=space, withdrawn_at=None).exclude(set_aside="")
        .values_list("set_aside").annotate(n=Count("id")).order_by("set_aside")
    )  # fmt: skip
    return {
        "labels": label_counts(space),
        "clusters": Cluster.objects.filter(space=space).count(),
        "set_aside": dict(aside),
    }


def clusters_with_members(space: Space) -> Iterator[dict[str, Any]]:
    """Yield every cluster of SPACE with the channel and id of its members, each voice exactly once.

    Members of a cluster that are set aside stand in an entry of their own, with the reason; a voice that is
    not sorted yet stands alone.
    """
    rows = (
        Voice.objects.filter(space=space, withdrawn_at=None)
        .order_by("cluster_id", "set_aside", "id")
        .values_list("id", "cluster_id", "set_aside", "channel", "native_id")
    )
    current: tuple[int | None, str] | None = None
    entry: dict[str, Any] = {}
    for pk, cluster_id, aside, channel, native_id in rows.iterator(chunk_size=5_000):
        member = {"channel": channel, "native_id": native_id}
        if cluster_id is not None and (cluster_id, aside) == current:
            entry["members"].append(member)
            continue
        if entry:
            yield entry
        current = (cluster_id, aside)
        name = f"{cluster_id}" if cluster_id is not None else f"voice-{pk}"
        entry = {"id": f"{name}-{aside}" if aside else name, "members": [member], "set_aside": aside or None}
    if entry:
        yield entry
