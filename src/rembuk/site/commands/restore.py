"""`rembuk restore FILE`: put an installation back to a backup."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help="what rembuk backup wrote")
    parser.add_argument("--force", action="store_true", help="also when something newer here would be lost")


def run(args: argparse.Namespace) -> int:
    """Restore, or say what would be lost and change nothing."""
    from rembuk.site.backup import refuse_other_database
    from rembuk.site.home import find_home, hold_home
    from rembuk.site.restore import restore

    refuse_other_database(os.environ.get("DATABASE_URL", "sqlite"), "restore")
    if "DATABASE_URL" in os.environ:
        raise Refusal(
            "DATABASE_URL menunjuk basis data lain; restore hanya mengisi REMBUK_HOME. Kosongkan dulu.",
            "DATABASE_URL names another database; restore fills REMBUK_HOME only. Unset it first.",
        )
    home = find_home()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with hold_home(home, alone=True):
        done = restore(Path(args.file), home, force=args.force)
        done["forgotten"] = _forget_again(home, done.pop("taken_at"), args.lang)
    if args.json:
        emit(done)
        return 0
    print(f"Dipulihkan: catatan {done['size']} entri, {done['entries_kept']} dibawa dari sebelumnya.")
    for word, count in done["lost"].items():
        print(f"Hilang: {count} {word}")
    if done["damaged"]:
        print("Basis data sebelumnya rusak: yang hilang tidak terhitung seluruhnya.")
    if done["forgotten"]:
        print(f"Dihapus lagi karena sudah diminta hapus sesudah cadangan dibuat: {done['forgotten']}")
    if done["before"]:
        print(f"Basis data sebelumnya disimpan di {done['before']}")
    if not done["record_goes_on"]:
        print("Catatan tidak akan disegel: kepala yang sudah ditandatangani lebih maju. Lihat rembuk check.")
    return 0


def _forget_again(home: Path, taken_at: float, lang: str) -> int:
    """Erase from the restored database whom we had erased since TAKEN_AT; the list is not in the backup."""
    if not (home / "erased.list").exists():
        return 0
    from rembuk.site.commands.office import begin

    begin(lang)
    from rembuk.rights.actions.erasing import forget_again

    return forget_again(taken_at=datetime.fromtimestamp(taken_at, UTC), at=datetime.now(UTC))
