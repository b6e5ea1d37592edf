"""The server as its own process group, to be killed whole."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path


class Server:
    """Run `rembuk serve` on PORT of ADDRESS, with MORE in its environment, and know how to kill it.

    WITHIN are the words that start a command somewhere else: `ip netns exec NAME`.
    """

    def __init__(
        self,
        port: int,
        more: dict[str, str] | None = None,
        *,
        address: str = "127.0.0.1",
        within: Sequence[str] = (),
    ) -> None:
        self.door, self._within = (address, port), tuple(within)
        self.environment = os.environ | (more or {})
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and return once pages are answered; refuse where another server answers already."""
        if self._answers():
            raise RuntimeError(f"{self.door[0]}:{self.door[1]} is taken by another server")
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Start and return at once."""
        host, port = self.door
        words = [sys.executable, "-m", "rembuk", "serve", "--host", host, "--port", str(port)]
        self.process = subprocess.Popen(
            [*self._within, *words], start_new_session=True, stderr=subprocess.DEVNULL, env=self.environment
        )

    def wait(self) -> None:
        """Return once pages are answered."""
        assert self.process is not None
        end = time.monotonic() + 600
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not come up")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            asked = http.client.HTTPConnection(*self.door, timeout=5)
            asked.request("GET", "/catatan/checkpoint")
            return asked.getresponse().status in (200, 404)
        except (OSError, http.client.HTTPException):
            return False

    def kill(self) -> None:
        """Kill every process of the server at once; nothing gets to tidy up."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_worker(self) -> bool:
        """Kill the worker beside the web processes alone, whatever it has in hand; say if there was one."""
        assert self.process is not None
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                group = os.getpgid(int(folder.name))
            except OSError:
                continue
            if group == self.process.pid and b"work" in words:
                os.kill(int(folder.name), signal.SIGKILL)
                return True
        return False

    def stop(self) -> None:
        """Ask the server to finish what is in hand and end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
