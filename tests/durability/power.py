"""Cut the power of a busy server at any point, and count what was acknowledged.

    python -m tests.durability.power --cuts 1000

A small preload (writes.c, compiled here by gcc) notes every write, sync and name that the real processes of
`rembuk serve` change in a home of its own, while people endorse, send voices and photos and read the head of
the record; the server is killed once and stopped once on the way. Then the power is cut at random points of
what was noted: what was synced by then is on disk, of the rest any part, lost, torn and out of order
(disk.py). Each disk is opened: the database must be sound, everything acknowledged before the cut there
exactly once, photos whole, and the record valid, with its key, and continuing every head anybody had read.
A few of the disks are started again by the program itself.
Exit 1 when anything is lost or corrupt. `--settings tests.durability.careless` does the same with
`synchronous=NORMAL`, which loses what it acknowledged.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.durability.disk import Teller
    from tests.durability.load import Job

HERE = Path(__file__).parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.power")
    parser.add_argument("--cuts", type=int, default=300)
    parser.add_argument("--acknowledged", type=int, default=300, help="stop the load after so many")
    parser.add_argument("--started", type=int, default=3, help="so many disks are started by the program")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--port", type=int, default=8932)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--settings", default="rembuk.site.settings")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rembuk-power-") as folder:
        home = Path(folder, "home").resolve()
        home.mkdir(mode=0o700)
        os.environ |= {
            "REMBUK_HOME": str(home),
            "REMBUK_TRUSTED_PROXY": "127.0.0.1",
            "EMAIL_URL": "dummymail://",
            "REMBUK_HOSTS": "127.0.0.1,testserver",
            "DJANGO_SETTINGS_MODULE": args.settings,
            "PYTHONPATH": str(HERE.parents[1]),
        }
        os.environ.pop("DATABASE_URL", None)
        return _run(args, home, Path(folder))


def _run(args: argparse.Namespace, home: Path, folder: Path) -> int:
    chance = random.Random(args.seed)
    more = {
        "LD_PRELOAD": str(compile_preload(folder)),
        "REMBUK_WRITES_ROOT": str(home),
        "REMBUK_WRITES_LOG": str(folder / "log"),
    }
    jobs = _prepare(chance, args.acknowledged)
    from tests.durability.cuts import Cuts

    cuts = Cuts(home, folder)
    answers = _write(args, jobs, folder / "log", more)
    found = cuts.count(args.cuts, args.started, chance)
    if found.acknowledged < args.acknowledged or any(status >= 500 for status in answers):
        found.faults.append(f"{found.acknowledged} acknowledged, answers {answers}")
    for fault in found.faults[:40]:
        print("FAULT:", fault)
    print(found.told())
    return 1 if found.faults else 0


def compile_preload(folder: Path) -> Path:
    """Compile writes.c into FOLDER and return what to preload."""
    made = folder / "writes.so"
    words = ["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", made, HERE / "writes.c", "-ldl"]
    subprocess.run([str(word) for word in words], check=True)
    return made


def _prepare(chance: random.Random, wanted: int) -> list[Job]:
    """Return jobs enough for WANTED answers, in a home whose database is closed and whole in one file."""
    from tests.durability.quick import prepare_quickly

    prepare_quickly()
    from django.db import connections

    from tests.durability.run import make_jobs

    jobs = make_jobs(chance, people=wanted // 8, voices=wanted // 2, photos=wanted // 10)
    connections.close_all()
    assert not Path(os.environ["REMBUK_HOME"], "rembuk.sqlite3-wal").exists()
    return jobs


def _write(args: argparse.Namespace, jobs: list[Job], log: Path, more: dict[str, str]) -> dict[int, int]:
    """Let the server take in jobs until enough are acknowledged; return how often it answered what."""
    from tests.durability.disk import Teller
    from tests.durability.load import Load
    from tests.durability.server import Server

    teller, server, over = Teller(log), Server(args.port, more), threading.Event()
    server.start()
    load = Load(
        (server.door,), jobs, args.clients, lambda job: teller.tell([job.kind, *job.key, bool(job.file)])
    )
    reader = threading.Thread(target=_read_heads, args=(args.port, teller, over))
    reader.start()
    try:
        for part, end in ((0.4, server.kill), (0.7, server.stop), (1.0, server.kill)):
            until = time.monotonic() + 120
            while len(load.acknowledged) < part * args.acknowledged and time.monotonic() < until:
                time.sleep(0.02)
            end()
            if part < 1:
                server.start()
    finally:
        over.set()
        load.stop()
        reader.join()
    return dict(load.answers)


def _read_heads(port: int, teller: Teller, over: threading.Event) -> None:
    while not over.wait(0.2):
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/catatan/checkpoint")
            answer = asked.getresponse()
            note = answer.read().decode()
        except (OSError, http.client.HTTPException):
            continue
        if answer.status == 200:
            teller.tell(["head", note])


if __name__ == "__main__":
    sys.exit(main())
