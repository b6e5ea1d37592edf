"""The server as its own process group, to be killed whole."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time


class Server:
    """Run `rembuk serve` on PORT, with MORE in its environment, and know how to kill it."""

    def __init__(self, port: int, more: dict[str, str] | None = None) -> None:
        self.port = port
        self.environment = os.environ | (more or {})
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and return once pages are answered."""
        words = [sys.executable, "-m", "rembuk", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            words, start_new_session=True, stderr=subprocess.DEVNULL, env=self.environment
        )
        end = time.monotonic() + 180
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the server did not come up")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            asked.request("GET", "/catatan/checkpoint")
            return asked.getresponse().status in (200, 404)
        except (OSError, http.client.HTTPException):
            return False

    def kill(self) -> None:
        """Kill every process of the server at once; nothing gets to tidy up."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask the server to finish what is in hand and end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
