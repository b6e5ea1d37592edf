"""Take a role away while its owner's windows ask the real server, and see when the last page opened (A14).

    python -m tests.abuse.lost

It makes an installation with a space and two owners, serves it with two web processes, opens three windows of
one owner, ends the role from a third process, and says how long any window still opened anything.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

from tests.durability.server import Server

PATHS = ("/r/contoh/tim/", "/r/contoh/papan/", "/r/contoh/atur/", "/akun/data/unduh/")
MAKE = """
from tests.durability.quick import prepare_quickly
prepare_quickly()
from django.conf import settings
from django.test import Client
from rembuk.people.tests.factories import make_person, sign_in
from rembuk.spaces.models import Role
from rembuk.spaces.tests.factories import make_member, make_space
space = make_space("contoh")
make_member(space, Role.OWNER, make_person("tinggal@contoh.id"))
leaving = make_member(space, Role.OWNER, make_person("pergi@contoh.id"))
import json
print(json.dumps([sign_in(Client(), leaving).cookies[settings.SESSION_COOKIE_NAME].value for _ in range(3)]))
"""
END = """
import django
django.setup()
from django.utils import timezone
from rembuk.shared.actors import OPERATOR
from rembuk.spaces.actions import end_role
from rembuk.spaces.models import Membership
import time
end_role(membership=Membership.objects.get(person__email="pergi@contoh.id"), by=OPERATOR, at=timezone.now())
print(time.monotonic())
"""


def run(code: str, env: dict[str, str]) -> str:
    """Run CODE in the installation and return its last line."""
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.splitlines()[-1]


def ask(port: int, path: str, session: str) -> int:
    """Ask for PATH by a new connection, which either process may take, and return the status."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", path, headers={"Cookie": f"sesi={session}"})
    answer = asked.getresponse()
    answer.read()
    asked.close()
    return answer.status


class Window:
    """Ask for one path after the other with SESSION, and keep when each was asked for and its status."""

    def __init__(self, port: int, session: str) -> None:
        self.seen: list[tuple[float, int]] = []
        self.over = threading.Event()
        self._thread = threading.Thread(target=self._ask, args=(port, session))
        self._thread.start()

    def _ask(self, port: int, session: str) -> None:
        while not self.over.is_set():
            path = PATHS[len(self.seen) % len(PATHS)]
            self.seen.append((time.monotonic(), ask(port, path, session)))

    def close(self) -> None:
        """Stop asking."""
        self.over.set()
        self._thread.join()


def main() -> int:
    """Serve, open windows, end the role, tell; 0 when no window opened anything that it asked for later."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env = os.environ | {
            "REMBUK_HOME": folder, "REMBUK_URL": f"http://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "tests.durability.placeless", "EMAIL_URL": "dummymail://",
        }  # fmt: skip
        sessions = json.loads(run(MAKE, env))
        server = Server(port, env)
        server.start()
        try:
            windows = [Window(port, session) for session in sessions]
            time.sleep(5)
            ended = float(run(END, env))
            time.sleep(10)
            for window in windows:
                window.close()
        finally:
            server.kill()
    seen = [one for window in windows for one in window.seen]
    before = [status for at, status in seen if at < ended and status == 200]
    late = [at - ended for at, status in seen if at > ended and status == 200]
    after = [status for at, status in seen if at > ended]
    print(
        f"{len(before)} pages opened before the role ended, {len(after)} asked for after it, "
        f"{len(late)} of them opened" + (f", the last {max(late):.2f} s after" if late else "")
    )
    return 0 if len(before) > 20 and len(after) > 40 and not late else 1


if __name__ == "__main__":
    raise SystemExit(main())
