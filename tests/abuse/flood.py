"""Flood the real server with sign-ups from one network, and sign up honestly from others meanwhile (A47).

    python -m tests.abuse.flood --sign-ups 1000

It makes an empty installation, serves it as if behind a proxy, asks for SIGN-UPS codes from one network as
fast as four senders can, and says what the flood got and how long honest people elsewhere waited.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from urllib.parse import urlencode

FLOOD = "192.0.2.66"
SENDERS = 4


class Browser:
    """Sign up from one network, with a cookie and a form of its own."""

    def __init__(self, port: int, network: str) -> None:
        self._port, self._network, self._token = port, network, ""
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, body: str = "") -> tuple[int, str]:
        """Ask the page of signing in and return status and page."""
        asked = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"X-Forwarded-For": self._network, "Cookie": self._cookie()}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked.request(method, "/akun/masuk/", body or None, headers)
        answer = asked.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _is, kept = value.partition(";")[0].partition("=")
                self._cookies[key] = kept
        asked.close()
        return answer.status, page

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def open(self) -> None:
        """Open the form."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET")[1])
        assert token is not None
        self._token = token[1]

    def send(self, email: str) -> int:
        """Send the form for EMAIL and return the status."""
        return self.ask("POST", urlencode({"csrfmiddlewaretoken": self._token, "email": email}))[0]


def flood(port: int, numbers: range, got: Counter[int]) -> None:
    """Ask for a code for one address a number."""
    browser = Browser(port, FLOOD)
    browser.open()
    for number in numbers:
        got[browser.send(f"banjir{number}@contoh.id")] += 1


def honest(port: int, over: threading.Event) -> list[float]:
    """Sign up from ever another network until OVER, and return the seconds of each page and form."""
    waits: list[float] = []
    while not over.is_set():
        number = len(waits)
        browser = Browser(port, f"198.51.{100 + number // 250}.{1 + number % 250}")
        began = time.monotonic()
        browser.open()
        waits.append(time.monotonic() - began)
        began = time.monotonic()
        status = browser.send(f"warga{number}@contoh.id")
        waits.append(time.monotonic() - began)
        if status != 302:
            raise RuntimeError(f"an honest sign-up got {status}")
        over.wait(0.1)
    return waits


def end_with(senders: list[threading.Thread], over: threading.Event) -> None:
    """Let OVER be set once all SENDERS are done."""
    for one in senders:
        one.join()
    over.set()


def main() -> int:
    """Serve, flood, ask and tell; 0 when the flood was stopped and the others waited less than a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sign-ups", type=int, default=1000)
    args = parser.parse_args()
    from tests.durability.server import Server

    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        more = {
            "REMBUK_HOME": folder, "REMBUK_URL": f"http://127.0.0.1:{port}",
            "REMBUK_TRUSTED_PROXY": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "tests.durability.placeless",
            "EMAIL_URL": "dummymail://",
        }  # fmt: skip
        quickly = "from tests.durability.quick import prepare_quickly; prepare_quickly()"
        subprocess.run([sys.executable, "-c", quickly], env=os.environ | more, check=True)
        server, over, got = Server(port, more), threading.Event(), Counter[int]()
        server.start()
        try:
            per = args.sign_ups // SENDERS
            senders = [
                threading.Thread(target=flood, args=(port, range(one * per, one * per + per), got))
                for one in range(SENDERS)
            ]
            began = time.monotonic()
            for sender in senders:
                sender.start()
            threading.Thread(target=end_with, args=(senders, over)).start()
            waits = honest(port, over)
            took = time.monotonic() - began
            told = subprocess.run(
                [sys.executable, "-m", "rembuk", "check"],
                env=os.environ | more, capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            server.kill()
    p95 = statistics.quantiles(waits, n=20)[-1]
    named = FLOOD in told.stdout
    print(
        f"{sum(got.values())} sign-ups from one network in {took:.0f} s: {dict(got)}; "
        f"{len(waits)} honest requests, p95 {p95 * 1000:.0f} ms; `rembuk check` names the network: {named}"
    )
    return 0 if p95 < 1 and named and got[302] <= 120 + SENDERS and got[429] else 1


if __name__ == "__main__":
    raise SystemExit(main())
