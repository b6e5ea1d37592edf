"""Which statements speak for a group, what everybody agrees on, and what to show next.

Source of the definitions: compdemocracy/polis, math/src/polismath/math/repness.clj, stats.clj and
conversation.clj. Counts get one added success and one added trial (two trials in a share).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled
from rembuk.reckon.opinion_maps.ballots import Rows

SIGNIFICANT = 1.2816  # one-sided 90 %
LISTED = 5
META_PRIORITY = 49.0

Counts = NDArray[np.int64]
Reals = NDArray[np.float64]


@dataclass(frozen=True)
class Representative:
    """Hold one statement that speaks for a group: shares and ratios with their z tests."""

    statement: int
    direction: str
    best_agree: bool
    successes: int
    trials: int
    p: float
    p_test: float
    ratio: float
    ratio_test: float


@dataclass(frozen=True)
class Agreed:
    """Hold one statement most people agree (or disagree) on, with its one-proportion test."""

    statement: int
    successes: int
    trials: int
    p: float
    p_test: float


@compiled
def _count_by_group(start: Any, code: Any, group: Any, out: Any) -> None:
    for row in range(group.size):
        g = group[row]
        if g >= 0:
            for j in range(start[row], start[row + 1]):
                out[g, code[j]] += 1


def group_votes(rows: Rows, group: NDArray[np.int64], groups: int) -> Counts:
    """Return (groups, statements, 3) counts [agree, disagree, seen] of the people with GROUP >= 0."""
    raw = np.zeros((groups, 3 * rows.statements), np.int64)
    _count_by_group(rows.start, rows.code, group, raw)
    return agree_disagree_seen(raw.reshape(groups, rows.statements, 3))


def agree_disagree_seen(counts: Counts) -> Counts:
    """Turn counts [disagree, pass, agree] along the last axis into [agree, disagree, seen]."""
    return np.stack([counts[..., 2], counts[..., 0], counts.sum(axis=-1)], axis=-1)


def share(successes: Counts, trials: Counts) -> Reals:
    """Return the share with one added success in two added trials."""
    shares: Reals = (successes + 1) / (trials + 2)
    return shares


def one_proportion_test(successes: Counts, trials: Counts) -> Reals:
    """Return the z value of a share against one half."""
    n = trials + 1
    z: Reals = 2 * np.sqrt(n) * ((successes + 1) / n - 0.5)
    return z


def two_proportion_test(in_yes: Counts, out_yes: Counts, in_all: Counts, out_all: Counts) -> Reals:
    """Return the pooled z value of the share inside against the share outside; 0 if everybody agrees."""
    s1, s2 = (in_yes + 1).astype(np.float64), (out_yes + 1).astype(np.float64)
    n1, n2 = (in_all + 1).astype(np.float64), (out_all + 1).astype(np.float64)
    s, n = s1 + s2, n1 + n2
    inner = s * (n - s) / (n * n1 * n2)
    z: Reals = np.where(
        s == n, 0.0, ((s1 * n2 - s2 * n1) / (n1 * n2)) / np.sqrt(np.where(s == n, 1.0, inner))
    )
    return z


@dataclass(frozen=True)
class _Side:
    """Shares, tests and ratios of one direction (agree or disagree) by statement."""

    successes: Counts
    p: Reals
    p_test: Reals
    ratio: Reals
    ratio_test: Reals
    rank: Reals  # the sorting key, with the ratio test rounded to single precision as Polis stores it

    @staticmethod
    def of(yes: Counts, seen: Counts, yes_rest: Counts, seen_rest: Counts) -> _Side:
        p, p_test = share(yes, seen), one_proportion_test(yes, seen)
        ratio = ((yes + 1) * (seen_rest + 2)) / ((seen + 2) * (yes_rest + 1))
        ratio_test = two_proportion_test(yes, yes_rest, seen, seen_rest)
        stored = ratio_test.astype(np.float32).astype(np.float64)
        return _Side(yes, p, p_test, ratio, ratio_test, ratio * stored * p * p_test)


def representative(votes: Counts, shown: NDArray[np.bool_]) -> list[list[Representative]]:
    """Return for each group the statements that speak for it, at most five, agrees before disagrees.

    VOTES is (groups, statements, 3) as `group_votes` gives it, statements in order of first vote.
    """
    everybody = votes.sum(axis=0)
    return [_speak_for(one, everybody - one, shown) for one in votes]


def _speak_for(own: Counts, rest: Counts, shown: NDArray[np.bool_]) -> list[Representative]:
    seen, seen_rest = own[:, 2], rest[:, 2]
    agree = _Side.of(own[:, 0], seen, rest[:, 0], seen_rest)
    disagree = _Side.of(own[:, 1], seen, rest[:, 1], seen_rest)
    toward = agree.ratio_test > disagree.ratio_test

    def finished(s: int, best_agree: bool = False) -> Representative:
        side, word = (agree, "agree") if toward[s] else (disagree, "disagree")
        return Representative(
            s,
            word,
            best_agree,
            int(side.successes[s]),
            int(seen[s]),
            float(side.p[s]),
            float(side.p_test[s]),
            float(side.ratio[s]),
            float(side.ratio_test[s]),
        )

    passes = ((agree.ratio_test > SIGNIFICANT) & (agree.p_test > SIGNIFICANT)) | (
        (disagree.ratio_test > SIGNIFICANT) & (disagree.p_test > SIGNIFICANT)
    )
    enough = np.flatnonzero(passes & shown)
    best = _best_agree(agree, own, shown)
    if enough.size == 0:
        if best is not None:
            return [finished(best, True)]
        last = _best_by_test(agree, disagree, toward, shown)
        return [] if last is None else [finished(last)]
    rank = np.where(toward, agree.rank, disagree.rank)[enough]
    ordered = [int(s) for s in enough[np.argsort(-rank, kind="stable")] if s != best]
    head = [] if best is None else [finished(best, True)]
    chosen = (head + [finished(s) for s in ordered[:LISTED]])[:LISTED]
    return [one for one in chosen if one.direction == "agree"] + [
        one for one in chosen if one.direction == "disagree"
    ]


def _best_agree(agree: _Side, own: Counts, shown: NDArray[np.bool_]) -> int | None:
    """Return the statement the group most agrees on: by its distinctness if it has any, else by its share."""
    full = agree.ratio * agree.ratio_test * agree.p * agree.p_test
    plain = agree.p * agree.p_test
    best: int | None = None
    for s in np.flatnonzero(shown & ((own[:, 0] > 0) | (own[:, 1] > 0))).tolist():
        if best is None:
            if agree.p_test[s] > SIGNIFICANT or (agree.ratio[s] > 1.0 and agree.p[s] > 0.5):
                best = s
        elif agree.ratio[best] > 1.0:
            if full[s] > full[best]:
                best = s
        elif plain[s] > plain[best]:
            best = s
    return best


def _best_by_test(
    agree: _Side, disagree: _Side, toward: NDArray[np.bool_], shown: NDArray[np.bool_]
) -> int | None:
    """Return the first statement with the largest two-proportion test in either direction."""
    best: int | None = None
    level = 0.0
    for s in np.flatnonzero(shown).tolist():
        if best is None or max(agree.ratio_test[s], disagree.ratio_test[s]) > level:
            best = s
            # The kept value is in single precision, the challenger in double: as Polis compares them.
            level = float(np.float32((agree if toward[s] else disagree).ratio_test[s]))
    return best


def consensus(counts: Counts, shown: NDArray[np.bool_]) -> dict[str, list[Agreed]]:
    """Return at most five statements most people agree on and five they disagree on.

    COUNTS is (statements, 3) [agree, disagree, seen] over everybody, in the groups or not.
    """
    lists = {}
    for word, column in (("agree", 0), ("disagree", 1)):
        p = share(counts[:, column], counts[:, 2])
        z = one_proportion_test(counts[:, column], counts[:, 2])
        fit = np.flatnonzero(shown & (p > 0.5) & (z > SIGNIFICANT))
        order = fit[np.argsort(-(p * z)[fit], kind="stable")][:LISTED]
        lists[word] = [
            Agreed(int(s), int(counts[s, column]), int(counts[s, 2]), float(p[s]), float(z[s])) for s in order
        ]
    return lists


def group_consensus(votes: Counts) -> Reals:
    """Return the group-aware consensus by statement: the product over groups of the share that agrees."""
    result = np.ones(votes.shape[1])
    for one in votes:
        result = result * share(one[:, 0], one[:, 2])
    return result


def priorities(votes: Counts, extremity: Reals, meta: NDArray[np.bool_]) -> Reals:
    """Return how much each statement deserves to be shown next.

    VOTES are the group votes of the previous tick; for a finished conversation they are the last ones.
    """
    total = votes.sum(axis=0)
    agree, seen = total[:, 0], total[:, 2]
    passed = seen - total[:, 0] - total[:, 1]
    importance = (1 - share(passed, seen)) * (extremity + 1) * share(agree, seen)
    lift = 1 + 8 * np.exp2(-seen / 5)
    result: Reals = np.where(meta, META_PRIORITY, (importance * lift) ** 2)
    return result
