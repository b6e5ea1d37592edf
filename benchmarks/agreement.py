"""Budgets against pabutools on small generated instances: `python -m benchmarks.agreement [--count 300]`.

Ties, free projects, empty ballots and projects nobody approves come up often here. Prints one table: how
many outcomes were compared by rule, and how many sets of winners differed (none may).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from typing import Any

from rembuk.reckon.collective_choice.budget import count_budget
from rembuk.reckon.collective_choice.budget_instance import make_budget

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
    print("| rule | compared with pabutools | different winners |\n|---|---|---|")
    for name, times in sorted(compared.items()):
        print(f"| {name} | {times} | {differ[name]} |")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
