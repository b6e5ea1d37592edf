"""`rembuk map`: draw the opinion map of a set of votes."""

from __future__ import annotations

import argparse
import math
import sys
from typing import TYPE_CHECKING

from rembuk.site.commands.answers import Timings, emit

if TYPE_CHECKING:
    from rembuk.reckon.opinion_maps import OpinionMap


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FILE and the options of the map."""
    parser.add_argument("file", metavar="FILE", help="a Polis export folder or file, a CSV of votes, or -")
    parser.add_argument("--k", type=_groups, default=None, metavar="auto|N", help="number of groups")
    parser.add_argument("--min-votes", type=int, default=7, help="votes a person needs to be grouped")
    parser.add_argument("--seed", type=int, default=0, help="seed of the draws of --stability")
    parser.add_argument("--bridging", action="store_true", help="score statements by agreement across sides")
    parser.add_argument(
        "--stability", action="store_true", help="draw people anew to see whether groups hold"
    )
    parser.add_argument("--out", metavar="DIR", help="write the picture, the words and the tables there")


def _groups(word: str) -> int | None:
    if word == "auto":
        return None
    try:
        return int(word)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is neither auto nor a number") from None


def run(args: argparse.Namespace) -> int:
    """Read the votes, draw the map, and print it as JSON or in words."""
    timings = Timings(args.timings)
    with timings.phase("start"):
        # Only now: the compiled loops take a moment to load.
        from rembuk.reckon import opinion_maps
    with timings.phase("read"):
        source = sys.stdin.buffer if args.file == "-" else args.file
        votes = opinion_maps.read_votes(source)
    with timings.phase("map"):
        drawn = opinion_maps.draw_map(votes, k=args.k, min_votes=args.min_votes)
    bridging = stability = None
    if args.bridging:
        with timings.phase("bridging"):
            bridging = _bridging(drawn)
    if args.stability:
        with timings.phase("stability"):
            stability = opinion_maps.stability(drawn, seed=args.seed)
    if args.out:
        with timings.phase("picture"):
            opinion_maps.write_map(drawn, args.out, lang=args.lang, bridging=bridging)
    with timings.phase("answer"):
        if args.json:
            emit(opinion_maps.as_document(drawn, lang=args.lang, bridging=bridging, stability=stability))
        else:
            _print_words(drawn, args.lang, bridging, stability)
    timings.report()
    return 0


def _print_words(
    drawn: OpinionMap, lang: str, bridging: dict[str, float] | None, stability: dict[str, float] | None
) -> None:
    from rembuk.reckon import opinion_maps

    sys.stdout.write(opinion_maps.in_words(drawn, lang))
    if bridging is not None:
        print("\nBridging" if lang == "en" else "\nPenjembatan (bridging)")
        for name in opinion_maps.order_by_bridging(bridging, bridging)[:10]:
            print(f"  {bridging[name]:+.3f}  {name}  {drawn.texts.get(name, '')}".rstrip())
    if stability is not None:
        print("\nStability of groups" if lang == "en" else "\nKekokohan kelompok")
        for name, value in stability.items():
            print(f"  {opinion_maps.group_name(int(name))}  {value:.2f}")


def _bridging(drawn: OpinionMap) -> dict[str, float]:
    from rembuk.reckon import opinion_maps

    fit = opinion_maps.bridging_scores(drawn.rows, drawn.shown, drawn.projection.axes[0])
    pairs = zip(drawn.statement_ids, fit.scores.tolist(), strict=True)
    return {name: score for name, score in pairs if not math.isnan(score)}
