"""Participatory budgets and committees: seconds of processor and peak memory beside pabutools and abcvoting.

    python -m benchmarks.budgets                    ours, peers at 5,000 x 200, committees, 1,000,000 x 300
    python -m benchmarks.budgets --large-peer RULE  pabutools at 100,000 x 200 as well (minutes, 4 GB)
    python -m benchmarks.budgets --data FOLDER      add1 on the real budgets of that folder as well

Writes its tables into docs/reference/budgets.md and the plot beside it. Ours is the median of five (of three
above 5 M approvals); a row is a process of its own, so that peaks do not mix; reading, compiling and the
rule stand in rows of their own; a peer runs once. REMBUK_BENCH_KEEP names a folder in which rows are kept, so
that a run can go on. Every row with a peer is checked in the same run: the same winners. The budgets are
generated: popularity and costs lognormal, 6.4 approvals a voter, a quarter of all costs to spend.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.page import REFERENCE, growth, peak, put, reset_peak
from rembuk.reckon.collective_choice.add_one import add_one
from rembuk.reckon.collective_choice.budget import count_budget
from rembuk.reckon.collective_choice.budget_instance import Budget
from rembuk.reckon.collective_choice.committees import ballots_of, elect
from rembuk.reckon.collective_choice.equal_shares import EqualShares
from rembuk.reckon.collective_choice.pabulib import read_budget

RULES = ("greedy-cost", "greedy-card", "mes-cost", "mes-card", "phragmen")
KEPT = Path(os.environ["REMBUK_BENCH_KEEP"]) if "REMBUK_BENCH_KEEP" in os.environ else None
# The command as on a machine where nothing was compiled before.
ANEW = """
import runpy, rembuk.reckon.compiled as compiled
compiled._read = lambda name: None
compiled._write = lambda name, code: None
runpy.run_module("rembuk", run_name="__main__")
"""
SIZES = (6_250, 12_500, 25_000, 50_000, 100_000)
Found = dict[str, Any]


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


def drawn(size: str) -> bytes:
    """Return the generated budget called SIZE: "voters x projects", or "fine" (a step of 1 in 22,000)."""
    if size == "fine":
        return draw(29_000, 175, 1, 4, 9_200_000)
    voters, projects = size.replace(",", "").split(" x ")
    return draw(int(voters), int(projects), 1)


def ours(kind: str, size: str) -> Found:
    """Measure reading ("read"), a rule, or add1 ("add1 mes-cost") on one budget; SIZE may name a file."""
    data = Path(size).read_bytes() if size.endswith(".pb.gz") else drawn(size)
    source = gzip.decompress(data) if size.endswith(".pb.gz") else data

    def read() -> Budget:
        return read_budget(io.BytesIO(source))

    budget = read()
    rule = kind.removeprefix("add1 ")
    work: Callable[[], Any] = read
    if kind.startswith("add1"):
        shares = EqualShares(budget, by_cost=rule == "mes-cost")
        work = partial(add_one, shares)
    elif kind != "read":
        work = partial(count_budget, budget, rule)
    reset_peak()
    took, answer = seconds(work, 3 if len(budget.ballots.items) > 5_000_000 else 5)
    found: Found = {"seconds": took, "peak": peak(), "bytes": len(source), "kinds": len(budget.weights)}
    found["approvals"] = len(budget.ballots.items)
    if kind.startswith("add1"):
        found |= {"steps": answer.raised, "counts": answer.runs}
        found["fits"] = int(budget.costs[list(answer.purchases.order)].sum()) <= budget.limit
    elif kind != "read":
        found["winners"] = sorted(budget.ids[p] for p in answer.winners)
    return found


def theirs(kind: str, size: str) -> Found:
    """Measure pabutools once: reading and merging ("read"), or a rule."""
    from pabutools.election import Cardinality_Sat, Cost_Sat
    from pabutools.election.pabulib import parse_pabulib_from_string
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

    text = drawn(size).decode()
    reset_peak()
    start = time.process_time()
    instance, profile = parse_pabulib_from_string(text)
    merged = profile.as_multiprofile()
    if kind == "read":
        return {"seconds": time.process_time() - start, "peak": peak()}
    worth = Cost_Sat if kind.endswith("cost") else Cardinality_Sat
    start = time.process_time()
    if kind == "phragmen":
        found = sequential_phragmen(instance, merged)
    elif kind.startswith("mes"):
        found = method_of_equal_shares(instance, merged, sat_class=worth)
    else:
        found = greedy_utilitarian_welfare(instance, merged, sat_class=worth)
    took = time.process_time() - start
    return {"seconds": took, "peak": peak(), "winners": sorted(project.name for project in found)}


def committee(kind: str, side: str) -> Found:
    """Measure a committee of 20 among 100 from 10,000 ballots of 8 approvals, SIDE "ours" or "theirs"."""
    rng = np.random.default_rng(1)
    popular = rng.lognormal(0, 1, 100)
    profile = [
        tuple(rng.choice(100, 8, replace=False, p=popular / popular.sum()).tolist()) for _ in range(10_000)
    ]
    reset_peak()
    if side == "ours":
        work = partial(ballots_of, profile, [1] * len(profile), 100, 20)
        ballots = work()
        took, result = seconds(work if kind == "read" else partial(elect, ballots, kind))
        winners = [] if kind == "read" else sorted(result.winners)
        return {"seconds": took, "peak": peak(), "winners": winners}
    from abcvoting import abcrules
    from abcvoting.preferences import Profile

    start = time.process_time()
    voters = Profile(100)
    voters.add_voters(profile)
    if kind != "read":
        start = time.process_time()
        name = {"seq-phragmen": "seqphragmen", "mes": "equal-shares"}.get(kind, kind)
        found = abcrules.compute(name, voters, committeesize=20, resolute=True)
    took = time.process_time() - start
    return {"seconds": took, "peak": peak(), "winners": [] if kind == "read" else sorted(found[0])}


def start_up() -> list[str]:
    """Measure a whole command on a small file, with its loops compiled and kept, and on a new machine."""
    small = (
        b"META\nkey;value\nbudget;5\nPROJECTS\nproject_id;cost\na;3\nb;3\nVOTES\nvoter_id;vote\n1;a\n2;a,b\n"
    )
    call = [sys.executable, "-m", "rembuk", "budget", "-", "--rule", "mes-cost", "--json"]
    _whole(call, small)
    again = statistics.median(_whole(call, small) for _ in range(5))
    first = _whole([sys.executable, "-c", ANEW, *call[3:]], small)
    return [
        f"| whole command on a small file, loops compiled and kept | {again:.2f} | | | | | |",
        f"| the same compiling every loop | {first:.1f} | | | | | |",
    ]


def _whole(call: list[str], data: bytes) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(call, input=data, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def apart(*words: str) -> Found:
    """Measure in a process of its own, or take what is kept of an earlier run."""
    kept = KEPT / f"{' '.join(words).replace('/', '_')}.json" if KEPT else None
    if kept and kept.is_file() and kept.stat().st_size:
        earlier: Found = json.loads(kept.read_text())
        return earlier
    call = [sys.executable, "-W", "ignore", "-m", "benchmarks.budgets", "--one", *words]
    done = subprocess.run(call, check=True, capture_output=True, text=True)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    if kept:
        kept.write_text(done.stdout.splitlines()[-1])
    return found


def row(what: str, own: Found, peer: Found | None = None) -> str:
    """Return one line of the table."""
    cells = [f"{own['seconds']:.4f}", f"{own['peak']:.2f}", "", "", "", ""]
    if peer:
        check = "" if "winners" not in peer or not peer["winners"] else "**different**"
        check = "same winners" if check and peer["winners"] == own["winners"] else check
        ratio = f"{peer['seconds'] / max(own['seconds'], 1e-9):,.0f}"
        cells[2:] = [f"{peer['seconds']:.2f}", f"{peer['peak']:.2f}", ratio, check]
    elif "fits" in own:
        what += f", {own['steps']:,} steps in {own['counts']:,} counts"
        cells[5] = "within the budget" if own["fits"] else "**passed**"
    print(what, cells, flush=True)
    return f"| {what} | {' | '.join(cells)} |"


def speed(args: argparse.Namespace) -> list[str]:
    """Return the table of speeds."""
    lines = ["| what | ours, CPU s | ours, GB | peer, CPU s | peer, GB | ratio | check |", "|---" * 7 + "|"]
    lines += start_up()
    for size, beside in (("5,000 x 200", ("read", *RULES)), ("100,000 x 200", args.large_peer)):
        for kind in ("read", *RULES):
            peer = apart("theirs", kind, size) if kind in beside else None
            own = apart("ours", kind, size)
            what = f"read {own['bytes'] / 1e6:.1f} MB, merge to {own['kinds']:,} ballots"
            lines.append(row(f"{size}: {what if kind == 'read' else kind}", own, peer))
    for kind in ("read", "seq-phragmen", "mes", "sav"):
        what = "arrays from lists" if kind == "read" else kind
        own, peer = apart("committee", kind, "ours"), apart("committee", kind, "theirs")
        lines.append(row(f"committee of 20, 10,000 x 100 (abcvoting): {what}", own, peer))
    for kind in ("read", "mes-cost", "phragmen"):
        lines.append(row(f"1,000,000 x 300: {kind}", apart("ours", kind, "1,000,000 x 300")))
    for path in sorted(args.data.glob("*.pb.gz")) if args.data else ():
        name = path.name.removesuffix(".pb.gz")
        if name in ("poland_lodz_2020_", "poland_warszawa_2020_wawer"):
            for rule in ("mes-cost", "mes-card"):
                lines.append(row(f"{name}: {rule}, add1", apart("ours", f"add1 {rule}", str(path))))
    for rule in ("mes-cost", "mes-card"):
        what = f"29,000 x 175, a step of one in 22,000: {rule}, add1"
        lines.append(row(what, apart("ours", f"add1 {rule}", "fine")))
    return lines


def growing() -> list[str]:
    """Return the table of growth over five sizes, and draw it."""
    kinds = ("read", *RULES)
    lines = [
        f"| voters | approvals | ballots merged | {' | '.join(kinds)} |",
        "|---" * (len(kinds) + 3) + "|",
    ]
    curves: dict[str, list[float]] = {kind: [] for kind in ("read", "mes-cost", "phragmen")}
    for voters in SIZES:
        found = {kind: apart("ours", kind, f"{voters:,} x 200") for kind in kinds}
        figures = " | ".join(f"{found[kind]['seconds']:.4f}" for kind in kinds)
        lines.append(
            f"| {voters:,} | {found['read']['approvals']:,} | {found['read']['kinds']:,} | {figures} |"
        )
        for kind, curve in curves.items():
            curve.append(found[kind]["seconds"])
    plot = growth("Budgets of 200 projects: CPU seconds over voters", SIZES, "voters", curves)
    (REFERENCE / "budgets-growth.svg").write_text(plot, encoding="utf-8")
    return lines


def main() -> None:
    """Measure and write the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large-peer", nargs="*", choices=["read", *RULES], default=[])
    parser.add_argument("--data", type=Path, help="folder of .pb.gz files")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        measure, kind, size = args.one
        print(json.dumps({"ours": ours, "theirs": theirs, "committee": committee}[measure](kind, size)))
        return
    # What is compiled is compiled, or loaded from its cache, before anything is measured.
    for kind in ("read", *RULES, "add1 mes-cost", "add1 mes-card"):
        apart("ours", kind, "200 x 10")
    put("budgets.md", "growth", "\n".join(growing()))
    put("budgets.md", "benchmark", "\n".join(speed(args)))


if __name__ == "__main__":
    main()
