"""Ranked rules against pref_voting and pyrankvote: `python -m benchmarks.elections [--ballots 100000]`.

Writes its table into docs/reference/elections.md.

Ballots are generated (twelve candidates, one to twelve ranks, strengths drawn once). Every side counts its
own native objects; reading and building are rows of their own. CPU seconds (user and system), median of
five for us, once for a peer. A row counts only if the winners are the same; IRV also compares the last round.
pref_voting needs an older numba than Rembuk, so it is measured only where it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from benchmarks.page import peak, put, reset_peak
from rembuk.reckon.collective_choice.ballot_files import read_election
from rembuk.reckon.collective_choice.elections import Election, strict_ballots
from rembuk.reckon.collective_choice.pairwise import pairwise_matrix
from rembuk.reckon.collective_choice.tally_rules import count_election

CANDIDATES = 12
Rows = list[tuple[tuple[int, ...], int]]


def generate(ballots: int) -> tuple[bytes, Rows]:
    """Generate a PrefLib file and its rows."""
    rng = np.random.default_rng(12)
    strength = rng.normal(0, 0.8, CANDIDATES)
    orders = np.argsort(-(strength + rng.gumbel(0, 1, (ballots, CANDIDATES))), axis=1)
    lengths = np.minimum(rng.geometric(0.3, ballots), CANDIDATES)
    rows = Counter(tuple(map(int, o[:n])) for o, n in zip(orders, lengths, strict=True)).most_common()
    head = f"# NUMBER ALTERNATIVES: {CANDIDATES}\n# NUMBER VOTERS: {ballots}\n"
    body = "".join(f"{n}: {','.join(str(c + 1) for c in order)}\n" for order, n in rows)
    return (head + body).encode(), rows


def timed(run: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Return the median CPU seconds of `times` runs and the last answer."""
    seconds, answer = [], None
    for _ in range(times):
        start = time.process_time()
        answer = run()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), answer


def with_pyrankvote(rows: Rows) -> dict[str, tuple[float, Any]]:
    """Count with pyrankvote; empty where it is not installed."""
    if importlib.util.find_spec("pyrankvote") is None:
        return {}
    import pyrankvote

    names = [pyrankvote.Candidate(str(c)) for c in range(CANDIDATES)]

    def build() -> list[Any]:
        return [pyrankvote.Ballot([names[c] for c in order]) for order, n in rows for _ in range(n)]

    found: dict[str, tuple[float, Any]] = {}
    found["build"] = timed(build)
    ballots = found["build"][1]
    seconds, result = timed(lambda: pyrankvote.instant_runoff_voting(names, ballots))
    last = {int(c.candidate.name): c.number_of_votes for c in result.rounds[-1].candidate_results}
    found["irv"] = seconds, ([int(c.name) for c in result.get_winners()], last)
    for seats in (3, 5):
        seconds, result = timed(partial(pyrankvote.single_transferable_vote, names, ballots, seats))
        found[f"stv-droop-exact {seats}"] = seconds, [int(c.name) for c in result.get_winners()]
    return found


def with_pref_voting(rows: Rows) -> dict[str, tuple[float, Any]]:
    """Count with pref_voting; empty where it is not installed."""
    if importlib.util.find_spec("pref_voting") is None:
        return {}
    from pref_voting.iterative_methods import instant_runoff_for_truncated_linear_orders
    from pref_voting.margin_based_methods import beat_path, minimax, ranked_pairs
    from pref_voting.profiles_with_ties import ProfileWithTies

    def build() -> Any:
        profile = ProfileWithTies(
            [{c: place for place, c in enumerate(order)} for order, _ in rows],
            rcounts=[n for _, n in rows],
            candidates=list(range(CANDIDATES)),
        )
        profile.use_extended_strict_preference()
        return profile

    found: dict[str, tuple[float, Any]] = {}
    found["build"] = timed(build)
    profile = found["build"][1]
    found["pairwise"] = timed(
        lambda: [
            [int(profile.support(a, b)) if a != b else 0 for b in range(CANDIDATES)]
            for a in range(CANDIDATES)
        ]
    )
    for name, rule in {
        "irv": instant_runoff_for_truncated_linear_orders,
        "schulze": beat_path,
        "minimax": minimax,
        "ranked-pairs": ranked_pairs,
    }.items():
        seconds, winners = timed(partial(rule, profile))
        found[name] = seconds, list(map(int, winners))
    return found


def ours(data: bytes) -> dict[str, tuple[float, Any]]:
    """Count with Rembuk."""
    found: dict[str, tuple[float, Any]] = {}
    found["build"] = timed(lambda: read_election(data, "generated.soi"), 5)
    election: Election = found["build"][1]
    # What several rules share is kept with the election, so it has rows of its own, each time from nothing.
    found["pairwise"] = timed(lambda: pairwise_matrix(replace(election, derived={})), 5)
    found["strict orders"] = timed(lambda: strict_ballots(replace(election, derived={})), 5)
    pairwise_matrix(election)
    strict_ballots(election)
    seconds, outcome = timed(lambda: count_election(election, "irv", 1), 5)
    found["irv"] = seconds, (list(outcome.winners), dict(outcome.rounds[-1].tallies))
    for rule, seats in (
        ("schulze", 1),
        ("minimax", 1),
        ("ranked-pairs", 1),
        ("stv-droop-exact", 3),
        ("stv-droop-exact", 5),
        ("stv-scottish", 5),
        ("stv-meek", 5),
    ):
        seconds, outcome = timed(partial(count_election, election, rule, seats), 5)
        found[rule if seats == 1 else f"{rule} {seats}"] = seconds, list(outcome.winners)
    return found


def same(name: str, own: Any, other: Any) -> bool:
    """Compare an answer with a peer's; pref_voting gives no rounds."""
    if name == "irv" and not isinstance(other, tuple):
        return bool(own[0] == other)
    return bool(own == other)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=100_000)
    args = parser.parse_args()
    data, rows = generate(args.ballots)
    reset_peak()
    own = ours(data)
    memory = [f"Rembuk {peak():.2f}"]
    others = {}
    for name, measure in (("pref_voting", with_pref_voting), ("pyrankvote", with_pyrankvote)):
        reset_peak()
        others[name] = measure(rows)
        memory += [f"{name} {peak():.2f}"] if others[name] else []
    lines = [
        f"{args.ballots:,} generated ballots of {len(rows):,} kinds, {CANDIDATES} candidates. "
        f"Peak of the process in GB: {', '.join(memory)}.\n",
        "| step | Rembuk, CPU s | pref_voting | ratio | pyrankvote | ratio | same |",
        "|---" * 7 + "|",
    ]
    for name, (seconds, answer) in own.items():
        cells, agree = [f"{seconds:.4f}"], []
        for peer in others.values():
            if name not in peer:
                cells += ["–", "–"]
                continue
            cells += [f"{peer[name][0]:.4f}", f"{peer[name][0] / max(seconds, 1e-6):,.1f}"]
            if name != "build":
                agree.append(same(name, answer, peer[name][1]))
        verdict = "–" if not agree else "yes" if all(agree) else "**no**"
        lines.append(f"| {name} | {' | '.join(cells)} | {verdict} |")
    put("elections.md", "benchmark", "\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
