"""Storage in trouble: pages say what still works, nothing is half-written, and it mends itself.

A server of its own process meets the real thing: a file system that is full, one that is read-only.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import re
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from conftest import _empty_tables
from django.core.mail import send_mail
from django.db import OperationalError
from django.utils import timezone

from rembuk.shared import queue
from rembuk.shared.models import OutboxRow
from rembuk.site.views.errors import storage_trouble

TOKEN = "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6"
# One process and one thread: what is asked meets the same connection each time.
SERVE = """
import django; django.setup()
import sys, socketserver
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from rembuk.site.wsgi import application
class Quiet(WSGIRequestHandler):
    def log_message(self, *words): pass
server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
"""
MAKE = """
import django; django.setup()
from django.utils import timezone
from rembuk.shared.actors import OPERATOR
from rembuk.spaces.actions import found_space
found_space(slug="kuat", name="Ruang Kuat", by=OPERATOR, at=timezone.now())
"""


class House:
    """Hold an installation at HOME whose server answers on a port of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            "REMBUK_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
        }

    def make(self) -> None:
        """Found a space over empty tables, which the suite keeps."""
        self.home.mkdir(mode=0o700)
        shutil.copy(_empty_tables(), self.home / "rembuk.sqlite3")
        subprocess.run([sys.executable, "-c", MAKE], env=self.environment, check=True)

    def serve(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVE], env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.server.stdout is not None
        self.port = int(self.server.stdout.readline())

    def end(self) -> None:
        self.server.kill()
        self.server.communicate()

    def ask(self, method: str, address: str, **fields: str) -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}) if fields else None
        head = {"Cookie": f"csrf={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
        asked.request(method, address, body, head)
        answer = asked.getresponse()
        return answer.status, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.read().decode()))

    def send(self, text: str) -> tuple[int, str]:
        fields = {"text": text, "visibility": "nameless", "kunci": uuid.uuid4().hex, "langkah": "kirim"}
        return self.ask("POST", "/r/kuat/suara/kirim/", **fields)

    def kept(self) -> list[str]:
        """Return what is in the database, which must be sound, read in another process' connection."""
        import sqlite3

        database = sqlite3.connect(self.home / "rembuk.sqlite3")
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        bare = (
            "SELECT count(*) FROM voices_voice v WHERE NOT EXISTS "
            "(SELECT 1 FROM ledger_step s WHERE s.about = 'voices.voice:' || v.id)"
        )
        assert database.execute(bare).fetchone() == (0,)
        found = [row[0] for row in database.execute("SELECT text FROM voices_voice ORDER BY id")]
        database.close()
        return found


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a file system of 40 MB of its own, where mounting one is allowed."""
    place = tmp_path / "cakram"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=40m,mode=700", "tmpfs", str(place)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill_up(filler: Path) -> None:
    """Write into FILLER until its disk has no room for anything."""
    with filler.open("wb", buffering=0) as file:
        for size in (65_536, 512):
            with contextlib.suppress(OSError):
                while True:
                    file.write(bytes(size))


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
def test_full_disk_is_said_leaves_reading_possible_and_mends_itself(small_disk):
    house = House(small_disk / "rumah")
    house.make()
    house.serve()
    try:
        assert house.send("Sebelum apa pun terjadi.")[0] == 302
        filler = small_disk / "isi"
        fill_up(filler)
        status, page = house.send("Saat cakram penuh, jalan kami masih rusak. " * 60)
        assert (status, "belum dapat disimpan" in page, "jalan kami masih rusak" in page) == (503, True, True)
        assert house.ask("GET", "/r/kuat/gagasan/")[0] == 200, "reading goes on"
        filler.unlink()
        assert house.send("Sesudah ada ruang lagi.")[0] == 302
    finally:
        house.end()
    kept = house.kept()
    assert kept[:2] == ["Sebelum apa pun terjadi.", "Sesudah ada ruang lagi."]
    assert not any("Saat cakram" in text for text in kept)


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.django_db
def test_read_only_disk_is_said_leaves_reading_possible_and_mends_itself(small_disk):
    house = House(small_disk / "rumah")
    house.make()
    house.serve()
    assert house.send("Sebelum apa pun terjadi.")[0] == 302
    # What a disk that fails does: the machine goes down, and the system then mounts it read-only.
    house.end()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    house.serve()
    try:
        status, page = house.send("Saat cakram terkunci, jalan kami masih rusak.")
        assert (status, "belum dapat disimpan" in page, "jalan kami masih rusak" in page) == (503, True, True)
        assert house.ask("GET", "/r/kuat/gagasan/")[0] == 200, "reading goes on"
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        assert house.send("Sesudah terbuka lagi.")[0] == 302
    finally:
        house.end()
    assert house.kept() == ["Sebelum apa pun terjadi.", "Sesudah terbuka lagi."]


@pytest.mark.parametrize(
    ("error", "writing", "said"),
    [
        (OSError(errno.ENOSPC, "no room"), True, "belum dapat disimpan"),
        (OperationalError("database or disk is full"), True, "belum dapat disimpan"),
        (OperationalError("attempt to write a readonly database"), True, "belum dapat disimpan"),
        (OperationalError("database is locked"), True, "Banyak yang menulis"),
        (OperationalError("connection refused"), False, "tidak terjangkau"),
        (OSError(errno.ENOENT, "no file"), True, None),
        (ValueError("our own fault"), True, None),
    ],
)
def test_trouble_is_told_from_a_fault_of_ours(error, writing, said):
    sentence = storage_trouble(error, writing=writing)
    assert sentence is None if said is None else said in str(sentence)


class MailServer(socketserver.StreamRequestHandler):
    """Speak just enough SMTP to take mail."""

    def handle(self):
        self.wfile.write(b"220 uji\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 lanjut\r\n")
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    if line.startswith(b"Subject:"):
                        self.server.taken.append(line.partition(b":")[2].strip().decode())
            elif word == b"QUIT":
                self.wfile.write(b"221 selesai\r\n")
                return
            self.wfile.write(b"250 baik\r\n")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_mails_of_a_day_without_mail_server_all_go_out_once_when_it_is_back(settings, monkeypatch):
    monkeypatch.setattr(queue, "_due", {})
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.EMAIL_BACKEND = "rembuk.messaging.backends.OutboxBackend"
    settings.EMAIL_OUTER = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
    }
    now = [timezone.now() + timedelta(seconds=1)]
    worker = queue.Worker(clock=lambda: now[0])
    for number in range(5):
        send_mail(f"Kode {number}", "123456", None, [f"b{number}@contoh.id"])
    for _ in range(24 * 6):
        worker.drain()
        now[0] += timedelta(minutes=10)
    waiting = OutboxRow.objects.filter(done_at=None, given_up=False)
    assert waiting.count() == 5
    assert set(waiting.values_list("trouble", flat=True)) == {"builtins.ConnectionRefusedError"}
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), MailServer) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for _ in range(7):
            worker.drain()
            now[0] += timedelta(minutes=10)
        server.shutdown()
    assert sorted(server.taken) == [f"Kode {number}" for number in range(5)]
    assert not waiting.exists()
