"""`rembuk record key`: change the key that signs the record, or declare it lost."""

from __future__ import annotations

import argparse

from rembuk.site.commands.answers import emit
from rembuk.site.commands.office import begin, refusal_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--change", action="store_true", help="a new key; the old one signs along and vouches")
    group.add_argument("--lost", action="store_true", help="a new key; the old one is gone, or was stolen")
    group.add_argument("--retire", action="store_true", help="the old key signs along no more")


def run(args: argparse.Namespace) -> int:
    """Change what was asked, recorded as done by the operator, and show the key that signs now."""
    begin(args.lang)
    from django.utils import timezone

    from rembuk.ledger.actions import change_key, retire_key
    from rembuk.ledger.actions.keys import beside
    from rembuk.ledger.queries.record import verifier_key
    from rembuk.shared.actors import OPERATOR
    from rembuk.shared.refusals import Refused

    try:
        if args.change or args.lost:
            change_key(lost=args.lost, by=OPERATOR, at=timezone.now())
        if args.retire:
            retire_key()
    except Refused as refused:
        raise refusal_of(refused) from refused
    along = beside("lama").exists()
    if args.json:
        emit({"key": verifier_key() or None, "old_signs_along": along})
        return 0
    print(verifier_key() or "-")
    if along:
        print(
            "Kunci lama masih ikut menandatangani." if args.lang == "id" else "The old key still signs along."
        )
    return 0
