"""Opinion maps: seconds of processor and peak memory, against red-dwarf where it is installed.

    python -m benchmarks.opinion_maps            up to 100,000 x 1,000
    python -m benchmarks.opinion_maps --big      1,000,000 x 5,000 as well (about 2.5 GB)
    python -m benchmarks.opinion_maps --peer     red-dwarf 0.4.0 up to 10,000 x 500 (group `bench`)

Ours is the median of five, user and system seconds of one process of its own; what is compiled is compiled
before. Every row is checked in the same run: the axes by an independent sparse product, the groups against
the three the votes were generated from.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from benchmarks.page import REFERENCE, Table, peak, reset_peak

SIZES = {
    "1,000 x 200": (1_000, 200, 3.6),
    "2,031 x 896 (226 k votes)": (2_031, 896, 4.42),
    "10,000 x 500": (10_000, 500, 3.6),
    "30,000 x 800": (30_000, 800, 3.6),
    "100,000 x 1,000": (100_000, 1_000, 3.6),
}
BIG = {"1,000,000 x 5,000": (1_000_000, 5_000, 3.6)}
PEER_LIMIT = 10_000
# Quoted, measured before on a quiet machine of two cores: red-dwarf 0.4.0, CPU seconds and gigabytes.
QUOTED = {"30,000 x 800": (45.0, 2.1), "100,000 x 1,000": (375.0, 6.1)}


@numba.njit
def _draw(people: int, items: int, centre: float, seed: int, out: Any) -> int:
    np.random.seed(seed)
    lean = np.empty((3, items))
    edge = np.empty(items)
    total = 0.0
    for s in range(items):
        for g in range(3):
            lean[g, s] = np.random.normal(0.0, 1.2)
        total += np.random.lognormal(0.0, 0.5)
        edge[s] = total
    taken = np.full(items, -1, np.int64)
    n = 0
    for p in range(people):
        wanted = min(items, max(3, round(np.random.lognormal(centre, 0.8))))
        while wanted > 0:
            s = np.searchsorted(edge, np.random.random() * total)
            if s >= items or taken[s] == p:
                continue
            taken[s] = p
            wanted -= 1
            vote = 1 if lean[p % 3, s] + np.random.normal(0.0, 1.0) > 0 else -1
            if n == out.shape[1]:
                return -1
            out[0, n] = p
            out[1, n] = s
            out[2, n] = 0 if np.random.random() < 0.15 else vote
            n += 1
    return n


def generate(people: int, items: int, centre: float, seed: int = 1) -> NDArray[np.int32]:
    """Return votes (3, n): participant, statement, vote, of three latent groups.

    The lean of a statement in a group is N(0, 1.2); a participant casts round(lognormal(CENTRE, 0.8)) votes,
    at least 3, on statements drawn without replacement by weights lognormal(0, 0.5); a vote is a pass with
    chance 0.15, else agree where lean + N(0, 1) is above 0; participant p is in group p mod 3.
    """
    room = int(people * np.exp(centre + 0.32) * 1.3) + 100 * items
    out = np.empty((3, room), np.int32)
    count = _draw(people, items, centre, seed, out)
    assert count > 0
    return out[:, :count]


def cpu(action: Any, times: int = 5) -> tuple[float, Any]:
    """Return the median CPU seconds of ACTION and its last answer; the first, uncounted run compiles."""
    result = action()
    taken = []
    for _ in range(times):
        start = time.process_time()
        result = action()
        taken.append(time.process_time() - start)
    return statistics.median(taken), result


def check(drawn: Any, votes: NDArray[np.int32]) -> str:
    """Return "ok" or what is wrong, by arithmetic that shares no code with the engine."""
    from scipy import sparse

    rows, projection = drawn.rows, drawn.projection
    item = rows.code.astype(np.int64) // 3
    value = rows.code % 3 - 1.0 - projection.centre[item]
    matrix = sparse.csr_matrix((value, item, rows.start), shape=(rows.participants, rows.statements))
    for axis, eigenvalue in zip(projection.axes, projection.eigenvalues, strict=True):
        if np.linalg.norm(matrix.T @ (matrix @ axis) - eigenvalue * axis) > 1e-8 * eigenvalue:
            return "axes wrong"
    latent = np.array([int(name) % 3 for name in drawn.participant_ids])[drawn.inside]
    both = np.zeros((3, drawn.groups))
    np.add.at(both, (latent, drawn.group[drawn.inside]), 1)
    if both.max(axis=1).sum() < 0.95 * both.sum():
        return "groups wrong"
    if rows.code.size != votes.shape[1]:
        return "votes lost"
    return "ok"


def ours(people: int, items: int, centre: float) -> dict[str, Any]:
    """Measure reading, map, refresh and bridging at one size."""
    from rembuk.reckon import opinion_maps

    table = generate(people, items, centre)
    row: dict[str, Any] = {"votes": table.shape[1]}
    repeats = 5 if table.shape[1] < 2e7 else 1
    small = opinion_maps.draw_map(opinion_maps.votes_from_arrays(*generate(300, 40, 3.0)))
    opinion_maps.refresh_map(small, opinion_maps.votes_from_arrays([1], [1], [1]))
    if table.shape[1] < 2e7:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "votes.csv"
            with path.open("w") as file:
                file.write("participant,statement,vote\n")
                for at in range(0, table.shape[1], 1 << 18):
                    chunk = table[:, at : at + (1 << 18)].T.tolist()
                    file.write("".join(f"{p},{s},{v}\n" for p, s, v in chunk))
            row["read"], _ = cpu(lambda: opinion_maps.read_votes(path))
    votes = opinion_maps.votes_from_arrays(table[0], table[1], table[2].astype(np.int8))
    reset_peak()
    if repeats == 5:
        row["map"], drawn = cpu(lambda: opinion_maps.draw_map(votes))
    else:
        start = time.process_time()
        drawn = opinion_maps.draw_map(votes)
        row["map"] = time.process_time() - start
    row["peak"] = peak()
    row["right"] = check(drawn, table)
    r = np.random.default_rng(7)
    fresh = opinion_maps.votes_from_arrays(
        r.integers(0, people, 2000), r.integers(0, items, 2000), r.integers(-1, 2, 2000)
    )
    row["refresh"], _ = cpu(lambda: opinion_maps.refresh_map(drawn, fresh), repeats)
    if repeats == 5:
        axis = drawn.projection.axes[0]
        row["bridging"], fit = cpu(lambda: opinion_maps.bridging_scores(drawn.rows, drawn.shown, axis), 3)
        row["objective"] = fit.objective
    return row


def peer(people: int, items: int, centre: float) -> dict[str, Any]:
    """Measure red-dwarf on the same votes, once if it takes over thirty seconds."""
    from reddwarf.implementations.polis import run_pipeline

    table = generate(people, items, centre)
    votes = [
        {"participant_id": p, "statement_id": s, "vote": v, "modified": i}
        for i, (p, s, v) in enumerate(table.T.tolist())
    ]
    reset_peak()
    taken: list[float] = []
    while not taken or (len(taken) < 3 and taken[0] < 30):
        start = time.process_time()
        run_pipeline(votes=votes, random_state=0)
        taken.append(time.process_time() - start)
    return {"map": statistics.median(taken), "peak": peak()}


def in_own_process(kind: str, size: tuple[int, int, float]) -> dict[str, Any] | None:
    """Run one measurement in a process of its own, so peaks do not mix."""
    words = [sys.executable, "-m", "benchmarks.opinion_maps", f"--one={kind}", *map(str, size)]
    done = subprocess.run(words, capture_output=True, check=False, text=True)
    if done.returncode:
        sys.stderr.write(done.stderr[-2000:])
        return None
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--big", action="store_true")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--write", action="store_true", help="put table and plot into docs/reference")
    parser.add_argument("--plot", type=Path, help="draw seconds over votes as an SVG there")
    parser.add_argument("--one", choices=["ours", "peer"])
    parser.add_argument("size", nargs="*", type=float)
    args = parser.parse_args()
    if args.one:
        people, items, centre = args.size
        measure = ours if args.one == "ours" else peer
        print(json.dumps(measure(int(people), int(items), centre)))
        return
    heads = "participants x statements,votes,read s,map s,peak GB,refresh s,bridging s,objective"
    table = Table()
    table.add(*heads.split(","), "red-dwarf 0.4.0: s GB", "ratio", "checked")
    points = []
    for name, size in {**SIZES, **(BIG if args.big else {})}.items():
        row = in_own_process("ours", size)
        if row is None:
            table.add(name, "failed")
            continue
        points.append((row["votes"], row["map"]))
        other = in_own_process("peer", size) if args.peer and size[0] <= PEER_LIMIT else None
        mark = ""
        if other is None and name in QUOTED:
            other, mark = {"map": QUOTED[name][0], "peak": QUOTED[name][1]}, " (quoted)"
        against = f"{other['map']:.1f} {other['peak']:.2f}{mark}" if other else "-"
        ratio = f"{other['map'] / row['map']:.0f}" if other else "-"
        cells = [name, f"{row['votes']:,}", _seconds(row, "read"), _seconds(row, "map"), f"{row['peak']:.2f}"]
        cells += [_seconds(row, "refresh"), _seconds(row, "bridging")]
        cells += [f"{row['objective']:.5f}" if "objective" in row else "-", against, ratio, row["right"]]
        table.add(*cells)
    plot = REFERENCE / "opinion-maps-growth.svg" if args.write else args.plot
    if plot and points:
        plot.write_text(growth(points), encoding="utf-8")
    if args.write:
        table.put("opinion-maps.md", "benchmark")


def growth(points: list[tuple[int, float]]) -> str:
    """Return CPU seconds over votes, both on logarithmic scales, with a line of linear growth, as an SVG."""
    left, top, width, height = 60, 50, 520, 300
    x = np.log10([votes for votes, _ in points])
    y = np.log10([max(seconds, 1e-3) for _, seconds in points])
    low, high = np.floor(min(x.min() - 4.7, y.min() + 1.7)), np.ceil(max(x.max() - 4.7, y.max() + 1.7))

    def place(votes: float, seconds: float) -> tuple[float, float]:
        across = (votes - 4.7 - low) / (high - low)
        up = (seconds + 1.7 - low) / (high - low)
        return left + width * across, top + height * (1 - up)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 60} {top + height + 60}" '
        f'role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="14">',
        '<title id="t">Opinion maps: CPU seconds over votes</title>',
        f'<desc id="d">{"; ".join(f"{v:,} votes {s:.2f} s" for v, s in points)}.</desc>',
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{left}" y="28" font-size="17" font-weight="700">CPU seconds of a map over votes</text>',
    ]
    (x1, y1), (x2, y2) = place(x[-1], y[-1]), place(x[0], y[-1] - (x[-1] - x[0]))
    out.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#8a8a8a" stroke-dasharray="5 4"/>')
    out.append(f'<text x="{x2 + 8:.1f}" y="{y2 + 22:.1f}" fill="#5c5c5c">linear in votes</text>')
    for (votes, seconds), a, b in zip(points, x, y, strict=True):
        cx, cy = place(a, b)
        out.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="5" fill="#0072B2"/>')
        label = f"{votes / 1e6:.2g} M: {seconds:.2g} s"
        out.append(f'<text x="{cx:.1f}" y="{cy - 12:.1f}" text-anchor="middle">{label}</text>')
    return "\n".join([*out, "</svg>", ""])


def _seconds(row: dict[str, Any], name: str) -> str:
    return f"{row[name]:.2f}" if name in row else "-"


if __name__ == "__main__":
    main()
