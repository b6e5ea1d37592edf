"""Make the sample space in REMBUK_HOME: once, whole or not at all, and never beside somebody's real space."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rembuk.reckon.refusal import Refusal

SLUG = "contoh"
MARK = "demo.json"


def prepare(*, fresh: bool = False) -> dict[str, Any]:
    """Return what the demo holds, making it first where it is not there; twice is harmless.

    Refused in a home that holds any other space. FRESH wipes a demo home, and only a demo home.
    """
    home = Path(os.environ.get("REMBUK_HOME", "var")).absolute()
    if fresh:
        _wipe(home)
    known = _known(home)
    if known is not None and not known.get("ready"):
        # An earlier run was cut off half-way: begin anew rather than walk on from the middle.
        _wipe(home)
        known = None
    # The mark is written before Django starts: mail then goes to the file mailbox, and the demo line shows.
    if known is None:
        _claim(home)
    _start()
    from rembuk.spaces.models import Space

    others = Space.objects.exclude(slug=SLUG).exclude(path__startswith=f"{SLUG}/")
    if others.exists():
        if known is None:
            (home / MARK).unlink()
        raise Refusal(
            f"Folder {home} sudah berisi ruang lain; pakai REMBUK_HOME lain untuk contoh.",
            f"The folder {home} holds another space already; use another REMBUK_HOME for the demo.",
        )
    if known is None:
        from rembuk.site.demo.journey import walk

        with _kept_at_the_end():
            known = {"ready": True, **walk(home)}
        _write(home / MARK, known)
    return {name: value for name, value in known.items() if name not in ("ready", "secrets")}


def secrets_of(home: Path) -> dict[str, dict[str, str]]:
    """Return the credentials of the demo accounts."""
    known = _known(home)
    if known is None or "secrets" not in known:
        raise Refusal(
            f"Di {home} tidak ada contoh; jalankan rembuk demo dulu.",
            f"There is no demo in {home}; run rembuk demo first.",
        )
    return dict(known["secrets"])


@contextmanager
def _kept_at_the_end() -> Iterator[None]:
    """Let SQLite wait for the disk once, not at each of four thousand commits: cut off, all begins anew."""
    from django.db import connection

    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        yield
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _known(home: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((home / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return found if isinstance(found, dict) else None


def _claim(home: Path) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = home / "rembuk.sqlite3"
    if database.exists() and not os.environ.get("DATABASE_URL"):
        _start()
        from django.db import connection

        if "spaces_space" in connection.introspection.table_names():
            from rembuk.spaces.models import Space

            if Space.objects.exists():
                raise Refusal(
                    f"Folder {home} sudah berisi ruang; pakai REMBUK_HOME lain untuk contoh.",
                    f"The folder {home} holds a space already; use another REMBUK_HOME for the demo.",
                )
    _write(home / MARK, {"ready": False})


def _write(path: Path, document: dict[str, Any]) -> None:
    """Write credentials so that only their owner can read them, never half."""
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=1)
    part.replace(path)


def _wipe(home: Path) -> None:
    if not home.exists():
        return
    if any(home.iterdir()) and not (home / MARK).exists():
        raise Refusal(
            f"Folder {home} bukan contoh, jadi tidak dihapus.",
            f"The folder {home} is not a demo, so it is not wiped.",
        )
    for entry in home.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _start() -> None:
    from rembuk.site.commands.office import begin

    begin()
