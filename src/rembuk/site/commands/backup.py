"""`rembuk backup FILE`: one file that holds the database and the uploads, safe while the server runs."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help="where to write; packed when the name ends in .gz")


def run(args: argparse.Namespace) -> int:
    """Write the backup and open it again before saying that it is made."""
    from rembuk.site.backup import DATABASE, back_up
    from rembuk.site.environment import setting
    from rembuk.site.home import find_home, no_installation

    home = find_home()
    if not setting("DATABASE_URL", "") and not (home / DATABASE).exists():
        raise no_installation(home)
    # The tables stay as they are: a newer version may be installed beside the one that serves.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    import django

    django.setup()

    made = back_up(Path(args.file))
    if args.json:
        emit(made)
    else:
        told = (
            f"{made['file']}: {made['bytes']} bita, catatan {made['size']} entri.\n"
            "Simpan terpisah: berkas secret, record.key, erased.list di REMBUK_HOME; tidak ada di cadangan.",
            f"{made['file']}: {made['bytes']} bytes, a record of {made['size']} entries.\n"
            "Keep apart: secret, record.key and erased.list of REMBUK_HOME; they are not in the backup.",
        )
        print(told[args.lang == "en"])
    return 0
