"""What the worker fetches is bounded in size and time, follows nothing and tells nothing of ours (A54)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rembuk.ledger import tasks
from rembuk.ledger.actions import seal
from rembuk.ledger.models import Cosignature, Witness
from rembuk.ledger.tests.factories import AT, make_witness, record
from rembuk.site.commands.record_source import LARGEST_FILE, from_address

pytestmark = pytest.mark.django_db
DROPS = 400


class Stand(ThreadingHTTPServer):
    """Stand in for somebody else's server: ANSWER says how it answers; what came and went is kept."""

    daemon_threads = True

    def __init__(self, answer: Callable[[Asked], None]) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent = 0
        self.over = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Asked(BaseHTTPRequestHandler):
    """Answer as the server that stands in is told."""

    server: Stand

    def do_POST(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with suppress(OSError):
            self.server.answer(self)
        self.server.over.set()

    do_GET = do_POST

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def endless(asked: Asked) -> None:
    asked.send_response(200)
    asked.end_headers()
    while asked.server.sent < 100_000_000:
        asked.server.sent += asked.wfile.write(b"x" * 65_536)


def dripping(asked: Asked, status: int = 200) -> None:
    asked.send_response(status)
    asked.end_headers()
    while asked.server.sent < DROPS:
        asked.server.sent += asked.wfile.write(b"x")
        time.sleep(0.05)


def dripping_fault(asked: Asked) -> None:
    dripping(asked, 409)


def dripping_head(asked: Asked) -> None:
    asked.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while asked.server.sent < DROPS:
        asked.server.sent += bool(asked.wfile.write(b"X"))
        time.sleep(0.05)


def elsewhere(asked: Asked) -> None:
    asked.send_response(302)
    asked.send_header("Location", f"http://127.0.0.1:{asked.server.server_port}/lain")
    asked.end_headers()


@pytest.fixture
def stand() -> Iterator[Callable[[Callable[[Asked], None]], Stand]]:
    made: list[Stand] = []

    def begin(answer: Callable[[Asked], None]) -> Stand:
        made.append(Stand(answer))
        threading.Thread(target=made[-1].serve_forever, daemon=True).start()
        return made[-1]

    yield begin
    for one in made:
        one.shutdown()
        one.server_close()


def ask(server: Stand) -> Witness:
    record()
    seal(at=AT)
    witness = make_witness(server.address)
    tasks.ask_witnesses()
    witness.refresh_from_db()
    assert server.over.wait(30)
    assert not Cosignature.objects.exists()
    return witness


def test_endless_answer_of_a_witness_is_left_after_its_first_part(
    stand: Callable[[Callable[[Asked], None]], Stand],
) -> None:
    server = stand(endless)
    assert ask(server).trouble
    assert server.sent < 100_000_000


@pytest.mark.parametrize("answer", [dripping, dripping_fault, dripping_head], ids=["body", "fault", "head"])
def test_witness_that_drips_is_hung_up_on_before_it_has_said_all(
    stand: Callable[[Callable[[Asked], None]], Stand], answer: Callable[[Asked], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(tasks, "WHOLE", 0.5)
    server = stand(answer)
    assert ask(server).trouble
    assert 0 < server.sent < DROPS


def test_witness_that_leads_elsewhere_is_not_followed_and_is_told_the_head_alone(
    stand: Callable[[Callable[[Asked], None]], Stand],
) -> None:
    server = stand(elsewhere)
    assert ask(server).trouble
    assert [path for path, _headers in server.asked] == ["/add-checkpoint"]
    # No cookie, no key, nothing of the request that is in hand.
    told = {name.lower() for name in server.asked[0][1]}
    assert told == {"host", "content-type", "content-length", "user-agent", "connection", "accept-encoding"}
    assert server.asked[0][1]["User-Agent"] == "rembuk"


def test_command_that_reads_another_record_reads_no_more_than_its_largest_file(
    stand: Callable[[Callable[[Asked], None]], Stand],
) -> None:
    server = stand(endless)
    body = from_address(server.address)("tile/entries/000")
    assert body is not None
    assert len(body) == LARGEST_FILE + 1
    assert server.over.wait(30)
    assert server.sent < 100_000_000
