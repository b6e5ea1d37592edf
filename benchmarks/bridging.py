"""Bridging against a plain minimiser: `python -m benchmarks.bridging [--people 1000 --statements 200]`.

Both minimise Community Notes' objective (docs/reference/opinion-maps.md) over the same generated ratings. The
reference knows nothing of ours: value and gradient from the ratings one by one, scipy's L-BFGS from random
starts until it stands still. The objective of either answer is computed by that plain formula. Prints one
table; ends with 1 if ours is higher than the best of the reference by more than a millionth.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.opinion_maps import generate
from benchmarks.page import Table
from rembuk.reckon import opinion_maps

Vector = NDArray[np.float64]


class Plain:
    """Hold ratings (n,): who, what, and 1, 1/2 or 0; and the objective over one long vector of unknowns."""

    def __init__(self, votes: NDArray[np.int32]) -> None:
        _, self.who = np.unique(votes[0], return_inverse=True)
        _, self.what = np.unique(votes[1], return_inverse=True)
        self.given = (votes[2] + 1) / 2
        self.people, self.items = int(self.who.max()) + 1, int(self.what.max()) + 1

    def parts(self, x: Vector) -> tuple[float, Vector, Vector, Vector, Vector]:
        """Return mu, the people's intercepts and factors, the statements' intercepts and factors."""
        cuts = np.cumsum([1, self.people, self.people, self.items])
        mu, *rest = np.split(x, cuts)
        return float(mu[0]), rest[0], rest[1], rest[2], rest[3]

    def value(self, x: Vector) -> tuple[float, Vector]:
        """Return the objective and its gradient."""
        mu, iu, fu, ii, fi = self.parts(x)
        error = mu + iu[self.who] + ii[self.what] + fu[self.who] * fi[self.what] - self.given
        total = float(np.mean(error**2)) + 0.15 * (np.mean(iu**2) + np.mean(ii**2) + mu**2)
        total += 0.03 * (np.mean(fu**2) + np.mean(fi**2))
        pull = 2 * error / len(error)

        def by(place: Any, weights: Vector, size: int) -> Vector:
            return np.bincount(place, weights, size)

        slope = [
            np.array([pull.sum() + 0.3 * mu]),
            by(self.who, pull, self.people) + 0.3 * iu / self.people,
            by(self.who, pull * fi[self.what], self.people) + 0.06 * fu / self.people,
            by(self.what, pull, self.items) + 0.3 * ii / self.items,
            by(self.what, pull * fu[self.who], self.items) + 0.06 * fi / self.items,
        ]
        return float(total), np.concatenate(slope)


def main() -> int:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--statements", type=int, default=200)
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--write", action="store_true", help="put the table into docs/reference")
    args = parser.parse_args()
    votes = generate(args.people, args.statements, 3.6)
    plain = Plain(votes)
    drawn = opinion_maps.draw_map(opinion_maps.votes_from_arrays(*votes))
    start = time.process_time()
    fit = opinion_maps.bridging_scores(drawn.rows, drawn.shown, drawn.projection.axes[0])
    took = time.process_time() - start
    who = np.argsort(np.argsort([int(name) for name in drawn.participant_ids]))
    what = np.argsort(np.argsort([int(name) for name in drawn.statement_ids]))
    mine = [np.empty(plain.people), np.empty(plain.people), np.empty(plain.items), np.empty(plain.items)]
    mine[0][who], mine[1][who] = fit.person_intercept, fit.person_factor
    mine[2][what], mine[3][what] = fit.scores, fit.statement_factor
    ours = plain.value(np.concatenate([[fit.mean], *mine]))[0]
    table = Table()
    table.add("ratings", "minimiser", "CPU s", "objective", "rank correlation of scores with ours")
    ratings = f"{votes.shape[1]:,}"
    table.add(ratings, "ours", f"{took:.2f}", f"{ours:.8f}", 1)
    best = np.inf
    size = 1 + 2 * (plain.people + plain.items)
    for turn in range(args.starts):
        start = time.process_time()
        found = minimize(
            plain.value,
            np.random.default_rng(turn).normal(0, 0.1, size),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 20_000, "maxfun": 40_000, "ftol": 1e-15, "gtol": 1e-9},
        )
        took = time.process_time() - start
        ranks = [np.argsort(np.argsort(scores)) for scores in (plain.parts(found.x)[3], mine[2])]
        alike = float(np.corrcoef(ranks[0], ranks[1])[0, 1])
        table.add(ratings, f"L-BFGS, start {turn}", f"{took:.2f}", f"{found.fun:.8f}", f"{alike:.5f}")
        best = min(best, float(found.fun))
    if args.write:
        table.put("opinion-maps.md", "bridging")
    return 1 if ours > best + 1e-6 else 0


if __name__ == "__main__":
    sys.exit(main())
