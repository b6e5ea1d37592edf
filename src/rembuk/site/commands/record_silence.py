"""`rembuk record silence FILE --key FILE`: check that a voice arrived and whether the record answers it."""

from __future__ import annotations

import argparse
from datetime import date

from rembuk.reckon.integrity.cosignatures import read_cosigner_key
from rembuk.reckon.integrity.notes import read_verifier_key
from rembuk.reckon.integrity.silence import SilenceReport, check_arrival, check_silence, parse_arrival
from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import emit
from rembuk.site.commands.record_source import published_at, read_small


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("file", metavar="FILE", help="what a receipt's page or `record prove` gave")
    parser.add_argument("--key", required=True, metavar="FILE", help="the verifier key (key.vkey) you trust")
    parser.add_argument("--record", metavar="PATH-or-URL", help="the record of a later day")
    parser.add_argument(
        "--witness", action="append", default=[], metavar="FILE", help="the key of a witness that must cosign"
    )
    parser.add_argument("--old-key", metavar="FILE", help="the key that signed FILE, where it changed since")
    parser.add_argument("--by", metavar="DATE", help="the promised day, if the entry names none")


def run(args: argparse.Namespace) -> int:
    """Check; 0 when the arrival, and the silence if a record was given, are shown; 1 when not."""
    key = read_verifier_key(_text(args.key))
    arrival = parse_arrival(_text(args.file))
    by = _day(args.by) if args.by else None
    old_key = read_verifier_key(_text(args.old_key)) if args.old_key else None
    if args.record is None:
        report = check_arrival(arrival, old_key or key, by)
    else:
        witnesses = [read_cosigner_key(_text(name)) for name in args.witness]
        report = check_silence(arrival, published_at(args.record), key, witnesses, by=by, old_key=old_key)
    if args.json:
        emit(report.as_document(args.lang))
    else:
        _tell(report, args.lang)
    return 0 if report.ok else 1


def _text(name: str) -> str:
    return read_small(name).decode("utf-8", "replace")


def _day(spelled: str) -> date:
    try:
        return date.fromisoformat(spelled)
    except ValueError as error:
        raise Refusal(
            f"--by {spelled} bukan tanggal; tulis seperti 2026-08-17.",
            f"--by {spelled} is no day; write it as 2026-08-17.",
        ) from error


def _tell(report: SilenceReport, lang: str) -> None:
    english = lang == "en"
    for error in report.errors:
        print(f"{('SALAH', 'WRONG')[english]}: {error.sentence(lang)}")
    if report.errors:
        return
    place = f"{report.about}, {('entri', 'entry')[english]} {report.index}"
    print(f"OK: {('suara tiba', 'arrived')[english]} {report.arrived} ({place})")
    for name, value in report.opened.items():
        print(f"{('Isinya', 'It says')[english]} ({name}): {_safe(value)}")
    if report.due is not None:
        print(f"{('Dijanjikan paling lambat', 'Promised by')[english]}: {_safe(report.due)}")
    if report.silent is None:
        return
    head = f"{report.size}, {report.dated}, {report.dated_by}"
    if report.withdrawn is not None:
        taken = (
            f"DITARIK pengirimnya, kata catatan: {report.withdrawn}",
            f"WITHDRAWN by its sender, says the record: {report.withdrawn}",
        )
        print(taken[english])
    if report.silent:
        said = (
            f"DIDIAMKAN: sampai {report.due} tidak ada entri yang menjawabnya (kepala {head}).",
            f"SILENCE: by {report.due} no entry answers it (head {head}).",
        )
        print(said[english])
    for answer in report.answers:
        late = (" (terlambat)", " (late)")[english] if answer["late"] else ""
        entry = ("DIJAWAB: entri", "ANSWERED: entry")[english]
        print(f"{entry} {answer['index']}, {_safe(answer['kind'])}, {_safe(answer['at'])}{late}")


def _safe(text: str) -> str:
    """Return TEXT, foreign to us, so that nothing of it moves the cursor of a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
