"""What pages and endorsements cost a real server at a million ideas and five million endorsements.

    python -m benchmarks.million [IDEAS [FOLDER]]

Fills a home by `benchmarks.fill` (FOLDER, used as it is when it was filled before, or one that goes
afterwards), serves it by `rembuk serve` with two web workers, and does the same at 1,000 ideas. For each kind
of request it prints CPU milliseconds of the web processes (user and system, from /proc), the median and the
95th percentile of what one client waited, and the ratio of CPU to 1,000 ideas. Then endorsements a second
from eight clients, each by a signed-in person, with the 95th percentile, and what of the web processes'
memory is theirs (PSS). The clients run in this process, on the same cores. Each kind of request is printed
with the machine's pace in the same minute (`benchmarks.page.pace`).
"""

from __future__ import annotations

import http.client
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.page import pace

SMALL, CLIENTS, SECONDS, ASKED, WARMING, SIGNED_IN = 1_000, 8, 20, 200, 40, 400
TOKEN = secrets.token_hex(16)
MIB = 1024


class Cost(NamedTuple):
    """Hold what one kind of request cost: CPU of the server, and what the client waited; milliseconds."""

    cpu: float
    median: float
    late: float


def main(ideas: int = 1_000_000, folder: str = "") -> int:
    """Fill, serve, measure, print."""
    with tempfile.TemporaryDirectory(prefix="rembuk-few-") as few:
        first = _run(SMALL, few)
    if folder:
        last = _run(ideas, folder)
    else:
        with tempfile.TemporaryDirectory(prefix="rembuk-million-") as many:
            last = _run(ideas, many)
    print(f"{'CPU ms a request':24}{SMALL:>12,}{ideas:>12,}{'ratio':>8}{'median':>9}{'p95':>7}   (ms waited)")
    for name, (cpu, median, late) in last.items():
        before = first[name].cpu
        print(f"{name:24}{before:>12.2f}{cpu:>12.2f}{cpu / before:>8.2f}{median:>9.1f}{late:>7.1f}")
    return 0


def _run(ideas: int, home: str) -> dict[str, Cost]:
    environment = os.environ | {
        "REMBUK_HOME": home, "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
        "REMBUK_TRUSTED_PROXY": "127.0.0.1", "EMAIL_URL": "dummymail://",
    }  # fmt: skip
    kept = Path(home) / "sessions"
    if not kept.exists():
        # A process of its own: settings are read once.
        code = f"from benchmarks.million import prepare; prepare({ideas})"
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "rembuk", "serve", "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        return _measure(port, server.pid, kept.read_text().split(), ideas)
    finally:
        server.terminate()
        server.wait(60)


def prepare(ideas: int) -> None:
    """Fill REMBUK_HOME with IDEAS ideas, and keep there the sessions of people who may endorse."""
    from rembuk.site.serving import prepare as make_ready

    make_ready()
    from django.conf import settings
    from django.db import transaction
    from django.test import Client

    from benchmarks import fill
    from rembuk.people.models import Person
    from rembuk.people.tests.factories import sign_in
    from rembuk.shared.queue import Worker

    began = time.process_time()
    fill.fill(fill.found(), 0, ideas)
    with transaction.atomic():
        sessions = [
            str(sign_in(Client(SERVER_NAME="127.0.0.1"), person, "code").session.session_key)
            for person in Person.objects.order_by("-pk")[:SIGNED_IN]
        ]
    Worker().drain()
    (settings.HOME / "sessions").write_text("\n".join(sessions))
    size = sum(file.stat().st_size for file in settings.HOME.glob("rembuk.sqlite3*")) / 1e9
    print(f"{ideas:,} ideas filled in {time.process_time() - began:.0f} CPU s, {size:.1f} GB", flush=True)


class Asker:
    """Ask the server on PORT, one connection a thread."""

    def __init__(self, port: int) -> None:
        self._port, self._own = port, threading.local()

    def get(self, address: str) -> int:
        """Return the status of the page at ADDRESS."""
        return self._ask("GET", address, None, {})

    def endorse(self, idea: int, session: str) -> int:
        """Endorse IDEA in SESSION and return the status."""
        head = {
            "Cookie": f"csrf={TOKEN}; sesi={session}", "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"198.51.100.{idea % 250}",
        }  # fmt: skip
        return self._ask("POST", f"/g/{idea}/dukung/", urlencode({"csrfmiddlewaretoken": TOKEN}), head)

    def _ask(self, method: str, address: str, body: str | None, head: dict[str, str]) -> int:
        if not hasattr(self._own, "line"):
            self._own.line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            self._own.line.request(method, address, body, head)
            answer = self._own.line.getresponse()
            answer.read()
        except OSError:
            del self._own.line
            raise
        return int(answer.status)


