"""`rembuk demo`: set up the sample space, walk its journey, and serve it."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--no-serve", action="store_true", help="set up only")
    parser.add_argument("--port", type=int, help="serve on this port (default 8000 on a terminal)")
    parser.add_argument("--fresh", action="store_true", help="wipe a demo home first; never any other")


def run(args: argparse.Namespace) -> int:
    """Make the demo stand, print what can be seen where, and serve if somebody is there to look."""
    from rembuk.site.demo.home import prepare

    summary = prepare(fresh=args.fresh)
    if args.json:
        emit(summary)
    else:
        print(_told(summary))
    port = args.port or (8000 if sys.stdout.isatty() else None)
    if args.no_serve or port is None:
        return 0
    from rembuk.site.commands import serve

    return int(
        serve.run(argparse.Namespace(**{**vars(args), "host": "127.0.0.1", "port": port, "workers": 2}))
    )


def _told(summary: dict[str, Any]) -> str:
    lines = ["", "Ruang contoh siap. Semua orang, partai dan angka di dalamnya rekaan; tempatnya nyata.", ""]
    lines += [f"  {name:24} {value}" for name, value in summary.items() if name not in ("accounts", "pages")]
    lines += ["", "Halaman untuk mulai:"]
    lines += [f"  {page}" for page in summary["pages"]]
    lines += ["", "Akun (kata sandi acak; kode masuk: rembuk demo code NAMA):"]
    lines += [f"  {account}" for account in summary["accounts"]]
    return "\n".join(lines) + "\n"
