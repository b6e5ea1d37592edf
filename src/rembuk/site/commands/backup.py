"""`rembuk backup FILE`: one file that holds the database and the uploads, safe while the server runs."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help="where to write; packed when the name ends in .gz")


def run(args: argparse.Namespace) -> int:
    """Write the backup and open it again before saying that it is made."""
    from rembuk.site.backup import DATABASE, back_up
    from rembuk.site.home import find_home

    home = find_home()
    if "DATABASE_URL" not in os.environ and not (home / DATABASE).exists():
        raise Refusal(
            f"Tidak ada instalasi di {home}; setel REMBUK_HOME ke foldernya.",
            f"There is no installation in {home}; set REMBUK_HOME to its folder.",
        )
    # The tables stay as they are: a newer version may be installed beside the one that serves.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    import django

    django.setup()

    made = back_up(Path(args.file))
    if args.json:
        emit(made)
    else:
        print(f"{made['file']}: {made['bytes']} bita, catatan {made['size']} entri.")
        print(
            "Simpan terpisah: berkas secret, record.key, erased.list di REMBUK_HOME; tidak ada di cadangan."
        )
    return 0
