"""People who write: jobs, the clients that send them, and what was acknowledged."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from queue import Empty, Queue
from urllib.parse import urlencode

from tests.durability.wire import Door

TOKEN = "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"
# Seconds a client waits for an answer.
PATIENCE = 180


@dataclass(frozen=True)
class Job:
    """Hold one thing to be written: what it is, where it is posted, by whose session."""

    kind: str
    key: tuple[object, ...]
    address: str
    fields: tuple[tuple[str, str], ...]
    session: str = ""
    network: str = "198.51.100.1"
    # Name, file name, media type and content of a file sent with it.
    file: tuple[str, str, str, bytes] | None = None

    def body(self) -> tuple[bytes, str]:
        """Return what is sent and its content type."""
        fields = [*self.fields, ("csrfmiddlewaretoken", TOKEN)]
        if self.file is None:
            return urlencode(fields).encode(), "application/x-www-form-urlencoded"
        mark = f'--{TOKEN}\r\nContent-Disposition: form-data; name="'
        parts = [f'{mark}{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields]
        name, file_name, kind, content = self.file
        parts.append(f'{mark}{name}"; filename="{file_name}"\r\nContent-Type: {kind}\r\n\r\n'.encode())
        parts += [content, f"\r\n--{TOKEN}--\r\n".encode()]
        return b"".join(parts), f"multipart/form-data; boundary={TOKEN}"


class Load:
    """Send JOBS from several clients until told to stop; keep what was acknowledged, and TELL it at once.

    Each try goes to any one of DOORS: where one server does not answer, the next try may find another.
    Once JOBS are all sent, MORE of them are drawn, so that no server is killed at rest.
    """

    def __init__(
        self,
        doors: tuple[Door, ...],
        jobs: list[Job],
        clients: int,
        tell: Callable[[Job], object] = lambda job: None,
        more: Iterator[Job] | None = None,
    ) -> None:
        self._doors, self._more = doors, more or iter(())
        self.answered: Counter[Door] = Counter()
        self._tell = tell
        self.acknowledged: set[Job] = set()
        self.answers: Counter[int] = Counter()
        self.unanswered = 0
        self._jobs: Queue[Job] = Queue()
        for job in jobs:
            self._jobs.put(job)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._client) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def add(self, jobs: list[Job]) -> None:
        """Send JOBS too."""
        for job in jobs:
            self._jobs.put(job)

    def stop(self) -> None:
        """Let every client finish its request and end."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _client(self) -> None:
        while not self._stop.is_set():
            job = self._next()
            if job is None:
                continue
            status = self.send(job)
            if status in (200, 302):
                self._tell(job)
            with self._lock:
                self.unanswered += not status
                if status:
                    self.answers[status] += 1
                if status in (200, 302):
                    self.acknowledged.add(job)
                    continue
            # No answer came, so nobody knows: send the very same thing again, as a phone does.
            self._jobs.put(job)
            time.sleep(0.05)

    def _next(self) -> Job | None:
        try:
            return self._jobs.get_nowait()
        except Empty:
            with self._lock:
                job = next(self._more, None)
        if job is None:
            time.sleep(0.1)
        return job

    def send(self, job: Job) -> int:
        """Send JOB to any door and return what was answered, 0 where nothing was.

        Who is asked for their age first says it and sends again. A way to the sign-in acknowledges nothing:
        401 stands for it.
        """
        status, leads = self._send(job)
        if leads.startswith("/akun/umur/"):
            self._send(replace(job, address="/akun/umur/", fields=(("band", "adult"),), file=None))
            status, leads = self._send(job)
        return 401 if leads.startswith("/akun/") else status

    def _send(self, job: Job) -> tuple[int, str]:
        """Return what was answered and where it leads."""
        cookies = f"csrf={TOKEN}" + (f"; sesi={job.session}" if job.session else "")
        body, kind = job.body()
        headers = {"Content-Type": kind, "Cookie": cookies, "X-Forwarded-For": job.network}
        try:
            door = random.choice(self._doors)
            asked = http.client.HTTPConnection(*door, timeout=PATIENCE)
            asked.request("POST", job.address, body, headers)
            answer = asked.getresponse()
            answer.read()
            asked.close()
            self.answered[door] += 1
        except (OSError, http.client.HTTPException):
            return 0, ""
        return answer.status, answer.getheader("Location") or ""
