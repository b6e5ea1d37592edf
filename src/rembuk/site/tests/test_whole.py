"""Requests are taken whole before a thread is given to them, within limits of time, size and number."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Iterable
from typing import Any

from tests.abuse.answers import faults

from rembuk.site.whole import Limits, Whole, environ_of

QUICK = Limits(pause=0.05, grace=0.1, pace=1000, whole=0.5, largest=1000, at_once=1500, of_one=3)


def scope(address: str = "192.0.2.1", *headers: tuple[bytes, bytes], path: bytes = b"/") -> dict[str, Any]:
    return {
        "type": "http", "http_version": "1.1", "method": "POST" if headers else "GET", "scheme": "http",
        "raw_path": path, "path": path.decode(), "query_string": b"a=%20", "headers": list(headers),
        "client": (address, 5), "server": ("127.0.0.1", 8000),
    }  # fmt: skip


def long(size: int) -> tuple[bytes, bytes]:
    return b"content-length", str(size).encode()


class Asked:
    """Hold what reached the application, which answers how many bytes came."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        assert len(body) == int(environ["CONTENT_LENGTH"])
        self.bodies.append(body)
        start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"all ", b"there"]


class Client:
    """Send PIECES, each after a pause of PAUSE seconds, then nothing more (or what the last one says)."""

    def __init__(self, *pieces: bytes, pause: float = 0.0, ends: bool = True) -> None:
        self.pieces, self.pause, self.ends = list(pieces), pause, ends
        self.answer: list[Any] = []
        self.reads = asyncio.Event()
        self.reads.set()

    async def receive(self) -> dict[str, Any]:
        await asyncio.sleep(self.pause)
        if not self.pieces:
            await asyncio.Event().wait()
        piece = self.pieces.pop(0)
        if piece == b"gone":
            return {"type": "http.disconnect"}
        more = bool(self.pieces) or not self.ends
        return {"type": "http.request", "body": piece, "more_body": more}

    async def send(self, message: Any) -> None:
        await self.reads.wait()
        self.answer.append(message)

    @property
    def status(self) -> int:
        return int(self.answer[0]["status"])


def one(client: Client, *headers: tuple[bytes, bytes], limits: Limits = QUICK) -> Asked:
    asked = Asked()
    asyncio.run(
        Whole(asked, threads=1, limits=limits)(scope("192.0.2.1", *headers), client.receive, client.send)
    )
    return asked


def test_body_in_pieces_reaches_the_application_as_one_and_the_answer_goes_back_whole() -> None:
    client = Client(b"satu", b"", b"dua")
    assert one(client, long(7)).bodies == [b"satudua"]
    assert client.status == 200
    assert client.answer[0]["headers"].count((b"set-cookie", b"b=2")) == 1
    assert client.answer[1]["body"] == b"all there"
    chunked = Client(b"x" * 70_000)
    bodies = one(chunked, (b"transfer-encoding", b"chunked"), limits=Limits()).bodies
    assert [len(body) for body in bodies] == [70_000]


def test_what_an_application_writes_goes_before_what_it_returns() -> None:
    def writes(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])(b"first ")
        return [b"last"]

    client = Client()
    asyncio.run(Whole(writes, threads=1, limits=QUICK)(scope(), client.receive, client.send))
    assert client.answer[1]["body"] == b"first last"


def test_request_without_a_body_is_answered_without_waiting_for_one() -> None:
    client = Client(ends=False)
    assert one(client).bodies == [b""]
    assert client.status == 200


def test_body_that_stops_or_drips_or_takes_for_ever_is_turned_away_and_never_reaches_the_application() -> (
    None
):
    stopped = Client(b"a", ends=False)
    dripping = Client(*[b"a"] * 100, pause=0.03, ends=False)
    endless = Client(*[b"a" * 40] * 100, pause=0.03, ends=False)
    for client in (stopped, dripping, endless):
        assert one(client, long(900), limits=QUICK).bodies == []
        assert client.status == 408
        assert (b"connection", b"close") in client.answer[0]["headers"]
    assert len(dripping.pieces) > 80, "the pace is asked for soon after the grace"


def test_body_that_is_too_large_is_turned_away_by_what_it_says_and_by_what_it_is() -> None:
    told = Client(b"x")
    assert one(told, long(1001)).bodies == []
    assert (told.status, told.pieces) == (413, [b"x"])
    found = Client(b"x" * 600, b"x" * 600, ends=False)
    assert one(found, (b"transfer-encoding", b"chunked")).bodies == []
    assert found.status == 413


def guarded(client: Client) -> bool:
    """Tell whether the answer CLIENT got says of itself what every page says (docs/reference/headers.md)."""
    said = dict(client.answer[0]["headers"])
    return faults("turned-away", "visitor", True, _As(client.status, said)) == []


