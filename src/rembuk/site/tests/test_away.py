"""PostgreSQL goes away and comes back under the running server; a dump of it is restored by its own tool."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

ROOT = Path(__file__).parents[4]
TOKEN = "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"
MAKE = """
from rembuk.site.commands.office import begin; begin()
from django.utils import timezone
from rembuk.shared.actors import OPERATOR
from rembuk.spaces.actions import found_space
found_space(slug="kuat", name="Ruang Kuat", by=OPERATOR, at=timezone.now())
"""

SEAL = """
from rembuk.ledger.actions import seal
from rembuk.ledger.tests.factories import record
for number in range(5): record(number, at=timezone.now())
seal(at=timezone.now())
"""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def settings_of(url: str, home: Path) -> dict[str, str]:
    """Return the environment of an installation at HOME on the database at URL."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return outside | {
        "DATABASE_URL": url,
        "REMBUK_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "tests.durability.placeless",
        "PYTHONPATH": str(ROOT),
        "EMAIL_URL": "dummymail://",
    }


class Cluster:
    """Hold a PostgreSQL of its own in FOLDER, which can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"postgres://rembuk@127.0.0.1:{self.port}/postgres"
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not programs:
            pytest.skip("there is no PostgreSQL here")
        self.programs = programs[-1]
        # PostgreSQL refuses to run as root.
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(folder, "postgres")
        self.call("initdb", "-U", "rembuk", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    def call(self, program: str, *words: str) -> None:
        line = [*self.user, str(self.programs / program), "-D", str(self.folder / "db"), *words]
        subprocess.run(line, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self) -> None:
        there = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.call(
            "pg_ctl",
            "-l",
            str(self.folder / "log"),
            "-w",
            "-o",
            f"-p {self.port} {there} -c fsync=off",
            "start",
        )

    def stop(self) -> None:
        self.call("pg_ctl", "-m", "immediate", "-w", "stop")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="rembuk-away-") as folder:
        made = Cluster(Path(folder))
        made.start()
        try:
            yield made
        finally:
            subprocess.run(
                [*made.user, str(made.programs / "pg_ctl"), "-D", f"{folder}/db", "-m", "immediate", "stop"],
                check=False, cwd="/", capture_output=True,
            )  # fmt: skip


class Office:
    """Hold a running `rembuk serve` on the database at URL."""

    def __init__(self, url: str, home: Path) -> None:
        self.port, self.environment = free_port(), settings_of(url, home)
        subprocess.run([sys.executable, "-c", MAKE], env=self.environment, check=True)
        words = ["-m", "rembuk", "serve", "--port", str(self.port), "--workers", "2"]
        self.process = subprocess.Popen(
            [sys.executable, *words], env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL
        )

    def ask(self, method: str, address: str, **fields: str) -> tuple[int, str, str | None]:
        """Return status, the words of the page, and how long it says to wait."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}) if fields else None
        head = {"Cookie": f"csrf={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            asked.request(method, address, body, head)
        except OSError:
            asked.close()
            raise
        answer = asked.getresponse()
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.read().decode()))
        asked.close()
        return answer.status, words, answer.getheader("Retry-After")

    def send(self, text: str) -> tuple[int, str, str | None]:
        fields = {"text": text, "visibility": "nameless", "kunci": uuid.uuid4().hex, "langkah": "kirim"}
        return self.ask("POST", "/r/kuat/suara/kirim/", **fields)

    def wait(self) -> None:
        """Return once pages are answered."""
        end = time.monotonic() + 180
        while time.monotonic() < end:
            try:
                if self.ask("GET", "/r/kuat/gagasan/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the server does not answer")

    def processes(self) -> set[int]:
        """Return the server, its web processes and its worker."""
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(folder.name)) == self.process.pid:
                    found.add(int(folder.name))
            except OSError:
                continue
        return found

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def voices(url: str) -> tuple[list[str], int]:
    """Return the voices there, and how many rows of the outbox are not done."""
    import psycopg

    with psycopg.connect(url) as database:
        found = [row[0] for row in database.execute("SELECT text FROM voices_voice ORDER BY id")]
        left = database.execute(
            "SELECT count(*) FROM shared_outboxrow WHERE done_at IS NULL AND run_after <= now()"
        ).fetchone()
    assert left is not None
    return found, left[0]


@pytest.mark.soak
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_stopped_postgresql_is_said_and_pages_and_worker_go_on_once_it_is_back(cluster, tmp_path):
    office = Office(cluster.url, tmp_path)
    try:
        office.wait()
        assert office.send("Sebelum apa pun terjadi.")[0] == 302
        there = office.processes()
        cluster.stop()
        # Several, so that both web processes are met, each with connections from before.
        for _ in range(6):
            status, page, wait = office.ask("GET", "/r/kuat/gagasan/")
            assert (status, wait, "tidak terjangkau" in page) == (503, "30", True), page
            assert "psycopg" not in page
            assert "Traceback" not in page
        status, page, wait = office.send("Saat basis data pergi, jalan kami masih rusak.")
        assert (status, wait, "jalan kami masih rusak" in page) == (503, "30", True)
        cluster.start()
        assert [office.ask("GET", "/r/kuat/gagasan/")[0] for _ in range(6)] == [200] * 6
        assert office.send("Sesudah ia kembali.")[0] == 302
        # What was in a worker's hand when it went is taken up after its lease, two minutes.
        end = time.monotonic() + 400
        while voices(cluster.url)[1] and time.monotonic() < end:
            time.sleep(0.5)
        assert voices(cluster.url) == (["Sebelum apa pun terjadi.", "Sesudah ia kembali."], 0)
        assert office.processes() == there, "nothing was begun anew"
    finally:
        office.end()


@pytest.mark.soak
@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_dump_restored_by_pg_restore_holds_the_same_record_and_passes_the_check(cluster, tmp_path):
    environment = settings_of(cluster.url, tmp_path / "rumah")
    subprocess.run([sys.executable, "-c", MAKE + SEAL], env=environment, check=True)
    restored = cluster.url.removesuffix("postgres") + "pulih"
    dump = str(tmp_path / "cadangan")
    for words in (
        ("pg_dump", "-Fc", "-f", dump, cluster.url),
        ("psql", "-q", "-c", "CREATE DATABASE pulih", cluster.url),
        ("pg_restore", "--exit-on-error", "-d", restored, dump),
    ):
        subprocess.run([str(cluster.programs / words[0]), *words[1:]], check=True)
    heads = []
    for number, url in enumerate((cluster.url, restored)):
        folder = tmp_path / str(number)
        rembuk = [sys.executable, "-m", "rembuk"]
        more = environment | {"DATABASE_URL": url}
        subprocess.run([*rembuk, "record", "export", str(folder)], env=more, check=True)
        verify = [*rembuk, "record", "verify", str(folder), "--key", str(folder / "key.vkey")]
        subprocess.run(verify, env=more, check=True, stdout=subprocess.DEVNULL)
        heads.append((folder / "checkpoint").read_bytes())
    assert heads[0] == heads[1]
    checked = subprocess.run(
        [*rembuk, "check", "--json"], env=more, check=False, capture_output=True, text=True
    ).stdout
    assert [found for found in json.loads(checked)["findings"] if found["level"] == "error"] == []
