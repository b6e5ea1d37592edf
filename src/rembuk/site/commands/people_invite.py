"""`rembuk people invite EMAIL --space SLUG --role ROLE`: a link that gives the role, once."""

from __future__ import annotations

import argparse

from rembuk.site.commands.answers import emit
from rembuk.site.commands.office import begin, refusal_of, space_named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("email")
    parser.add_argument("--space", required=True, metavar="SLUG")
    parser.add_argument(
        "--role", required=True, help="owner, coordinator, reviewer, writer, field_worker or officer"
    )


def run(args: argparse.Namespace) -> int:
    """Print the link; the same link also waits in the outbox as a mail to the address."""
    begin(args.lang)
    from django.utils import timezone

    from rembuk.shared.actors import OPERATOR
    from rembuk.shared.refusals import Refused
    from rembuk.spaces.actions import invite

    space = space_named(args.space)
    try:
        link = invite(space=space, email=args.email, role=args.role, by=OPERATOR, at=timezone.now())
    except Refused as refused:
        raise refusal_of(refused) from refused
    if args.json:
        emit({"link": link})
    else:
        print(link)
    return 0
