"""A backup under a key: what is written is encrypted piece by piece, what is read is proved piece by piece.

A file begins with MARK and a salt; then pieces of PIECE bytes, each under ChaCha20-Poly1305 (RFC 8439) with a
key drawn by HKDF (RFC 5869) from the key file and the salt. The nonce counts the pieces and says which is the
last, so that none can be left out, moved or cut off unseen (the STREAM construction, Hoang et al. 2015).
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rembuk.reckon.refusal import Refusal

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MARK, SALT, PIECE, TAG = b"rembuk-backup-1\n", 16, 65_536, 16
SHORTEST_KEY = 32


def read_key() -> bytes | None:
    """Return what the file REMBUK_BACKUP_KEY_FILE holds, None where it is not set; refuse a weak one."""
    named = os.environ.get("REMBUK_BACKUP_KEY_FILE")
    if not named:
        return None
    try:
        key = Path(named).read_bytes().strip()
    except OSError as error:
        raise Refusal(
            f"Kunci cadangan {named} tidak dapat dibaca; periksa REMBUK_BACKUP_KEY_FILE.",
            f"The backup key {named} cannot be read; check REMBUK_BACKUP_KEY_FILE.",
        ) from error
    if len(key) < SHORTEST_KEY:
        raise Refusal(
            f"Kunci cadangan {named} terlalu pendek; buat yang acak: openssl rand -hex 32",
            f"The backup key {named} is too short; make a random one: openssl rand -hex 32",
        )
    return key


def _cipher(key: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt, b"rembuk backup").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealer(io.RawIOBase):
    """Write to OUT under KEY; the last piece is written by `close`, which leaves OUT open."""

    def __init__(self, out: IO[bytes], key: bytes) -> None:
        salt = os.urandom(SALT)
        self._out, self._cipher, self._number, self._waiting = out, _cipher(key, salt), 0, bytearray()
        out.write(MARK + salt)

    def writable(self) -> bool:
        """Say that this is for writing."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Take DATA; a piece is written once more than a piece has come."""
        self._waiting += memoryview(data)
        while len(self._waiting) > PIECE:
            self._seal(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return memoryview(data).nbytes

    def _seal(self, piece: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1

    def close(self) -> None:
        """Write what is left as the last piece."""
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
        super().close()


class Opener(io.RawIOBase):
    """Read what a Sealer wrote to SOURCE under KEY; a piece that is not as it was written is refused."""

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        self._source, self._number, self._ready = source, 0, b""
        if source.read(len(MARK)) != MARK:
            raise ValueError("no sealed backup")
        self._cipher = _cipher(key, source.read(SALT))
        self._next = source.read(PIECE + TAG)
        self._over = False

    def readable(self) -> bool:
        """Say that this is for reading."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill BUFFER with what comes next; 0 only after the last piece was proved to be the last."""
        view = memoryview(buffer)
        while not self._ready and not self._over:
            self._open()
        taken = self._ready[: len(view)]
        view[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)

    def _open(self) -> None:
        piece, self._next = self._next, self._source.read(PIECE + TAG)
        self._over = not self._next
        try:
            self._ready = self._cipher.decrypt(_nonce(self._number, self._over), piece, None)
        except InvalidTag as error:
            raise Refusal(
                "Cadangan ini tidak terbuka: kuncinya lain, atau berkasnya berubah atau terpotong.",
                "This backup does not open: its key is another one, or the file was changed or cut off.",
            ) from error
        self._number += 1


def open_backup(raw: IO[bytes]) -> IO[bytes]:
    """Return a reader of the tar in RAW, which stands at its beginning, sealed or not."""
    sealed = raw.read(len(MARK)) == MARK
    raw.seek(0)
    if not sealed:
        return raw
    key = read_key()
    if key is None:
        raise Refusal(
            "Cadangan ini terenkripsi; setel REMBUK_BACKUP_KEY_FILE ke berkas kuncinya.",
            "This backup is encrypted; set REMBUK_BACKUP_KEY_FILE to its key file.",
        )
    return io.BufferedReader(Opener(raw, key))
