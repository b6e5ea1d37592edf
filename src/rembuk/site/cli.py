"""The `rembuk` command: finds the module of a command and runs it.

A command is one module below `rembuk.site.commands` with `add_arguments(parser)` and `run(args) -> int`;
only the module that is asked for is imported, so an engine starts without Django and a page without numba.
The contract of every command (keys, exit codes) is in docs/reference/commands.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.table import COMMANDS


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 checked and found wrong, 2 bad input."""
    words = list(sys.argv[1:] if argv is None else argv)
    name, rest = _split(words)
    if name is None:
        _print_help(words)
        return 0 if words in ([], ["-h"], ["--help"]) else 2
    module = importlib.import_module(f"rembuk.site.commands.{COMMANDS[name].module}")
    parser = argparse.ArgumentParser(prog=f"rembuk {name}", description=COMMANDS[name].summary)
    parser.add_argument(
        "--json", action="store_true", help="one JSON document on standard output, nothing else"
    )
    parser.add_argument("--lang", choices=["id", "en"], default=os.environ.get("REMBUK_LANG", "id"))
    parser.add_argument("--timings", action="store_true", help="seconds by phase on standard error")
    module.add_arguments(parser)
    args = parser.parse_args(rest)
    try:
        return int(module.run(args))
    except Refusal as refusal:
        print(refusal.sentence(args.lang), file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone; what was asked for was delivered as far as it was wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _split(words: list[str]) -> tuple[str | None, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in COMMANDS:
            return name, words[length:]
    return None, words


def _print_help(words: list[str]) -> None:
    out = sys.stdout
    if words and words not in (["-h"], ["--help"]):
        out = sys.stderr
        print(f"rembuk: no command {words[0]!r}; the commands are:", file=out)
    else:
        print("Usage: rembuk COMMAND ... (rembuk COMMAND --help tells more)\n", file=out)
    for name, command in sorted(COMMANDS.items()):
        print(f"  {name:24} {command.summary}", file=out)
