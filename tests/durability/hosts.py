"""Let several hosts serve one PostgreSQL, kill them and their workers in turn under load, and count.

    .ci/with-postgres python -m tests.durability.hosts --kills 10

Each host is a `rembuk serve`, web processes and a worker, in a network namespace of its own, with a home, an
address and a process group of its own. What they share is DATABASE_URL, `secret` and `record.key`. Where no
namespace may be made (it needs root and `ip`), each has a loopback address of its own instead, and the last
line says so. All begin at once on an empty database.
Clients send each try to any of them, with sessions that none of them made; one host after the other is killed
whole or loses its worker in mid-batch, and is begun anew. At the end every acknowledged write must be there
exactly once, every host must have answered, a limit must have held over all of them together, and the record
must stand and continue every head kept.
Exit 1 when anything is lost, doubled or answered with 5xx.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from tests.durability.wire import Wire

if TYPE_CHECKING:
    from tests.durability.load import Job, Load
    from tests.durability.server import Server

ROOT = Path(__file__).parents[2]
LEAST_BETWEEN_KILLS = 10
# Addresses of a network of our own: of each pair the first is ours, the second the host's.
NETWORK = "10.214"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.hosts")
    parser.add_argument("--hosts", type=int, default=2)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--port", type=int, default=8940)
    args = parser.parse_args()
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        parser.error("several hosts need one PostgreSQL: set DATABASE_URL, or run by .ci/with-postgres")
    # Told to end, it still takes its namespaces and its hosts away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="rembuk-hosts-") as folder, ExitStack() as ends:
        places, where = find_places(args.hosts, ends)
        os.environ |= {
            "REMBUK_HOME": str(Path(folder, "0")),
            "REMBUK_TRUSTED_PROXY": places[0].proxy,
            "EMAIL_URL": "dummymail://",
            "REMBUK_HOSTS": ",".join(["127.0.0.1", "testserver", *(place.address for place in places)]),
            "DJANGO_SETTINGS_MODULE": "tests.durability.placeless",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        return _run(args, Path(folder), places, where, ends)


class Place:
    """Where a host runs: its address, the words that start a command there, and its way to the database."""

    def __init__(self, address: str, proxy: str, within: tuple[str, ...] = (), database: str = "") -> None:
        self.address, self.proxy, self.within = address, proxy, within
        self.more = {"DATABASE_URL": database} if database else {}


def find_places(number: int, ends: ExitStack) -> tuple[list[Place], str]:
    """Return NUMBER places and what they are; what is made for them is gone with ENDS."""
    try:
        with ExitStack() as made:
            places = [made.enter_context(_namespace(one)) for one in range(1, number + 1)]
            ends.enter_context(made.pop_all())
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"no network namespaces here ({error}); loopback addresses instead", flush=True)
        return [
            Place(f"127.0.0.{one + 1}", "127.0.0.0/8") for one in range(1, number + 1)
        ], "loopback addresses"
    return places, "network namespaces"


@contextmanager
def _namespace(number: int) -> Iterator[Place]:
    """Make a network namespace, joined to this one by a pair of interfaces, with the database behind it."""
    name, wire = f"rembuk-{os.getpid()}-{number}", f"rbk{os.getpid() % 100_000}n{number}"
    ours, theirs = f"{wire}a", f"{wire}b"
    here, there = f"{NETWORK}.{number}.1", f"{NETWORK}.{number}.2"
    with ExitStack() as ends:
        _ip("netns", "add", name)
        ends.callback(_ip, "netns", "del", name)
        _ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
        ends.callback(_ip, "link", "del", ours)
        _ip("addr", "add", f"{here}/24", "dev", ours)
        _ip("link", "set", ours, "up")
        _ip("-n", name, "addr", "add", f"{there}/24", "dev", theirs)
        _ip("-n", name, "link", "set", theirs, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        database = urlsplit(os.environ["DATABASE_URL"])
        line = Wire((here, 0), (database.hostname or "127.0.0.1", database.port or 5432))
        ends.callback(line.end)
        user = f"{database.username}@" if database.username else ""
        address = urlunsplit(database._replace(netloc=f"{user}{here}:{line.server_address[1]}"))
        yield Place(there, f"{NETWORK}.0.0/16", ("ip", "netns", "exec", name), address)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _run(args: argparse.Namespace, folder: Path, places: list[Place], where: str, ends: ExitStack) -> int:
    import django

    django.setup()
    hosts = list(_hosts(args.port, folder, places))
    for host in hosts:
        host.begin()
        ends.callback(host.kill)
    for host in hosts:
        host.wait()
    print(f"{len(hosts)} hosts in {where} began at once on an empty database", flush=True)
    from rembuk.ledger.queries.record import record_file
    from rembuk.shared.queue import Worker
    from tests.durability.load import Load
    from tests.durability.run import count, make_jobs, more_voices

    chance = random.Random(0)
    jobs = make_jobs(chance, people=max(20, args.kills), voices=max(100, args.kills * 5))
    # The first head is there before the first kill; the workers seal the rest.
    Worker().drain()
    load = Load(tuple(host.door for host in hosts), jobs, args.clients, more=more_voices(jobs))
    kept: list[bytes] = []
    try:
        workers = _kill(
            args.kills, hosts, load, chance, lambda: kept.append(record_file("checkpoint") or b"")
        )
        time.sleep(3)
    finally:
        load.stop()
    faults = _limit(load, jobs)
    for host in hosts:
        host.stop()
    faults += count(load, [head for head in kept if head], args.kills)
    faults += [f"host {host.door} answered nothing" for host in hosts if not load.answered[host.door]]
    for fault in faults:
        print("FAULT:", fault)
    print(
        f"{len(hosts)} hosts in {where}, {args.kills} kills, {workers} of them of a worker alone, "
        f"{len(load.acknowledged)} acknowledged, answered by each: {sorted(load.answered.values())}, "
        f"answers {dict(sorted(load.answers.items()))}, {len(faults)} faults"
    )
    return 1 if faults else 0


def _hosts(port: int, folder: Path, places: list[Place]) -> Iterator[Server]:
    """Yield the hosts at PLACES, whose homes hold the same secret and the same key and nothing else."""
    from rembuk.ledger.actions.keys import make_key
    from rembuk.site.secret import read_secret
    from tests.durability.server import Server

    first = folder / "0"
    first.mkdir(mode=0o700, exist_ok=True)
    read_secret(first)
    make_key()
    for number, place in enumerate(places):
        home = folder / str(number)
        if number:
            home.mkdir(mode=0o700)
            for name in ("secret", "record.key"):
                shutil.copy(first / name, home)
        more = {"REMBUK_HOME": str(home), **place.more}
        yield Server(port, more, address=place.address, within=place.within)


def _kill(
    kills: int, hosts: list[Server], load: Load, chance: random.Random, then: Callable[[], object]
) -> int:
    """Kill a host or its worker KILLS times under LOAD; return how often it was a worker alone."""
    workers = 0
    for number in range(kills):
        before, end = len(load.acknowledged), time.monotonic() + 120
        while len(load.acknowledged) < before + LEAST_BETWEEN_KILLS and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.1, 1.0))
        host = hosts[number // 2 % len(hosts)]
        if number % 2 and host.kill_worker():
            workers += 1
        else:
            host.kill()
            host.start()
        then()
        print(f"kill {number + 1}: {len(load.acknowledged)} acknowledged", flush=True)
    return workers


def _limit(load: Load, jobs: list[Job]) -> list[str]:
    """Return what is wrong with a limit counted by all hosts together: so many voices from one network."""
    from rembuk.voices.views.send import MOST_SENT
    from tests.durability.run import more_voices

    voices = more_voices(jobs, after=1_000_000, network="203.0.113.9")
    answers = Counter(load.send(next(voices)) for _ in range(MOST_SENT + 10))
    if answers[302] + answers[200] != MOST_SENT or answers[429] != 10:
        return [f"a limit of {MOST_SENT} over all hosts answered {dict(answers)}"]
    return []


if __name__ == "__main__":
    sys.exit(main())
