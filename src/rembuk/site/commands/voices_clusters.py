"""`rembuk voices clusters`: every voice of a space exactly once, in its cluster."""

from __future__ import annotations

import argparse

from rembuk.site.commands.answers import emit
from rembuk.site.commands.office import begin, space_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--space", required=True, metavar="SLUG")


def run(args: argparse.Namespace) -> int:
    """List the clusters; a voice not sorted yet stands alone."""
    begin(args.lang)
    space = space_named(args.space)
    from rembuk.voices.queries import clusters_with_members

    listed = list(clusters_with_members(space))
    if args.json:
        emit({"clusters": listed})
        return 0
    word = "voices" if args.lang == "en" else "suara"
    for cluster in sorted(listed, key=lambda one: -len(one["members"])):
        aside = f" ({cluster['set_aside']})" if cluster["set_aside"] else ""
        print(f"{cluster['id']}{aside}: {len(cluster['members'])} {word}")
    return 0
