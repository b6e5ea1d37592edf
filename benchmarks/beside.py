"""How long pages take while posts are imported and sorted beside them, against a quiet installation.

    python -m benchmarks.beside [POSTS]

A served installation is asked for a page twice a second (home, voices, ideas, record, in turn), and once a
second somebody sends a voice: first for a minute with nothing else to do, then as long as `voices import` of
POSTS and the worker's sorting of them take. Prints the median and the 95th percentile of both, their ratio,
and CPU seconds and memory of import and worker.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import secrets
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.import_sort import run, write_posts
from benchmarks.wishes import wish

PAGES = ("/", "/r/uji/suara/", "/r/uji/gagasan/", "/catatan/")
QUIET = 60.0
TOKEN = secrets.token_hex(16)


def fetch(port: int, page: str, timeout: float, *, status: int = 200, body: str = "") -> None:
    """Ask the server on PORT for PAGE, or send BODY to it; OSError unless it answers STATUS."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    head = {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={TOKEN}",
        # Each from a network of its own, or there would be too many from one.
        "X-Forwarded-For": str(ip_address(0xCB007100 - secrets.randbelow(1 << 24))),
    }  # fmt: skip
    try:
        connection.request("POST" if body else "GET", page, body or None, head if body else {})
        answer = connection.getresponse()
        answer.read()
    except http.client.HTTPException as broken:
        raise OSError(f"{page} was cut off") from broken
    finally:
        connection.close()
    if answer.status != status:
        raise OSError(f"{page} answers {answer.status}")


def send_voice(port: int) -> None:
    """Send a voice of its own to the server on PORT."""
    said = wish(random.Random())  # noqa: S311 - sample data
    given = {
        "text": said, "visibility": "nameless", "kunci": secrets.token_hex(16), "langkah": "kirim",
        "csrfmiddlewaretoken": TOKEN,
    }  # fmt: skip
    fetch(port, "/r/uji/suara/kirim/", 60, status=302, body=urlencode(given))


class Beside:
    """Do something every PAUSE seconds and keep how long each took, in milliseconds."""

    def __init__(self, pause: float, do: Iterator[Callable[[], None]]) -> None:
        self.taken = list[float]()
        self._pause, self._do = pause, do
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Beside:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        due = time.monotonic()
        for do in self._do:
            if self._stop.is_set():
                return
            begun = time.monotonic()
            do()
            self.taken.append(1000 * (time.monotonic() - begun))
            due = max(due + self._pause, time.monotonic())
            self._stop.wait(due - time.monotonic())

    def told(self) -> tuple[float, float]:
        """Return the median and the 95th percentile."""
        return statistics.median(self.taken), statistics.quantiles(self.taken, n=20)[-1]


def people(port: int) -> tuple[Beside, Beside]:
    """Return who reads pages of the server on PORT, and who sends voices to it."""
    pages = (partial(fetch, port, page, 60) for page in itertools.cycle(PAGES))
    return Beside(0.5, pages), Beside(1.0, itertools.repeat(partial(send_voice, port)))


def served(home: str) -> tuple[subprocess.Popen[bytes], int]:
    """Serve HOME on a free port and return the server and its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = {**os.environ, "REMBUK_HOME": home, "REMBUK_URL": f"http://127.0.0.1:{port}"}
    env["REMBUK_TRUSTED_PROXY"] = "127.0.0.1"
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        [sys.executable, "-m", "rembuk", "serve", "--port", str(port)], env=env, stdout=quiet, stderr=quiet
    )
    for _try in range(240):
        try:
            fetch(port, "/r/uji/suara/", 5)
        except OSError:
            time.sleep(0.5)
        else:
            return server, port
    raise SystemExit("the server does not answer")


def sorted_all(home: str) -> bool:
    """Return whether every imported post was read by the machine; what is sent meanwhile always waits."""
    with sqlite3.connect(f"file:{home}/rembuk.sqlite3?mode=ro", uri=True, timeout=60) as database:
        waiting = "SELECT 1 FROM voices_voice WHERE sorted_at IS NULL AND source_id IS NOT NULL LIMIT 1"
        return not database.execute(waiting).fetchone()


def worker_used(server: int) -> tuple[float, int]:
    """Return the CPU seconds and the peak memory in MB of the worker beside SERVER (Linux)."""
    for process in Path("/proc").glob("[0-9]*"):
        words = (process / "cmdline").read_bytes().split(b"\0")
        if b"work" in words and str(server).encode() in words:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            peak = (process / "status").read_text().partition("VmHWM:")[2].split()[0]
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), int(peak) // 1024
    raise SystemExit("the worker is not there")


def main() -> None:
    """Print one table."""
    posts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "posts.jsonl"
        write_posts(path, posts)
        run(home, "spaces", "add", "uji", "--name", "Uji")
        server, port = served(home)
        try:
            reads, writes = people(port)
            with reads as quiet, writes as quiet_writes:
                time.sleep(QUIET)
            reads, writes = people(port)
            with reads as busy, writes as busy_writes:
                taken, import_mb = run(home, "voices", "import", str(path), "--space", "uji", "--json")
                while not sorted_all(home):
                    time.sleep(2)
                done, sort_mb = worker_used(server.pid)
        finally:
            server.terminate()
            server.wait(60)
    print(f"{posts} posts: import {taken:.1f} CPU s, {import_mb} MB; worker {done:.1f} CPU s, {sort_mb} MB")
    print(f"{'':<20}{'number':>8}{'median ms':>12}{'p95 ms':>12}{'longest':>12}")
    for name, before, then in (("pages", quiet, busy), ("voices sent", quiet_writes, busy_writes)):
        for kind, beside in ((f"{name}, quiet", before), ("  beside", then)):
            taken_ms = beside.taken
            told = "".join(f"{value:>12.1f}" for value in (*beside.told(), max(taken_ms)))
            print(f"{kind:<20}{len(taken_ms):>8}{told}")
        ratios = [late / early for early, late in zip(before.told(), then.told(), strict=True)]
        print(f"{'  ratio':<28}" + "".join(f"{ratio:>12.2f}" for ratio in ratios))


if __name__ == "__main__":
    main()
