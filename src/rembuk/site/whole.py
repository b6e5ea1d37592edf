"""Requests taken whole before a thread is given to them, and answers sent without one.

A web process has four threads for pages. What a client does slowly, sending a request or reading an answer,
happens here in the event loop, so that however many are slow, the threads stay with those who wait.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, BinaryIO, cast
from urllib.parse import unquote_to_bytes

from rembuk.shared.ratelimit import address_in
from rembuk.site.idle import Bounds, Idle

logger = logging.getLogger("rembuk.site.whole")

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Environ = dict[str, Any]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes]

BROKEN = "Ada yang rusak di pihak kami. Coba lagi sebentar lagi."
# What every answer says about itself (docs/reference/headers.md); these have no page, so nothing is allowed.
GUARDS = [
    (
        b"content-security-policy",
        b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
TOO_LARGE = "Kiriman terlalu besar."
TOO_SLOW = "Kiriman datang terlalu lambat. Coba lagi dengan sambungan yang lebih baik."
# Told anew from the body that was received.
_LEFT_OUT = (b"content-length", b"transfer-encoding")


@dataclass(frozen=True, slots=True)
class Limits:
    """How slow, how long and how large a request may be, and how many one address may have under way."""

    pause: float = 10.0  # seconds without a byte
    grace: float = 10.0  # seconds before the pace is asked for
    pace: int = 500  # bytes a second, on average since the grace
    whole: float = 1800.0  # seconds for all of it
    largest: int = 500_000_000  # bytes, archives to import
    at_once: int = 1_000_000_000  # bytes of all requests that this process has in hand
    in_memory: int = 64_000  # bytes of one request, what is more goes to a file
    of_one: int = 40  # requests of one address being received by this process


class Turned(Exception):
    """A request that is not taken any further: a status and a sentence."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


class Whole:
    """Serve a WSGI application by ASGI, each request received whole within LIMITS before a thread takes it.

    `idle.watch()` holds the connections that say nothing within BOUNDS.
    PROXY is the network of the proxy in front, which counts its clients itself; "" for none.
    """

    def __init__(
        self, application: Callable[..., Iterable[bytes]], *, threads: int, proxy: str = "",
        limits: Limits | None = None, bounds: Bounds | None = None,
    ) -> None:  # fmt: skip
        self._application = application
        self.idle = Idle(bounds or Bounds(), lambda address: not self._is_proxy(address))
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._proxy = ip_network(proxy, strict=False) if proxy else None
        self._limits = limits or Limits()
        self._under_way: Counter[str] = Counter()
        self._at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        client = scope.get("client") or ("", 0)
        peer = str(client[0]), int(client[1])
        self.idle.begin(peer)
        try:
            await self._answer(scope, receive, send)
        finally:
            self.idle.end(peer)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = dict(scope["headers"])
        body: BinaryIO = io.BytesIO()
        size = 0
        try:
            if b"transfer-encoding" in head or head.get(b"content-length", b"0") != b"0":
                body, size = await self._take(head, scope, receive)
            answer = await asyncio.get_running_loop().run_in_executor(
                self._pool, self._ask, environ_of(scope, body, size)
            )
        except Turned as turned:
            answer = _turned_away(turned)
        except ConnectionError:
            return
        except Exception as error:
            # Only the name: its words may hold what somebody wrote.
            logger.error("application failed: %s", type(error).__qualname__)
            answer = _turned_away(Turned(500, BROKEN))
        finally:
            body.close()
            self._at_once -= size
        status, headers, content = answer
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _take(
        self, head: Mapping[bytes, bytes], scope: Scope, receive: Receive
    ) -> tuple[BinaryIO, int]:  # fmt: skip
        """Return the body and its size; raise Turned for what is too slow, too large or too much."""
        told = head.get(b"content-length", b"0")
        if told.isdigit() and int(told) > self._limits.largest:
            raise Turned(413, TOO_LARGE)
        client = scope.get("client")
        address = client[0] if client else ""
        counted = bool(address) and not self._is_proxy(address)
        if counted and self._under_way[address] >= self._limits.of_one:
            raise Turned(429, "Terlalu banyak kiriman sekaligus dari jaringan ini. Coba lagi sebentar lagi.")
        self._under_way[address] += counted
        body = cast(BinaryIO, tempfile.SpooledTemporaryFile(self._limits.in_memory))  # noqa: SIM115 - its receiver closes it
        size = 0
        try:
            async for piece in self._pieces(receive):
                body.write(piece)
                size += len(piece)
                self._at_once += len(piece)
                if size > self._limits.largest:
                    raise Turned(413, TOO_LARGE)
                if self._at_once > self._limits.at_once:
                    raise Turned(503, "Sedang terlalu banyak kiriman. Coba lagi sebentar lagi.")
        except BaseException:
            body.close()
            self._at_once -= size
            raise
        finally:
            self._under_way[address] -= counted
            if not self._under_way[address]:
                del self._under_way[address]
        body.seek(0)
        return body, size

    async def _pieces(self, receive: Receive) -> AsyncIterator[bytes]:
        """Give the body piece by piece; raise Turned when they come too slowly."""
        now, limits = asyncio.get_running_loop().time, self._limits
        began, size, more = now(), 0, True
        while more:
            try:
                async with asyncio.timeout(min(limits.pause, limits.whole - (now() - began))):
                    message = await receive()
            except TimeoutError:
                raise Turned(408, TOO_SLOW) from None
            if message["type"] == "http.disconnect":
                raise ConnectionAbortedError
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
            if more and size < limits.pace * (now() - began - limits.grace):
                raise Turned(408, TOO_SLOW)
            yield message.get("body", b"")

    def _is_proxy(self, address: str) -> bool:
        peer = address_in(address)
        return self._proxy is not None and peer is not None and peer in self._proxy

    def _ask(self, environ: Environ) -> Answer:
        """Ask the application, in a thread, and return all of its answer."""
        status = 500
        headers: list[tuple[bytes, bytes]] = []
        written: list[bytes] = []

        def start(line: str, given: list[tuple[str, str]], _error: Any = None) -> Callable[[bytes], Any]:
            nonlocal status, headers
            status = int(line[:3])
            headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given]
            return written.append

        content = self._application(environ, start)
        try:
            returned = b"".join(content)
            return status, headers, b"".join(written) + returned
        finally:
            if hasattr(content, "close"):
                content.close()


def _turned_away(turned: Turned) -> Answer:
    words = turned.words.encode()
    logger.info("request turned away: %s", turned.status)
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(words)).encode()),
        (b"cache-control", b"no-store"), (b"connection", b"close"), *GUARDS,
    ]  # fmt: skip
    if turned.status in (429, 503):
        headers.append((b"retry-after", b"30"))
    return turned.status, headers, words


def environ_of(scope: Scope, body: BinaryIO, size: int) -> Environ:
    """Return the WSGI environment (PEP 3333) of an ASGI request whose BODY of SIZE bytes is all there.

    A header with an underscore in its name is left out, for it would be taken for the one with a hyphen.
    """
    server, client = scope.get("server") or ("localhost", 80), scope.get("client")
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0] if client else "",
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if name in _LEFT_OUT or b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        if key != "CONTENT_TYPE":
            key = f"HTTP_{key}"
        told = value.decode("latin-1")
        if key in environ:
            told = environ[key] + ("; " if key == "HTTP_COOKIE" else ",") + told
        environ[key] = told
    return environ
