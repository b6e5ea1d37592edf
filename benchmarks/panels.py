"""Random panels against sortition-algorithms: `python -m benchmarks.panels [--sizes 150] [--peer-up-to 500]`.

Pools are generated (five features, a pool that leans away from the population, quotas of a tenth either
way); both sides get the same tables. CPU seconds (user and system) of one process, median of five for us,
once for the peer.
No credit without correctness: the least chance must equal the peer's within 1e-6, the sorted chances must
be lexicographically no worse within 1e-6 and nowhere further than 5e-3 away.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np

from benchmarks.page import Table
from rembuk.reckon.collective_choice.panels import panel_lottery
from rembuk.reckon.collective_choice.panels_files import Pool, Quota

PANELS = {150: 22, 300: 30, 500: 50, 1000: 100}
FEATURES = {"gender": 2, "age": 5, "schooling": 4, "region": 6, "view": 3}


def generate(people: int) -> tuple[Pool, list[Quota], int]:
    """Generate a pool whose shares lean away from the population's, and quotas of a tenth either way."""
    size = PANELS[people]
    rng = np.random.default_rng(people + 1)
    population = {f: rng.dirichlet(np.full(n, 12.0)) for f, n in FEATURES.items()}
    leaning = {f: population[f] * np.exp(rng.normal(0, 0.2, n)) for f, n in FEATURES.items()}
    shares = {f: weights / weights.sum() for f, weights in leaning.items()}
    pool = Pool(
        {
            f"p{i:04d}": tuple(f"{f}{rng.choice(n, p=shares[f])}" for f, n in FEATURES.items())
            for i in range(people)
        },
        tuple(FEATURES),
    )
    quotas = [
        Quota(f, f"{f}{v}", int(population[f][v] * size * 0.9), int(np.ceil(population[f][v] * size * 1.1)))
        for f, n in FEATURES.items()
        for v in range(n)
    ]
    return pool, quotas, size


def generate_tight(people: int, seed: int) -> tuple[Pool, list[Quota], int]:
    """Generate a pool of eight features and the quotas of one panel of it, every minimum its maximum."""
    size = people // 10
    rng = np.random.default_rng(seed)
    values = [int(rng.choice((2, 3, 4, 5, 6))) for _ in range(8)]
    shares = [rng.dirichlet(np.full(number, 2.0)) for number in values]
    names = [f"p{i:04d}" for i in range(people)]
    held = [
        tuple(str(rng.choice(n, p=share)) for n, share in zip(values, shares, strict=True)) for _ in names
    ]
    weights = rng.lognormal(0, 0.6, people)
    chosen = [held[i] for i in rng.choice(people, size, replace=False, p=weights / weights.sum())]
    quotas = []
    for j in range(8):
        for value in sorted({one[j] for one in held}):
            count = sum(one[j] == value for one in chosen)
            quotas.append(Quota(f"f{j}", value, count, count))
    return Pool(dict(zip(names, held, strict=True)), tuple(f"f{j}" for j in range(8))), quotas, size


def tight(people: int, seeds: list[int]) -> None:
    """Print one line a pool: CPU seconds of one run of leximin where no quota has room."""
    for seed in seeds:
        pool, quotas, size = generate_tight(people, seed)
        start = time.process_time()
        lottery = panel_lottery(pool, quotas, size)
        seconds = time.process_time() - start
        left = lottery.unproven.words("en") if lottery.unproven else "proven"
        cells = [f"{people} / {size}", str(seed), f"{seconds:.1f}", str(len(lottery.draws.panels)), left]
        print(f"| {' | '.join(cells)} |", flush=True)


def ours(pool: Pool, quotas: list[Quota], size: int, method: str) -> tuple[float, list[float]]:
    """Return median CPU seconds of five runs and the sorted chances."""
    seconds = []
    chances: list[float] = []
    for _ in range(5):
        start = time.process_time()
        lottery = panel_lottery(pool, quotas, size, method)
        seconds.append(time.process_time() - start)
        chances = sorted(map(float, lottery.probabilities.values()))
    return statistics.median(seconds), chances


def peers(pool: Pool, quotas: list[Quota], size: int, method: str) -> tuple[float, list[float]] | None:
    """Return CPU seconds and sorted chances of sortition-algorithms, or None where it is not installed."""
    try:
        from sortition_algorithms import committee_generation as peer
        from sortition_algorithms.features import read_in_features
        from sortition_algorithms.people import read_in_people
        from sortition_algorithms.settings import Settings
    except ImportError:
        return None
    rows = [
        {"feature": q.feature, "value": q.value, "min": str(q.minimum), "max": str(q.maximum)} for q in quotas
    ]
    features = read_in_features(["feature", "value", "min", "max"], rows)[0]
    body = [{"id": p, **dict(zip(pool.features, values, strict=True))} for p, values in pool.people.items()]
    settings = Settings(id_column="id", columns_to_keep=[])
    people = read_in_people(["id", *pool.features], body, features, settings)[0]
    start = time.process_time()
    found = getattr(peer, f"find_distribution_{method}")(features, people, size, [])
    seconds = time.process_time() - start
    chances = dict.fromkeys(pool.people, 0.0)
    for panel, weight in zip(found[0], found[1], strict=True):
        for person in panel:
            chances[person] += float(weight)
    return seconds, sorted(chances.values())


def verdict(own: list[float], other: list[float], method: str) -> str:
    """Say whether our sorted chances are as right as the task demands."""
    if method == "nash":
        log = [sum(float(np.log(p)) for p in chances if p > 1e-9) for chances in (own, other)]
        return "right" if log[0] >= log[1] - 1e-6 * abs(log[1]) else f"WRONG: product {log}"
    if abs(own[0] - other[0]) > 1e-6:
        return f"WRONG: least chance {own[0]:.9f} against {other[0]:.9f}"
    if method == "maximin":
        return "right"
    first = next((a - b for a, b in zip(own, other, strict=True) if abs(a - b) > 1e-6), 0.0)
    apart = max(abs(a - b) for a, b in zip(own, other, strict=True))
    return f"right, at most {apart:.1e} apart" if first >= 0 and apart <= 5e-3 else f"WRONG: {first} {apart}"


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(PANELS))
    parser.add_argument("--methods", nargs="*", default=["leximin", "maximin", "nash"])
    parser.add_argument("--peer-up-to", type=int, default=500)
    parser.add_argument("--write", action="store_true", help="put the table into docs/reference")
    parser.add_argument("--tight", type=int, nargs="*", help="seeds of pools where no quota has room")
    args = parser.parse_args()
    if args.tight:
        for people in args.sizes:
            tight(people, args.tight)
        return
    heads = "pool / panel,method,Rembuk,sortition-algorithms,ratio,least chance,check in the same run"
    table = Table()
    table.add(*heads.split(","))
    for people in args.sizes:
        pool, quotas, size = generate(people)
        for method in args.methods:
            seconds, chances = ours(pool, quotas, size, method)
            answer = peers(pool, quotas, size, method) if people <= args.peer_up_to else None
            peer, ratio, check = "not run", "–", "–"
            if answer:
                peer, ratio = f"{answer[0]:.1f}", f"{answer[0] / seconds:.0f}"
                check = verdict(chances, answer[1], method)
            cells = [f"{people} / {size}", method, f"{seconds:.2f}", peer, ratio, f"{chances[0]:.6f}", check]
            table.add(*cells)
    if args.write:
        table.put("panels.md", "benchmark")


if __name__ == "__main__":
    main()
