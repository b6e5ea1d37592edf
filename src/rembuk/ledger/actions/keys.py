"""The signing key of the record and the last head signed with it, kept outside the database.

A head kept beside the database is what notices that the database was put back to an older state.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rembuk.reckon.integrity.checkpoints import Checkpoint, open_checkpoint
from rembuk.reckon.integrity.notes import SignerKey, VerifierKey, read_signer_key
from rembuk.reckon.refusal import Refusal
from rembuk.shared.refusals import Refused


class RecordRefused(Refused):
    """The record is not signed, because signing would fork it or the key is not the right one."""

    status = 409


def key_path() -> Path:
    """Return where the signing key is: REMBUK_RECORD_KEY_FILE, by default record.key in the home."""
    return Path(os.environ.get("REMBUK_RECORD_KEY_FILE") or settings.HOME / "record.key")


def head_path() -> Path:
    """Return where the last signed head is kept."""
    return Path(settings.HOME) / "record.head"


def origin_now() -> str:
    """Return the origin a new record gets: the public address without its scheme, and /catatan."""
    return str(settings.PUBLIC_URL).partition("://")[2].rstrip("/") + "/catatan"


def read_key() -> SignerKey | None:
    """Return the signing key, or None when there is no file; a spoiled file is refused."""
    try:
        return read_signer_key(key_path().read_text())
    except FileNotFoundError:
        return None
    except (Refusal, OSError, UnicodeDecodeError) as error:
        raise RecordRefused(
            _("Berkas kunci catatan rusak. Pulihkan %(path)s dari cadangan kunci.") % {"path": key_path()}
        ) from error


def beside(name: str) -> Path:
    """Return where a key that comes (`baru`), or signs along until it is retired (`lama`), is kept."""
    return key_path().with_name(f"{key_path().name}.{name}")


def read_old_key() -> SignerKey | None:
    """Return the key of before the last change while it still signs along, else None."""
    path = beside("lama")
    return read_signer_key(path.read_text()) if path.exists() else None


def make_key(name: str | None = None, path: Path | None = None) -> SignerKey:
    """Make a signing key and keep it at PATH (mode 600): that of a new record unless told otherwise."""
    key = SignerKey(name or origin_now(), secrets.token_bytes(32))
    path = path or key_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)
    return key


def finish_change(vkey: str) -> SignerKey | None:
    """Put the coming key in its place when the database says that VKEY signs now; return it, else None.

    So a crash between the database and the files of a change of keys is mended by the next seal.
    """
    coming = beside("baru")
    if not coming.exists():
        return None
    key = read_signer_key(coming.read_text())
    if str(key.verifier) != vkey:
        return None
    if key_path().exists():
        key_path().replace(beside("lama"))
    coming.replace(key_path())
    return key


def read_head(key: VerifierKey, former: Callable[[], list[VerifierKey]] = list) -> Checkpoint | None:
    """Return the last head signed from this home, or None when there is none; a spoiled file is refused.

    FORMER gives the keys that signed before KEY, asked for only when KEY did not sign it.
    """
    try:
        note = head_path().read_bytes()
    except FileNotFoundError:
        return None
    head = open_checkpoint(note, key)
    for old in former() if head is None else []:
        head = head or open_checkpoint(note, old)
    if head is None:
        raise RecordRefused(
            _("Berkas %(path)s bukan kepala catatan yang ditandatangani kunci ini. Periksa isi folder itu.")
            % {"path": head_path()}
        )
    return head


def keep_head(note: str) -> None:
    """Keep NOTE as the last signed head, on disk before anybody else sees it."""
    path = head_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with fresh.open("w") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have the names in FOLDER on disk: a file whose name is lost in a power cut is lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
