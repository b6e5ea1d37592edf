"""Approval committees once more, slowly, in fractions."""

from __future__ import annotations

import itertools
from fractions import Fraction

Ballots = dict[frozenset[int], int]
Elected = tuple[list[int], list[list[int]]]


def phragmen(ballots: Ballots, candidates: int, seats: int) -> Elected:
    return _phragmen_from(ballots, candidates, seats, dict.fromkeys(ballots, Fraction(0)), [], [])


def _phragmen_from(ballots, candidates, seats, loads, winners, ties) -> Elected:  # type: ignore[no-untyped-def]  # inner step, its callers are typed
    while len(winners) < seats:
        when: dict[int, Fraction] = {}
        for candidate in range(candidates):
            fans = [b for b in ballots if candidate in b]
            if fans and candidate not in winners:
                carried = sum((loads[b] * ballots[b] for b in fans), Fraction(1))
                when[candidate] = carried / sum(ballots[b] for b in fans)
        if not when:
            rest = [c for c in range(candidates) if c not in winners]
            if len(rest) > seats - len(winners):
                ties.append(rest)
            winners.extend(rest[: seats - len(winners)])
            break
        tied = [c for c in when if when[c] == min(when.values())]
        if len(tied) > 1:
            ties.append(tied)
        winners.append(tied[0])
        loads = {b: when[tied[0]] if tied[0] in b else load for b, load in loads.items()}
    return winners, ties


def equal_shares(ballots: Ballots, candidates: int, seats: int) -> Elected:
    money = dict.fromkeys(ballots, Fraction(seats, sum(ballots.values())))
    winners: list[int] = []
    ties: list[list[int]] = []
    while len(winners) < seats:
        prices: dict[int, Fraction] = {}
        for candidate in set(range(candidates)) - set(winners):
            fans = sorted((money[b], w) for b, w in ballots.items() if candidate in b)
            if sum(m * w for m, w in fans) < 1:
                continue
            cost, weight = Fraction(1), sum(w for _, w in fans)
            for m, w in fans:
                if m * weight >= cost:
                    break
                cost, weight = cost - m * w, weight - w
            prices[candidate] = cost / weight
        if not prices:
            break
        tied = sorted(c for c in prices if prices[c] == min(prices.values()))
        if len(tied) > 1:
            ties.append(tied)
        winners.append(tied[0])
        money = {b: m - min(m, prices[tied[0]]) if tied[0] in b else m for b, m in money.items()}
    return _phragmen_from(ballots, candidates, seats, {b: -m for b, m in money.items()}, winners, ties)


def pav(ballots: Ballots, candidates: int, seats: int) -> Elected:
    def score(committee: tuple[int, ...]) -> Fraction:
        return sum(
            (
                w * sum(Fraction(1, k) for k in range(1, len(b & set(committee)) + 1))
                for b, w in ballots.items()
            ),
            Fraction(0),
        )

    scores = {c: score(c) for c in itertools.combinations(range(candidates), seats)}
    best = sorted(c for c in scores if scores[c] == max(scores.values()))
    undecided = sorted({c for each in best for c in each} - set(best[0]).intersection(*best))
    return list(best[0]), [undecided] if undecided else []
