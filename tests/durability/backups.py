"""Take backups of a busy server, restore each, and hold it against what was acknowledged and published.

    python -m tests.durability.backups --backups 30

Starts `rembuk serve` in a home of its own, lets clients endorse ideas and send voices and photos, and takes
one backup after the other meanwhile. Each is restored into an empty home: the database must be sound, all
that was acknowledged before the backup began there exactly once, every photo whole, and the head of the
restored record, byte by byte, one that the running server published.
Exit 1 when anything is missing or differs.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

LEAST_BETWEEN = 8


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.backups")
    parser.add_argument("--backups", type=int, default=30)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--port", type=int, default=8934)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rembuk-backups-") as folder:
        home = Path(folder, "rumah")
        os.environ |= {
            "REMBUK_HOME": str(home),
            "REMBUK_TRUSTED_PROXY": "127.0.0.1",
            "EMAIL_URL": "dummymail://",
            "REMBUK_HOSTS": "127.0.0.1,testserver",
            "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
        }
        os.environ.pop("DATABASE_URL", None)
        return _run(args, home, Path(folder))


def _run(args: argparse.Namespace, home: Path, folder: Path) -> int:
    from tests.durability.quick import prepare_quickly

    prepare_quickly()
    from rembuk.site.backup import back_up
    from rembuk.site.restore import restore
    from tests.durability.load import Load
    from tests.durability.run import make_jobs
    from tests.durability.server import Server

    wanted = (args.backups + 1) * LEAST_BETWEEN
    jobs = make_jobs(random.Random(0), people=wanted // 8 + 1, voices=wanted, photos=wanted // 10)
    told: list[list[object]] = []
    server = Server(args.port)
    server.start()
    load = Load(
        (server.door,), jobs, args.clients, lambda job: told.append([job.kind, *job.key, bool(job.file)])
    )
    taken: list[tuple[Path, list[list[object]]]] = []
    try:
        for number in range(args.backups):
            before, end = len(told), time.monotonic() + 120
            while len(told) < before + LEAST_BETWEEN and time.monotonic() < end:
                time.sleep(0.02)
            known = list(told)
            back_up(folder / f"{number}.tar")
            taken.append((folder / f"{number}.tar", known))
    finally:
        load.stop()
        server.stop()
    faults = []
    for number, (file, known) in enumerate(taken):
        place = folder / "dipulihkan"
        place.mkdir(mode=0o700)
        restore(file, place, force=False)
        shutil.copy(home / "record.key", place)
        faults += [f"backup {number}: {fault}" for fault in _compare(place, home, known)]
        shutil.rmtree(place)
    heads = len(taken[-1][1]) if taken else 0
    if heads < args.backups * LEAST_BETWEEN:
        faults.append(f"only {heads} acknowledged")
    for fault in faults:
        print("FAULT:", fault)
    print(f"{len(taken)} backups under load, {len(told)} acknowledged, {len(faults)} faults")
    return 1 if faults else 0


def _compare(place: Path, home: Path, known: list[list[object]]) -> list[str]:
    """Return what is wrong with the installation restored at PLACE, whose original is at HOME."""
    from tests.durability.cuts import examine

    lost, corrupt = examine(place, known)
    newest = "SELECT size, note FROM ledger_checkpoint WHERE note != '' ORDER BY size DESC LIMIT 1"
    with closing(sqlite3.connect(place / "rembuk.sqlite3")) as restored:
        head = restored.execute(newest).fetchone()
    with closing(sqlite3.connect(home / "rembuk.sqlite3")) as live:
        published = live.execute(
            "SELECT size, note FROM ledger_checkpoint WHERE size = ?", (head[0] if head else 0,)
        ).fetchone()
    differs = [] if head == published else [f"its head of {head} is not the published {published}"]
    return [*lost, *corrupt, *differs]


if __name__ == "__main__":
    sys.exit(main())
