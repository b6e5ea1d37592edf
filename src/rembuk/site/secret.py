"""The installation's secret: made once, kept in a file only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from rembuk.site.home import sync


def secret_path(home: Path) -> Path:
    """Return where the secret is: REMBUK_SECRET_FILE, by default `secret` in HOME."""
    return Path(os.environ.get("REMBUK_SECRET_FILE", home / "secret"))


def read_secret(home: Path) -> str:
    """Return the secret of the installation at HOME, making it on first use (mode 600)."""
    path = secret_path(home)
    try:
        return path.read_text().strip()
    except FileNotFoundError:
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
