"""What staff decide on the board: set aside and restore, split and merge, overrule a label, close more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from rembuk.ledger.actions import NewStep, record_step, record_steps
from rembuk.messaging.actions import announce
from rembuk.messaging.states import Answer
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting, NotAllowed, Refused
from rembuk.voices.actions.counting import recount
from rembuk.voices.actions.lessons import learn, unlearn
from rembuk.voices.actions.naming import name_of, named_by, rename_without, wordings
from rembuk.voices.actions.replies import drop_replies
from rembuk.voices.models import Cluster, Voice, VoiceLabel, VoiceTerm
from rembuk.voices.rules import more_private
from rembuk.voices.states import ClusterState, SetAside, Visibility
from rembuk.voices.wording import (
    ANOTHER_SPACE,
    ASIDE_SUBJECT,
    ASIDE_TEXT,
    GONE,
    LABEL_VALUES,
    MOVED_ON,
    NO_REASON,
    NO_SUCH_LABEL,
    NO_SUCH_REASON,
    ONLY_MORE_PRIVATE,
    SAME_CLUSTER,
    STALE_BOARD,
    WHOLE_CLUSTER,
)

SHORTEST_REASON = 5


class Origin(NamedTuple):
    """Say which voices were in which cluster before a move on the board, and which of them it is named after.

    By its key, or 0: the words are the voice's and go with it.
    """

    cluster: int
    named: int
    voices: tuple[int, ...]


class Regrouped(NamedTuple):
    """Hold the cluster that voices went to, where they were before, and what the machine learnt from it."""

    cluster: Cluster
    origins: tuple[Origin, ...]
    lessons: tuple[str, ...]


@transaction.atomic
def set_aside(
    *, voices: Iterable[Voice], reason: str, because: str = "", by: Actor, at: datetime
) -> list[Voice]:
    """Take VOICES off the board for REASON, each its own leaf; return those that stood on it.

    BECAUSE is a sentence of the person's own; the leaf only commits to it. Nothing is deleted.
    """
    if reason not in SetAside.values:
        raise Refused(NO_SUCH_REASON, field="reason")
    rows = [row for row in _locked(voices, set_aside="") if not _settled(row)]
    if not rows:
        raise Conflicting(STALE_BOARD)
    Voice.objects.filter(pk__in=[row.pk for row in rows]).update(set_aside=reason, set_aside_by="person")
    _record("voices.set_aside", rows, {"reason": reason}, because, by=by, at=at)
    announce(
        about=[ref(row) for row in rows],
        key=f"aside:{rows[0].pk}:{at.isoformat()}",
        subject=str(ASIDE_SUBJECT),
        text=str(ASIDE_TEXT) % {"reason": because or f"{SetAside(reason).label}."},
        link="/tanda-terima/",
        at=at,
        answer=Answer.ASIDE,
    )
    recount({row.cluster_id for row in rows if row.cluster_id})
    return rows


@transaction.atomic
def restore(*, voices: Iterable[Voice], because: str = "", by: Actor, at: datetime) -> list[Voice]:
    """Put VOICES that were set aside back on the board; the machine will not take them off again."""
    rows = [row for row in _locked(voices) if row.set_aside]
    Voice.objects.filter(pk__in=[row.pk for row in rows]).update(set_aside="", set_aside_by="person")
    drop_replies(voices=[row.pk for row in rows])
    _record("voices.restored", rows, {}, because, by=by, at=at)
    recount({row.cluster_id for row in rows if row.cluster_id})
    return rows


@transaction.atomic
def split(*, cluster: Cluster, voices: Iterable[Voice], by: Actor, at: datetime) -> Regrouped:
    """Move VOICES of CLUSTER into a cluster of their own; the machine never puts the two together again."""
    held = Cluster.objects.select_for_update().get(pk=cluster.pk)
    rows = _locked(voices, cluster=held, set_aside="")
    if not rows or held.state != ClusterState.OPEN:
        raise Conflicting(STALE_BOARD)
    if len(rows) >= held.size:
        raise Refused(WHOLE_CLUSTER)
    fresh = Cluster.objects.create(
        space=held.space, title=name_of((row.text, row.visibility) for row in rows), first_at=at, last_at=at
    )
    moved, named = [row.pk for row in rows], named_by(held)
    lesson = learn(moved, _keys(held, without=moved), together=False)
    Voice.objects.filter(pk__in=moved).update(cluster=fresh)
    Voice.objects.filter(cluster__in=[held, fresh]).update(hand_placed=True)
    recount({held.pk, fresh.pk})
    _moved("voices.split", fresh, [held], len(rows), by=by, at=at)
    fresh.refresh_from_db()
    return Regrouped(fresh, (Origin(held.pk, named, tuple(moved)),), (lesson,))


@transaction.atomic
def move(*, cluster: Cluster, into: Cluster, voices: Iterable[Voice], by: Actor, at: datetime) -> Regrouped:
    """Move VOICES of CLUSTER into the cluster INTO; the machine learns where they belong and where not."""
    held, target = _both(cluster, into)
    rows = _locked(voices, cluster=held, set_aside="")
    if not rows:
        raise Conflicting(STALE_BOARD)
    moved, named = [row.pk for row in rows], named_by(held)
    there, rest = _keys(target), _keys(held, without=moved)
    lessons = (learn(moved, there, together=True), learn(moved, rest, together=False))
    Voice.objects.filter(pk__in=moved).update(cluster=target)
    Voice.objects.filter(cluster__in=[held, target]).update(hand_placed=True)
    _moved("voices.merged", target, [held], len(rows), by=by, at=at)
    recount({held.pk, target.pk})
    target.refresh_from_db()
    return Regrouped(target, (Origin(held.pk, named, tuple(moved)),), lessons)


@transaction.atomic
def merge(*, into: Cluster, clusters: Sequence[Cluster], by: Actor, at: datetime) -> Regrouped:
    """Move all voices of CLUSTERS into the cluster INTO; the machine leaves them there."""
    keys = {cluster.pk for cluster in clusters} - {into.pk}
    held = list(Cluster.objects.select_for_update().filter(pk__in={*keys, into.pk}, state=ClusterState.OPEN))
    if len(held) != len(keys) + 1 or not keys:
        raise Conflicting(STALE_BOARD)
    if len({cluster.space_id for cluster in held}) > 1:
        raise Refused(ANOTHER_SPACE)
    there = _keys(into)
    gone = [cluster for cluster in held if cluster.pk != into.pk]
    origins = tuple(Origin(cluster.pk, named_by(cluster), tuple(_keys(cluster))) for cluster in gone)
    lessons = tuple(learn(origin.voices, there, together=True) for origin in origins)
    moved = Voice.objects.filter(cluster__in=keys).update(cluster=into)
    Voice.objects.filter(cluster=into).update(hand_placed=True)
    _moved("voices.merged", into, gone, moved, by=by, at=at)
    recount({*keys, into.pk})
    into.refresh_from_db()
    return Regrouped(into, origins, lessons)


@transaction.atomic
def put_back(*, regrouped: Regrouped, by: Actor, at: datetime) -> None:
    """Undo a split, a move or a merge: the voices go where they were, and the machine unlearns it.

    A cluster that has gone since is made anew under its old name. Refused once any of the voices has moved
    on, for instance behind an idea.
    """
    now = Cluster.objects.select_for_update().filter(pk=regrouped.cluster.pk).first()
    if now is None or now.state != ClusterState.OPEN:
        raise Conflicting(MOVED_ON)
    touched = {now.pk}
    for origin in regrouped.origins:
        rows = list(
            Voice.objects.select_for_update().filter(pk__in=origin.voices, withdrawn_at=None).order_by("pk")
        )
        if not rows or any(row.cluster_id != now.pk for row in rows):
            raise Conflicting(MOVED_ON)
        home = Cluster.objects.select_for_update().filter(pk=origin.cluster, state=ClusterState.OPEN).first()
        home = home or Cluster.objects.create(
            space_id=now.space_id,
            title=name_of(
                (row.text, row.visibility)
                for row in ([row for row in rows if row.pk == origin.named] or rows)
            ),
            first_at=rows[0].spoken_at,
            last_at=at,
        )
        Voice.objects.filter(pk__in=[row.pk for row in rows]).update(cluster=home)
        touched.add(home.pk)
        _moved("voices.put_back", home, [now], len(rows), by=by, at=at)
    unlearn(regrouped.lessons)
    recount(touched)


@transaction.atomic
def relabel(*, voice: Voice, name: str, value: str, because: str, by: Actor, at: datetime) -> VoiceLabel:
    """Put a person's label over the machine's; the machine's stays beneath and comes back by `unlabel`."""
    if value not in LABEL_VALUES.get(name, {}):
        raise Refused(NO_SUCH_LABEL, field="value")
    if len(because.strip()) < SHORTEST_REASON:
        raise Refused(NO_REASON, field="because")
    if Voice.objects.filter(pk=voice.pk).exclude(withdrawn_at=None).exists():
        raise Conflicting(GONE)
    label, _made = VoiceLabel.objects.update_or_create(
        voice=voice, name=name, by=VoiceLabel.By.PERSON,
        defaults={"value": value, "probability": None, "because": because.strip()[:300]},
    )  # fmt: skip
    record_step(
        kind="voices.overruled", about=ref(voice), scope=f"spaces.space:{voice.space_id}", by=by, at=at,
        # The subject or stance of one voice is its sender's, and may be all that is known of it.
        facts={"name": name}, words={"because": because.strip()[:300]}, sealed={"value": value},
    )  # fmt: skip
    _count_anew(voice)
    return label


