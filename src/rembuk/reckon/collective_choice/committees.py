"""Committees of a fixed size from approval ballots: SAV, PAV, sequential Phragmén, Equal Shares."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from rembuk.reckon.refusal import Refusal

RULES = ("sav", "pav", "seq-phragmen", "mes")


@dataclass(frozen=True)
class CommitteeRound:
    """Keep who was elected in a round and the exact figures that decided it.

    `tallies` maps candidates to their score (sav, pav), the time of election (seq-phragmen) or what
    each paying supporter paid (mes).
    """

    elected: tuple[int, ...]
    tallies: dict[int, Fraction]


@dataclass(frozen=True)
class CommitteeResult:
    """Keep the winners in order of election, the ties that the smaller number settled, the rounds."""

    winners: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...] = ()
    rounds: tuple[CommitteeRound, ...] = field(default=())


def committee(
    profile: Sequence[Collection[int]], weights: Sequence[int], candidates: int, seats: int, rule: str
) -> CommitteeResult:
    """Elect SEATS of the candidates 0 … CANDIDATES−1 from approval ballots.

    PROFILE holds the approved candidates of each kind of ballot, WEIGHTS how many voters cast it. A tie
    goes to the smaller candidate number and is reported. Every comparison is exact. All seats are filled:
    a candidate nobody approves comes last.

    Sources: sav: Brams and Kilgour 2014; pav: Thiele 1895; seq-phragmen: Phragmén 1894, Brill et al. 2017;
    mes: Peters and Skowron 2020, seats left over filled by sequential Phragmén from the money left, as
    they propose. Refuses more seats than candidates and unknown rules.
    """
    if rule not in RULES:
        raise Refusal(
            f"Aturan {rule} tidak dikenal; pilih salah satu dari {', '.join(RULES)}.",
            f"The rule {rule} is unknown; choose one of {', '.join(RULES)}.",
        )
    if not 1 <= seats <= candidates:
        raise Refusal(
            f"Jumlah kursi {seats} harus antara 1 dan jumlah calon ({candidates}).",
            f"The number of seats, {seats}, must lie between 1 and the number of candidates ({candidates}).",
        )
    ballots: dict[tuple[int, ...], int] = {}
    for approved, weight in zip(profile, weights, strict=True):
        if weight > 0:
            key = tuple(sorted(set(approved)))
            ballots[key] = ballots.get(key, 0) + weight
    count = {"sav": _sav, "pav": _pav, "seq-phragmen": _phragmen, "mes": _equal_shares}[rule]
    return count(ballots, candidates, seats)


Ballots = dict[tuple[int, ...], int]


def _sav(ballots: Ballots, candidates: int, seats: int) -> CommitteeResult:
    scores = [Fraction(0)] * candidates
    for approved, weight in ballots.items():
        for candidate in approved:
            scores[candidate] += Fraction(weight, len(approved))
    order = sorted(range(candidates), key=lambda c: (-scores[c], c))
    winners = tuple(order[:seats])
    ties = _tied_at_the_edge(scores, order, seats)
    return CommitteeResult(winners, ties, (CommitteeRound(winners, dict(enumerate(scores))),))


def _tied_at_the_edge(
    scores: Sequence[Fraction], order: Sequence[int], seats: int
) -> tuple[tuple[int, ...], ...]:
    if seats == len(order) or scores[order[seats]] != scores[order[seats - 1]]:
        return ()
    return (tuple(c for c in sorted(order) if scores[c] == scores[order[seats]]),)


def _pav(ballots: Ballots, candidates: int, seats: int) -> CommitteeResult:
    """Search all committees depth first, leaving a branch when its bound is below the best score.

    The bound adds the largest marginal gains of the seats still open: marginal gains only shrink.
    """
    scale = lcm(*range(1, seats + 1))
    voters = [(frozenset(b), w * scale) for b, w in sorted(ballots.items())]
    best, best_sets = -1, list[tuple[int, ...]]()

    def gains(reached: list[int], pool: range) -> dict[int, int]:
        worth = dict.fromkeys(pool, 0)
        for (approved, weight), have in zip(voters, reached, strict=True):
            for candidate in approved:
                if candidate in worth:
                    worth[candidate] += weight // (have + 1)
        return worth

    def search(chosen: tuple[int, ...], score: int, reached: list[int], first: int) -> None:
        nonlocal best
        open_seats = seats - len(chosen)
        if open_seats == 0:
            if score > best:
                best = score
                best_sets.clear()
            if score == best:
                best_sets.append(chosen)
            return
        worth = gains(reached, range(first, candidates))
        if score + sum(sorted(worth.values(), reverse=True)[:open_seats]) < best:
            return
        for candidate in range(first, candidates - open_seats + 1):
            step = [
                have + (candidate in approved) for (approved, _), have in zip(voters, reached, strict=True)
            ]
            search((*chosen, candidate), score + worth[candidate], step, candidate + 1)

    search((), 0, [0] * len(voters), 0)
    winners = min(best_sets)
    shared = set(winners).intersection(*best_sets)
    undecided = tuple(sorted({c for each in best_sets for c in each} - shared))
    return CommitteeResult(
        winners,
        (undecided,) if undecided else (),
        (CommitteeRound(winners, {c: Fraction(best, scale) for c in winners}),),
    )


def _phragmen(ballots: Ballots, candidates: int, seats: int) -> CommitteeResult:
    return _phragmen_from(ballots, candidates, seats, dict.fromkeys(ballots, Fraction(0)), [], [], [])


def _phragmen_from(  # noqa: PLR0917
    ballots: Ballots,
    candidates: int,
    seats: int,
    loads: dict[tuple[int, ...], Fraction],
    winners: list[int],
    ties: list[tuple[int, ...]],
    rounds: list[CommitteeRound],
) -> CommitteeResult:
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
                ties.append(tuple(rest))
            for candidate in rest[: seats - len(winners)]:
                winners.append(candidate)
                rounds.append(CommitteeRound((candidate,), {}))
            break
        best = min(when.values())
        tied = tuple(c for c in when if when[c] == best)
        if len(tied) > 1:
            ties.append(tied)
        winners.append(tied[0])
        rounds.append(CommitteeRound(tied[:1], when))
        loads = {b: best if tied[0] in b else load for b, load in loads.items()}
    return CommitteeResult(tuple(winners), tuple(ties), tuple(rounds))


def _equal_shares(ballots: Ballots, candidates: int, seats: int) -> CommitteeResult:
    money = dict.fromkeys(ballots, Fraction(seats, sum(ballots.values())))
    winners: list[int] = []
    ties: list[tuple[int, ...]] = []
    rounds: list[CommitteeRound] = []
    while len(winners) < seats:
        prices: dict[int, Fraction] = {}
        for candidate in range(candidates):
            fans = {b: w for b, w in ballots.items() if candidate in b}
            if candidate not in winners and sum(money[b] * w for b, w in fans.items()) >= 1:
                prices[candidate] = price([(money[b], w) for b, w in fans.items()], Fraction(1))
        if not prices:
            break
        best = min(prices.values())
        tied = tuple(c for c in prices if prices[c] == best)
        if len(tied) > 1:
            ties.append(tied)
        winners.append(tied[0])
        rounds.append(CommitteeRound(tied[:1], prices))
        for b in money:
            if tied[0] in b:
                money[b] -= min(money[b], best)
    debts = {b: -left for b, left in money.items()}
    return _phragmen_from(ballots, candidates, seats, debts, winners, ties, rounds)


def price(purses: Sequence[tuple[Fraction, int]], cost: Fraction) -> Fraction:
    """Return the least q at which all paying at most q pay COST; PURSES hold (money, weight) and suffice."""
    weight = sum(w for _, w in purses)
    for money, w in sorted(purses):
        if money * weight >= cost:
            break
        cost -= money * w
        weight -= w
    return cost / weight
