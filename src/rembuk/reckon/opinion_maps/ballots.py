"""Votes as they came in, and the same votes as rows that every later step walks over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rembuk.reckon.compiled import compiled
from rembuk.reckon.refusal import Refusal

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True)
class Votes:
    """Hold votes in time order: who voted, on which statement, how.

    `participant` and `statement` are int32 positions in `participant_ids` and `statement_ids`, both in
    order of first vote; `vote` is int8: 1 agree, 0 pass, -1 disagree. The last vote of a pair counts.
    `hidden` are ids a moderator rejected, `meta` ids of statements about the conversation itself;
    `texts` gives a statement's words where the file had them, `refused` the rows that could not be read.
    """

    participant: NDArray[np.int32]
    statement: NDArray[np.int32]
    vote: NDArray[np.int8]
    participant_ids: list[str]
    statement_ids: list[str]
    hidden: frozenset[str] = frozenset()
    meta: frozenset[str] = frozenset()
    texts: dict[str, str] = field(default_factory=dict)
    refused: tuple[tuple[int, str], ...] = ()


@compiled
def _first_appearance(values: Any, order: Any, seen: Any) -> int:
    count = 0
    for j in range(values.size):
        value = values[j]
        if seen[value] < 0:
            seen[value] = count
            order[count] = value
            count += 1
    return count


def renumber(values: NDArray[np.int32], names: Sequence[str]) -> tuple[NDArray[np.int32], list[str]]:
    """Number VALUES by order of first appearance and return them with their names in that order.

    Names that never appear are dropped.
    """
    seen = np.full(len(names), -1, np.int32)
    order = np.empty(len(names), np.int32)
    count = _first_appearance(values, order, seen)
    if count == len(names) and bool((order == np.arange(count)).all()):
        return values, list(names)
    return seen[values], [names[i] for i in order[:count]]


def votes_from_arrays(
    participant: ArrayLike,
    statement: ArrayLike,
    vote: ArrayLike,
    *,
    hidden: Iterable[object] = (),
    meta: Iterable[object] = (),
) -> Votes:
    """Take three columns of equal length in time order and return `Votes`.

    Ids may be whole numbers or text; VOTE holds 1 agree, 0 pass, -1 disagree.
    Raises Refusal if the lengths differ or another vote is met.
    """
    votes = np.asarray(vote)
    people, people_ids = _codes(np.asarray(participant))
    items, item_ids = _codes(np.asarray(statement))
    if not people.size == items.size == votes.size:
        raise Refusal(
            "Kolom peserta, pernyataan dan pilihan tidak sama panjang; berikan tiga kolom yang sama panjang.",
            "The columns participant, statement and vote differ in length; give three of equal length.",
        )
    wrong = np.flatnonzero(~np.isin(votes, (-1, 0, 1)))
    if wrong.size:
        raise Refusal(
            f"Pilihan ke-{wrong[0] + 1} bukan 1, 0 atau -1; perbaiki nilainya.",
            f"Vote number {wrong[0] + 1} is not 1, 0 or -1; mend its value.",
        )
    people, people_ids = renumber(people, people_ids)
    items, item_ids = renumber(items, item_ids)
    return Votes(
        people,
        items,
        votes.astype(np.int8),
        people_ids,
        item_ids,
        hidden=frozenset(str(one) for one in hidden),
        meta=frozenset(str(one) for one in meta),
    )


def _codes(column: NDArray[Any]) -> tuple[NDArray[np.int32], list[str]]:
    if column.size == 0:
        return np.empty(0, np.int32), []
    if column.dtype.kind in "iu" and int(column.min()) >= 0 and int(column.max()) < 4 * column.size + 1024:
        # Whole numbers in a narrow range need no sorting.
        seen = np.full(int(column.max()) + 1, -1, np.int32)
        order = np.empty(seen.size, np.int32)
        count = _first_appearance(column, order, seen)
        return seen[column], [str(value) for value in order[:count].tolist()]
    names, codes = np.unique(column, return_inverse=True)
    return codes.reshape(-1).astype(np.int32), [str(name) for name in names.tolist()]


def without_participants(votes: Votes, left_out: Iterable[object]) -> Votes:
    """Return VOTES as if the participants LEFT_OUT had never voted."""
    names = {str(one) for one in left_out}
    gone = np.array([name in names for name in votes.participant_ids], bool)
    keep = ~gone[votes.participant] if gone.size else np.zeros(0, bool)
    people, people_ids = renumber(votes.participant[keep], votes.participant_ids)
    items, item_ids = renumber(votes.statement[keep], votes.statement_ids)
    return Votes(
        people,
        items,
        votes.vote[keep],
        people_ids,
        item_ids,
        votes.hidden,
        votes.meta,
        votes.texts,
        votes.refused,
    )


@dataclass(frozen=True)
class Rows:
    """Hold the last vote of every pair as compressed rows, one row a participant.

    The votes of participant p are `code[start[p]:start[p + 1]]`, each 3 x statement + vote + 1, rising;
    16-bit where the statements allow. A row is sorted, so equal ballots give equal sums to the last bit.
    """

    start: NDArray[np.int64]
    code: NDArray[Any]
    statements: int

    @property
    def participants(self) -> int:
        """Return the number of participants."""
        return int(self.start.size) - 1

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Return votes by statement as an array (statements, 3): disagree, pass, agree."""
        counted = np.zeros(3 * self.statements, np.int64)
        _count(self.code, counted)
        return counted.reshape(self.statements, 3)


@compiled
def _count(code: Any, counted: Any) -> None:
    for j in range(code.size):
        counted[code[j]] += 1


@compiled
def _by_statement(participant: Any, statement: Any, vote: Any, first: Any, person: Any, kind: Any) -> None:
    for j in range(statement.size):
        at = first[statement[j]]
        first[statement[j]] = at + 1
        person[at] = participant[j]
        kind[at] = vote[j] + 1


@compiled
def _by_participant(bound: Any, person: Any, kind: Any, fill: Any, last: Any, code: Any) -> None:
    for item in range(bound.size - 1):
        for j in range(bound[item], bound[item + 1]):
            who = person[j]
            if last[who] == item:
                code[fill[who] - 1] = 3 * item + kind[j]
            else:
                last[who] = item
                code[fill[who]] = 3 * item + kind[j]
                fill[who] += 1


@compiled
def _close_gaps(start: Any, fill: Any, code: Any) -> int:
    at = 0
    for who in range(fill.size):
        begin = start[who]
        start[who] = at
        for j in range(begin, fill[who]):
            code[at] = code[j]
            at += 1
    start[fill.size] = at
    return at


def rows_of(votes: Votes) -> Rows:
    """Sort VOTES into rows, keeping the last vote of every pair; linear in votes."""
    people, items = len(votes.participant_ids), len(votes.statement_ids)
    total = votes.vote.size
    bound = np.zeros(items + 1, np.int64)
    np.cumsum(np.bincount(votes.statement, minlength=items), out=bound[1:])
    person, kind = np.empty(total, np.int32), np.empty(total, np.int8)
    _by_statement(votes.participant, votes.statement, votes.vote, bound[:-1].copy(), person, kind)
    start = np.zeros(people + 1, np.int64)
    np.cumsum(np.bincount(votes.participant, minlength=people), out=start[1:])
    fill = start[:-1].copy()
    code = np.empty(total, np.uint16 if 3 * items <= 0xFFFF else np.int32)
    _by_participant(bound, person, kind, fill, np.full(people, -1, np.int32), code)
    if bool((fill != start[1:]).any()):
        code = code[: _close_gaps(start, fill, code)].copy()
    return Rows(start, code, items)
