"""`rembuk map`: draw the opinion map of a set of votes."""

from __future__ import annotations

import argparse
import math
import sys
from typing import TYPE_CHECKING

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import Timings, emit

if TYPE_CHECKING:
    from rembuk.reckon.opinion_maps import OpinionMap, Votes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FILE and the options of the map."""
    parser.add_argument("file", metavar="FILE", help="a Polis export folder or file, a CSV of votes, or -")
    parser.add_argument("--k", type=_groups, default=None, metavar="auto|N", help="number of groups")
    parser.add_argument("--min-votes", type=int, default=7, help="votes a person needs to be grouped")
    parser.add_argument("--seed", type=int, default=0, help="seed of the draws of --stability")
    parser.add_argument(
        "--without", action="append", default=[], metavar="PARTICIPANT",
        help="leave this participant out, as if they had never voted; may be given again",
    )  # fmt: skip
    parser.add_argument(
        "--refresh", action="append", default=[], metavar="FILE",
        help="votes cast since; the map moves on and groups keep their names; may be given again",
    )  # fmt: skip
    parser.add_argument("--bridging", action="store_true", help="score statements by agreement across sides")
    parser.add_argument(
        "--stability", action="store_true", help="draw people anew to see whether groups hold"
    )
    parser.add_argument(
        "--order", choices=["bridging"], help="list the statements in this order (turns --bridging on)"
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
        votes, *since = _read([args.file, *args.refresh], args.without)
    with timings.phase("map"):
        drawn = opinion_maps.draw_map(votes, k=args.k, min_votes=args.min_votes)
    if since:
        with timings.phase("refresh"):
            for later in since:
                drawn = opinion_maps.refresh_map(drawn, later)
    bridging = stability = order = None
    if args.bridging or args.order:
        with timings.phase("bridging"):
            bridging = _bridging(drawn)
            if args.order:
                order = opinion_maps.order_by_bridging(drawn.statement_ids, bridging)
    if args.stability:
        with timings.phase("stability"):
            stability = opinion_maps.stability(drawn, seed=args.seed)
    if args.out:
        with timings.phase("picture"):
            opinion_maps.write_map(drawn, args.out, lang=args.lang, bridging=bridging, order=order)
    with timings.phase("answer"):
        if args.json:
            told = {"bridging": bridging, "stability": stability}
            emit(opinion_maps.as_document(drawn, lang=args.lang, order=order, **told))
        else:
            _print_words(drawn, args.lang, bridging, stability, order)
    timings.report()
    return 0


def _read(files: list[str], left_out: list[str]) -> list[Votes]:
    """Read the votes of FILES without the participants LEFT_OUT, each of whom must have voted in one."""
    from rembuk.reckon import opinion_maps

    read = [opinion_maps.read_votes(sys.stdin.buffer if file == "-" else file) for file in files]
    if not left_out:
        return read
    known = {name for votes in read for name in votes.participant_ids}
    for name in left_out:
        if name not in known:
            raise Refusal(
                f"Tidak ada pilihan dari peserta {name!r}; periksa --without.",
                f"There are no votes of the participant {name!r}; check --without.",
            )
    return [opinion_maps.without_participants(votes, left_out) for votes in read]


def _print_words(
    drawn: OpinionMap,
    lang: str,
    bridging: dict[str, float] | None,
    stability: dict[str, float] | None,
    order: list[str] | None,
) -> None:
    from rembuk.reckon import opinion_maps

    sys.stdout.write(opinion_maps.in_words(drawn, lang))
    if bridging is not None:
        print("\nBridging" if lang == "en" else "\nPenjembatan (bridging)")
        for name in order or opinion_maps.order_by_bridging(bridging, bridging)[:10]:
            score = f"{bridging[name]:+.3f}" if name in bridging else "     –"
            print(f"  {score}  {name}  {drawn.texts.get(name, '')}".rstrip())
    if stability is not None:
        print("\nStability of groups" if lang == "en" else "\nKekokohan kelompok")
        for name, value in stability.items():
            print(f"  {opinion_maps.group_name(int(name))}  {value:.2f}")


def _bridging(drawn: OpinionMap) -> dict[str, float]:
    from rembuk.reckon import opinion_maps

    fit = opinion_maps.bridging_scores(drawn.rows, drawn.shown, drawn.projection.axes[0])
    pairs = zip(drawn.statement_ids, fit.scores.tolist(), strict=True)
    return {name: score for name, score in pairs if not math.isnan(score)}
