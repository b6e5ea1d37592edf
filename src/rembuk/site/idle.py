"""Connections that say nothing, bounded for each network address and for the process.

The web server closes who does not finish a head in time, but counts connections for nobody: one address could
hold every place of a process and come again as often as it is closed. So a thread of each web process looks
through the process's own connections, and where one address holds too many, or all together do, hangs up on
those that were silent longest. Read from /proc, so it does nothing where there is none.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

logger = logging.getLogger("rembuk.site.idle")
OPEN_FILES = "/proc/self/fd"
Peer = tuple[str, int]


@dataclass(frozen=True)
class Bounds:
    """How many connections without a request one address and a process may keep, looked at how often."""

    of_one: int = 200
    of_all: int = 3_072
    every: float = 0.25  # seconds
    young: float = 0.25  # seconds in which nobody is hung up on


def bounds_within(room: int) -> Bounds:
    """Return the bounds where a process has ROOM connections; the silent leave a quarter of it free."""
    return Bounds(of_one=min(Bounds.of_one, room // 4), of_all=room * 3 // 4)


@dataclass
class Idle:
    """Know which connections are in use, and hang up on the longest silent where there are too many.

    COUNTED says whether the connections of an address are counted together: those of a proxy are not, for it
    counts its clients itself.
    """

    bounds: Bounds = field(default_factory=Bounds)
    counted: Callable[[str], bool] = bool
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._busy: dict[Peer, int] = {}
        self._last: dict[Peer, float] = {}
        self._lock = threading.Lock()

    def begin(self, peer: Peer) -> None:
        """Note that a request of PEER is in hand."""
        with self._lock:
            self._busy[peer] = self._busy.get(peer, 0) + 1

    def end(self, peer: Peer) -> None:
        """Note that a request of PEER was answered."""
        with self._lock:
            left = self._busy.pop(peer, 1) - 1
            if left:
                self._busy[peer] = left
            self._last[peer] = self.clock()

    def too_many(self, peers: Iterable[Peer]) -> set[Peer]:
        """Return those of the connected PEERS to hang up on; whoever is not among them is forgotten."""
        now, by_address = self.clock(), defaultdict[str, list[tuple[float, Peer]]](list)
        with self._lock:
            self._last = {peer: self._last.get(peer, now) for peer in peers}
            for peer, last in self._last.items():
                if peer not in self._busy:
                    by_address[peer[0]].append((last, peer))
        gone, kept = [], []
        for address, silent in by_address.items():
            silent.sort()
            over = len(silent) - self.bounds.of_one if self.counted(address) else 0
            gone += silent[: max(over, 0)]
            kept += silent[max(over, 0) :]
        over = len(kept) - self.bounds.of_all
        gone += sorted(kept)[: max(over, 0)]
        return {peer for last, peer in gone if now - last >= self.bounds.young}

    def sweep(self) -> int:
        """Look through the connections of this process once and return how many were hung up on."""
        names = os.listdir(OPEN_FILES)
        if len(names) <= self.bounds.of_one:
            return 0
        found = connected([int(name) for name in names])
        return sum(_hang_up(found[peer], peer) for peer in self.too_many(found))

    def watch(self) -> None:
        """Sweep in a thread of its own for as long as the process lives."""
        if os.path.isdir(OPEN_FILES):
            threading.Thread(target=self._watch, name="idle connections", daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(self.bounds.every)
            try:
                self.sweep()
            except OSError:
                # No file left to look by; the next look may find one.
                logger.exception("idle connections were not looked through")


def connected(numbers: Iterable[int]) -> dict[Peer, int]:
    """Return the connections among the open files NUMBERS that others made to a door of this process.

    What this process opened itself, to its database for one, has another port on our side.
    """
    doors, found = set[int](), list[tuple[int, Peer, int]]()
    for number in numbers:
        one = _own(number)
        if one is None:
            continue
        with one, suppress(OSError):
            if one.family not in (socket.AF_INET, socket.AF_INET6):
                continue
            port = int(one.getsockname()[1])
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                doors.add(port)
            else:
                found.append((port, _peer_of(one), number))
    return {peer: number for port, peer, number in found if port in doors}


def _own(number: int) -> socket.socket | None:
    """Return a socket of our own for the open file NUMBER, so that it cannot become another one meanwhile."""
    try:
        copied = os.dup(number)
    except OSError:
        return None
    try:
        return socket.socket(fileno=copied)
    except OSError:
        os.close(copied)
        return None


def _peer_of(one: socket.socket) -> Peer:
    there = one.getpeername()
    return str(there[0]), int(there[1])


def _hang_up(number: int, peer: Peer) -> bool:
    """Close the connection NUMBER both ways if it is still PEER's; the server sees its end."""
    one = _own(number)
    if one is None:
        return False
    with one, suppress(OSError):
        if _peer_of(one) == peer:
            one.shutdown(socket.SHUT_RDWR)
            return True
    return False
