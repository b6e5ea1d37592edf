"""`rembuk record witness DIR`: be an independent witness for the records of other installations."""

from __future__ import annotations

import argparse
import os
import secrets
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rembuk.reckon.integrity.checkpoints import Checkpoint
from rembuk.reckon.integrity.cosignatures import cosign, read_cosigner_secret
from rembuk.reckon.integrity.notes import COSIGNER, SignerKey, VerifierKey, is_name, read_verifier_key
from rembuk.reckon.integrity.witness import LARGEST_REQUEST, judge, parse_submission
from rembuk.reckon.refusal import Refusal, Said, trouble
from rembuk.site.commands.answers import emit
from rembuk.site.commands.record_source import from_address, read_key_word

_TABLES = """
CREATE TABLE IF NOT EXISTS watched (vkey TEXT PRIMARY KEY, origin TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS head (
  origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL
);
"""
WAIT = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("dir", metavar="DIR", help="where the witness keeps its key and what it has seen")
    parser.add_argument(
        "--name", help="the name of the witness, as saksi.koran.example; fixed by the first run"
    )
    parser.add_argument(
        "--watch",
        action="append",
        default=[],
        metavar="KEY",
        help="a record's key: FILE or https://…/key.vkey",
    )
    parser.add_argument(
        "--forget", action="append", default=[], metavar="KEY", help="a key to watch no longer"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--no-serve", action="store_true", help="change or list what is watched, then end")


def run(args: argparse.Namespace) -> int:
    """Make the key at the first run, take up what is to be watched, and answer until stopped."""
    # Read before anything is made: a wrong word leaves no folder behind.
    watch, forget = ([_key_at(word) for word in words] for words in (args.watch, args.forget))
    witness = Witness(Path(args.dir), args.name)
    try:
        for key in watch:
            witness.watch(key)
        for key in forget:
            witness.forget(key)
        watched = witness.watched()
    except sqlite3.Error as error:
        raise _unusable(Path(args.dir), error) from error
    if args.json:
        emit({"key": str(witness.key.verifier), "watched": watched})
    else:
        english = args.lang == "en"
        print(f"{('Kunci saksi', 'Witness key')[english]}: {witness.key.verifier}")
        for one in watched:
            said = ("Menyaksikan", "Watching")[english], ("entri", "entries")[english]
            print(f"{said[0]}: {one['key']} ({one['size']} {said[1]})")
    if args.no_serve:
        return 0
    with serving(witness, args.host, args.port) as server:
        # Not on standard output, where --json has its one document.
        print(f"http://{args.host}:{server.server_address[1]}/add-checkpoint", file=sys.stderr, flush=True)
        server.serve_forever()
    return 0


def _key_at(word: str) -> VerifierKey:
    if "://" in word:
        base, _slash, name = word.rpartition("/")
        spelled = from_address(base)(name)
        if spelled is None:
            raise Refusal(
                f"Tidak ada kunci di {word}; alamatnya seperti https://suara.example.id/catatan/key.vkey.",
                f"There is no key at {word}; write it as https://voice.example.id/catatan/key.vkey.",
            )
        return read_verifier_key(spelled.decode("utf-8", "replace"))
    return read_verifier_key(read_key_word(word))


class Witness:
    """Keep a witness's key and, for each log it watches, the largest head it has seen."""

    def __init__(self, folder: Path, name: str | None = None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.key = _key_in(folder, name)
        self._path = folder / "saksi.sqlite3"
        try:
            with self._open() as db:
                db.executescript(_TABLES)
        except sqlite3.Error as error:
            raise _unusable(folder, error) from error

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        # A rollback journal synced at every step: what was answered outlives a power cut.
        with closing(sqlite3.connect(self._path, timeout=WAIT, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous=EXTRA")
            yield db

    def watch(self, key: VerifierKey) -> None:
        """Accept heads of the log KEY.name signed by KEY from now on; several keys may sign one log."""
        with self._open() as db:
            db.execute("INSERT OR IGNORE INTO watched VALUES (?, ?)", (str(key), key.name))

    def forget(self, key: VerifierKey) -> None:
        """Accept no head signed by KEY any more; what was seen of its log stays."""
        with self._open() as db:
            db.execute("DELETE FROM watched WHERE vkey = ?", (str(key),))

    def watched(self) -> list[dict[str, Any]]:
        """Return each key that is watched, with the size of the latest head seen and when."""
        query = "SELECT vkey, coalesce(size, 0), at FROM watched LEFT JOIN head USING (origin) ORDER BY 1"
        with self._open() as db:
            return [{"key": row[0], "size": row[1], "at": row[2]} for row in db.execute(query)]

    def answer(self, body: bytes) -> tuple[int, str, bytes]:
        """Return status, content type and body of the answer to add-checkpoint with BODY.

        Reading what is known, comparing, and keeping the new head are one exclusive step, in every process;
        the head is on disk before its cosignature leaves this function.
        """
        asked = parse_submission(body)
        if asked is None:
            return 400, "text/plain; charset=utf-8", b"not a request to add a checkpoint\n"
        with self._lock, self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            rows = db.execute("SELECT vkey FROM watched WHERE origin = ?", (asked.origin,)).fetchall()
            row = db.execute("SELECT size, root FROM head WHERE origin = ?", (asked.origin,)).fetchone()
            known = Checkpoint(asked.origin, row[0], row[1]) if row is not None else None
            verdict = judge(asked, [read_verifier_key(vkey) for (vkey,) in rows], known)
            if verdict.head is None:
                db.execute("ROLLBACK")
                if verdict.size is not None:
                    return verdict.status, "text/x.tlog.size", f"{verdict.size}\n".encode()
                return verdict.status, "text/plain; charset=utf-8", b""
            now = int(self._clock())
            kept = (asked.origin, verdict.head.size, verdict.head.root, asked.note, now)
            db.execute("INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?)", kept)
            db.execute("COMMIT")
        return 200, "text/plain; charset=utf-8", cosign(verdict.text, self.key, now).encode()


def _unusable(folder: Path, error: sqlite3.Error) -> Refusal:
    return Refusal(
        f"Ingatan saksi di {folder} tidak dapat dipakai ({error}); periksa izin dan ruang kosongnya; "
        "bila rusak, mulailah saksi dengan folder, kunci, dan nama baru.",
        f"The memory of the witness in {folder} cannot be used ({error}); check permissions and free "
        "space; if it is broken, begin a witness with a new folder, key and name.",
    )


def _key_in(folder: Path, name: str | None) -> SignerKey:
    """Return the witness's key in FOLDER, made at the first run for its owner alone."""
    path = folder / "saksi.key"
    try:
        if folder.exists() and not folder.is_dir():
            raise Refusal(
                f"{folder} bukan folder; pilih nama lain.", f"{folder} is not a folder; choose another name."
            )
        if path.exists():
            key = _read_secret(path)
            if name and name != key.name:
                raise Refusal(
                    f"Saksi di {folder} bernama {key.name}; nama tidak dapat diganti.",
                    f"The witness in {folder} is called {key.name}; a name cannot be changed.",
                )
            return key
        if not name or not is_name(name):
            raise Refusal(
                "Beri nama saksi ini, misalnya --name saksi.koran.example (tanpa spasi dan +).",
                "Name this witness, as --name saksi.koran.example (no spaces, no +).",
            )
        folder.mkdir(parents=True, exist_ok=True)
        key = SignerKey(name, secrets.token_bytes(32), COSIGNER)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"{key}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Refusal(
            f"Folder {folder} tidak dapat dipakai ({trouble(error).id}); periksa izinnya.",
            f"The folder {folder} cannot be used ({trouble(error).en}); check its permissions.",
        ) from error
    return key


def _read_secret(path: Path) -> SignerKey:
    try:
        return read_cosigner_secret(path.read_bytes().decode("utf-8", "replace"))
    except Refusal as refusal:
        raise Refusal(
            f"Kunci saksi di {path} rusak; taruh kembali salinannya, atau mulailah saksi dengan folder, "
            "kunci, dan nama baru.",
            f"The witness's key in {path} is spoiled; put its copy back, or begin a witness with a new "
            "folder, key and name.",
        ) from refusal


def serving(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server that answers for WITNESS; put a TLS proxy before it where others reach it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version, sys_version = "rembuk-witness", ""
        timeout = WAIT

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            known = length.isascii() and length.isdecimal() and len(length) < 9
            if not known or int(length) > LARGEST_REQUEST:
                # What was not read would be taken for the next request.
                self.close_connection = True
                self._send(413 if known else 411, "text/plain; charset=utf-8", b"")
            elif self.path.rpartition("/")[2] != "add-checkpoint":
                self.rfile.read(int(length))
                self._send(404, "text/plain; charset=utf-8", b"")
            else:
                try:
                    answer = witness.answer(self.rfile.read(int(length)))
                except sqlite3.Error:
                    # A full or broken disk: nothing was kept, so nothing is signed; who asks comes again.
                    answer = 503, "text/plain; charset=utf-8", b""
                self._send(*answer)

        def do_GET(self) -> None:
            lines = [
                f"{witness.key.verifier}\n",
                *(f"{one['key']} {one['size']}\n" for one in witness.watched()),
            ]
            home = self.path == "/"
            self._send(
                200 if home else 404, "text/plain; charset=utf-8", "".join(lines).encode() if home else b""
            )

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep no log of who asked."""

    try:
        return ThreadingHTTPServer((host, port), Handler)
    except (OSError, OverflowError) as error:
        why = trouble(error) if isinstance(error, OSError) else Said("0–65535", "0–65535")
        raise Refusal(
            f"Pintu {host}:{port} tidak dapat dibuka ({why.id}); pilih --port lain.",
            f"{host}:{port} cannot be opened ({why.en}); choose another --port.",
        ) from error
