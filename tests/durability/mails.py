"""Send mails by workers that are killed again and again, and count them where they arrive.

    python -m tests.durability.mails --messages 20000 --kills 50

Prepares a home of its own (or DATABASE_URL) and a receiving mail server, which knows a message by its
Message-ID, as mail servers do. That many messages are written to the outbox; two workers send them; one of
them is killed with SIGKILL at a random moment, begun again, and so on. At the end every message must have
arrived, and no message may stand there twice: what a killed worker sent and could not note is sent again
under the same Message-ID, which the receiver counts as one. Leases are ten seconds instead of two minutes.
Exit 1 when a message is lost, stands there twice, or is left in the outbox.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socketserver
import sys
import tempfile
import threading
import time
from collections import Counter
from typing import cast

from tests.durability.followers import LONGEST, start_worker, work


class Post(socketserver.StreamRequestHandler):
    """Take mail as RFC 5321 has it, as much of it as our sender speaks."""

    def handle(self) -> None:
        self._say("220 pos.contoh.invalid")
        while line := self.rfile.readline():
            word = line.strip().upper().partition(b" ")[0]
            if word == b"DATA":
                self._say("354 .")
                self._take()
                self._say("250 diterima")
            elif word == b"QUIT":
                self._say("221 .")
                return
            else:
                self._say("250 pos.contoh.invalid")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _take(self) -> None:
        mark = recipient = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            if line.lower().startswith(b"message-id:"):
                mark = line.partition(b":")[2].strip()
            elif line.lower().startswith(b"to:"):
                recipient = line.partition(b":")[2].strip()
        cast(Office, self.server).arrived.append((mark, recipient))


class Office(socketserver.ThreadingTCPServer):
    """Listen on a free port and keep the Message-ID and receiver of all that arrives."""

    daemon_threads = True

    def __init__(self) -> None:
        self.arrived: list[tuple[bytes, bytes]] = []
        super().__init__(("127.0.0.1", 0), Post)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.durability.mails")
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0, help="which moments are chosen")
    parser.add_argument("--work", action="store_true", help="be one of the two workers")
    args = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "rembuk.site.settings"
    if args.work:
        return work()
    home, office = tempfile.mkdtemp(prefix="rembuk-mails-"), Office()
    os.environ |= {"REMBUK_HOME": home, "EMAIL_URL": f"smtp://127.0.0.1:{office.server_address[1]}"}
    try:
        return _run(args, office)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(args: argparse.Namespace, office: Office) -> int:
    from tests.durability.quick import prepare_quickly

    prepare_quickly()
    from rembuk.shared.queue import Worker

    Worker().drain()
    _write(args.messages)
    began = time.monotonic()
    killed = _deliver(args.kills, random.Random(args.seed))
    faults = _count(office, args.messages)
    if killed < args.kills:
        faults.append(f"only {killed} workers were killed before all was sent")
    print(f"{killed} kills, sent in {time.monotonic() - began:.0f} s")
    for fault in faults:
        print("FAULT:", fault)
    return 1 if faults else 0


def _write(messages: int) -> None:
    """Write the messages into the outbox as the mail backend does, in one transaction."""
    from django.core.mail import EmailMessage, get_connection
    from django.db import transaction

    with transaction.atomic():
        get_connection().send_messages(
            [
                EmailMessage("Kabar", f"Kabar nomor {number}", to=[f"warga{number}@contoh.example"])
                for number in range(messages)
            ]
        )


def _deliver(kills: int, chance: random.Random) -> int:
    """Let two workers send, killing one KILLS times; return how many were killed while mails waited."""
    from rembuk.shared.models import OutboxRow

    workers = [start_worker("tests.durability.mails"), start_worker("tests.durability.mails")]
    waiting = OutboxRow.objects.filter(done_at=None, kind="messaging.mail")
    killed, end = 0, time.monotonic() + LONGEST
    while waiting.exists() and time.monotonic() < end:
        time.sleep(chance.uniform(0.05, 0.6))
        if killed < kills:
            number = chance.randrange(2)
            workers[number].kill()
            workers[number].wait()
            killed += 1
            workers[number] = start_worker("tests.durability.mails")
    for worker in workers:
        worker.kill()
        worker.wait()
    return killed


def _count(office: Office, messages: int) -> list[str]:
    from rembuk.shared.models import OutboxRow

    marks = Counter(mark for mark, _receiver in office.arrived)
    receivers = Counter(receiver for _mark, receiver in {*office.arrived})
    faults = []
    if len(receivers) != messages:
        faults.append(f"{len(receivers)} of {messages} receivers have their message")
    if twice := sum(count > 1 for count in receivers.values()):
        faults.append(f"{twice} receivers have two messages that differ in their Message-ID")
    if b"" in marks or len(marks) != messages:
        faults.append(f"{len(marks)} Message-IDs for {messages} messages")
    if left := OutboxRow.objects.filter(done_at=None).count():
        faults.append(f"{left} rows left in the outbox")
    again = len(office.arrived) - len(marks)
    print(f"{messages} messages: {len(receivers)} arrived, {again} came again under their own id")
    return faults


if __name__ == "__main__":
    sys.exit(main())
