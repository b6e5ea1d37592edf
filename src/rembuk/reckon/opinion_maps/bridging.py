"""Bridging scores: which statements people agree on whatever side they stand.

The objective is that of Community Notes' core factorisation (Wojcik et al. 2022, "Birdwatch: crowd wisdom and
bridging algorithms", arXiv:2210.15723), found here by alternating closed-form updates instead of gradients.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.reckon.compiled import compiled
from rembuk.reckon.opinion_maps.ballots import Rows, Votes, rows_of

FACTOR_WEIGHT = 0.03
INTERCEPT_WEIGHT = 0.15
SWEEPS = 400


@dataclass(frozen=True)
class Bridging:
    """Hold the fit: scores (the statements' intercepts, NaN if nobody rated one), factors, objective."""

    scores: NDArray[np.float64]
    statement_factor: NDArray[np.float64]
    person_intercept: NDArray[np.float64]
    person_factor: NDArray[np.float64]
    mean: float
    objective: float
    sweeps: int


@compiled
def _sweep(
    start: Any, code: Any, shown: Any, mu: float, item_i: Any, item_f: Any, penal_i: float, penal_f: float,
    person_i: Any, person_f: Any, sums: Any,
) -> float:  # fmt: skip
    """Solve every person for fixed statements and add up what the statements' solution needs.

    SUMS (statements, 4) gets the sums of f, f x f, r and r x f, r what is left of a rating after mean and
    person. Returns the squared error plus the persons' penalties.
    """
    sums[:, :] = 0.0
    total = 0.0
    for row in range(person_i.size):
        n = 0
        e1 = e2 = f1 = f2 = ef = 0.0
        for j in range(start[row], start[row + 1]):
            s = code[j] // 3
            if not shown[s]:
                continue
            e = 0.5 * (code[j] - 3 * s) - mu - item_i[s]
            f = item_f[s]
            n += 1
            e1 += e
            e2 += e * e
            f1 += f
            f2 += f * f
            ef += e * f
        if n == 0:
            person_i[row] = 0.0
            person_f[row] = 0.0
            continue
        a, d = n + penal_i, f2 + penal_f
        det = a * d - f1 * f1
        i = (e1 * d - ef * f1) / det
        g = (ef * a - e1 * f1) / det
        person_i[row] = i
        person_f[row] = g
        total += e2 - i * e1 - g * ef
        for j in range(start[row], start[row + 1]):
            s = code[j] // 3
            r = 0.5 * (code[j] - 3 * s) - mu - i
            sums[s, 0] += g
            sums[s, 1] += g * g
            sums[s, 2] += r
            sums[s, 3] += r * g
    return total


def bridging_scores(
    rows: Rows, shown: NDArray[np.bool_], begin: NDArray[np.float64] | None = None, tolerance: float = 1e-8
) -> Bridging:
    """Fit mean, intercepts and one factor to the votes on the statements SHOWN; the intercept is the score.

    A vote of agree is 1, pass 0.5, disagree 0. Minimised: mean over votes of (y - mu - i_u - i_s - f_u f_s)^2
    + 0.03 mean f_u^2 + 0.15 mean i_u^2 + 0.03 mean f_s^2 + 0.15 mean i_s^2 + 0.15 mu^2, means over people who
    voted and statements voted on. BEGIN is where the statements' factors start (the first axis of the map, so
    the sign is canonical); ends when a sweep gains less than TOLERANCE of the objective.
    """
    counts = rows.counts
    given = np.where(shown, counts.sum(axis=1), 0)
    rated = given > 0
    votes, items = int(given.sum()), int(rated.sum())
    size = rows.statements
    person_i, person_f = np.zeros(rows.participants), np.zeros(rows.participants)
    item_i, item_f = np.zeros(size), np.zeros(size)
    if not votes:
        return Bridging(np.full(size, np.nan), item_f, person_i, person_f, 0.0, 0.0, 0)
    people = int(_voters(rows.start, rows.code, shown))
    mu = float((counts[rated] * np.array([0.0, 0.5, 1.0])).sum()) / votes
    item_f[rated] = _begin(begin, size)[rated]
    per_person, per_item = votes / people, votes / items
    sums = np.zeros((size, 4))
    best, sweep = np.inf, 0
    while sweep < SWEEPS:
        sweep += 1
        error = _sweep(
            rows.start, rows.code, shown, mu, item_i, item_f,
            INTERCEPT_WEIGHT * per_person, FACTOR_WEIGHT * per_person, person_i, person_f, sums,
        )  # fmt: skip
        objective = error / votes + INTERCEPT_WEIGHT * (float((item_i**2).sum()) / items + mu * mu)
        objective += FACTOR_WEIGHT * float((item_f**2).sum()) / items
        if best - objective < tolerance * objective:
            best = min(best, objective)
            break
        best = objective
        mu = _solve_items(sums, given, per_item, mu, item_i, item_f)
        balance = float((person_f**2).sum()) * items / max(float((item_f**2).sum()) * people, 1e-300)
        if balance > 0.0:
            # Only the product of the factors is in the data; equal sizes cost least, and are reached at once.
            item_f *= balance**0.25
    scores = np.where(rated, item_i, np.nan)
    return Bridging(scores, item_f, person_i, person_f, mu, best, sweep)


def _begin(begin: NDArray[np.float64] | None, size: int) -> NDArray[np.float64]:
    start: NDArray[np.float64] = np.sin(1.0 + np.arange(size) * 2.399963)  # any spread of signs will do
    if begin is not None and begin.any():
        start = begin
    return start * float(0.5 / np.sqrt((start * start).mean()))


def _solve_items(
    sums: NDArray[np.float64],
    given: NDArray[np.int64],
    per_item: float,
    mu: float,
    item_i: NDArray[np.float64],
    item_f: NDArray[np.float64],
) -> float:
    """Solve every statement for fixed people into ITEM_I and ITEM_F; return the mean solved after them."""
    f1, f2, r1, rf = sums.T
    a, d = given + INTERCEPT_WEIGHT * per_item, f2 + FACTOR_WEIGHT * per_item
    det = a * d - f1 * f1
    rated = given > 0
    item_i[rated] = ((r1 * d - rf * f1) / det)[rated]
    item_f[rated] = ((rf * a - r1 * f1) / det)[rated]
    left = float((r1 - given * item_i - item_f * f1)[rated].sum()) / float(given.sum())
    return mu + (left - INTERCEPT_WEIGHT * mu) / (1.0 + INTERCEPT_WEIGHT)


def score_by_bridging(votes: Votes) -> dict[str, float]:
    """Return the bridging score of every statement, or comment, that VOTES rate, by its id, without a map.

    Hidden and meta statements get none. For reactions to comments: 1 helpful, 0 in between, -1 not.
    """
    rows = rows_of(votes)
    shown = np.array([name not in votes.hidden | votes.meta for name in votes.statement_ids], bool)
    scores = bridging_scores(rows, shown).scores.tolist()
    return {
        name: score for name, score in zip(votes.statement_ids, scores, strict=True) if not math.isnan(score)
    }


def order_by_bridging(ids: Iterable[str], scores: dict[str, float]) -> list[str]:
    """Return IDS with the highest SCORES first; ids without a score come last, ties keep their order."""
    return sorted(ids, key=lambda one: -scores.get(one, -np.inf))


@compiled
def _voters(rows_start: Any, code: Any, shown: Any) -> int:
    people = 0
    for row in range(rows_start.size - 1):
        for j in range(rows_start[row], rows_start[row + 1]):
            if shown[code[j] // 3]:
                people += 1
                break
    return people
