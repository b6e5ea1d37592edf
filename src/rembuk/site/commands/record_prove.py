"""`rembuk record prove RECEIPT`: the file that shows that a voice arrived, from its receipt alone."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rembuk.reckon.refusal import Refusal, trouble
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
    path = Path(args.out)
    try:
        # The file holds the words of the voice, and one of an erased voice cannot be made again.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refusal(
            f"{path} sudah ada; pilih nama lain.", f"{path} is there already; choose another name."
        ) from error
    except OSError as error:
        raise _unwritten(path, error) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(found.text)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritten(path, error) from error
    return 0


def _unwritten(path: Path, error: OSError) -> Refusal:
    return Refusal(
        f"{path} tidak dapat ditulis ({trouble(error).id}); periksa izin dan ruang kosongnya.",
        f"{path} cannot be written ({trouble(error).en}); check permissions and free space.",
    )
