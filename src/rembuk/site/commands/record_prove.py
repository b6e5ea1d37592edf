"""`rembuk record prove RECEIPT`: the file that shows that a voice arrived, from its receipt alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.office import begin, refusal_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("receipt", metavar="RECEIPT", nargs="+", help="the code of the receipt, five words")
    parser.add_argument("--out", metavar="FILE", help="where to write it; else standard output")


def run(args: argparse.Namespace) -> int:
    """Write the same file that the page of the receipt gives."""
    begin(args.lang)
    from rembuk.shared.refusals import Refused
    from rembuk.voices.queries import by_receipt
    from rembuk.voices.queries.receipt import arrival_of

    try:
        found = arrival_of(by_receipt(" ".join(args.receipt)))
    except Refused as refused:
        raise refusal_of(refused) from refused
    if found is None:
        raise Refusal(
            "Suara ini masih menunggu segel; jalankan rembuk work --once lalu ulangi.",
            "This voice still waits for the seal; run rembuk work --once and try again.",
        )
    if args.out is None:
        print(found.text, end="")
        return 0
    try:
        Path(args.out).write_text(found.text, encoding="utf-8")
    except OSError as error:
        raise Refusal(
            f"{args.out} tidak dapat ditulis ({error.strerror}); periksa izin dan ruang kosongnya.",
            f"{args.out} cannot be written ({error.strerror}); check permissions and free space.",
        ) from error
    return 0
