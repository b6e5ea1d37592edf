"""`rembuk record verify PATH-or-URL --key FILE`: check a published record, trusting only the key."""

from __future__ import annotations

import argparse
import sys
import urllib.error
import urllib.request
from pathlib import Path

from rembuk.reckon.integrity.notes import read_verifier_key
from rembuk.reckon.integrity.record import Fetch, Report, verify_record
from rembuk.reckon.refusal import Refusal
from rembuk.site.commands.answers import Timings, emit

# 256 entries of 65,535 bytes with their lengths: no file of a record is larger.
LARGEST_FILE = 256 * 65_537
WAIT = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("record", metavar="PATH-or-URL", help="an export, or the address of a record")
    parser.add_argument("--key", required=True, metavar="FILE", help="the verifier key (key.vkey) you trust")
    parser.add_argument("--since", metavar="CHECKPOINT-FILE", help="an older checkpoint that you kept")


def run(args: argparse.Namespace) -> int:
    """Check and return 0 when the record stands, 1 when it does not."""
    key = read_verifier_key(_read(args.key).decode("utf-8", "replace"))
    since = _read(args.since) if args.since else None
    fetch = _from_address(args.record) if "://" in args.record else _from_folder(args.record)
    timings = Timings(args.timings)
    with timings.phase("verify"):
        report = verify_record(fetch, key, since, _progress if sys.stderr.isatty() else lambda *_: None)
    timings.report()
    if args.json:
        emit(report.as_document())
    else:
        _tell(report)
    return 0 if report.ok else 1


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST_FILE)
    except OSError as error:
        raise Refusal(
            f"Berkas {name} tidak dapat dibaca ({error.strerror}); periksa nama dan izinnya.",
            f"The file {name} cannot be read ({error.strerror}); check its name and permissions.",
        ) from error


def _from_folder(name: str) -> Fetch:
    folder = Path(name)
    if not folder.is_dir():
        raise Refusal(
            f"{name} bukan folder; beri folder hasil rembuk record export, atau alamat https://.",
            f"{name} is not a folder; give what rembuk record export wrote, or an https:// address.",
        )

    def fetch(path: str) -> bytes | None:
        try:
            with (folder / path).open("rb") as file:
                return file.read(LARGEST_FILE + 1)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None

    return fetch


def _from_address(address: str) -> Fetch:
    if not address.startswith(("http://", "https://")):
        raise Refusal(
            f"Alamat {address} bukan http atau https.", f"The address {address} is not http or https."
        )
    base = address.rstrip("/")

    def fetch(path: str) -> bytes | None:
        try:
            # The scheme was checked above.
            with urllib.request.urlopen(f"{base}/{path}", timeout=WAIT) as answer:  # noqa: S310
                return bytes(answer.read(LARGEST_FILE + 1))
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise _unreachable(f"{base}/{path}", f"HTTP {error.code}") from error
        except (OSError, ValueError) as error:
            raise _unreachable(f"{base}/{path}", str(error)) from error

    return fetch


def _unreachable(address: str, why: str) -> Refusal:
    return Refusal(
        f"{address} tidak terjangkau ({why}); periksa alamat dan jaringan, lalu ulangi.",
        f"{address} cannot be reached ({why}); check the address and the network, then try again.",
    )


def _progress(done: int, size: int) -> None:
    print(f"\r{done}/{size}", end="" if done < size else "\n", file=sys.stderr, flush=True)


def _tell(report: Report) -> None:
    if report.ok:
        print(f"OK: {report.origin}, {report.size} entri, {report.root}")
        if report.since is not None:
            print(f"OK: melanjutkan kepala lama berisi {report.since['size']} entri")
    for error in report.errors:
        print(f"SALAH: {error}")
