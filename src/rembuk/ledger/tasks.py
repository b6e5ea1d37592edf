"""The worker's part: seal the record, and ask its witnesses to cosign."""

from __future__ import annotations

import http.client
import os
import socket
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any

from django.utils import timezone

from rembuk.ledger.actions import keep_cosignature, learn_size, note_trouble, seal
from rembuk.ledger.models import Witness
from rembuk.ledger.queries.witnesses import Asked, asked_now
from rembuk.shared import queue


@queue.due("ledger.seal", every=timedelta(seconds=20))
def seal_record() -> None:
    """Seal what waits; nothing is signed twice, so calling again does no harm."""
    seal(at=timezone.now())


# Seconds without a byte, bytes, and seconds for all of an answer: a witness that drips holds no worker.
PATIENCE, LARGEST_ANSWER, WHOLE = 5, 16 * 1024, 15


class _Brief(http.client.HTTPConnection):
    """A connection that is over with OVER, and after WHOLE seconds at the latest."""

    over: ExitStack

    def connect(self) -> None:
        super().connect()
        # A handle of our own: TLS and urllib take the first one away.
        handle = socket.socket(fileno=os.dup(self.sock.fileno()))
        ending = threading.Timer(WHOLE, _end, [handle])
        ending.daemon = True
        self.over.callback(_end, handle)
        self.over.callback(ending.cancel)
        ending.start()


class _BriefTLS(http.client.HTTPSConnection, _Brief):
    """The same under TLS, its handshake counted."""


def _end(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Briefly(urllib.request.HTTPSHandler, urllib.request.HTTPHandler):
    def __init__(self, over: ExitStack) -> None:
        super().__init__()
        self._over = over

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._begin(_Brief), request)

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._begin(_BriefTLS), request)

    def _begin(self, kind: type[_Brief]) -> Any:
        def begin(host: str, **more: Any) -> _Brief:
            made = kind(host, **more)
            made.over = self._over
            return made

        return begin


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """Go nowhere but where the operator said."""


@queue.due("ledger.cosign", every=timedelta(seconds=20))
def ask_witnesses() -> None:
    """Show each witness that has not cosigned the newest head that head; asking again does no harm.

    Witnesses are asked side by side, so that all that are away together cost one wait; sealing never waits.
    """
    asked = asked_now(at=timezone.now())
    if not asked:
        return
    with ThreadPoolExecutor(max_workers=8, thread_name_prefix="witness") as pool:
        answers = list(pool.map(_post, asked))
    for one, (status, body) in zip(asked, answers, strict=True):
        _take(one, status, body)


def _post(asked: Asked) -> tuple[int, bytes]:
    """Return the status and body of the answer to ASKED; 0 when there was none."""
    request = urllib.request.Request(  # noqa: S310 - add_witness takes http and https only
        f"{asked.witness.url.rstrip('/')}/add-checkpoint",
        data=asked.body,
        headers={"Content-Type": "text/plain; charset=utf-8", "User-Agent": "rembuk"},
    )
    with ExitStack() as over:
        opener = urllib.request.build_opener(_NoRedirect, _Briefly(over))
        try:
            try:
                answer = opener.open(request, timeout=PATIENCE)
            except urllib.error.HTTPError as error:
                # Read below: what goes wrong in reading it is an absence, too.
                answer = error
            with answer:
                return answer.status, answer.read(LARGEST_ANSWER)
        except (OSError, ValueError, http.client.HTTPException):
            return 0, b""


_TROUBLES = {404: Witness.Trouble.UNKNOWN, 403: Witness.Trouble.REFUSED, 422: Witness.Trouble.CONFLICT}


def _take(asked: Asked, status: int, body: bytes) -> None:
    now = timezone.now()
    if status == 200:
        keep_cosignature(witness=asked.witness, head=asked.head, answer=body, at=now)
    elif status == 409:
        known = int(body) if body.strip().isdigit() and len(body) < 20 else None
        learn_size(witness=asked.witness, head=asked.head, old=asked.old, known=known, at=now)
    else:
        trouble = _TROUBLES.get(status, Witness.Trouble.WRONG if status else Witness.Trouble.AWAY)
        # An error of the server is an absence, not an opinion.
        trouble = Witness.Trouble.AWAY if status >= 500 else trouble
        note_trouble(witness=asked.witness, trouble=trouble, at=now)
