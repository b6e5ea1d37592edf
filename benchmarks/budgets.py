"""Participatory budgets and committees: seconds of processor against pabutools and abcvoting.

    python -m benchmarks.budgets                 ours alone
    python -m benchmarks.budgets --peer          pabutools and abcvoting as well (group `bench`; minutes)
    python -m benchmarks.budgets --big           1,000,000 x 300 as well
    python -m benchmarks.budgets --growth        five sizes, for the growth with the number of voters

Ours is the median of five; reading, compiling and the rule stand in rows of their own; a peer runs once.
Every row with a peer is checked in the same run: the same winners. The budgets are generated: popularity and
costs lognormal, 6.4 approvals a voter, a quarter of all costs to spend.
"""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rembuk.reckon.collective_choice.add_one import add_one
from rembuk.reckon.collective_choice.budget import count_budget
from rembuk.reckon.collective_choice.budget_instance import Budget
from rembuk.reckon.collective_choice.committees import ballots_of, elect
from rembuk.reckon.collective_choice.equal_shares import EqualShares
from rembuk.reckon.collective_choice.pabulib import read_budget

RULES = ("greedy-cost", "greedy-card", "mes-cost", "mes-card", "phragmen")


@dataclass
class Row:
    """Keep one line of the table; seconds of processor."""

    what: str
    ours: float
    peer: float | None = None
    same: str = ""

    def __str__(self) -> str:
        peer = "" if self.peer is None else f"{self.peer:.2f}"
        ratio = "" if self.peer is None else f"{self.peer / max(self.ours, 1e-9):,.0f}x"
        return f"| {self.what} | {self.ours:.4f} | {peer} | {ratio} | {self.same} |"


def seconds(work: Callable[[], Any], times: int = 5) -> tuple[float, Any]:
    """Return the median seconds of processor of WORK, and what it returned."""
    spent, answer = [], None
    for _ in range(times):
        start = time.process_time()
        answer = work()
        spent.append(time.process_time() - start)
    return statistics.median(spent), answer


def draw(voters: int, projects: int, seed: int, mean: float = 6.4, scale: float = 100_000) -> bytes:
    """Return a generated budget as a .pb file."""
    rng = np.random.default_rng(seed)
    popular = np.cumsum(rng.lognormal(0, 1, projects))
    lengths = np.maximum(1, rng.poisson(mean, voters))
    picks = np.searchsorted(popular, rng.random(int(lengths.sum())) * popular[-1])
    costs = np.maximum(1, rng.lognormal(0, 1, projects) * scale).astype(np.int64)
    lines = ["META", "key;value", f"budget;{int(costs.sum()) // 4}", "vote_type;approval"]
    lines += ["PROJECTS", "project_id;cost", *(f"{p};{cost}" for p, cost in enumerate(costs))]
    lines += ["VOTES", "voter_id;vote"]
    at = 0
    for voter, length in enumerate(lengths.tolist()):
        ballot = ",".join(map(str, np.unique(picks[at : at + length]).tolist()))
        lines.append(f"{voter};{ballot}")
        at += length
    return "\n".join(lines).encode() + b"\n"


def start_up() -> list[Row]:
    """Measure a whole command on a small file, its compiled code cached."""
    small = (
        "META\nkey;value\nbudget;5\nPROJECTS\nproject_id;cost\na;3\nb;3\nVOTES\nvoter_id;vote\n1;a\n2;a,b\n"
    )
    call = [sys.executable, "-m", "rembuk", "budget", "-", "--rule", "mes-cost", "--json"]
    rows = []
    for name, code in (
        ("import of numba alone", ["-c", "import numba"]),
        ("whole command, small file", None),
    ):
        spent = []
        for _ in range(4):
            before = _children()
            subprocess.run(
                [sys.executable, *code] if code else call,
                input=small.encode(),
                check=True,
                capture_output=True,
            )
            spent.append(_children() - before)
        rows.append(Row(f"start-up: {name}", statistics.median(spent[1:])))
    return rows


