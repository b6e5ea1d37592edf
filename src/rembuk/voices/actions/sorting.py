"""Sort what has arrived: label it, set aside what is no voice, and group voices that say the same.

Runs in the worker or the command. A batch bounds the memory; what stands on the board stays where it is: new
voices join it, and nothing that a person or an earlier run placed is moved.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction
from django.db.models import OuterRef, Subquery

from rembuk.ledger.actions import NewStep, record_step, record_steps
from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.shared import bulk
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.spaces.models import Space
from rembuk.voices.actions.asking import ask_places
from rembuk.voices.actions.counting import add, recount
from rembuk.voices.actions.lessons import Taught, nearest
from rembuk.voices.models import Cluster, Voice, VoiceLabel, VoiceSignature, Word
from rembuk.voices.states import ClusterState, SetAside
from rembuk.voices.wording import BUSY

if TYPE_CHECKING:
    from rembuk.reckon.text_analysis.labels import Labels

READ = 5_000
# So many voices are grouped at once, against so many of the clusters that had news last.
BATCH = 20_000
ANCHORS = 10_000
# So many clusters get their subject and place in one transaction at the end of a run.
SETTLED = 500
LOCK_SECONDS = 900
LONGEST_TITLE = 90
# A name before @ is tried from its beginning only, or a long word would take the square of its length.
_PERSONAL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+|@\w{2,}|https?://\S+|\+?\d[\d .-]{6,}\d")


@dataclass
class Sorted:
    """Report a run: voices read, labels by name and value, clusters made, and what was set aside and why.

    `owed`: how many voices came to a cluster since its subject and place were last worked out.
    """

    sorted: int = 0
    labels: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    clusters: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    owed: Counter[int] = field(default_factory=Counter)


# Key, text, why it is set aside and by whom, its cluster, and whether a person put it there.
Row = tuple[int, str, str, str, int | None, bool]


def sort_space(*, space: Space, by: Actor = MACHINE, at: datetime) -> Sorted:
    """Label the voices of SPACE that wait, set aside what is no voice, and fit them into clusters.

    Only what is new is read. Imports numpy, so only the worker and the command call it. One run a space at a
    time: another is refused (409).
    """
    lock = f"voices.sorting:{space.pk}"
    if not cache.add(lock, 1, LOCK_SECONDS):
        raise Conflicting(BUSY)
    try:
        run, digest = Sorted(), sha256()
        own = dict(Word.objects.filter(space=space).values_list("form", "meaning"))
        while rows := _waiting(space):
            with unhurried(), transaction.atomic():
                signs: dict[int, bytes] = {}
                for start in range(0, len(rows), READ):
                    digest.update(_label(space, rows[start : start + READ], run, signs, own, at=at))
                _place(space, rows, run, signs, at)
                ask_places(space=space, voices=[row[0] for row in rows], at=at)
            cache.touch(lock, LOCK_SECONDS)
        _settle(run, lock)
        if run.sorted:
            _close(space, run, digest.hexdigest(), by=by, at=at)
        return run
    finally:
        cache.delete(lock)


def _waiting(space: Space) -> list[Row]:
    rows = Voice.objects.filter(space=space, sorted_at=None, withdrawn_at=None).order_by("id")
    # A voice note has no words before somebody typed them.
    rows = rows.exclude(text="")
    fields = ("id", "text", "set_aside", "set_aside_by", "cluster_id", "hand_placed")
    return list(rows.values_list(*fields)[:BATCH])


def _label(
    space: Space,
    rows: Sequence[Row],
    run: Sorted,
    signs: dict[int, bytes],
    own: Mapping[str, str],
    *,
    at: datetime,
) -> bytes:
    """Write labels and signatures of ROWS and set aside what is no voice; return what the digest takes.

    The signatures are left in SIGNS too, for the grouping that follows. OWN are the words of the space.
    """
    from rembuk.reckon.text_analysis.sorting import examine

    ids = [row[0] for row in rows]
    given, signed = examine([row[1] for row in rows], own)
    signs.update(zip(ids, signed, strict=True))
    again = [row[0] for row in rows if row[4] is not None]
    VoiceLabel.objects.filter(voice__in=again, by=VoiceLabel.By.MACHINE).delete()
    VoiceSignature.objects.filter(pk__in=again).delete()
    label_rows, aside = [], {}
    for (pk, _text, was, was_by, _cluster, _hand), labels in zip(rows, given, strict=True):
        label_rows += _labels(pk, labels)
        reason = _reason(labels)
        # Who restored it has the last word.
        if reason and not was and was_by != "person":
            aside[pk] = reason
    for (name, value), count in Counter([(row[1], row[2]) for row in label_rows]).items():
        run.labels[name][value] += count
    bulk.insert(VoiceLabel, ["voice_id", "name", "value", "probability", "because", "by"], label_rows)
    bulk.insert(VoiceSignature, ["voice_id", "data"], zip(ids, signed, strict=True))
    bulk.update(Voice, ["set_aside", "set_aside_by"], [(one, "machine", pk) for pk, one in aside.items()])
    record_steps(
        kind="voices.set_aside", scope=ref(space), by=MACHINE, at=at,
        steps=[NewStep(f"voices.voice:{pk}", {"reason": reason}) for pk, reason in aside.items()],
    )  # fmt: skip
    run.sorted += len(rows)
    run.set_aside.update(aside.values())
    return "\n".join([f"{row[0]} {row[1]}={row[2]}" for row in label_rows]).encode()


LabelRow = tuple[int, str, str, float, str, str]


def _labels(pk: int, labels: Labels) -> list[LabelRow]:
    """Return the rows of the labels of a voice; yes-or-no labels have one only where they say yes."""
    (tongue, sure, heard), (kind, likely, told), (subject, chance, because), spam, abusive, _reason = labels
    rows = [
        (pk, "language", tongue[:40], round(sure, 4), ", ".join(heard)[:300], "machine"),
        (pk, "kind", kind[:40], round(likely, 4), ", ".join(told)[:300], "machine"),
        (pk, "subject", subject[:40], round(chance, 4), ", ".join(because)[:300], "machine"),
    ]
    for name, (yes, share, words) in (("spam", spam), ("abusive", abusive)):
        if yes:
            rows.append((pk, name, "true", round(share, 4), ", ".join(words)[:300], "machine"))
    return rows


def _reason(labels: Labels) -> str:
    """Return why a voice is set aside, or "": an angry complaint is still a complaint and stays."""
    if labels.spam.value:
        return str(SetAside.ELSEWHERE if labels.spam_reason == "luar-urusan" else SetAside.SPAM)
    if labels.abusive.value and labels.kind.value == "other":
        return str(SetAside.ABUSIVE)
    return ""


def _place(space: Space, rows: Sequence[Row], run: Sorted, signs: dict[int, bytes], at: datetime) -> None:
    """Give every voice of ROWS a cluster, one on the board that says the same, else a new one.

    It counts as sorted then. SIGNS are the signatures of ROWS; those of the voices on the board are read.
    """
    from rembuk.reckon.text_analysis.sorting import Clusterer

    taught = Taught(space.pk)
    home = {**_anchors(space), **taught.homes()}
    loose = [row[0] for row in rows if not (row[5] and row[4])]
    was = {row[0]: row[4] for row in rows}
    # A voice that is read anew speaks for itself, not for the cluster its old wording was in.
    for pk in loose:
        home.pop(pk, None)
    clusterer: Clusterer[int] = Clusterer()
    boarded = sorted(pk for pk in home if pk not in signs)
    for start in range(0, len(boarded), READ):
        kept = VoiceSignature.objects.filter(pk__in=boarded[start : start + READ]).order_by("pk")
        found = list(kept.values_list("pk", "data"))
        clusterer.restore([pk for pk, _data in found], [bytes(data) for _pk, data in found])
    own = sorted({*loose, *(home.keys() & signs.keys())})
    clusterer.restore(own, [signs[pk] for pk in own])
    fresh: list[list[int]] = []
    moves: list[tuple[int, int]] = []
    for group in clusterer.clusters():
        members = [pk for pk in group if pk in was and pk not in home]
        known = Counter(home[pk] for pk in group if pk in home)
        if members and len(known) > 1 and taught.parted(pk for pk in group if pk in home):
            # People parted some of these: each new voice goes where its words are nearest.
            placed = nearest(members, {pk: home[pk] for pk in group if pk in home})
            moves += [(cluster, pk) for pk, cluster in placed.items()]
        elif members and known:
            best = min(known, key=lambda cluster: (-known[cluster], cluster))
            moves += [(best, pk) for pk in members]
        elif members:
            fresh.append(members)
    for key, members in zip(_found(space, fresh), fresh, strict=True):
        moves += [(key, pk) for pk in members]
    moved = {pk for key, pk in moves if was[pk] != key}
    moment = bulk.moment(at)
    bulk.update(Voice, ["cluster_id", "sorted_at"], [(key, moment, pk) for key, pk in moves if pk in moved])
    bulk.update(Voice, ["sorted_at"], [(moment, row[0]) for row in rows if row[0] not in moved])
    run.clusters += len(fresh)
    _count(run, moves, was)


def _count(run: Sorted, moves: Sequence[tuple[int, int]], was: Mapping[int, int | None]) -> None:
    """Keep true what the clusters of MOVES count, at a cost that does not grow with what they hold.

    A cluster is counted in full where a voice left one or it has grown fourfold; others are added to, and
    their subject and place wait for the end of the run.
    """
    left = {old for old in was.values() if old is not None}
    full = left | {key for key, pk in moves if was[pk] is not None}
    for key, (came, size) in add([pk for key, pk in moves if key not in full]).items():
        run.owed[key] += came
        if 4 * run.owed[key] >= 3 * size:
            full.add(key)
    for key in full:
        del run.owed[key]
    recount(full)


def _settle(run: Sorted, lock: str) -> None:
    """Work out subject and place of the clusters still owed theirs, in transactions that others wait out."""
    keys = sorted(run.owed)
    for at in range(0, len(keys), SETTLED):
        with transaction.atomic():
            recount(keys[at : at + SETTLED])
        cache.touch(lock, LOCK_SECONDS)
    run.owed.clear()


def _anchors(space: Space) -> dict[int, int]:
    """Return two voices, the first and the last, of each cluster that waits and had news last."""
    latest = Cluster.objects.filter(space=space, state=ClusterState.OPEN).order_by("-last_at", "-id")
    keys = list(latest.values_list("id", flat=True)[:ANCHORS])
    held = Voice.objects.filter(cluster=OuterRef("pk"), withdrawn_at=None).values("id")
    # Each end is one step into the index; the least and the greatest of a group would read all of it.
    ends = (
        Cluster.objects.filter(pk__in=keys)
        .annotate(first=Subquery(held.order_by("id")[:1]), last=Subquery(held.order_by("-id")[:1]))
        .values_list("id", "first", "last")
    )
    return {pk: cluster for cluster, first, last in ends if first is not None for pk in (first, last)}


def _found(space: Space, groups: Sequence[list[int]]) -> Iterable[int]:
    """Make a cluster for each of GROUPS, named after a telling voice in it; return their keys."""
    if not groups:
        return []
    keys = bulk.reserve(Cluster, len(groups))
    rows = []
    for at in range(0, len(groups), READ):
        part = groups[at : at + READ]
        heads = {pk for group in part for pk in group[:8]}
        found = {
            pk: (text, spoken_at)
            for pk, text, spoken_at in Voice.objects.filter(pk__in=heads).values_list(
                "id", "text", "spoken_at"
            )
        }
        for key, group in zip(keys[at : at + READ], part, strict=True):
            texts = [found[pk] for pk in group[:8]]
            moment = bulk.moment(texts[0][1])
            title = title_of([text for text, _at in texts])
            rows.append((key, space.pk, title, 0, 0, moment, moment, "open", "", False))
    columns = ["id", "space_id", "title", "size", "aside", "first_at", "last_at", "state", "subject"]
    columns.append("place_guessed")
    bulk.insert(Cluster, columns, rows)
    return keys


def title_of(texts: Sequence[str]) -> str:
    """Return the wording nearest to a line of its own, with numbers and names of accounts left out."""
    plain = [" ".join(_PERSONAL.sub("…", text).split()) for text in texts]
    best = min(plain, key=lambda text: (abs(len(text) - 70), text))
    if len(best) <= LONGEST_TITLE:
        return best or "…"
    return best[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _close(space: Space, run: Sorted, digest: str, *, by: Actor, at: datetime) -> None:
    # A run is often one voice: its counts, or a digest that can be guessed, would tell what one person said.
    labels = {name: dict(values) for name, values in run.labels.items()}
    record_step(
        kind="voices.sorted", about=ref(space), scope=ref(space), by=by, at=at,
        facts={"sorted": run.sorted, "clusters": run.clusters, "set_aside": dict(run.set_aside)},
        sealed={"labels": json.dumps(labels, sort_keys=True), "digest": digest},
    )  # fmt: skip
