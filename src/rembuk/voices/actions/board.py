"""What staff do with voices on the board; nothing is deleted, and every move can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from rembuk.ledger.actions import record_step
from rembuk.messaging.actions import announce
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.voices.models import Cluster, Voice, VoiceLabel
from rembuk.voices.rules import more_private
from rembuk.voices.states import SetAside
from rembuk.voices.wording import ASIDE_SUBJECT, ASIDE_TEXT, ONLY_MORE_PRIVATE, STALE_BOARD


@transaction.atomic
def set_aside(*, voices: Sequence[Voice], reason: str, because: str, by: Actor, at: datetime) -> None:
    """Set VOICES aside for a REASON from the list, said in a sentence; each is its own leaf, each is told."""
    if reason not in SetAside.values:
        raise Refused(STALE_BOARD)
    rows = _locked(voices).filter(set_aside="", behind=None)
    if len(rows) != len(voices):
        raise Conflicting(STALE_BOARD)
    for row in rows:
        step = record_step(
            kind="voices.set_aside",
            about=ref(row),
            scope=ref(row.space),
            facts={"reason": reason},
            words={"because": because},
            by=by,
            at=at,
        )
        announce(
            about=[ref(row)],
            key=f"step:{step.pk}",
            subject=str(ASIDE_SUBJECT),
            text=str(ASIDE_TEXT) % {"reason": because},
            link="/tanda-terima/",
            at=at,
        )
    Voice.objects.filter(pk__in=[row.pk for row in rows]).update(set_aside=reason, set_aside_by="person")
    recount(clusters={row.cluster_id for row in rows})


@transaction.atomic
def restore(*, voices: Sequence[Voice], by: Actor, at: datetime) -> None:
    """Bring VOICES back to the board, whoever set them aside; the machine will not do it again."""
    rows = _locked(voices).exclude(set_aside="")
    for row in rows:
        record_step(
            kind="voices.restored",
            about=ref(row),
            scope=ref(row.space),
            facts={"was": row.set_aside},
            by=by,
            at=at,
        )
        VoiceLabel.objects.update_or_create(
            voice=row, name="spam", by=VoiceLabel.By.PERSON, defaults={"value": "false"}
        )
    keys, clusters = [row.pk for row in rows], {row.cluster_id for row in rows}
    Voice.objects.filter(pk__in=keys).update(set_aside="", set_aside_by="")
    recount(clusters=clusters)


@transaction.atomic
def split(*, cluster: Cluster, voices: Sequence[Voice], by: Actor, at: datetime) -> Cluster:
    """Part VOICES from CLUSTER into one of their own; the machine leaves them there."""
    rows = list(_locked(voices).filter(cluster=cluster, behind=None))
    if not rows:
        raise Conflicting(STALE_BOARD)
    spoken = [row.spoken_at for row in rows]
    fresh = Cluster.objects.create(
        space_id=cluster.space_id,
        title=rows[0].text[:90],
        first_at=min(spoken),
        last_at=max(spoken),
    )
    Voice.objects.filter(pk__in=[row.pk for row in rows]).update(cluster=fresh, hand_placed=True)
    recount(clusters={cluster.pk, fresh.pk})
    record_step(
        kind="voices.split",
        about=ref(fresh),
        scope=ref(cluster.space),
        because_of=[ref(cluster)],
        facts={"voices": len(rows)},
        by=by,
        at=at,
    )
    fresh.refresh_from_db()
    return fresh


@transaction.atomic
def relabel(*, voice: Voice, name: str, value: str, by: Actor, at: datetime) -> None:
    """Let a person's word stand over the machine's label NAME; an empty VALUE takes it back."""
    rows = VoiceLabel.objects.filter(voice=voice, name=name, by=VoiceLabel.By.PERSON)
    if value:
        VoiceLabel.objects.update_or_create(
            voice=voice, name=name, by=VoiceLabel.By.PERSON, defaults={"value": value[:40]}
        )
    else:
        rows.delete()
    record_step(
        kind="voices.relabelled",
        about=ref(voice),
        scope=ref(voice.space),
        facts={"label": name, "value": value[:40]},
        by=by,
        at=at,
        public=False,
    )


@transaction.atomic
def make_more_private(*, voice: Voice, visibility: str, by: Actor, at: datetime) -> None:
    """Hide more of VOICE than its sender asked for; never less."""
    voice = _locked([voice]).get()
    if not more_private(voice, visibility):
        raise Refused(ONLY_MORE_PRIVATE)
    Voice.objects.filter(pk=voice.pk).update(visibility=visibility)
    record_step(
        kind="voices.closed",
        about=ref(voice),
        scope=ref(voice.space),
        facts={"visibility": visibility},
        by=by,
        at=at,
    )


def _locked(voices: Sequence[Voice]) -> QuerySet[Voice]:
    rows = Voice.objects.select_for_update(of=("self",)).select_related("space")
    return rows.filter(pk__in=[voice.pk for voice in voices]).order_by("pk")


def recount(*, clusters: set[int | None]) -> None:
    """Count anew what the given clusters hold."""
    waiting = Count("voices", filter=Q(voices__set_aside="", voices__withdrawn_at=None))
    aside = Count("voices", filter=~Q(voices__set_aside="") & Q(voices__withdrawn_at=None))
    rows = Cluster.objects.filter(pk__in=[key for key in clusters if key]).annotate(
        waiting=waiting, left=aside
    )
    for row in rows:
        Cluster.objects.filter(pk=row.pk).update(size=row.waiting, aside=row.left)