def _children() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rules(name: str, data: bytes, with_peer: bool, completion: str = "none") -> list[Row]:
    """Measure reading and every rule on one budget."""
    took, budget = seconds(lambda: read_budget(io.BytesIO(data)), 3)
    rows = [Row(f"{name}: read {len(data) / 1e6:.1f} MB, merge to {len(budget.weights):,} ballots", took)]
    theirs = None
    if with_peer:
        from pabutools.election.pabulib import parse_pabulib_from_string

        start = time.process_time()
        theirs = parse_pabulib_from_string(data.decode())
        theirs = theirs[0], theirs[1].as_multiprofile()
        rows[0].peer = time.process_time() - start
    for rule in RULES:
        took, outcome = seconds(lambda rule=rule: count_budget(budget, rule, completion))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        row = Row(f"{name}: {rule}", took)
        if theirs:
            row.peer, winners = peer_rule(rule, *theirs)
            row.same = "same winners" if winners == {budget.ids[p] for p in outcome.winners} else "DIFFERENT"
        rows.append(row)
    return rows


def peer_rule(rule: str, instance: Any, profile: Any) -> tuple[float, set[str]]:
    """Return the seconds and the winners of pabutools."""
    from pabutools.election import Cardinality_Sat, Cost_Sat
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

    worth = Cost_Sat if rule.endswith("cost") else Cardinality_Sat
    start = time.process_time()
    if rule == "phragmen":
        found = sequential_phragmen(instance, profile)
    elif rule.startswith("mes"):
        found = method_of_equal_shares(instance, profile, sat_class=worth)
    else:
        found = greedy_utilitarian_welfare(instance, profile, sat_class=worth)
    return time.process_time() - start, {project.name for project in found}


def completion_row(name: str, budget: Budget) -> Row:
    """Measure add1; its answer must stay within the budget."""
    took, done = seconds(lambda: add_one(EqualShares(budget, by_cost=True)), 1)
    spent = int(budget.costs[list(done.purchases.order)].sum())
    fits = "within the budget" if spent <= budget.limit else "WRONG"
    return Row(f"{name}: add1, {done.raised:,} steps in {done.runs:,} counts", took, None, fits)


def committees(with_peer: bool) -> list[Row]:
    """Measure committees of 20 among 100 from 10,000 ballots of 8 approvals."""
    rng = np.random.default_rng(1)
    popular = rng.lognormal(0, 1, 100)
    profile = [
        tuple(rng.choice(100, 8, replace=False, p=popular / popular.sum()).tolist()) for _ in range(10_000)
    ]
    took, ballots = seconds(lambda: ballots_of(profile, [1] * len(profile), 100, 20), 3)
    rows = [Row("committee 10,000 x 100, 20 seats: arrays from lists", took)]
    for rule, theirs in (("seq-phragmen", "seqphragmen"), ("mes", "equal-shares"), ("sav", "sav")):
        took, result = seconds(lambda rule=rule: elect(ballots, rule))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        row = Row(f"committee 10,000 x 100, 20 seats: {rule}", took)
        if with_peer:
            from abcvoting import abcrules
            from abcvoting.preferences import Profile

            voters = Profile(100)
            voters.add_voters(profile)
            start = time.process_time()
            found = abcrules.compute(theirs, voters, committeesize=20, resolute=True)
            row.peer = time.process_time() - start
            row.same = "same winners" if set(found[0]) == set(result.winners) else "DIFFERENT"
        rows.append(row)
    return rows


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--voters", type=int, default=100_000, help="of the budget every rule is measured on")
    parser.add_argument("--big", action="store_true")
    parser.add_argument("--growth", action="store_true")
    args = parser.parse_args()
    # What is compiled is compiled, or loaded from its cache, before anything is measured.
    rules("warm-up", draw(200, 10, 1), False)
    add_one(EqualShares(read_budget(io.BytesIO(draw(200, 10, 1))), by_cost=True))
    rows = start_up()
    rows += rules(f"{args.voters:,} x 200", draw(args.voters, 200, 1), args.peer)
    rows += committees(args.peer)
    plain = read_budget(io.BytesIO(draw(args.voters, 200, 1)))
    rows.append(completion_row(f"{args.voters:,} x 200", plain))
    fine = read_budget(io.BytesIO(draw(3_000, 60, 1, 4, 2_600_000)))
    rows.append(completion_row("3,000 x 60, step one in 22,000", fine))
    if args.growth:
        for size in (6_250, 12_500, 25_000, 50_000):
            rows += rules(f"{size:,} x 200", draw(size, 200, 1), False)
    if args.big:
        rows += rules("1,000,000 x 300", draw(1_000_000, 300, 1), False)
    print("| what | ours, CPU s | peer, CPU s | ratio | check |\n|---|---|---|---|---|")
    print("\n".join(map(str, rows)))


if __name__ == "__main__":
    main()