@transaction.atomic
def unlabel(*, voice: Voice, name: str, by: Actor, at: datetime) -> None:
    """Take a person's label back, so that the machine's holds again."""
    gone, _rows = VoiceLabel.objects.filter(voice=voice, name=name, by=VoiceLabel.By.PERSON).delete()
    if gone:
        record_step(
            kind="voices.overruled", about=ref(voice), scope=f"spaces.space:{voice.space_id}", by=by, at=at,
            facts={"name": name, "undone": True},
        )  # fmt: skip
        _count_anew(voice)


def _count_anew(voice: Voice) -> None:
    """Let the cluster of VOICE take the subject its labels say now."""
    recount(Voice.objects.filter(pk=voice.pk, cluster__isnull=False).values_list("cluster_id", flat=True))


@transaction.atomic
def make_more_private(*, voice: Voice, visibility: str, by: Actor, at: datetime) -> Voice:
    """Show VOICE less openly; never more openly, whoever asks."""
    row = Voice.objects.select_for_update().get(pk=voice.pk)
    if visibility not in Visibility.values or not more_private(row, visibility):
        raise NotAllowed(ONLY_MORE_PRIVATE, field="visibility")
    row.visibility = visibility
    if visibility == Visibility.CONFIDENTIAL:
        row.public_text = ""
        VoiceTerm.objects.filter(voice=row).delete()
        drop_replies(voices=[row.pk])
    row.save(update_fields=["visibility", "public_text"])
    if visibility == Visibility.CONFIDENTIAL:
        rename_without(space_id=row.space_id, texts=wordings(row))
    record_step(
        kind="voices.closed", about=ref(row), scope=f"spaces.space:{row.space_id}", by=by, at=at,
        facts={"visibility": visibility},
    )  # fmt: skip
    return row


