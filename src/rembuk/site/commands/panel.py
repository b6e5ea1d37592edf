"""`rembuk panel`: draw a random panel that meets quotas, everybody's chance as equal as they allow."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from rembuk.reckon.collective_choice.panels_report import SEARCHES
from rembuk.site.commands.answers import Timings, emit
from rembuk.site.commands.tally import read_whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("pool", help="CSV: id and one column for every feature; - reads standard input")
    parser.add_argument("quotas", help="CSV: feature,value,min,max")
    parser.add_argument("--size", type=int, required=True, help="how many people the panel has")
    parser.add_argument("--method", choices=["leximin", "maximin", "nash"], default="leximin")
    parser.add_argument(
        "--searches",
        type=int,
        default=SEARCHES,
        metavar="N",
        help="most exact searches where quotas are tight; what stays unproven is said (else %(default)s)",
    )
    parser.add_argument(
        "--seed",
        default="rembuk",
        help="public text the draw follows from, e.g. a lottery's published result",
    )


def run(args: argparse.Namespace) -> int:
    """Read pool and quotas, find the chances, draw and print; return the exit code."""
    from rembuk.reckon.collective_choice.panels import panel_lottery
    from rembuk.reckon.collective_choice.panels_files import read_pool, read_quotas

    timings = Timings(args.timings)
    with timings.phase("read"):
        table, _ = read_whole(args.quotas)
        quotas = read_quotas(table, args.quotas)
        table, cut = read_whole(args.pool)
        pool = read_pool(table, args.pool, quotas, cut=cut)
    with timings.phase("probabilities"):
        lottery = panel_lottery(pool, quotas, args.size, args.method, args.searches)
    with timings.phase("draw"):
        drawn = lottery.draws.draw(args.seed)
    answer: dict[str, Any] = {
        "probabilities": {person: float(chance) for person, chance in lottery.probabilities.items()},
        "drawn": drawn,
        "minimum": float(lottery.minimum),
        "seed": args.seed,
    }
    if lottery.unproven:
        answer["unproven"] = asdict(lottery.unproven)
    if pool.refused:
        answer["refused"] = [{"line": line, "reason": reason} for line, reason in pool.refused]
    if args.json:
        emit(answer)
    else:
        _print(answer, len(lottery.draws.panels), args.lang)
        if lottery.unproven:
            print(lottery.unproven.words(args.lang), file=sys.stderr)
        for line, reason in pool.refused:
            print(f"{args.pool}, {line}: {reason}", file=sys.stderr)
    timings.report()
    return 0


def _print(answer: dict[str, Any], panels: int, lang: str) -> None:
    chances = sorted(answer["probabilities"].values())
    low, middle, high = chances[0], chances[len(chances) // 2], chances[-1]
    if lang == "en":
        print(f"Chance to be drawn: least {low:.2%}, median {middle:.2%}, greatest {high:.2%}.")
        held = "1 panel" if panels == 1 else f"{panels} panels"
        print(f"The lottery holds {held}; drawn with the seed {answer['seed']!r}:")
    else:
        print(f"Peluang terpilih: terkecil {low:.2%}, tengah {middle:.2%}, terbesar {high:.2%}.")
        print(f"Undian memuat {panels} panel; terpilih dengan benih {answer['seed']!r}:")
    print("\n".join(answer["drawn"]))
