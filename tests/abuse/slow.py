"""Hold the real server by slow heads and slow bodies, and ask it for pages meanwhile (A52).

    python -m tests.abuse.slow --clients 20 --seconds 25

It makes an empty installation in REMBUK_HOME, or in a folder of its own, serves it with nothing in front, and
says how long the slowest page took and how many of the slow were still connected in the end.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time

HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = b"POST /akun/masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\na="
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


def main() -> int:
    """Serve, hold, ask and tell; 0 when every page was there within a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=20, help="slow heads, bodies and silent ones, each")
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--port", type=int, default=0)
    args = parser.parse_args()
    from tests.durability.server import Server

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