def _keys(cluster: Cluster, without: Iterable[int] = ()) -> list[int]:
    rows = cluster.voices.filter(withdrawn_at=None).exclude(pk__in=list(without))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _both(cluster: Cluster, into: Cluster) -> tuple[Cluster, Cluster]:
    """Return CLUSTER and INTO locked, both waiting, in one space."""
    if cluster.pk == into.pk:
        raise Refused(SAME_CLUSTER, field="into")
    held = Cluster.objects.select_for_update().filter(pk__in=[cluster.pk, into.pk], state=ClusterState.OPEN)
    found = {row.pk: row for row in held.order_by("pk")}
    if len(found) < 2:
        raise Conflicting(STALE_BOARD)
    if found[cluster.pk].space_id != found[into.pk].space_id:
        raise Refused(ANOTHER_SPACE)
    return found[cluster.pk], found[into.pk]


def _settled(voice: Voice) -> bool:
    """Tell whether VOICE stands behind an idea already; the board no longer decides on it."""
    return voice.cluster is not None and voice.cluster.state == ClusterState.DONE


def _locked(voices: Iterable[Voice], **having: object) -> list[Voice]:
    keys = [voice.pk for voice in voices]
    rows = Voice.objects.select_for_update(of=("self",)).select_related("cluster")
    rows = rows.filter(pk__in=keys, withdrawn_at=None, **having)
    return list(rows.order_by("pk"))


def _record(
    kind: str, rows: Sequence[Voice], facts: dict[str, str], because: str, *, by: Actor, at: datetime
) -> None:
    for space_id in sorted({row.space_id for row in rows}):
        scope = f"spaces.space:{space_id}"
        mine = [row for row in rows if row.space_id == space_id]
        if not because:
            steps = [NewStep(ref(row), facts) for row in mine]
            record_steps(kind=kind, scope=scope, by=by, at=at, steps=steps)
            continue
        for row in mine:
            record_step(
                kind=kind, about=ref(row), scope=scope, by=by, at=at, facts=facts, words={"because": because}
            )


def _moved(
    kind: str, cluster: Cluster, others: Sequence[Cluster], count: int, *, by: Actor, at: datetime
) -> None:
    record_step(
        kind=kind, about=ref(cluster), scope=f"spaces.space:{cluster.space_id}", by=by, at=at,
        because_of=[ref(other) for other in others], facts={"voices": count},
    )  # fmt: skip
