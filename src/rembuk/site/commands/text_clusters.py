"""`rembuk text clusters FILE`: group texts that say the same."""

from __future__ import annotations

import argparse
from itertools import islice

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import Timings, emit
from rembuk.site.commands.texts_in import Texts

BATCH = 20_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add FILE and --threshold."""
    parser.add_argument(
        "file", metavar="FILE", help="JSONL or CSV with text and optional id, or one text a line"
    )
    parser.add_argument("--threshold", type=float, help="0 to 1: how sure two clusters must be to become one")


def run(args: argparse.Namespace) -> int:
    """Print every id in exactly one cluster."""
    from rembuk.reckon.text_analysis.sorting import THRESHOLD, Clusterer

    threshold = THRESHOLD if args.threshold is None else args.threshold
    if not 0 <= threshold <= 1:
        raise Refusal("--threshold harus antara 0 dan 1.", "--threshold must be between 0 and 1.")
    timings = Timings(args.timings)
    clusterer: Clusterer[str] = Clusterer(threshold)
    rows = iter(Texts(args.file))
    with timings.phase("read"):
        while batch := list(islice(rows, BATCH)):
            clusterer.add([row.id for row in batch], [row.text for row in batch])
    with timings.phase("group"):
        clusters = clusterer.clusters()
    if args.json:
        emit({"clusters": clusters})
    else:
        for cluster in clusters:
            print(" ".join(cluster))
    timings.report()
    return 0
