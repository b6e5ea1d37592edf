"""Budgets and committees against pabutools and abcvoting: `python -m benchmarks.agreement [--count 300]`.

Small generated instances in which ties, free projects, empty ballots and projects nobody approves come up
often. Writes how many outcomes were compared by rule, and how many differed (none may), into
docs/reference/budgets.md and elections.md.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from typing import Any

from benchmarks.page import put
from rembuk.reckon.collective_choice.budget import count_budget
from rembuk.reckon.collective_choice.budget_instance import make_budget
from rembuk.reckon.collective_choice.committees import ballots_of, elect

COMMITTEES = {"sav": "sav", "pav": "pav", "seq-phragmen": "seqphragmen", "mes": "equal-shares"}
Small = tuple[dict[str, int], int, list[list[str]]]


def draw(rng: random.Random, free: bool) -> Small:
    """Draw costs, a limit and approvals; some projects cost nothing where FREE."""
    names = rng.sample(["1", "10", "2", "9", "a", "B", "12"], rng.randint(1, 6))
    largest = rng.choice([5, 12, 60])
    costs = {name: rng.randint(0 if free else 1, largest) for name in names}
    ballots = [rng.sample(names, rng.randint(0, len(names))) for _ in range(rng.randint(1, 8))]
    return costs, rng.randint(1, 3 * largest), ballots


def peers(small: Small) -> dict[str, set[str]]:
    """Return the winners of pabutools by rule."""
    from pabutools import election, rules

    costs, limit, ballots = small
    projects = {name: election.Project(name, cost) for name, cost in costs.items()}
    instance = election.Instance(list(projects.values()), budget_limit=limit)
    profile = election.ApprovalProfile(
        [election.ApprovalBallot([projects[name] for name in ballot]) for ballot in ballots]
    )
    found: dict[str, Any] = {"phragmen": rules.sequential_phragmen(instance, profile)}
    for word, worth in (("cost", election.Cost_Sat), ("card", election.Cardinality_Sat)):
        found[f"greedy-{word}"] = rules.greedy_utilitarian_welfare(instance, profile, sat_class=worth)
        found[f"mes-{word}"] = rules.method_of_equal_shares(instance, profile, sat_class=worth)
        # One unit of currency for every voter is the number of voters in the whole budget.
        found[f"mes-{word} add1"] = rules.exhaustion_by_budget_increase(
            instance, profile, rules.method_of_equal_shares, {"sat_class": worth}, budget_step=len(ballots)
        )
    return {rule: {project.name for project in won} for rule, won in found.items()}


def committees(rng: random.Random, count: int) -> tuple[Counter[str], Counter[str]]:
    """Count committees that abcvoting has among its tied ones, and those it has not, by rule."""
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    compared: Counter[str] = Counter()
    differ: Counter[str] = Counter()
    for _ in range(count):
        size = rng.randint(2, 6)
        seats = rng.randint(1, size)
        approvals = [tuple(rng.sample(range(size), rng.randint(0, size))) for _ in range(rng.randint(1, 8))]
        if not any(approvals):
            continue
        voters = Profile(size)
        voters.add_voters(approvals)
        for rule, name in COMMITTEES.items():
            won = set(elect(ballots_of(approvals, [1] * len(approvals), size, seats), rule).winners)
            tied = abcrules.compute(name, voters, committeesize=seats, resolute=False)
            compared[rule] += 1
            if won not in [set(committee) for committee in tied]:
                differ[rule] += 1
                print(f"{rule}, {seats} of {size}: {approvals}", file=sys.stderr)
    return compared, differ


def main() -> int:
    """Compare and print; 1 if any outcome differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    rng = random.Random(args.seed)  # noqa: S311 - instances to compare, no secret
    compared: Counter[str] = Counter()
    differ: Counter[str] = Counter()
    for turn in range(args.count):
        small = draw(rng, free=turn % 3 == 0)
        budget = make_budget(*small)
        for name, expected in peers(small).items():
            rule, _, completion = name.partition(" ")
            outcome = count_budget(budget, rule, completion or "none")
            compared[name] += 1
            if {budget.ids[p] for p in outcome.winners} != expected:
                differ[name] += 1
                print(f"{name}: {small}", file=sys.stderr)
    lines = ["| rule | compared with pabutools | different winners |", "|---|---|---|"]
    lines += [f"| {name} | {times} | {differ[name]} |" for name, times in sorted(compared.items())]
    put("budgets.md", "agreement", "\n".join(lines))
    seen, apart = committees(rng, args.count)
    more = ["| rule | compared with abcvoting | not among its tied committees |", "|---|---|---|"]
    more += [f"| {name} | {times} | {apart[name]} |" for name, times in sorted(seen.items())]
    put("elections.md", "agreement", "\n".join(more))
    print("\n".join([*lines, "", *more]))
    return 1 if differ or apart else 0


if __name__ == "__main__":
    sys.exit(main())
