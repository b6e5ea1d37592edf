"""`rembuk backup FILE`: one file that holds the database and the uploads, safe while the server runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help="where to write; packed when the name ends in .gz")


def run(args: argparse.Namespace) -> int:
    """Write the backup and open it again before saying that it is made."""
    from rembuk.site.commands.office import begin

    begin(args.lang)
    from rembuk.site.backup import back_up

    made = back_up(Path(args.file))
    if args.json:
        emit(made)
    else:
        print(f"{made['file']}: {made['bytes']} bita, catatan {made['size']} entri.")
        print(
            "Simpan terpisah: berkas secret, record.key, erased.list di REMBUK_HOME; tidak ada di cadangan."
        )
    return 0
