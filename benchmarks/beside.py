"""How long pages take while posts are imported and sorted beside them, against a quiet installation.

    python -m benchmarks.beside [POSTS]

A served installation is asked for a page twice a second (home, voices, ideas, record, in turn): first for a
minute with nothing else to do, then as long as `voices import` of POSTS and the worker's sorting of them
take. Prints the median and the 95th percentile of both, their ratio, and CPU seconds and memory of import
and worker.
"""

from __future__ import annotations

import http.client
import itertools
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.import_sort import run, write_posts

PAGES = ("/", "/r/uji/suara/", "/r/uji/gagasan/", "/catatan/")
QUIET = 60.0


def fetch(port: int, page: str, timeout: float) -> None:
    """Read PAGE of the server on PORT of this machine; OSError unless it answers 200 in TIMEOUT seconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", page)
        answer = connection.getresponse()
        answer.read()
    except http.client.HTTPException as broken:
        raise OSError(f"{page} was cut off") from broken
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise OSError(f"{page} answers {answer.status}")


class Reader:
    """Ask for a page twice a second and keep how long each took, in milliseconds."""

    def __init__(self, port: int) -> None:
        self.port, self.taken = port, list[float]()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        due = time.monotonic()
        for page in itertools.cycle(PAGES):
            if self._stop.is_set():
                return
            begun = time.monotonic()
            fetch(self.port, page, 60)
            self.taken.append(1000 * (time.monotonic() - begun))
            due = max(due + 0.5, time.monotonic())
            self._stop.wait(due - time.monotonic())

    def told(self) -> tuple[float, float]:
        """Return the median and the 95th percentile."""
        return statistics.median(self.taken), statistics.quantiles(self.taken, n=20)[-1]


def served(home: str) -> tuple[subprocess.Popen[bytes], int]:
    """Serve HOME on a free port and return the server and its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = {**os.environ, "REMBUK_HOME": home, "REMBUK_URL": f"http://127.0.0.1:{port}"}
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
    """Return whether every post has been read by the machine and stands in a cluster or aside."""
    with sqlite3.connect(f"file:{home}/rembuk.sqlite3?mode=ro", uri=True, timeout=60) as database:
        waiting = "SELECT 1 FROM voices_voice WHERE sorted_at IS NULL LIMIT 1"
        busy = "SELECT 1 FROM shared_outboxrow WHERE kind = 'voices.sort' AND done_at IS NULL LIMIT 1"
        return not database.execute(waiting).fetchone() and not database.execute(busy).fetchone()


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
            with Reader(port) as quiet:
                time.sleep(QUIET)
            with Reader(port) as busy:
                taken, import_mb = run(home, "voices", "import", str(path), "--space", "uji", "--json")
                while not sorted_all(home):
                    time.sleep(2)
                done, sort_mb = worker_used(server.pid)
        finally:
            server.terminate()
            server.wait(60)
    print(f"{posts} posts: import {taken:.1f} CPU s, {import_mb} MB; worker {done:.1f} CPU s, {sort_mb} MB")
    (middle, high), (middle_busy, high_busy) = quiet.told(), busy.told()
    print(f"{'':<8}{'pages':>8}{'median ms':>12}{'p95 ms':>10}")
    print(f"{'quiet':<8}{len(quiet.taken):>8}{middle:>12.1f}{high:>10.1f}")
    print(f"{'beside':<8}{len(busy.taken):>8}{middle_busy:>12.1f}{high_busy:>10.1f}")
    print(f"{'ratio':<8}{'':>8}{middle_busy / middle:>12.2f}{high_busy / high:>10.2f}")


if __name__ == "__main__":
    main()
