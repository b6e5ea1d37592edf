"""`rembuk restore FILE`: put an installation back to a backup."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help="what rembuk backup wrote")
    parser.add_argument("--force", action="store_true", help="also when something newer here would be lost")


def run(args: argparse.Namespace) -> int:
    """Restore, or say what would be lost and change nothing."""
    from rembuk.site.backup import refuse_other_database
    from rembuk.site.environment import setting
    from rembuk.site.home import find_home, hold_home
    from rembuk.site.restore import restore
    from rembuk.site.secret import missing, secret_path

    refuse_other_database(setting("DATABASE_URL", "sqlite"), "restore")
    if setting("DATABASE_URL", ""):
        raise Refusal(
            "DATABASE_URL menunjuk basis data lain; restore hanya mengisi REMBUK_HOME. Kosongkan dulu.",
            "DATABASE_URL names another database; restore fills REMBUK_HOME only. Unset it first.",
        )
    home = find_home()
    if (home / "erased.list").exists() and not secret_path(home).exists():
        # Said before anything changes: whom we had erased is erased again with it.
        raise missing(secret_path(home))
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with hold_home(home, alone=True):
        done = restore(Path(args.file), home, force=args.force)
        done["forgotten"] = _forget_again(home, done.pop("taken_at"), args.lang)
    if args.json:
        emit(done)
        return 0
    _tell(done, args.lang == "en")
    return 0


def _tell(done: dict[str, Any], english: bool) -> None:
    from rembuk.site.restore import ENGLISH

    def say(id: str, en: str) -> None:
        print(en if english else id)

    size, kept = done["size"], done["entries_kept"]
    say(
        f"Dipulihkan: catatan {size} entri, {kept} dibawa dari sebelumnya.",
        f"Restored: a record of {size} entries, {kept} carried over from before.",
    )
    for word, count in done["lost"].items():
        say(f"Hilang: {count} {word}", f"Lost: {count} {ENGLISH[word]}")
    if done["damaged"]:
        say(
            "Basis data sebelumnya rusak: yang hilang tidak terhitung seluruhnya.",
            "The database of before was damaged: what is lost cannot be counted in full.",
        )
    if done["forgotten"]:
        say(
            f"Dihapus lagi karena sudah diminta hapus sesudah cadangan dibuat: {done['forgotten']}",
            f"Erased again, for that was asked after the backup was taken: {done['forgotten']}",
        )
    if done["before"]:
        say(
            f"Basis data sebelumnya disimpan di {done['before']}",
            f"The database of before is kept in {done['before']}",
        )
    if not done["record_goes_on"]:
        say(
            "Catatan tidak akan disegel: kepala yang sudah ditandatangani lebih maju. Lihat rembuk check.",
            "The record will not be sealed: a signed head is further on. See rembuk check.",
        )


def _forget_again(home: Path, taken_at: float, lang: str) -> int:
    """Erase from the restored database whom we had erased since TAKEN_AT; the list is not in the backup."""
    if not (home / "erased.list").exists():
        return 0
    from rembuk.site.commands.office import begin

    begin(lang)
    from rembuk.rights.actions.erasing import forget_again

    return forget_again(taken_at=datetime.fromtimestamp(taken_at, UTC), at=datetime.now(UTC))
