"""`rembuk record verify PATH-or-URL --key FILE`: check a published record, trusting only the key."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from rembuk.reckon.integrity.cosignatures import read_cosigner_key
from rembuk.reckon.integrity.notes import read_verifier_key
from rembuk.reckon.integrity.record import Report, verify_record
from rembuk.site.commands.answers import Timings, emit
from rembuk.site.commands.record_source import published_at, read_small


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("record", metavar="PATH-or-URL", help="an export, or the address of a record")
    parser.add_argument("--key", required=True, metavar="FILE", help="the verifier key (key.vkey) you trust")
    parser.add_argument("--since", metavar="CHECKPOINT-FILE", help="an older checkpoint that you kept")
    parser.add_argument("--old-key", metavar="FILE", help="the key that signed --since, if another")
    parser.add_argument(
        "--witness", action="append", default=[], metavar="FILE", help="the key of a witness that must cosign"
    )


def run(args: argparse.Namespace) -> int:
    """Check and return 0 when the record stands, 1 when it does not."""
    key = read_verifier_key(read_small(args.key).decode("utf-8", "replace"))
    old_key = read_verifier_key(read_small(args.old_key).decode("utf-8", "replace")) if args.old_key else None
    witnesses = [read_cosigner_key(read_small(name).decode("utf-8", "replace")) for name in args.witness]
    since = read_small(args.since) if args.since else None
    fetch = published_at(args.record)
    timings = Timings(args.timings)
    with timings.phase("verify"):
        progress = _progress if sys.stderr.isatty() else lambda *_: None
        report = verify_record(fetch, key, since, witnesses, old_key=old_key, progress=progress)
    timings.report()
    if args.json:
        emit(report.as_document(args.lang))
    else:
        _tell(report, args.lang)
    return 0 if report.ok else 1


def _progress(done: int, size: int) -> None:
    print(f"\r{done}/{size}", end="" if done < size else "\n", file=sys.stderr, flush=True)


def _tell(report: Report, lang: str) -> None:
    english = lang == "en"
    entries = ("entri", "entries")[english]
    if report.ok:
        print(f"OK: {report.origin}, {report.size} {entries}, {report.root}")
        if report.since is not None:
            continued = ("melanjutkan kepala lama berisi", "continues the older head over")[english]
            print(f"OK: {continued} {report.since['size']} {entries}")
    for witness in report.witnesses:
        if witness["at"] is not None:
            when = datetime.fromtimestamp(int(witness["at"]), UTC)
            seen = ("disaksikan", "cosigned by")[english]
            print(f"OK: {seen} {witness['name']}, {when:%Y-%m-%d %H:%M:%S} UTC")
    for error in report.errors:
        print(f"{('SALAH', 'WRONG')[english]}: {error.sentence(lang)}")
