"""The installation's secret: made once, kept in a file only its owner can read."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

from rembuk.reckon.refusal import Refusal, trouble
from rembuk.site.home import sync

# Whoever asks for the secret comes before the settings of the database.
_DATABASE = "rembuk.sqlite3"


def secret_path(home: Path) -> Path:
    """Return where the secret is: REMBUK_SECRET_FILE, by default `secret` in HOME."""
    return Path(os.environ.get("REMBUK_SECRET_FILE") or home / "secret")


def read_secret(home: Path) -> str:
    """Return the secret of the installation at HOME, making it on first use (mode 600).

    Refused where it is empty, cannot be read or made, or is missing beside a database in use: a new one would
    close every receipt and every second factor without a word.
    """
    path = secret_path(home)
    try:
        secret = path.read_text().strip() if path.exists() else _make(path, home)
    except (OSError, UnicodeDecodeError) as error:
        why = trouble(error)
        raise Refusal(
            f"{path} tidak dapat dibuka ({why.id}); periksa REMBUK_HOME, izinnya, dan sebagai siapa perintah "
            "ini dijalankan.",
            f"{path} cannot be opened ({why.en}); check REMBUK_HOME, its permissions, and as whom this "
            "command runs.",
        ) from error
    if not secret:
        raise Refusal(f"{path} kosong; taruh kembali salinannya.", f"{path} is empty; put its copy back.")
    return secret


def _make(path: Path, home: Path) -> str:
    if _holds_something(home / _DATABASE):
        raise missing(path)
    if "REMBUK_SECRET_FILE" not in os.environ:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)
    return secret


def _holds_something(database: Path) -> bool:
    """Tell whether anything has ever been done in the SQLite file DATABASE."""
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            return opened.execute("SELECT 1 FROM ledger_step LIMIT 1").fetchone() is not None
    except sqlite3.DatabaseError:
        # No tables yet; a broken file is told by who opens it next.
        return False


def missing(path: Path) -> Refusal:
    """Return what to say where PATH, the secret of an installation that has data, is not there."""
    return Refusal(
        f"{path} tidak ada; taruh kembali salinannya. Bila hilang selamanya, buat yang baru (openssl rand "
        f"-hex 32 > {path}): kode tanda terima, tautan di surat, dan langkah kedua tim yang lama tidak "
        "berlaku lagi.",
        f"{path} is missing; put its copy back. Where it is gone for good, make a new one (openssl rand "
        f"-hex 32 > {path}): receipts, links in letters and the team's second factors of before are void.",
    )
