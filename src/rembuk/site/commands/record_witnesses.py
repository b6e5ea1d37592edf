"""`rembuk record witnesses`: who watches this installation's record; add one, or let one go."""

from __future__ import annotations

import argparse

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import emit
from rembuk.site.commands.office import begin, refusal_of
from rembuk.site.commands.record_source import read_key_word


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--add", metavar="KEY", help="the verifier key of a witness, or a file that holds it")
    parser.add_argument("--url", help="where that witness answers: what comes before /add-checkpoint")
    parser.add_argument("--remove", metavar="NAME", help="show heads to this witness no more (name or key)")


def run(args: argparse.Namespace) -> int:
    """Add, remove, list; recorded as done by the operator."""
    begin(args.lang)
    from django.utils import timezone

    from rembuk.ledger.actions import add_witness, remove_witness
    from rembuk.ledger.queries.witnesses import witnesses
    from rembuk.shared.actors import OPERATOR
    from rembuk.shared.refusals import Refused

    if bool(args.add) != bool(args.url):
        raise Refusal("--add dan --url dipakai bersama.", "--add and --url go together.")
    now = timezone.now()
    try:
        if args.add:
            add_witness(vkey=read_key_word(args.add), url=args.url, by=OPERATOR, at=now)
        if args.remove:
            remove_witness(named=args.remove, by=OPERATOR, at=now)
    except Refused as refused:
        raise refusal_of(refused) from refused
    rows = [
        {
            "name": one.witness.name, "key": one.witness.vkey, "url": one.witness.url,
            "size": one.witness.size,
            "cosigned_at": one.witness.cosigned_at.isoformat() if one.witness.cosigned_at else None,
            "silent": one.silent, "trouble": one.witness.trouble or None,
        }
        for one in witnesses(now=now)
    ]  # fmt: skip
    if args.json:
        emit({"witnesses": rows})
        return 0
    for row in rows:
        said = (row["key"], row["url"], row["size"], row["cosigned_at"] or "-", row["trouble"] or "")
        print(" ".join(map(str, said)).rstrip())
    if not rows:
        print("Belum ada saksi." if args.lang == "id" else "No witnesses yet.")
    return 0
