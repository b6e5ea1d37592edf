"""`rembuk voices import`: take in files of posts or rows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import Timings, emit, open_input
from rembuk.site.commands.office import begin, give_way, space_named

if TYPE_CHECKING:
    from rembuk.spaces.models import Space
    from rembuk.voices.actions.importing import Opened, Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help='a file, "-" for standard input; .gz is fine'
    )
    parser.add_argument("--space", required=True, metavar="SLUG")
    parser.add_argument(
        "--format",
        metavar="NAME",
        help="a format of docs/reference/imports.md, or csv, tsv, xlsx, jsonl, txt; else recognised",
    )
    parser.add_argument(
        "--map", nargs="+", action="extend", default=[], metavar="FIELD=COLUMN",
        help="which column is text, id, time, author or place",
    )  # fmt: skip
    parser.add_argument("--basis", default="", metavar="TEXT", help="the legal basis, kept with the import")
    parser.add_argument("--only", default="", metavar="WORD", help="only rows that hold the word or number")
    parser.add_argument(
        "--keep-names", action="store_true",
        help="keep who wrote what in a chat; without it names and numbers are closed",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Import every file; nothing is written unless every file can be read."""
    timings = Timings(args.timings)
    give_way()
    with timings.phase("start"):
        begin(args.lang)
    mapping = _mapping(args.map)
    from django.utils import timezone

    from rembuk.shared.actors import OPERATOR
    from rembuk.voices.actions import begin_import, import_file

    space = space_named(args.space)
    at = timezone.now()
    with ExitStack() as stack, timings.phase("import"):
        opened = [
            one
            for name in _files(args.files, args.format)
            for one in _open(name, args, mapping, space, stack)
        ]
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
    _answer(reports, args.json, args.lang == "en")
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


def _files(names: list[str], wanted: str) -> list[str]:
    """Return NAMES with every folder replaced by the files in it that hold posts, in order of name."""
    found: list[str] = []
    for name in names:
        if name == "-" or not Path(name).is_dir():
            found.append(name)
            continue
        inside = _inside(Path(name), wanted)
        if not inside:
            raise Refusal(
                f"Folder {name} tidak memuat berkas yang dapat dibaca; sebut berkas ekspornya.",
                f"The folder {name} holds no file that can be read; name the exported file.",
            )
        found += inside
    return found


def _inside(folder: Path, wanted: str) -> list[str]:
    from rembuk.channels.queries import Begun, formats_of, only_posts
    from rembuk.channels.streams.queries.archives import readable

    held: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and readable(path.name):
            with open_input(str(path)) as file, suppress(Refusal):
                held[str(path)] = [wanted] if wanted else formats_of(Begun(file), path.name)
    return only_posts(held)


def _open(
    name: str, args: argparse.Namespace, mapping: dict[str, str], space: Space, stack: ExitStack
) -> Iterator[Opened]:
    """Open NAME, once for every format in it: an archive may hold several."""
    from rembuk.channels.queries import Begun, formats_of, named
    from rembuk.voices.actions import open_file

    stream = Begun(stack.enter_context(open_input(name)))
    formats = [args.format] if args.format else formats_of(stream, name)
    if len(formats) > 1 and name == "-":
        raise Refusal(
            "Arsip ini memuat beberapa format; sebut berkasnya, jangan lewat masukan baku.",
            "This archive holds several formats; name the file instead of piping it in.",
        )
    for number, one in enumerate(formats):
        if number:
            stream = Begun(stack.enter_context(open_input(name)))
        channel, options = named(one)
        options |= {"zone": space.zone}
        if channel.name == "table":
            options["map"] = mapping
        yield open_file(
            name=name, stream=cast(BinaryIO, stream), channel=channel, options=options, only=args.only,
            keep_names=args.keep_names,
        )  # fmt: skip


def _progress(one: Opened) -> Any:
    if not sys.stderr.isatty():
        return None

    def show(read: int) -> None:
        print(f"\r{one.report.file}: {read:,}", end="", file=sys.stderr, flush=True)

    return show


def _answer(reports: list[Report], as_json: bool, english: bool) -> None:
    files: list[dict[str, Any]] = [
        {
            "file": report.file, "format": report.format, "read": report.read, "new": report.new,
            "changed": report.changed, "seen": report.seen,
            "refused": [{"line": row.line, "reason": row.reason} for row in report.refusals],
        }
        for report in reports
    ]  # fmt: skip
    for file, report in zip(files, reports, strict=True):
        if report.refused > len(report.refusals):
            file |= {"refused_count": report.refused, "reasons": report.reasons}
    total = {key: sum(file[key] for file in files) for key in ("read", "new", "changed", "seen")}
    total["refused"] = sum(report.refused for report in reports)
    if as_json:
        emit({"files": files, "total": total})
        return
    words = (
        "{file} ({format}): {read} dibaca, {new} baru, {changed} berubah, {seen} sudah ada, {count} ditolak",
        "{file} ({format}): {read} read, {new} new, {changed} changed, {seen} seen before, {count} refused",
    )[english]
    row_word, rows_word, other = (("baris", "baris", "alasan lain"), ("row", "rows", "other reasons"))[
        english
    ]
    for file, report in zip(files, reports, strict=True):
        print(words.format(**file, count=report.refused))
        for row in file["refused"][:20]:
            print(f"  {row_word} {row['line']}: {row['reason']}")
        if report.refused > 20:
            for reason, count in report.reasons.items():
                print(f"  {count} {rows_word}: {reason or other}")
