"""`rembuk places find TEXT`: the places a text may mean, best first."""

from __future__ import annotations

import argparse

from rembuk.site.commands.answers import Timings, emit
from rembuk.site.commands.office import begin

MOST = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("text", nargs="+", help="a name as people write it, a postal code, or a code")


def run(args: argparse.Namespace) -> int:
    """Print code and path of up to 20 places."""
    timings = Timings(args.timings)
    with timings.phase("start"):
        begin(args.lang)
    from rembuk.places.queries import find

    with timings.phase("find"):
        found = find(" ".join(args.text), MOST)
    timings.report()
    if args.json:
        rows = [{"code": p.code, "name": p.name, "path": p.path, "level": p.level} for p in found]
        emit({"places": rows})
    else:
        for place in found:
            print(f"{place.code:14} {place.path}")
    return 0
