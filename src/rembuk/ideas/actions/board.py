"""What staff do on the board short of an idea: each move is remembered and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from rembuk.ideas.actions.holds import refuse_if_held
from rembuk.ideas.actions.ideas import take_back
from rembuk.ideas.actions.memory import remember
from rembuk.ideas.models import BoardMove
from rembuk.ideas.wording import NO_VOICES, STALE
from rembuk.shared.actors import Actor
from rembuk.shared.refusals import Conflicting, Refused
from rembuk.spaces.models import Space
from rembuk.voices import actions as voice_actions
from rembuk.voices.models import Cluster, Voice, VoiceLabel


@transaction.atomic
def set_aside(
    *, space: Space, voices: Sequence[Voice], reason: str, words: str, by: Actor, at: datetime
) -> None:
    """Set VOICES aside from the board with a reason, so that the move can be taken back."""
    if not voices:
        raise Refused(NO_VOICES)
    refuse_if_held(voices, by=by, at=at)
    gone = voice_actions.set_aside(voices=voices, reason=reason, because=words, by=by, at=at)
    decided = len({voice.cluster_id for voice in gone})
    remember("aside", space=space, voices=gone, by=by, at=at, decided=decided)


@transaction.atomic
def restore(*, space: Space, voices: Sequence[Voice], by: Actor, at: datetime) -> None:
    """Put VOICES that were set aside back on the board."""
    refuse_if_held(voices, by=by, at=at)
    reasons = {str(voice.pk): voice.set_aside for voice in voices if voice.set_aside}
    back = voice_actions.restore(voices=voices, by=by, at=at)
    if not back:
        raise Conflicting(STALE)
    remember("restore", space=space, voices=back, by=by, at=at, detail={"reasons": reasons})


@transaction.atomic
def split(*, space: Space, cluster: Cluster, voices: Sequence[Voice], by: Actor, at: datetime) -> Cluster:
    """Move VOICES of CLUSTER into a cluster of their own and return it."""
    if not voices:
        raise Refused(NO_VOICES)
    refuse_if_held(voices, by=by, at=at)
    return _regroup(
        "split", space, voice_actions.split(cluster=cluster, voices=voices, by=by, at=at), by=by, at=at
    )


@transaction.atomic
def move(
    *, space: Space, cluster: Cluster, into: Cluster, voices: Sequence[Voice], by: Actor, at: datetime
) -> Cluster:
    """Move VOICES of CLUSTER into the cluster INTO and return it."""
    if not voices:
        raise Refused(NO_VOICES)
    refuse_if_held(voices, by=by, at=at, more=[cluster.pk, into.pk])
    done = voice_actions.move(cluster=cluster, into=into, voices=voices, by=by, at=at)
    return _regroup("move", space, done, by=by, at=at)


@transaction.atomic
def merge(*, space: Space, cluster: Cluster, into: Cluster, by: Actor, at: datetime) -> Cluster:
    """Make CLUSTER a part of the cluster INTO and return it."""
    refuse_if_held([], by=by, at=at, more=[cluster.pk, into.pk])
    done = voice_actions.merge(into=into, clusters=[cluster], by=by, at=at)
    return _regroup("merge", space, done, by=by, at=at)


def _regroup(kind: str, space: Space, done: voice_actions.Regrouped, *, by: Actor, at: datetime) -> Cluster:
    moved = [pk for origin in done.origins for pk in origin.voices]
    detail = {"origins": [list(origin) for origin in done.origins], "lessons": list(done.lessons)}
    remember(
        kind, space=space, voices=[Voice(pk=pk) for pk in moved], by=by, at=at,
        cluster_id=done.cluster.pk, detail=detail, decided=1 if kind == "merge" else 0,
    )  # fmt: skip
    return done.cluster


@transaction.atomic
def relabel(
    *, space: Space, voice: Voice, name: str, value: str, because: str, by: Actor, at: datetime
) -> None:
    """Put a person's label over the machine's."""
    refuse_if_held([voice], by=by, at=at)
    before = _held(voice, name)
    voice_actions.relabel(voice=voice, name=name, value=value, because=because, by=by, at=at)
    remember("label", space=space, voices=[voice], by=by, at=at, detail={"name": name, "before": before})


@transaction.atomic
def unlabel(*, space: Space, voice: Voice, name: str, by: Actor, at: datetime) -> None:
    """Take a person's label back, so that the machine's holds again."""
    before = _held(voice, name)
    if before is None:
        raise Conflicting(STALE)
    refuse_if_held([voice], by=by, at=at)
    voice_actions.unlabel(voice=voice, name=name, by=by, at=at)
    remember("label", space=space, voices=[voice], by=by, at=at, detail={"name": name, "before": before})


def _held(voice: Voice, name: str) -> list[str] | None:
    row = VoiceLabel.objects.filter(voice=voice, name=name, by=VoiceLabel.By.PERSON).first()
    return [row.value, row.because] if row else None


@transaction.atomic
def undo(*, move: BoardMove, by: Actor, at: datetime) -> None:
    """Take back a move on the board; what others rely on already is not taken back."""
    refuse_if_held([Voice(pk=pk) for pk in move.voices], by=by, at=at)
    changed = BoardMove.objects.filter(pk=move.pk, undone_at=None).update(undone_at=at)
    if not changed:
        raise Conflicting(STALE)
    ways: dict[str, Callable[..., None]] = {
        "accept": take_back, "join": take_back, "aside": _unaside, "restore": _unrestore,
        "split": _put_back, "move": _put_back, "merge": _put_back, "label": _label_before,
    }  # fmt: skip
    ways[move.kind](move=move, by=by, at=at)


def _unaside(*, move: BoardMove, by: Actor, at: datetime) -> None:
    voice_actions.restore(voices=Voice.objects.filter(pk__in=move.voices), by=by, at=at)


def _unrestore(*, move: BoardMove, by: Actor, at: datetime) -> None:
    for reason in sorted(set(move.detail["reasons"].values())):
        keys = [int(key) for key, kept in move.detail["reasons"].items() if kept == reason]
        voice_actions.set_aside(voices=Voice.objects.filter(pk__in=keys), reason=reason, by=by, at=at)


def _put_back(*, move: BoardMove, by: Actor, at: datetime) -> None:
    origins = tuple(
        voice_actions.Origin(cluster, named, tuple(keys)) for cluster, named, keys in move.detail["origins"]
    )
    now = Cluster(pk=move.cluster_id)
    done = voice_actions.Regrouped(now, origins, tuple(move.detail["lessons"]))
    voice_actions.put_back(regrouped=done, by=by, at=at)


def _label_before(*, move: BoardMove, by: Actor, at: datetime) -> None:
    voice = Voice.objects.get(pk=move.voices[0])
    name, before = move.detail["name"], move.detail["before"]
    if before is None:
        voice_actions.unlabel(voice=voice, name=name, by=by, at=at)
    else:
        voice_actions.relabel(voice=voice, name=name, value=before[0], because=before[1], by=by, at=at)
