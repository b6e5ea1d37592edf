"""Mail leaves by the outbox: sent by the worker, once for the receiver, wiped afterwards."""

from __future__ import annotations

import email
import email.policy
import threading
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.utils import timezone

from rembuk.shared.models import OutboxRow
from rembuk.shared.queue import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings, tmp_path):
    """Send mail out into a folder, and give back a function that reads it."""
    settings.EMAIL_BACKEND = "rembuk.messaging.backends.OutboxBackend"
    folder = tmp_path / "surat"
    settings.EMAIL_OUTER = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(folder),
    }
    return lambda: [
        email.message_from_string(part, policy=email.policy.default)
        for path in sorted(folder.glob("*"))
        for part in path.read_text().split("-" * 79 + "\n")
        if part.strip()
    ]


def work():
    Worker().drain()


def test_mail_is_sent_by_the_worker_and_its_content_wiped(mailbox):
    message = EmailMultiAlternatives("Kode masuk", "Kode Anda 123456", "a@contoh.id", ["b@contoh.id"])
    message.attach_alternative("<p>Kode Anda 123456</p>", "text/html")
    message.send()
    assert mailbox() == []
    work()
    sent = mailbox()
    assert [(one["Subject"], one["To"], one["From"]) for one in sent] == [
        ("Kode masuk", "b@contoh.id", "a@contoh.id")
    ]
    assert "123456" in sent[0].get_body(("html",)).get_content()
    row = OutboxRow.objects.get(kind="messaging.mail")
    assert row.payload == {}
    assert row.done_at is not None


def test_mail_sent_again_after_a_crash_carries_the_same_message_id(mailbox):
    send_mail("Kode masuk", "123456", None, ["b@contoh.id"])
    payload = OutboxRow.objects.get().payload
    work()
    OutboxRow.objects.update(done_at=None, payload=payload)
    work()
    first, again = mailbox()
    assert first["Message-ID"] == again["Message-ID"]
    send_mail("Kode masuk", "654321", None, ["b@contoh.id"])
    work()
    # Files written within one second have no order of their own.
    assert len({one["Message-ID"] for one in mailbox()}) == 2


def test_mail_is_kept_while_the_mail_server_is_down_and_goes_out_when_it_is_back(mailbox, settings):
    back = dict(settings.EMAIL_OUTER)
    settings.EMAIL_OUTER = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": 9,
    }
    send_mail("Kode masuk", "123456", None, ["b@contoh.id"])
    work()
    row = OutboxRow.objects.get()
    assert (row.done_at, row.given_up, row.trouble) == (None, False, "builtins.ConnectionRefusedError")
    settings.EMAIL_OUTER = back
    OutboxRow.objects.update(run_after=timezone.now())
    work()
    assert len(mailbox()) == 1


class OneMail(StreamRequestHandler):
    """Speak just enough SMTP to take one mail."""

    def handle(self):
        self.wfile.write(b"220 uji\r\n")
        taken = []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 lanjut\r\n")
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    taken.append(line)
                self.server.taken.append(b"".join(taken))
            elif word == b"QUIT":
                self.wfile.write(b"221 selesai\r\n")
                return
            self.wfile.write(b"250 baik\r\n")


def test_mail_goes_out_by_smtp(mailbox, settings):
    with ThreadingTCPServer(("127.0.0.1", 0), OneMail) as server:
        server.taken = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_OUTER = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": server.server_address[1],
        }
        send_mail("Kode masuk", "123456", None, ["b@contoh.id"])
        work()
        server.shutdown()
    assert len(server.taken) == 1
    assert b"123456" in server.taken[0]


class Counting(StreamRequestHandler):
    """Take mail, `most` of them by one connection, and count the connections."""

    def handle(self):
        self.server.connections += 1
        self.wfile.write(b"220 uji\r\n")
        taken = 0
        while line := self.rfile.readline():
            if line[:4].upper() == b"DATA":
                self.wfile.write(b"354 lanjut\r\n")
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    if line.startswith(b"Subject:"):
                        self.server.taken.append(line.partition(b":")[2].strip().decode())
                taken += 1
            elif line[:4].upper() == b"QUIT":
                self.wfile.write(b"221 selesai\r\n")
                return
            self.wfile.write(b"250 baik\r\n")
            if taken == self.server.most:
                return


@pytest.mark.parametrize(("most", "connections"), [(1_000, 1), (3, 4)])
def test_mails_of_one_batch_go_by_one_connection_for_as_long_as_the_server_keeps_it(
    mailbox, settings, most, connections
):
    with ThreadingTCPServer(("127.0.0.1", 0), Counting) as server:
        server.taken, server.connections, server.most = [], 0, most
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_OUTER = {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": server.server_address[1],
        }
        for number in range(10):
            send_mail(f"Kode {number}", "123456", None, [f"b{number}@contoh.id"])
        work()
        server.shutdown()
    assert sorted(server.taken) == [f"Kode {number}" for number in range(10)]
    assert server.connections == connections
    assert not OutboxRow.objects.filter(done_at=None).exists()
