"""`rembuk voices import`: take in files of posts or rows."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import Timings, emit, open_input
from rembuk.site.commands.office import begin, space_named

if TYPE_CHECKING:
    from rembuk.spaces.models import Space
    from rembuk.voices.actions.importing import Opened, Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help='a file, "-" for standard input; .gz is fine'
    )
    parser.add_argument("--space", required=True, metavar="SLUG")
    parser.add_argument("--format", metavar="NAME", help="x, table, csv, tsv, xlsx or jsonl; else recognised")
    parser.add_argument(
        "--map", nargs="+", action="extend", default=[], metavar="FIELD=COLUMN",
        help="which column is text, id, time, author or place",
    )  # fmt: skip
    parser.add_argument("--basis", default="", metavar="TEXT", help="the legal basis, kept with the import")
    parser.add_argument("--only", default="", metavar="WORD", help="only rows that hold the word")


def run(args: argparse.Namespace) -> int:
    """Import every file; nothing is written unless every file can be read."""
    timings = Timings(args.timings)
    with timings.phase("start"):
        begin(args.lang)
    mapping = _mapping(args.map)
    from django.utils import timezone

    from rembuk.shared.actors import OPERATOR
    from rembuk.voices.actions import begin_import, import_file

    space = space_named(args.space)
    at = timezone.now()
    with ExitStack() as stack, timings.phase("import"):
        opened = [_open(name, args, mapping, space, stack) for name in args.files]
        reports = []
        for one in opened:
            source = begin_import(
                space=space, file_name=one.report.file, channel=one.report.format, mapping=mapping,
                basis=args.basis, by=OPERATOR, at=at,
            )  # fmt: skip
            reports.append(
                import_file(
                    space=space,
                    opened=one,
                    channel=one.report.format,
                    source=source,
                    by=OPERATOR,
                    at=at,
                    progress=_progress(one),
                )
            )
    timings.report()
    _answer(reports, args.json)
    return 0


def _mapping(words: list[str]) -> dict[str, str]:
    mapping = {}
    for word in words:
        field, equals, column = word.partition("=")
        if not equals or not field or not column:
            raise Refusal(
                f"--map {word!r} tidak terbaca; tulis misalnya --map text=tweet.",
                f"--map {word!r} cannot be read; write for instance --map text=tweet.",
            )
        mapping[field] = column
    return mapping


def _open(
    name: str, args: argparse.Namespace, mapping: dict[str, str], space: Space, stack: ExitStack
) -> Opened:
    from rembuk.channels.queries import Begun, named, recognise
    from rembuk.voices.actions import open_file

    stream = Begun(stack.enter_context(open_input(name)))
    channel, options = named(args.format or recognise(stream.head, name))
    options |= {"zone": space.zone}
    if channel.name == "table":
        options["map"] = mapping
    return open_file(
        name=name, stream=cast(BinaryIO, stream), channel=channel, options=options, only=args.only
    )


def _progress(one: Opened) -> Any:
    if not sys.stderr.isatty():
        return None

    def show(read: int) -> None:
        print(f"\r{one.report.file}: {read:,}", end="", file=sys.stderr, flush=True)

    return show


def _answer(reports: list[Report], as_json: bool) -> None:
    files: list[dict[str, Any]] = [
        {
            "file": report.file, "format": report.format, "read": report.read, "new": report.new,
            "changed": report.changed, "seen": report.seen,
            "refused": [{"line": row.line, "reason": row.reason} for row in report.refusals],
        }
        for report in reports
    ]  # fmt: skip
    total = {key: sum(file[key] for file in files) for key in ("read", "new", "changed", "seen")}
    total["refused"] = sum(len(file["refused"]) for file in files)
    if as_json:
        emit({"files": files, "total": total})
        return
    for file in files:
        print(
            f"{file['file']} ({file['format']}): {file['read']} dibaca, {file['new']} baru, "
            f"{file['changed']} berubah, {file['seen']} sudah ada, {len(file['refused'])} ditolak"
        )
        for row in file["refused"][:20]:
            print(f"  baris {row['line']}: {row['reason']}")
