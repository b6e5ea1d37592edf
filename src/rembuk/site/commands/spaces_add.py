"""`rembuk spaces add SLUG --name TEXT`: found a space."""

from __future__ import annotations

import argparse

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import emit
from rembuk.site.commands.office import begin, refusal_of, space_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("slug", help="the name in its address: 2 to 40 small letters, digits, hyphens")
    parser.add_argument("--name", required=True, help="the name people read")
    parser.add_argument("--parent", metavar="SLUG", help="the space it stands under")
    parser.add_argument("--region", metavar="CODE", help="where it works, by Kemendagri code")


def run(args: argparse.Namespace) -> int:
    """Found the space, recorded as done by the operator."""
    begin(args.lang)
    from django.utils import timezone

    from rembuk.places.queries import place_by_code
    from rembuk.shared.actors import OPERATOR
    from rembuk.shared.refusals import Refused
    from rembuk.spaces.actions import found_space

    parent = space_named(args.parent) if args.parent else None
    region = place_by_code(args.region) if args.region else None
    if args.region and region is None:
        raise Refusal(
            f"Tidak ada tempat berkode {args.region!r}; cari kodenya dengan rembuk places find NAMA.",
            f"There is no place with code {args.region!r}; look it up with rembuk places find NAME.",
        )
    try:
        space = found_space(
            slug=args.slug, name=args.name, parent=parent, region=region, by=OPERATOR, at=timezone.now()
        )
    except Refused as refused:
        raise refusal_of(refused) from refused
    if args.json:
        emit({"space": space.slug})
    else:
        print(f"{space.name}: /r/{space.slug}/")
    return 0