class _As(dict[str, str]):
    """Show the headers of an answer the way Django's answers do."""

    def __init__(self, status: int, headers: dict[bytes, bytes]) -> None:
        self.streaming, self.content, self.cookies = False, b"", dict[str, Any]()
        super().__init__({name.decode().title(): value.decode() for name, value in headers.items()})
        self.status_code = status


def test_what_is_turned_away_and_what_failed_is_as_well_guarded_as_a_page() -> None:
    large = Client(b"x")
    one(large, long(1001))
    assert (large.status, guarded(large)) == (413, True)

    def fails(_environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("rahasia kanaria")

    failed = Client()
    asyncio.run(Whole(fails, threads=1, limits=QUICK)(scope(), failed.receive, failed.send))
    assert (failed.status, guarded(failed)) == (500, True)
    assert b"kanaria" not in failed.answer[1]["body"]


def test_client_that_goes_away_is_not_answered() -> None:
    client = Client(b"satu", b"gone")
    assert one(client, long(900)).bodies == []
    assert client.answer == []


def together(whole: Whole, clients: list[tuple[str, Client]]) -> list[int]:
    async def all_of_them() -> None:
        asking = [
            asyncio.create_task(whole(scope(address, long(900)), client.receive, client.send))
            for address, client in clients
        ]
        await asyncio.gather(*asking)

    asyncio.run(all_of_them())
    return [client.status for _, client in clients]


def test_address_has_three_under_way_at_most_and_others_and_the_proxy_are_not_counted_with_it() -> None:
    slow = [("192.0.2.1", Client(b"a", b"b", pause=0.03)) for _ in range(4)]
    whole = Whole(Asked(), threads=1, limits=QUICK)
    assert together(whole, [*slow, ("192.0.2.2", Client(b"c"))]) == [200, 200, 200, 429, 200]
    assert together(whole, [("192.0.2.1", Client(b"c"))]) == [200], "what is over is not counted any more"
    behind = Whole(Asked(), threads=1, proxy="192.0.2.0/24", limits=QUICK)
    assert together(behind, [("192.0.2.1", Client(b"a", b"b", pause=0.03)) for _ in range(4)]) == [200] * 4


def test_bodies_that_are_too_much_together_are_turned_away_and_space_is_given_back() -> None:
    whole = Whole(Asked(), threads=1, limits=QUICK)
    clients = [(f"192.0.2.{number}", Client(b"x" * 700, b"y", pause=0.03)) for number in range(3)]
    assert sorted(together(whole, clients)) == [200, 200, 503]
    assert together(whole, [("192.0.2.9", Client(b"x" * 900))]) == [200]


def test_page_is_answered_while_twenty_send_and_twenty_read_slowly() -> None:
    async def busy() -> list[int]:
        whole, waiting = Whole(Asked(), threads=1, limits=Limits()), []
        for number in range(20):
            sending, reading = Client(b"a", ends=False), Client(b"a")
            reading.reads.clear()
            for client in (sending, reading):
                asked = whole(scope(f"192.0.2.{number}", long(900)), client.receive, client.send)
                waiting.append(asyncio.create_task(asked))
        await asyncio.sleep(0.05)
        quick = Client(b"x")
        await asyncio.wait_for(whole(scope("198.51.100.1", long(1)), quick.receive, quick.send), 5)
        for task in waiting:
            task.cancel()
        return [quick.status]

    assert asyncio.run(busy()) == [200]


def test_environment_is_what_a_server_of_pages_makes_of_the_same_request() -> None:
    headers = (
        (b"host", b"suara.example.id"), (b"x-forwarded-for", b"203.0.113.5"),
        (b"x_forwarded_for", b"6.6.6.6"),
        (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"text/html"), (b"accept", b"image/png"),
        (b"content-type", b"text/plain"), (b"content-length", b"99"), (b"content_length", b"1"),
    )  # fmt: skip
    found = environ_of(scope("192.0.2.1", *headers, path=b"/desa%C3%A9%2F%FF"), io.BytesIO(b"abc"), 3)
    assert found["PATH_INFO"] == b"/desa\xc3\xa9/\xff".decode("latin-1")
    assert (found["QUERY_STRING"], found["REQUEST_METHOD"]) == ("a=%20", "POST")
    assert (found["CONTENT_LENGTH"], found["CONTENT_TYPE"]) == ("3", "text/plain")
    assert found["HTTP_X_FORWARDED_FOR"] == "203.0.113.5"
    assert found["HTTP_COOKIE"] == "a=1; b=2"
    assert found["HTTP_ACCEPT"] == "text/html,image/png"
    assert "HTTP_CONTENT_LENGTH" not in found
    assert found["REMOTE_ADDR"] == "192.0.2.1"
