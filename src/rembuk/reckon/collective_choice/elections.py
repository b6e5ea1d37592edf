"""What an election is made of: candidates, ballots, and the answer of a count.

Candidates are kept as positions in the order of the file; every stated tie rule that ends in "the one named
earlier in the file" means that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple, cast

from rembuk.reckon.refusal import Refusal

Number = int | Fraction
Ranking = tuple[tuple[int, ...], ...]


class Ballot(NamedTuple):
    """Hold one kind of ballot and how often it was cast.

    `ranking` lists ranks best first, each a tuple of candidate positions (more than one: tied); a candidate
    that is in no rank is not listed. `approved` are the candidates it approves. `scores` are pairs of
    candidate and score, or None where the file gives no scores.
    """

    weight: Number
    ranking: Ranking
    approved: tuple[int, ...]
    scores: tuple[tuple[int, Fraction], ...] | None = None


@dataclass(frozen=True)
class Election:
    """Hold candidates and ballots, equal ballots merged and in one canonical order.

    The weights are whole numbers of `unit` votes; `unit` is 1 unless a file has fractional weights.
    `seats` is what the file itself asks for, `refused` the rows that could not be read as (line, reason).
    """

    ids: tuple[str, ...]
    names: Mapping[str, str]
    ballots: tuple[Ballot, ...]
    unit: Fraction = Fraction(1)
    seats: int | None = None
    title: str = ""
    refused: tuple[tuple[int, str], ...] = ()
    derived: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several rules need and only depends on the ballots: kept when it is first worked out."""

    @property
    def weights(self) -> list[int]:
        """Return the whole weights of the ballots, in units."""
        return [int(ballot.weight) for ballot in self.ballots]


class Round(NamedTuple):
    """Hold one round of a count: votes before it acts, who is elected and eliminated in it, and why.

    `why` is a word of `tally_words`; `facts` are the numbers that go with it.
    """

    tallies: Mapping[int, Number]
    elected: tuple[int, ...] = ()
    eliminated: tuple[int, ...] = ()
    why: str = ""
    facts: Mapping[str, Number] = {}


@dataclass(frozen=True)
class Outcome:
    """Hold the answer of a rule: winners in order, the ties a stated rule had to settle, and the rounds."""

    winners: tuple[int, ...]
    rounds: tuple[Round, ...]
    ties: tuple[tuple[int, ...], ...] = ()
    extras: Mapping[str, object] = field(default_factory=dict)


def build_election(
    ids: Sequence[str],
    names: Mapping[str, str],
    ballots: Iterable[Ballot],
    *,
    seats: int | None = None,
    title: str = "",
    refused: Iterable[tuple[int, str]] = (),
) -> Election:
    """Merge equal ballots, put them in canonical order and make their weights whole numbers."""
    merged: dict[tuple[Ranking, tuple[int, ...], tuple[tuple[int, Fraction], ...] | None], Number] = {}
    for weight, ranking, approved, scores in ballots:
        key = (
            tuple([rank if len(rank) == 1 else tuple(sorted(rank)) for rank in ranking if rank]),
            tuple(sorted(approved)),
            None if scores is None else tuple(sorted(scores)),
        )
        merged[key] = merged.get(key, 0) + weight
    scale = lcm(*{weight.denominator for weight in merged.values()}, 1)
    kept = sorted(merged, key=lambda key: (key[0], key[1], key[2] or ()))
    return Election(
        ids=tuple(ids),
        names=dict(names),
        ballots=tuple(Ballot(int(merged[key] * scale), *key) for key in kept),
        unit=Fraction(1, scale),
        seats=seats,
        title=title,
        refused=tuple(refused),
    )


def check_seats(election: Election, seats: int) -> None:
    """Refuse a number of seats that the candidates cannot fill."""
    if not 1 <= seats <= len(election.ids):
        raise Refusal(
            f"Kursi yang diminta {seats}, padahal calonnya {len(election.ids)}; "
            f"beri --seats antara 1 dan {len(election.ids)}.",
            f"{seats} seats were asked for, but there are {len(election.ids)} candidates; "
            f"give --seats between 1 and {len(election.ids)}.",
        )


def best_by(
    scores: Mapping[int, Number] | Sequence[Number], seats: int
) -> tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]:
    """Return the `seats` candidates of highest score, and the tie at the last seat if there is one.

    Equal scores go to the candidate named earlier in the file.
    """
    pairs = scores.items() if isinstance(scores, Mapping) else enumerate(scores)
    table = dict(pairs)
    order = sorted(table, key=lambda candidate: (-table[candidate], candidate))
    winners = tuple(order[:seats])
    if len(order) > seats and table[order[seats]] == table[order[seats - 1]]:
        edge = table[order[seats]]
        return winners, (tuple(sorted(c for c in order if table[c] == edge)),)
    return winners, ()


def strict_prefix(ranking: Ranking) -> tuple[int, ...]:
    """Return the ballot's order cut before its first tied rank."""
    kept: list[int] = []
    for rank in ranking:
        if len(rank) != 1:
            break
        kept.append(rank[0])
    return tuple(kept)


def strict_ballots(election: Election) -> list[tuple[tuple[int, ...], int]]:
    """Return merged strict orders with whole weights; ballots cut at their first tie, empty ones dropped."""
    if "strict" not in election.derived:
        merged: dict[tuple[int, ...], int] = {}
        for ballot in election.ballots:
            order = strict_prefix(ballot.ranking)
            if order:
                merged[order] = merged.get(order, 0) + int(ballot.weight)
        election.derived["strict"] = sorted(merged.items())
    return cast(list[tuple[tuple[int, ...], int]], election.derived["strict"])
