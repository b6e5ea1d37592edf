"""Upgrade an installation under load, in the way the guide gives, and count every request.

    python -m tests.durability.upgrade --since 0.1.0

Takes that version's code by its commit (docs/reference/releases.md), lets it make an installation of its own
(or on DATABASE_URL) and serve it, and lets clients endorse ideas and send voices through a proxy that holds
what comes while its server is away. Then, as docs/guide/growing.md says: a backup by the old version while it
runs, the old one told to end, the new one begun, which brings the tables up to date. At the end every request
must have been answered, every acknowledged write be there exactly once, and the record stand and continue the
head of before.
Exit 1 when a request was refused, lost or left without an answer. The packages are those of now, in which the
old version runs too.
"""

from __future__ import annotations

import argparse
import http.client
import os
import pickle
import random
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.durability.load import Job, Load
    from tests.durability.server import Server

ROOT = Path(__file__).parents[2]
# A proxy is told to hold a request for so long at most; the tables must be up to date by then.
HOLD = 170


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.upgrade")
    parser.add_argument("--since", default="0.1.0", help="a version of docs/reference/releases.md")
    parser.add_argument("--writes", type=int, default=200, help="so many before it and so many after it")
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--port", type=int, default=8950)
    parser.add_argument("--fill", metavar="FILE", help="as the old version: make jobs and keep them there")
    args = parser.parse_args()
    if args.fill:
        return _fill(Path(args.fill), args.writes)
    with tempfile.TemporaryDirectory(prefix="rembuk-upgrade-") as folder:
        os.environ |= {
            "REMBUK_HOME": str(Path(folder, "rumah")),
            "REMBUK_TRUSTED_PROXY": "127.0.0.1",
            "EMAIL_URL": "dummymail://",
            "REMBUK_HOSTS": "127.0.0.1,testserver",
            "DJANGO_SETTINGS_MODULE": "tests.durability.placeless",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        return _run(args, Path(folder))


def take_out(version: str, folder: Path) -> dict[str, str]:
    """Put the source of VERSION into FOLDER and return the environment in which its code runs."""
    releases = (ROOT / "docs" / "reference" / "releases.md").read_text()
    found = re.search(rf"^\| {re.escape(version)} \|.*\| ([0-9a-f]{{40}}) \|$", releases, re.MULTILINE)
    if found is None:
        raise SystemExit(f"{version} is not in docs/reference/releases.md")
    words = ["git", "-C", str(ROOT), "archive", found[1], "src", "hatch_build.py"]
    packed = subprocess.run(words, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
    subprocess.run([sys.executable, str(folder / "hatch_build.py")], check=True)
    return {"PYTHONPATH": os.pathsep.join((str(folder / "src"), str(ROOT)))}


def _fill(file: Path, writes: int) -> int:
    """Make an installation with people, ideas and sessions; keep in FILE what may be written there."""
    from rembuk.site.serving import prepare

    prepare()
    import rembuk
    from rembuk.shared.queue import Worker
    from tests.durability.run import make_jobs

    jobs = make_jobs(random.Random(0), people=writes // 8, voices=writes)
    Worker().drain()
    file.write_bytes(pickle.dumps((rembuk.__file__, _applied(), jobs)))
    return 0


def _applied() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        return int(cursor.fetchone()[0])


def _run(args: argparse.Namespace, folder: Path) -> int:
    from tests.durability.load import Load
    from tests.durability.server import Server
    from tests.durability.wire import Wire

    old = take_out(args.since, folder / "lama")
    kept = folder / "jobs"
    words = [
        sys.executable,
        "-m",
        "tests.durability.upgrade",
        "--fill",
        str(kept),
        "--writes",
        str(args.writes),
    ]
    subprocess.run(words, check=True, env=os.environ | old)
    source, before, jobs = pickle.loads(kept.read_bytes())
    if not source.startswith(str(folder)):
        raise SystemExit(f"the old version ran from {source}")
    servers = Server(args.port + 1, old), Server(args.port + 1)
    door = Wire(("127.0.0.1", args.port), servers[0].door, patience=HOLD)
    servers[0].start()
    from tests.durability.run import more_voices

    # Half of them are kept for afterwards: those who were signed in before write again then.
    half = len(jobs) // 2
    load = Load((("127.0.0.1", args.port),), jobs[:half], args.clients, more=more_voices(jobs))
    try:
        _wait(load, args.writes)
        head = _head(args.port)
        took = _upgrade(servers, folder / "cadangan.tar", old)
        load.add(jobs[half:])
        _wait(load, args.writes, jobs)
    finally:
        load.stop()
        for server in servers:
            server.stop()
        door.end()
    told = f"away for {took:.1f} s, a request held for {door.longest:.1f} s at most"
    return _count(args, load, jobs, before, head, told)


def _head(port: int) -> bytes:
    """Return the head of the record as anybody reads it."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asked.request("GET", "/catatan/checkpoint")
    return asked.getresponse().read()


def _wait(load: Load, writes: int, jobs: Sequence[Job] = ()) -> None:
    """Return once so many WRITES more, and all JOBS, are acknowledged, or there is no hope of it."""
    wanted, end = len(load.acknowledged) + writes, time.monotonic() + 600
    while time.monotonic() < end:
        if len(load.acknowledged) >= wanted and load.acknowledged.issuperset(jobs):
            return
        time.sleep(0.02)


def _upgrade(servers: tuple[Server, Server], backup: Path, old: dict[str, str]) -> float:
    """Do what the guide says; return for how many seconds nothing answered."""
    if "DATABASE_URL" not in os.environ:
        words = [sys.executable, "-m", "rembuk", "backup", str(backup)]
        subprocess.run(words, check=True, env=os.environ | old, capture_output=True)
    began = time.monotonic()
    servers[0].stop()
    servers[1].start()
    return time.monotonic() - began


def _count(
    args: argparse.Namespace, load: Load, jobs: list[Job], before: int, head: bytes, told: str
) -> int:  # fmt: skip
    import django

    django.setup()
    from tests.durability.run import count

    faults = count(load, [head], 0)
    wrong = {status: number for status, number in load.answers.items() if status not in (200, 302)}
    if wrong or load.unanswered:
        faults.append(f"{load.unanswered} requests were left without an answer, others answered {wrong}")
    missing = [job for job in jobs if job not in load.acknowledged]
    if missing:
        faults.append(f"{len(missing)} of {len(jobs)} were never acknowledged, so the last {missing[-1].key}")
    if len(load.acknowledged) < 2 * args.writes:
        faults.append(f"only {len(load.acknowledged)} acknowledged")
    if _applied() <= before:
        faults.append("the new version had no tables to change")
    for fault in faults:
        print("FAULT:", fault)
    print(
        f"{args.since} to now, {before} migrations to {_applied()}: {len(load.acknowledged)} requests "
        f"acknowledged, {load.unanswered} unanswered, {told}, {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
