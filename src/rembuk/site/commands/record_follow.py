"""`rembuk record follow URL`: watch the record of any installation, and raise the alarm when it forks."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rembuk.reckon.integrity.following import Advance, Alarm, Seen, look, read_seen
from rembuk.reckon.integrity.notes import read_verifier_key
from rembuk.reckon.integrity.record import Fetch
from rembuk.reckon.refusal import Refusal, trouble
from rembuk.site.commands.answers import emit
from rembuk.site.commands.record_source import read_small, record_at

ALARM_EXIT = 3
SHOWN = 1_000
SHORTEST, USUAL = 5, 60
# A head that caches still keep for seconds, or an export being written, is no alarm: look again first.
PATIENCE = 6

SENTENCES: dict[Alarm, tuple[str, str]] = {
    "fork": (
        "RIWAYAT BERCABANG: catatan ini bukan lanjutan dari yang pernah dilihat di sini.",
        "HISTORY FORKED: this record does not continue what was seen here before.",
    ),
    "shrunk": (
        "CATATAN MENYUSUT: entrinya lebih sedikit daripada yang pernah dilihat di sini.",
        "RECORD SHRUNK: it holds fewer entries than were seen here before.",
    ),
    "signature": (
        "TANDA TANGAN SALAH: kepala catatan tidak ditandatangani kunci yang dipercaya.",
        "BAD SIGNATURE: the head of the record is not signed by the key that is trusted.",
    ),
    "missing": (
        "ENTRI DISEMBUNYIKAN: berkas yang dijanjikan kepala catatan tidak diberikan.",
        "ENTRIES WITHHELD: a file that the head of the record promises is not handed out.",
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("record", metavar="URL", help="the address of a record, as https://…/catatan/")
    parser.add_argument("--key", metavar="FILE", help="the verifier key you trust; else the one first seen")
    parser.add_argument("--state", metavar="FILE", help="what was seen before (by default named by URL)")
    parser.add_argument("--once", action="store_true", help="look once instead of again and again")
    parser.add_argument(
        "--every", type=int, default=USUAL, metavar="SECONDS", help=f"how often to look, {USUAL}"
    )


def run(args: argparse.Namespace) -> int:
    """Look, tell what is new and keep it; 3 at the first alarm, which ends the watch."""
    fetch = record_at(args.record)
    path = Path(args.state or _name_of(args.record))
    seen = _begin(args, fetch, path)
    while True:
        new: deque[dict[str, Any]] = deque(maxlen=SHOWN)
        try:
            found = _patiently(fetch, seen, new)
        except Refusal as refusal:
            if args.once:
                raise
            # Away is not forked: say so and look again later.
            print(refusal.sentence(args.lang), file=sys.stderr, flush=True)
        else:
            _tell(args, found, list(new))
            if found.alarm is not None:
                try:
                    _keep(_evidence_path(path), _evidence(found))
                except Refusal as refusal:
                    # An alarm stays an alarm where there is no room for its evidence: here it is.
                    print(
                        refusal.sentence(args.lang), _evidence(found), sep="\n", file=sys.stderr, flush=True
                    )
                return ALARM_EXIT
            if found.seen != seen:
                seen = found.seen
                _keep(path, seen.as_text())
        if args.once:
            return 0
        time.sleep(max(SHORTEST, args.every))


def _name_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise Refusal(
            f"Alamat {address} tidak dapat dibaca; periksa ejaannya.",
            f"The address {address} cannot be read; check its spelling.",
        ) from error
    name = "".join(sign if sign.isalnum() or sign in ".-" else "-" for sign in parts.netloc + parts.path)
    return f"{name.strip('-')}.ikut.json"


def _begin(args: argparse.Namespace, fetch: Fetch, path: Path) -> Seen:
    """Return what was kept at PATH, or begin with the key given, else with the key the record shows."""
    given = read_verifier_key(read_small(args.key).decode("utf-8", "replace")) if args.key else None
    if path.exists():
        seen = read_seen(read_small(str(path)).decode("utf-8", "replace"))
        if given is not None and given != seen.key:
            raise Refusal(
                f"{path} mengikuti kunci lain ({seen.key}); pakai --state berkas lain.",
                f"{path} follows another key ({seen.key}); name another file with --state.",
            )
        return seen
    if given is None:
        published = fetch("key.vkey")
        if published is None:
            raise Refusal(
                f"Tidak ada catatan di {args.record}: key.vkey tidak ada. Periksa alamatnya.",
                f"There is no record at {args.record}: no key.vkey. Check the address.",
            )
        given = read_verifier_key(published.decode("utf-8", "replace"))
        first = (
            f"Kunci pertama kali dilihat dan mulai dipercaya: {given}\nBandingkan dengan yang diumumkan "
            "pengelolanya di tempat lain.",
            f"This key was seen for the first time and is trusted from now on: {given}\nCompare it with what "
            "its operator announced elsewhere.",
        )
        print(first[args.lang == "en"], file=sys.stderr, flush=True)
    return Seen(given)


def _patiently(fetch: Fetch, seen: Seen, new: deque[dict[str, Any]]) -> Advance:
    def once() -> Advance:
        new.clear()
        return look(fetch, seen, lambda index, entry: new.append(_told(index, entry)))

    found = once()
    if found.alarm in ("missing", "shrunk"):
        time.sleep(PATIENCE)
        found = once()
    return found


def _told(index: int, entry: bytes) -> dict[str, Any]:
    """Return what is told of one entry; one that is no JSON object is told by its number alone."""
    try:
        document = json.loads(entry)
    except ValueError:
        document = None
    document = document if isinstance(document, dict) else {}
    names = ("at", "kind", "about", "role", "scope")
    return {"index": index, **{name: str(document.get(name, "")) for name in names}}


def _tell(args: argparse.Namespace, found: Advance, new: list[dict[str, Any]]) -> None:
    count = found.size - found.first
    if args.json:
        emit(
            {
                "ok": found.alarm is None, "origin": found.seen.key.name, "alarm": found.alarm,
                "why": found.why.sentence(args.lang) if found.why else "", "before": found.first,
                "size": found.size,
                "new": [] if found.alarm else new,
            }
        )  # fmt: skip
        sys.stdout.flush()
        return
    english = args.lang == "en"
    if found.alarm is not None and found.why is not None:
        print(SENTENCES[found.alarm][english], found.why.sentence(args.lang), flush=True)
        return
    for entry in new:
        # What a record says is foreign text: nothing of it may move the cursor of a terminal.
        line = " ".join(str(entry[name]) for name in ("index", "at", "kind", "about", "role"))
        print("".join(sign if sign.isprintable() else "\ufffd" for sign in line))
    words = (
        f"OK: {found.seen.key.name}, {found.size} entri, {count} baru",
        f"OK: {found.seen.key.name}, {found.size} entries, {count} new",
    )
    print(words[english], flush=True)


def _evidence(found: Advance) -> str:
    shown = (found.found or b"").decode("utf-8", "replace")
    kept = {"alarm": found.alarm, "why": found.why.en if found.why else "", "key": str(found.seen.key)}
    return json.dumps({**kept, "before": found.seen.note, "found": shown}, indent=1) + "\n"


def _evidence_path(path: Path) -> Path:
    number = 1
    while (free := path.with_name(f"{path.name}.alarm-{number}")).exists():
        number += 1
    return free


def _keep(path: Path, text: str) -> None:
    """Write TEXT to PATH so that a crash leaves the old file or the new one, whole."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise Refusal(
            f"{path} tidak dapat ditulis ({trouble(error).id}); periksa izin dan ruang kosongnya.",
            f"{path} cannot be written ({trouble(error).en}); check permissions and free space.",
        ) from error
