"""`rembuk serve`: pages and one worker, the small office's whole installation."""

from __future__ import annotations

import argparse
import errno
import socket
import time

from rembuk.reckon.refusal import Refusal, trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--workers", type=int, default=2, help="web processes, four threads each (default 2)")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    if not 1 <= args.workers <= 64:
        raise Refusal("--workers harus dari 1 sampai 64.", "--workers must be from 1 to 64.")
    refuse_taken(args.host, args.port)
    from rembuk.site.serving import serve

    serve(host=args.host, port=args.port, workers=args.workers)
    return 0


def refuse_taken(host: str, port: int) -> None:
    """Refuse a port that is taken or no port at all, before anything is begun."""
    if not 1 <= port <= 65_535:
        raise Refusal("--port harus dari 1 sampai 65535.", "--port must be from 1 to 65535.")
    # A server that was killed a moment ago holds its port until its children have noticed.
    for tries_left in range(6, -1, -1):
        try:
            family, kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
                return
        except OSError as error:
            if tries_left and getattr(error, "errno", None) == errno.EADDRINUSE:
                time.sleep(0.5)
                continue
            why = trouble(error)
            raise Refusal(
                f"Alamat {host}:{port} tidak dapat dipakai ({why.id}); pilih --host atau --port lain.",
                f"The address {host}:{port} cannot be used ({why.en}); choose another --host or --port.",
            ) from error
