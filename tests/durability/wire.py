"""A wire: connections taken at one address and carried on to another."""

from __future__ import annotations

import socket
import socketserver
import threading
import time

Door = tuple[str, int]


class Wire(socketserver.ThreadingTCPServer):
    """Carry connections taken at DOOR on to TARGET (port 0: any free one).

    Where TARGET takes none, each is held for up to PATIENCE seconds and tried again, as a proxy does that is
    told to wait for its server; nothing of a request has left it then. `longest` is the longest it was held.
    """

    daemon_threads = allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, door: Door, target: Door, *, patience: float = 0) -> None:
        self.target, self.patience, self.longest = target, patience, 0.0
        super().__init__(door, Carry)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reach(self) -> socket.socket:
        """Return a connection to the target, as soon as it takes one."""
        began = time.monotonic()
        while True:
            try:
                found = socket.create_connection(self.target)
            except OSError:
                if time.monotonic() - began > self.patience:
                    raise
                time.sleep(0.1)
            else:
                self.longest = max(self.longest, time.monotonic() - began)
                return found

    def end(self) -> None:
        """Take no more connections."""
        self.shutdown()
        self.server_close()


class Carry(socketserver.BaseRequestHandler):
    """Carry one connection both ways until either side ends it."""

    def handle(self) -> None:
        assert isinstance(self.server, Wire)
        try:
            target = self.server.reach()
        except OSError:
            return
        with target:
            back = threading.Thread(target=_pump, args=(target, self.request), daemon=True)
            back.start()
            _pump(self.request, target)
            back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(65_536):
            target.sendall(part)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue
