"""The `rembuk` command: finds the module of a command and runs it.

A command is one module below `rembuk.site.commands` with `add_arguments(parser)` and `run(args) -> int`;
only the module that is asked for is imported, so an engine starts without Django and a page without numba.
The contract of every command (keys, exit codes) is in docs/reference/commands.md.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import re
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from rembuk.reckon.refusal import Refusal, trouble
from rembuk.site.commands.table import COMMANDS

LANGUAGES = ("id", "en")
_DISK = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR, errno.EISDIR)
# What argparse finds wrong, in the order of its own words.
_USAGE = (
    (r"the following arguments are required: (.+)", "yang wajib belum disebut: {0}"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", "{0} tidak mengenal {1}; pilih: {2}"),
    (r"argument (.+): invalid int value: (.+)", "{0} meminta bilangan bulat, bukan {1}"),
    (r"argument (.+): invalid float value: (.+)", "{0} meminta bilangan, bukan {1}"),
    (r"argument (.+): expected .+", "sesudah {0} belum ada isinya"),
    (r"argument (.+): not allowed with argument (.+)", "{0} tidak dapat dipakai bersama {1}"),
    (r"argument (.+): ignored explicit argument (.+)", "{0} tidak memakai isi {1}"),
    (r"unrecognized arguments: (.+)", "tidak dikenal: {0}"),
    (r"ambiguous option: (.+) could match (.+)", "{0} dapat berarti {1}; tulis lengkap"),
)


class _Parser(argparse.ArgumentParser):
    """Refuse a wrong line of words in one sentence of the language that was asked for."""

    def error(self, message: str) -> NoReturn:
        raise Refusal(
            f"{self.prog}: {_in_indonesian(message)} (lihat {self.prog} --help).",
            f"{self.prog}: {message} (see {self.prog} --help).",
        )


def _in_indonesian(message: str) -> str:
    for pattern, said in _USAGE:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return said.format(*found.groups())
    return message


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 checked and found wrong, 2 bad input."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = _language(words)
    name, rest = _split(words)
    if name is None:
        _print_help(words, lang)
        return 0 if words in ([], ["-h"], ["--help"]) else 2
    module = importlib.import_module(f"rembuk.site.commands.{COMMANDS[name].module}")
    parser = _Parser(prog=f"rembuk {name}", description=COMMANDS[name].summary(lang))
    parser.add_argument(
        "--json", action="store_true", help="one JSON document on standard output, nothing else"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=lang, help="language of the words")
    parser.add_argument("--timings", action="store_true", help="seconds by phase on standard error")
    module.add_arguments(parser)
    try:
        named = os.environ.get("REMBUK_LANG") or "id"
        if named not in LANGUAGES:
            raise Refusal(
                f"REMBUK_LANG={named} tidak dikenal; isi id atau en.",
                f"REMBUK_LANG={named} is not known; make it id or en.",
            )
        return int(module.run(parser.parse_args(rest)))
    except Refusal as refusal:
        print(refusal.sentence(lang), file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone; what was asked for was delivered as far as it was wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if (unusable := _unusable(error)) is None:
            raise
        print(unusable.sentence(lang), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _unusable(error: Exception) -> Refusal | None:
    """Return what to say of an ERROR of the disk or the database, None of one that is ours."""
    if isinstance(error, OSError) and error.errno in _DISK:
        where, why = error.filename or os.environ.get("REMBUK_HOME", "var"), trouble(error)
        return Refusal(
            f"{where} tidak dapat dipakai ({why.id}); periksa izin dan ruang kosongnya, dan sebagai siapa "
            "perintah ini dijalankan.",
            f"{where} cannot be used ({why.en}); check its permissions and free space, and as whom this "
            "command runs.",
        )
    # Only where a command has begun Django: an engine starts without it.
    database = sys.modules.get("django.db.utils")
    if database is None or type(error) not in (database.DatabaseError, database.OperationalError):
        return None
    said = str(error).partition("\n")[0]
    return Refusal(
        f"Basis data tidak dapat dipakai ({said}); periksa DATABASE_URL atau REMBUK_HOME, izin, dan ruang "
        "kosongnya.",
        f"The database cannot be used ({said}); check DATABASE_URL or REMBUK_HOME, permissions and free "
        "space.",
    )


def _language(words: list[str]) -> str:
    """Return the language to speak, also where the rest of WORDS cannot be read."""
    said = [word.partition("=")[2] for word in words if word.startswith("--lang=")]
    said += [after for word, after in pairwise(words) if word == "--lang"]
    return next((one for one in (*said, os.environ.get("REMBUK_LANG", "id")) if one in LANGUAGES), "id")


def _split(words: list[str]) -> tuple[str | None, list[str]]:
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in COMMANDS:
            return name, words[length:]
    return None, words


def _print_help(words: list[str], lang: str) -> None:
    out, names = sys.stdout, sorted(COMMANDS)
    english = lang == "en"
    if words and words not in (["-h"], ["--help"]):
        out = sys.stderr
        group = [name for name in names if name.split()[0] == words[0]]
        names = group or names
        wrong = " ".join(words[: 2 if group else 1])
        said = (
            f"rembuk: tidak ada perintah {wrong!r}; yang ada:",
            f"rembuk: no command {wrong!r}; there are:",
        )
        print(said[english], file=out)
    else:
        usage = (
            "Pakai: rembuk PERINTAH ... (rembuk PERINTAH --help menjelaskan lebih jauh)\n",
            "Usage: rembuk COMMAND ... (rembuk COMMAND --help tells more)\n",
        )
        print(usage[english], file=out)
    for name in names:
        command = COMMANDS[name]
        print(f"  {name:24} {command.summary(lang)}", file=out)
