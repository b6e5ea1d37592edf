"""The whole map: from votes to positions, groups and what speaks for them; and its next state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.opinion_maps import representative as speak
from rembuk.reckon.opinion_maps.ballots import Rows, Votes, rows_of
from rembuk.reckon.opinion_maps.clusters import (
    BaseClusters,
    base_clusters,
    choose_groups,
    in_conversation,
)
from rembuk.reckon.opinion_maps.projection import Projection, project
from rembuk.reckon.refusal import Refusal


@dataclass(frozen=True)
class OpinionMap:
    """Hold one drawn map. Rows follow `participant_ids`, columns `statement_ids`; agree is +1 everywhere.

    `group` (n) is -1 for people outside the groups; group g is called str(g) outside this object.
    `group_votes` is (groups, statements, 3): agree, disagree, seen. `drawn_k` labels base clusters.
    """

    participant_ids: list[str]
    statement_ids: list[str]
    texts: dict[str, str]
    rows: Rows
    shown: NDArray[np.bool_]
    meta: NDArray[np.bool_]
    refused: tuple[tuple[int, str], ...]
    projection: Projection
    inside: NDArray[np.int64]
    bases: BaseClusters
    base_group: NDArray[np.int64]
    base_labels: dict[int, NDArray[np.int64]]
    silhouettes: dict[int, float]
    group: NDArray[np.int64]
    groups: int
    group_votes: NDArray[np.int64]
    representative: list[list[speak.Representative]]
    consensus: dict[str, list[speak.Agreed]]
    group_consensus: NDArray[np.float64]
    priorities: NDArray[np.float64]
    min_votes: int = 7
    asked_k: int | None = None
    last_k: tuple[int, int, int] | None = None  # best k of the last tick, ticks in a row, k in use
    meta_first: bool = False

    @property
    def k(self) -> int | None:
        """Return the number of groups drawn, None where there are none."""
        return self.groups or None

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Return the number of people by group."""
        return np.bincount(self.group[self.group >= 0], minlength=self.groups)


def draw_map(
    votes: Votes,
    *,
    k: int | None = None,
    min_votes: int = 7,
    hidden: Iterable[object] = (),
    meta_first: bool = False,
) -> OpinionMap:
    """Draw the opinion map of VOTES as Polis draws it from a cold start; never an error on little data.

    K fixes the number of groups; MIN_VOTES is what a participant needs to be grouped (or all statements, if
    they are fewer); HIDDEN adds statement ids to those a moderator rejected in the file. META_FIRST gives
    meta statements the fixed priority 49 of the live service; without it they are weighed like any other.
    Raises Refusal if K is below 1 or MIN_VOTES below 0.
    """
    check_options(k, min_votes)
    away = votes.hidden | votes.meta | {str(one) for one in hidden}
    shown = np.array([name not in away for name in votes.statement_ids], bool)
    meta = np.array([name in votes.meta for name in votes.statement_ids], bool)
    return assemble(votes, rows_of(votes), shown, meta, k=k, min_votes=min_votes, meta_first=meta_first)


def check_options(k: int | None, min_votes: int) -> None:
    """Raise Refusal on a number of groups below 1 or a threshold below 0."""
    if k is not None and k < 1:
        raise Refusal(
            f"Jumlah kelompok {k} tidak mungkin; pilih 1 atau lebih.",
            f"The number of groups cannot be {k}; choose 1 or more.",
        )
    if min_votes < 0:
        raise Refusal(
            f"Ambang pilihan {min_votes} tidak mungkin; pilih 0 atau lebih.",
            f"The vote threshold cannot be {min_votes}; choose 0 or more.",
        )


def assemble(
    votes: Votes,
    rows: Rows,
    shown: NDArray[np.bool_],
    meta: NDArray[np.bool_],
    *,
    k: int | None,
    min_votes: int,
    meta_first: bool = False,
) -> OpinionMap:
    """Run every step of a cold start on ROWS and return the map."""
    projection = project(rows, shown)
    inside = in_conversation(np.diff(rows.start), rows.statements, min_votes)
    bases = base_clusters(projection.positions, inside)
    labels, scores, best = choose_groups(bases, k)
    base_group, groups = order_groups(bases, labels[best], votes.participant_ids) if best else (_NONE, 0)
    last = (best, 1, best) if best is not None else None
    return finish(
        votes, rows, shown, meta, projection, inside, bases, base_group, groups,
        labels=labels, scores=scores, min_votes=min_votes, asked_k=k, last_k=last, meta_first=meta_first,
    )  # fmt: skip


_NONE = np.zeros(0, np.int64)


def finish(
    votes: Votes,
    rows: Rows,
    shown: NDArray[np.bool_],
    meta: NDArray[np.bool_],
    projection: Projection,
    inside: NDArray[np.int64],
    bases: BaseClusters,
    base_group: NDArray[np.int64],
    groups: int,
    *,
    labels: dict[int, NDArray[np.int64]],
    scores: dict[int, float],
    min_votes: int,
    asked_k: int | None,
    last_k: tuple[int, int, int] | None,
    meta_first: bool = False,
) -> OpinionMap:
    """Count the votes of the groups, find what speaks for them, and return the map."""
    group = np.full(rows.participants, -1, np.int64)
    if groups:
        group[inside] = base_group[bases.member[inside]]
    counted = speak.group_votes(rows, group, groups)
    everybody = speak.agree_disagree_seen(rows.counts)
    return OpinionMap(
        participant_ids=votes.participant_ids,
        statement_ids=votes.statement_ids,
        texts=votes.texts,
        rows=rows,
        shown=shown,
        meta=meta,
        refused=votes.refused,
        projection=projection,
        inside=inside,
        bases=bases,
        base_group=base_group,
        base_labels=labels,
        silhouettes=scores,
        group=group,
        groups=groups,
        group_votes=counted,
        representative=speak.representative(counted, shown),
        consensus=speak.consensus(everybody, shown),
        group_consensus=speak.group_consensus(counted),
        priorities=speak.priorities(counted, projection.extremity, meta & meta_first),
        min_votes=min_votes,
        asked_k=asked_k,
        last_k=last_k,
        meta_first=meta_first,
    )


def order_groups(
    bases: BaseClusters, label: NDArray[np.int64], ids: list[str]
) -> tuple[NDArray[np.int64], int]:
    """Number the groups by their smallest participant id (as numbers where all ids are), and count them."""
    count = int(label.max()) + 1 if label.size else 0
    people = np.flatnonzero(bases.member >= 0)
    group = label[bases.member[people]]
    names = [ids[i] for i in people.tolist()]
    text = "".join(names)
    # Ids of 19 digits and more may not fit 64 bits: those compare as text.
    whole = text.isascii() and text.isdecimal() and max(map(len, names)) < 19
    values = np.array(list(map(int, names))) if whole else np.zeros(len(names), np.int64)
    smallest: list[tuple[int, str]] = []
    for g in range(count):
        here = np.flatnonzero(group == g)
        least = int(values[here].min())
        smallest.append((least, min(names[i] for i in here[values[here] == least].tolist())))
    order = sorted(range(count), key=lambda g: smallest[g])
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    return place[label], count
