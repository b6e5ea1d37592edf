"""Committees of a fixed size from approval ballots: SAV, PAV, sequential Phragmén, Equal Shares."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.collective_choice.budget_instance import LARGEST_AMOUNT, Budget, merge, rows_of
from rembuk.reckon.collective_choice.equal_shares import EqualShares, Purchases
from rembuk.reckon.collective_choice.phragmen import Phragmen, Start, phragmen
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
    if sum(weights) > LARGEST_AMOUNT:
        raise Refusal(
            f"Surat suara terlalu banyak untuk {rule}; perkecil bobot atau jumlahnya.",
            f"There are too many ballots for {rule}; make their weights or counts smaller.",
        )
    return elect(ballots_of(profile, weights, candidates, seats), rule)


def ballots_of(
    profile: Sequence[Collection[int]], weights: Sequence[int], candidates: int, seats: int
) -> Budget:
    """Merge equal ballots and put the election as a budget: a candidate costs 1, there are SEATS to spend."""
    table, counts = merge(rows_of(profile), np.array(weights, np.int64))
    digits = len(str(candidates))
    ids = tuple(f"{c:0{digits}}" for c in range(candidates))
    costs = np.ones(candidates, np.int64)
    return Budget(ids, ids, costs, seats, 1, int(counts.sum()), table, counts)


def elect(ballots: Budget, rule: str) -> CommitteeResult:
    """Elect by RULE from what `ballots_of` made."""
    return {"sav": _sav, "pav": _pav, "seq-phragmen": _phragmen, "mes": _equal_shares}[rule](ballots)


def _sav(ballots: Budget) -> CommitteeResult:
    seats, candidates = ballots.limit, len(ballots.ids)
    sizes = np.diff(ballots.ballots.pointers)
    largest = int(sizes.max(initial=0)) + 1
    votes = np.zeros((candidates, largest), np.int64)
    np.add.at(votes, (ballots.ballots.items, np.repeat(sizes, sizes)), np.repeat(ballots.weights, sizes))
    scores = [sum((Fraction(int(n), size) for size, n in enumerate(row) if n), Fraction(0)) for row in votes]
    order = sorted(range(candidates), key=lambda c: (-scores[c], c))
    winners = tuple(order[:seats])
    ties: tuple[tuple[int, ...], ...] = ()
    if seats < candidates and scores[order[seats]] == scores[order[seats - 1]]:
        ties = (tuple(c for c in range(candidates) if scores[c] == scores[order[seats]]),)
    return CommitteeResult(winners, ties, (CommitteeRound(winners, dict(enumerate(scores))),))


def _phragmen(ballots: Budget) -> CommitteeResult:
    return _filled(ballots, phragmen(ballots), (), (), ())


def _filled(
    ballots: Budget,
    found: Phragmen,
    winners: tuple[int, ...],
    ties: tuple[tuple[int, ...], ...],
    rounds: tuple[CommitteeRound, ...],
) -> CommitteeResult:
    """Put what sequential Phragmén elected after what was elected before."""
    timed = found.order[: len(found.times)]
    rest = [c for c in range(len(ballots.ids)) if c not in winners and c not in timed]
    unwanted = found.order[len(timed) :]
    later = [CommitteeRound((c,), {c: found.earned_by(c)}) for c in timed]
    later += [CommitteeRound((c,), {}) for c in unwanted]
    ties = (*ties, *found.ties)
    if unwanted and len(rest) > len(unwanted):
        ties = (*ties, tuple(rest))
    return CommitteeResult((*winners, *found.order), ties, (*rounds, *later))


def _equal_shares(ballots: Budget) -> CommitteeResult:
    shares = EqualShares(ballots, by_cost=False)
    bought = shares.run()
    bought.ledger.catch_up(bought.order)
    rounds = tuple(CommitteeRound((c,), {c: bought.exact_price(k)}) for k, c in enumerate(bought.order))
    if len(bought.order) == ballots.limit:
        return CommitteeResult(bought.order, bought.ties, rounds)
    found = phragmen(ballots, bought=bought.order, start=_money_left(ballots, bought))
    return _filled(ballots, found, bought.order, bought.ties, rounds)


def _money_left(ballots: Budget, bought: Purchases) -> Start:
    """Let voters begin to earn with the money they have left, grouped by what they paid for."""
    paid = np.zeros((len(ballots.weights), len(bought.order) + 1), np.bool_)
    for k, c in enumerate(bought.order):
        paid[ballots.supporters.row(c), k] = True
    dry = bought.ledger.dead >= 0
    paid[dry] = False
    paid[dry, -1] = True
    kinds, group_of = np.unique(np.packbits(paid, axis=1), axis=0, return_inverse=True)
    ledger = bought.ledger

    def exact() -> list[Fraction]:
        bits = np.unpackbits(kinds, axis=1, count=paid.shape[1]).astype(np.bool_)
        return [_owed(row, ledger.start, ledger.prices, ledger.denominator) for row in bits]

    times = np.array([float(t) for t in exact()])
    return Start(group_of.astype(np.int32).ravel(), times, np.abs(times) * 2.0**-52, exact)


def _owed(paid: NDArray[np.bool_], start: int, prices: Sequence[int], denominator: int) -> Fraction:
    if paid[-1]:
        return Fraction(0)
    return Fraction(sum(prices[k] for k in np.flatnonzero(paid).tolist()) - start, denominator)


# So many partial committees are looked at before PAV is given up as too large.
_PAV_LIMIT = 20_000
_PAV_TIES = 500


class _ThieleSearch:
    """Look for all committees with the largest PAV score, depth first, in ascending order.

    A branch is left when its score and the largest marginal gains of the seats still open, which only
    shrink, stay below the best score. The first found among the best is therefore the smallest.
    """

    def __init__(self, ballots: Budget) -> None:
        self.seats, self.candidates = ballots.limit, len(ballots.ids)
        self.scale = lcm(*range(1, self.seats + 1))
        rows = ballots.ballots
        self.entries = rows.items
        self.rows = np.repeat(np.arange(len(rows)), np.diff(rows.pointers))
        self.weights = ballots.weights.astype(object) * self.scale
        if int(self.weights.sum()) * self.seats < 2**52:
            self.weights = self.weights.astype(np.int64)
        self.fans = [ballots.supporters.row(c) for c in range(self.candidates)]
        self.best, self.found, self.looked = self._greedy(), list[tuple[int, ...]](), 0

    def gains(self, have: NDArray[np.int64]) -> list[int]:
        """Return what each candidate would add, scaled to whole numbers."""
        each = (self.weights // (have + 1))[self.rows]
        if each.dtype == object:
            return [int(each[self.entries == c].sum()) for c in range(self.candidates)]
        worth = np.zeros(self.candidates, np.int64)
        np.add.at(worth, self.entries, each)
        return [int(gain) for gain in worth]

    def _greedy(self) -> int:
        have, score, left = np.zeros(len(self.weights), np.int64), 0, set(range(self.candidates))
        for _ in range(self.seats):
            worth = self.gains(have)
            top = max(left, key=lambda c: (worth[c], -c))
            left.remove(top)
            score += worth[top]
            have[self.fans[top]] += 1
        return score

    def search(self, chosen: tuple[int, ...], score: int, have: NDArray[np.int64]) -> None:
        """Go through all committees that begin with CHOSEN."""
        seats_open = self.seats - len(chosen)
        if seats_open == 0:
            if score > self.best:
                self.best = score
                self.found.clear()
            if score == self.best and len(self.found) < _PAV_TIES:
                self.found.append(chosen)
            return
        self.looked += 1
        if self.looked > _PAV_LIMIT:
            raise Refusal(
                "Pemilihan ini terlalu besar untuk PAV yang tepat; pakai aturan mes atau seq-phragmen.",
                "This election is too large for exact PAV; use the rule mes or seq-phragmen.",
            )
        worth = self.gains(have)
        for c in range(chosen[-1] + 1 if chosen else 0, self.candidates - seats_open + 1):
            reach = score + worth[c] + sum(sorted(worth[c + 1 :], reverse=True)[: seats_open - 1])
            if reach < self.best or (reach == self.best and len(self.found) >= _PAV_TIES):
                continue
            step = have.copy()
            step[self.fans[c]] += 1
            self.search((*chosen, c), score + worth[c], step)


def _pav(ballots: Budget) -> CommitteeResult:
    search = _ThieleSearch(ballots)
    search.search((), 0, np.zeros(len(ballots.weights), np.int64))
    winners = search.found[0]
    shared = set(winners).intersection(*search.found)
    undecided = tuple(sorted({c for each in search.found for c in each} - shared))
    score = Fraction(search.best, search.scale)
    return CommitteeResult(
        winners,
        (undecided,) if undecided else (),
        (CommitteeRound(winners, dict.fromkeys(winners, score)),),
    )
