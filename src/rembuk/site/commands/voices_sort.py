"""`rembuk voices sort`: label, set spam aside and gather voices that say the same."""

from __future__ import annotations

import argparse

from rembuk.site.commands.answers import Timings, emit
from rembuk.site.commands.office import begin, space_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--space", required=True, metavar="SLUG")


def run(args: argparse.Namespace) -> int:
    """Sort every voice of the space that waits, and report what was found."""
    timings = Timings(args.timings)
    with timings.phase("start"):
        begin(args.lang)
        space = space_named(args.space)
    from django.utils import timezone

    from rembuk.shared.actors import OPERATOR
    from rembuk.voices.actions import sort_space

    with timings.phase("sort"):
        report = sort_space(space=space, by=OPERATOR, at=timezone.now())
    timings.report()
    labels = {name: dict(sorted(counts.items())) for name, counts in sorted(report.labels.items())}
    aside = dict(sorted(report.set_aside.items()))
    if args.json:
        emit({"sorted": report.sorted, "labels": labels, "clusters": report.clusters, "set_aside": aside})
        return 0
    print(f"{report.sorted} suara dipilah, {report.clusters} rumpun baru.")
    for name, counts in labels.items():
        print(f"  {name}: " + ", ".join(f"{value} {count}" for value, count in counts.items()))
    for reason, count in aside.items():
        print(f"  disisihkan, {reason}: {count}")
    return 0
