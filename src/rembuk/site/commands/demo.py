"""`rembuk demo`: set up the sample space, walk its journey, and serve it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any
from urllib.parse import urlsplit

from rembuk.site.commands.answers import emit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--no-serve", action="store_true", help="set up only")
    parser.add_argument("--port", type=int, help="serve on this port (default 8000 on a terminal)")
    parser.add_argument("--fresh", action="store_true", help="wipe a demo home first; never any other")


def run(args: argparse.Namespace) -> int:
    """Make the demo stand, print what can be seen where, and serve if somebody is there to look."""
    from rembuk.site.commands import serve
    from rembuk.site.demo.home import prepare

    port = None if args.no_serve else _port(args.port)
    if port is not None:
        # Before the minute that setting up takes.
        serve.refuse_taken("127.0.0.1", port)
    if args.port and not os.environ.get("REMBUK_URL"):
        # Else the pages told below, and every link in a letter, lead to a port where nobody answers.
        os.environ["REMBUK_URL"] = f"http://127.0.0.1:{args.port}"
    summary = prepare(fresh=args.fresh)
    from django.conf import settings

    # What is kept names the port of the first time.
    summary["pages"] = [settings.PUBLIC_URL + urlsplit(page).path for page in summary["pages"]]
    if args.json:
        emit(summary)
    else:
        print(_told(summary, args.lang))
    if port is None:
        return 0
    return int(
        serve.run(argparse.Namespace(**{**vars(args), "host": "127.0.0.1", "port": port, "workers": 2}))
    )


def _port(given: int | None) -> int | None:
    if given is not None:
        return given
    return 8000 if sys.stdout.isatty() else None


# What is counted, in both languages.
_COUNTED = {
    "space": ("ruang", "space"),
    "voices": ("suara", "voices"),
    "clusters": ("rumpun", "clusters"),
    "ideas": ("gagasan", "ideas"),
    "leaves": ("entri catatan", "entries of the record"),
    "sealed": ("tersegel", "sealed"),
    "receipt": ("kode tanda terima", "code of a receipt"),
}


def _told(summary: dict[str, Any], lang: str) -> str:
    english = lang == "en"
    begun, begin_at, accounts = (
        (
            "Ruang contoh siap. Semua orang, partai dan angka di dalamnya rekaan; tempatnya nyata.",
            "Halaman untuk mulai:",
            "Akun (kata sandi acak; kode masuk: rembuk demo code NAMA):",
        ),
        (
            "The sample space is ready. Its people, parties and figures are invented; its places are real.",
            "Pages to begin with:",
            "Accounts (random passwords; sign-in code: rembuk demo code NAME):",
        ),
    )[english]
    lines = ["", begun, ""]
    lines += [f"  {words[english]:24} {summary[name]}" for name, words in _COUNTED.items()]
    lines += ["", begin_at, *(f"  {page}" for page in summary["pages"])]
    lines += ["", accounts, *(f"  {account}" for account in summary["accounts"])]
    return "\n".join(lines) + "\n"