def _web(server: int) -> list[int]:
    """Return the process ids of the web server: SERVER and its children, but not the queue's worker."""
    found = [server]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if parent == server and b"work" not in words and not any(b"tracker" in word for word in words):
            found.append(int(process.name))
    return found


def _cpu(processes: list[int]) -> float:
    """Return the CPU seconds that PROCESSES have used."""
    ticks = 0
    for number in processes:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _pss(process: int) -> float:
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / MIB
    return float("nan")


def _measure(port: int, server: int, sessions: list[str], ideas: int) -> dict[str, Cost]:
    from benchmarks.fill import addresses

    asker, end = Asker(port), time.monotonic() + 300
    while True:
        try:
            if asker.get("/r/isi/") == 200:
                break
        except (OSError, http.client.HTTPException):
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
    chance = random.Random(0)  # noqa: S311 - the same pages at each size, nothing to guess
    web = _web(server)
    asks: dict[str, tuple[Callable[[int], int], int]] = {
        # What middleware and frame cost alone on this machine.
        "a page that is not there": (lambda number: asker.get(f"/tidak-ada-{number}/"), 404),
        "idea": (lambda _number: asker.get(f"/g/{chance.randint(1, ideas)}/"), 200),
    }
    for name, address in addresses(ideas).items():
        asks.setdefault(name, (partial(_get, asker, address), 200))
    asks["endorsement"] = (
        lambda number: asker.endorse(chance.randint(1, ideas), sessions[number % len(sessions)]), 302,
    )  # fmt: skip
    found = {name: _cost(name, web, *ask) for name, ask in asks.items()}
    print(f"{ideas:,} ideas: {_rate(asker, sessions, ideas)}")
    parts = [_pss(number) for number in web]
    told = ", ".join(f"{part:.0f}" for part in parts[1:])
    print(
        f"{ideas:,} ideas: two web workers {sum(parts[1:]):.0f} MiB of memory (PSS; {told}), "
        f"their parent {parts[0]:.0f} MiB",
        flush=True,
    )
    return found


def _get(asker: Asker, address: str, _number: int) -> int:
    return asker.get(address)


def _cost(name: str, web: list[int], ask: Callable[[int], int], expected: int) -> Cost:
    answers = {ask(number) for number in range(WARMING)}
    before, end, waited = _cpu(web), time.monotonic() + SECONDS, list[float]()
    while len(waited) < 2 or (len(waited) < ASKED and time.monotonic() < end):
        began = time.monotonic()
        answers.add(ask(WARMING + len(waited)))
        waited.append(1000 * (time.monotonic() - began))
    spent = 1000 * (_cpu(web) - before) / len(waited)
    if answers != {expected}:
        raise SystemExit(f"{name} answers {answers}")
    found = Cost(spent, statistics.median(waited), statistics.quantiles(waited, n=20)[-1])
    print(
        f"  {name}: {found.cpu:.2f} CPU ms, {found.median:.1f} ms, {len(waited)} times, pace {pace():.2f} s",
        flush=True,
    )
    return found


def _rate(asker: Asker, sessions: list[str], ideas: int) -> str:
    taken: list[float] = []
    end = time.monotonic() + SECONDS

    def endorse(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - which idea each client takes, nothing to guess
        while (began := time.monotonic()) < end:
            if asker.endorse(chance.randint(1, ideas), chance.choice(sessions)) == 302:
                taken.append(1000 * (time.monotonic() - began))

    threads = [threading.Thread(target=endorse, args=(number,)) for number in range(CLIENTS)]
    own = time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    own = (time.process_time() - own) / SECONDS
    median, late = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    return (
        f"{len(taken) / SECONDS:.0f} endorsements a second from {CLIENTS} clients, median {median:.0f} ms, "
        f"p95 {late:.0f} ms (the clients took {own:.2f} of a core, load average {os.getloadavg()[0]:.1f}, "
        f"pace {pace():.2f} s)"
    )


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(int(given[0]) if given else 1_000_000, *given[1:2]))
