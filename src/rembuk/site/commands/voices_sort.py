"""`rembuk voices sort`: label, set spam aside and gather voices that say the same."""

from __future__ import annotations

import argparse

from rembuk.site.commands.answers import Timings, emit
from rembuk.site.commands.office import begin, give_way, refusal_of, space_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--space", required=True, metavar="SLUG")


def run(args: argparse.Namespace) -> int:
    """Sort every voice of the space that waits, and tell how the space stands then."""
    timings = Timings(args.timings)
    give_way()
    with timings.phase("start"):
        begin(args.lang)
        space = space_named(args.space)
    from django.utils import timezone

    from rembuk.shared.actors import OPERATOR
    from rembuk.shared.refusals import Refused
    from rembuk.voices.actions import sort_space
    from rembuk.voices.queries import standing

    with timings.phase("sort"):
        try:
            report = sort_space(space=space, by=OPERATOR, at=timezone.now())
        except Refused as refused:
            raise refusal_of(refused) from refused
    with timings.phase("count"):
        answer = standing(space)
    timings.report()
    if args.json:
        emit({"sorted": report.sorted, **answer})
        return 0
    english = args.lang == "en"
    said = ("suara dipilah", "rumpun", "disisihkan"), ("voices sorted", "clusters", "set aside")
    sorted_word, clusters_word, aside_word = said[english]
    print(f"{report.sorted} {sorted_word}; {answer['clusters']} {clusters_word}.")
    for name, counts in answer["labels"].items():
        print(f"  {name}: " + ", ".join(f"{value} {count}" for value, count in counts.items()))
    for reason, count in answer["set_aside"].items():
        print(f"  {aside_word}, {reason}: {count}")
    return 0
