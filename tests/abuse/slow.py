"""Hold the real server by slow heads and slow bodies, and ask it for pages meanwhile (A52).

    python -m tests.abuse.slow --clients 20 --seconds 25
    python -m tests.abuse.slow --silent 10000 --seconds 30

It makes an empty installation in REMBUK_HOME, or in a folder of its own, serves it with nothing in front, and
says how long the slowest page took and how many of the slow were still connected in the end. With --silent
that many connections of one address say nothing and are opened anew whenever closed; it then says, too, how
many were opened, and the most files and memory a process held.
"""

from __future__ import annotations

import argparse
import http.client
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.durability.server import Server

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
# Without a cookie it would be turned away before anything reads its body, and would hold nobody.
BODY = (
    b"POST /akun/masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: csrf=" + b"a" * 32 + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\na="
)
NOTHING = b""
PAGE = "/cara-kerja/"


def slow_clients(port: int, each: int) -> list[tuple[bytes, socket.socket]]:
    """Return EACH connections that began a head, that began a body, and that have sent nothing."""
    made = []
    for began in (HEAD, BODY, NOTHING):
        for _ in range(each):
            one = socket.create_connection(("127.0.0.1", port), timeout=5)
            one.sendall(began)
            one.setblocking(False)
            made.append((began, one))
    return made


def go_on(clients: list[tuple[bytes, socket.socket]]) -> int:
    """Send a drop on every connection and return how many are still taken."""
    there = 0
    for began, one in clients:
        try:
            if began:
                one.send(b"a" if began is BODY else b"X-a: b\r\n")
            there += one.recv(1000, socket.MSG_PEEK) != b""
        except BlockingIOError:
            there += 1
        except OSError:
            pass
    return there


class Silent(threading.Thread):
    """Hold COUNT connections to PORT that say nothing, each opened anew once it was closed."""

    def __init__(self, port: int, count: int) -> None:
        super().__init__(daemon=True)
        self._port, self._count, self._over = port, count, threading.Event()
        self.opened = 0

    def run(self) -> None:
        """Open, wait and open again until told to end."""
        held: dict[int, socket.socket] = {}
        waiting = select.epoll()
        while not self._over.is_set():
            for _ in range(min(self._count - len(held), 500)):
                one = socket.socket()
                one.setblocking(False)
                one.connect_ex(("127.0.0.1", self._port))
                held[one.fileno()] = one
                waiting.register(one, select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLHUP)
                self.opened += 1
            for number, _event in waiting.poll(0.1):
                waiting.unregister(number)
                held.pop(number).close()
        for one in held.values():
            one.close()

    def end(self) -> None:
        """Close all."""
        self._over.set()
        self.join()


def processes(group: int) -> list[int]:
    """Return the processes of the process group GROUP."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[2]) == group:
                found.append(int(path.parent.name))
    return found


def held_by(group: int) -> tuple[int, int]:
    """Return the most open files of a process of GROUP, and the most memory of one in MiB."""
    files, memory = [0], [0]
    for number in processes(group):
        with suppress(OSError):
            files.append(len(os.listdir(f"/proc/{number}/fd")))
            told = Path(f"/proc/{number}/statm").read_text().split()[1]
            memory.append(int(told) * os.sysconf("SC_PAGE_SIZE") // 2**20)
    return max(files), max(memory)


def page(port: int) -> float:
    """Ask for a page and return the seconds until it was there."""
    began = time.monotonic()
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asked.request("GET", PAGE)
    answer = asked.getresponse()
    answer.read()
    asked.close()
    if answer.status != 200:
        raise RuntimeError(f"{PAGE} answered {answer.status}")
    return time.monotonic() - began


def silence(server: Server, port: int, count: int, seconds: float) -> int:
    """Ask for pages for SECONDS while COUNT silent connections stand; 0 when each was there within 5 s."""
    assert server.process is not None
    silent, end, waits, files, memory, failed = Silent(port, count), time.monotonic() + seconds, [], 0, 0, 0
    silent.start()
    time.sleep(1)
    while time.monotonic() < end:
        try:
            waits.append(page(port))
        except (OSError, http.client.HTTPException):
            failed += 1
        now = held_by(server.process.pid)
        files, memory = max(files, now[0]), max(memory, now[1])
        time.sleep(0.2)
    silent.end()
    slowest = max(waits, default=seconds)
    print(
        f"{len(waits)} pages, {failed} not answered, the slowest {slowest * 1000:.0f} ms; "
        f"{silent.opened} silent opened; a process held at most {files} files and {memory} MiB"
    )
    return 0 if slowest < 5 and not failed else 1


def main() -> int:
    """Serve, hold, ask and tell; 0 when every page was there within a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=20, help="slow heads, bodies and silent ones, each")
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--silent", type=int, default=0, help="silent ones, opened anew when closed")
    parser.add_argument("--port", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", args.port))
        port = free.getsockname()[1]
        free.close()
        more = {
            "REMBUK_HOME": os.environ.get("REMBUK_HOME", folder), "REMBUK_URL": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "tests.durability.placeless", "EMAIL_URL": "consolemail://",
        }  # fmt: skip
        quickly = "from tests.durability.quick import prepare_quickly; prepare_quickly()"
        subprocess.run([sys.executable, "-c", quickly], env=os.environ | more, check=True)
        server = Server(port, more)
        server.start()
        try:
            page(port)
            if args.silent:
                return silence(server, port, args.silent, args.seconds)
            clients = slow_clients(port, args.clients)
            end, waits = time.monotonic() + args.seconds, []
            while time.monotonic() < end:
                there = go_on(clients)
                waits.append(page(port))
                time.sleep(0.2)
            # A closed one answers a second word with an error.
            there = min(there, go_on(clients))
        finally:
            server.kill()
    print(f"{len(waits)} pages, the slowest {max(waits) * 1000:.0f} ms; {there} of {len(clients)} slow left")
    return 0 if max(waits) < 1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
