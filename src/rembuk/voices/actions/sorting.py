"""Sort what has arrived: label it, set aside what is no voice, and group voices that say the same.

Runs in the worker or the command. A batch bounds the memory; it is read and grouped first, then written in
short transactions, so that who writes meanwhile waits little. What stands on the board stays where it is: new
voices join it, and nothing that a person or an earlier run placed is moved.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import transaction

from rembuk.ledger.actions import NewStep, record_step, record_steps
from rembuk.reckon.text_analysis.meaning import unhurried
from rembuk.shared import bulk
from rembuk.shared.actors import MACHINE, Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Conflicting
from rembuk.spaces.models import Space
from rembuk.voices.actions.asking import ask_places
from rembuk.voices.actions.counting import add, recount
from rembuk.voices.actions.grouping import Plan, Row, planned, waiting
from rembuk.voices.actions.naming import name_of
from rembuk.voices.models import Cluster, Voice, VoiceLabel, VoiceSignature, Word
from rembuk.voices.states import ClusterState, SetAside
from rembuk.voices.wording import BUSY

if TYPE_CHECKING:
    from rembuk.reckon.text_analysis.labels import Labels

# So many voices are grouped at once.
BATCH = 20_000
# So many are written in one transaction: somebody who writes at the same time waits for one of these at most.
SLICE = 500
# So many clusters get their subject and place in one transaction at the end of a run.
SETTLED = 500
LOCK_SECONDS = 900


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
        while rows := list(waiting(space)[:BATCH]):
            with unhurried():
                plan = planned(space, rows, own)
                for number, part in enumerate(plan.slices(SLICE)):
                    if number:
                        bulk.give_way()
                    with transaction.atomic():
                        digest.update(write_slice(space, plan, part, run, at=at))
            cache.touch(lock, LOCK_SECONDS)
        _settle(run, lock)
        if run.sorted:
            _close(space, run, digest.hexdigest(), by=by, at=at)
        return run
    finally:
        cache.delete(lock)


def write_slice(space: Space, plan: Plan, part: Sequence[int], run: Sorted, *, at: datetime) -> bytes:
    """Write what PLAN says of the rows PART names by number, in the caller's transaction.

    Returns what the digest takes. What a person changed since it was read is left alone and still waits.
    """
    keys = [plan.rows[index][0] for index in part]
    now = set(waiting(space).filter(pk__in=keys).select_for_update())
    found = [index for index in part if plan.rows[index] in now]
    known = {key for index in found if (key := plan.cluster_of(plan.rows[index][0])) is not None}
    open_now = Cluster.objects.filter(pk__in=known, state=ClusterState.OPEN).select_for_update()
    gone = known - set(open_now.order_by("pk").values_list("pk", flat=True))
    if gone:
        found = [index for index in found if plan.cluster_of(plan.rows[index][0]) not in gone]
    if not found:
        return b""
    told = _label(space, plan, found, run, at=at)
    rows = [plan.rows[index] for index in found]
    _place(space, plan, rows, run, at)
    ask_places(space=space, voices=[row[0] for row in rows], at=at)
    return told


def _label(space: Space, plan: Plan, found: Sequence[int], run: Sorted, *, at: datetime) -> bytes:
    """Write labels and signatures of what is FOUND in PLAN, and set aside what is no voice."""
    again = [plan.rows[index][0] for index in found if plan.rows[index][4] is not None]
    VoiceLabel.objects.filter(voice__in=again, by=VoiceLabel.By.MACHINE).delete()
    VoiceSignature.objects.filter(pk__in=again).delete()
    label_rows, aside = [], {}
    for index in found:
        pk, _text, was, was_by, _cluster, _hand = plan.rows[index]
        labels = plan.labels[index]
        label_rows += _labels(pk, labels)
        reason = _reason(labels)
        # Who restored it has the last word.
        if reason and not was and was_by != "person":
            aside[pk] = reason
    for (name, value), count in Counter([(row[1], row[2]) for row in label_rows]).items():
        run.labels[name][value] += count
    bulk.insert(VoiceLabel, ["voice_id", "name", "value", "probability", "because", "by"], label_rows)
    signed = [(plan.rows[index][0], plan.signs[index]) for index in found]
    bulk.insert(VoiceSignature, ["voice_id", "data"], signed)
    bulk.update(Voice, ["set_aside", "set_aside_by"], [(one, "machine", pk) for pk, one in aside.items()])
    record_steps(
        kind="voices.set_aside", scope=ref(space), by=MACHINE, at=at,
        steps=[NewStep(f"voices.voice:{pk}", {"reason": reason}) for pk, reason in aside.items()],
    )  # fmt: skip
    run.sorted += len(found)
    run.set_aside.update(aside.values())
    return "\n".join([f"{row[0]} {row[1]}={row[2]}" for row in label_rows] + [""]).encode()


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


def _place(space: Space, plan: Plan, rows: Sequence[Row], run: Sorted, at: datetime) -> None:
    """Give every voice of ROWS the cluster that PLAN names, made if need be; it counts as sorted then."""
    was = {row[0]: row[4] for row in rows}
    fresh = sorted({plan.group_of[pk] for pk in was if pk in plan.group_of} - plan.made.keys())
    here = {number: [pk for pk in plan.groups[number] if pk in was] for number in fresh}
    plan.made.update(zip(fresh, _found(space, plan, here), strict=True))
    moves = [(key, pk) for pk in was if (key := plan.cluster_of(pk)) is not None]
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
        bulk.give_way()
        with transaction.atomic():
            recount(keys[at : at + SETTLED])
        cache.touch(lock, LOCK_SECONDS)
    run.owed.clear()


def _found(space: Space, plan: Plan, here: Mapping[int, list[int]]) -> Iterable[int]:
    """Make a cluster for each group of PLAN in HERE, named after a telling voice in it; return their keys.

    HERE names the voices of each group that are surely still there.
    """
    if not here:
        return []
    heads = {pk for number, sure in here.items() for pk in (*plan.groups[number][:8], sure[0])}
    kept = Voice.objects.filter(pk__in=heads, withdrawn_at=None).exclude(text="")
    texts = {
        pk: (text, visibility, at)
        for pk, text, visibility, at in kept.values_list("id", "text", "visibility", "spoken_at")
    }
    moment = bulk.moments()
    rows = []
    for (number, sure), key in zip(here.items(), keys := bulk.reserve(Cluster, len(here)), strict=True):
        told = [texts[pk] for pk in plan.groups[number][:8] if pk in texts] or [texts[sure[0]]]
        first = moment(texts[sure[0]][2])
        title = name_of((text, visibility) for text, visibility, _at in told)
        rows.append((key, space.pk, title, 0, 0, first, first, "open", "", False))
    columns = ["id", "space_id", "title", "size", "aside", "first_at", "last_at", "state", "subject"]
    columns.append("place_guessed")
    bulk.insert(Cluster, columns, rows)
    return keys


def _close(space: Space, run: Sorted, digest: str, *, by: Actor, at: datetime) -> None:
    # A run is often one voice: its counts, or a digest that can be guessed, would tell what one person said.
    labels = {name: dict(values) for name, values in run.labels.items()}
    record_step(
        kind="voices.sorted", about=ref(space), scope=ref(space), by=by, at=at,
        facts={"sorted": run.sorted, "clusters": run.clusters, "set_aside": dict(run.set_aside)},
        sealed={"labels": json.dumps(labels, sort_keys=True), "digest": digest},
    )  # fmt: skip
