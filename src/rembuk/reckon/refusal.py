"""The one error that is meant for a person to read."""

from __future__ import annotations

import errno
from socket import gaierror
from typing import NamedTuple


class Said(NamedTuple):
    """Hold one sentence in Indonesian and in English."""

    id: str
    en: str

    def sentence(self, lang: str = "id") -> str:
        """Return the sentence in LANG ("id" or "en")."""
        return self.en if lang == "en" else self.id


_TROUBLES = {
    errno.ENOENT: "tidak ada", errno.ENOTDIR: "bukan folder", errno.EISDIR: "itu folder",
    errno.EEXIST: "sudah ada", errno.EACCES: "izin ditolak", errno.EPERM: "izin ditolak",
    errno.EROFS: "hanya dapat dibaca", errno.ENOSPC: "ruang penyimpanan habis",
    errno.EDQUOT: "jatah penyimpanan habis", errno.EFBIG: "berkas terlalu besar", errno.EIO: "cakram rusak",
    errno.ENAMETOOLONG: "namanya terlalu panjang", errno.EADDRINUSE: "sudah dipakai program lain",
    errno.EADDRNOTAVAIL: "bukan alamat komputer ini", errno.ECONNREFUSED: "tidak ada yang menjawab di sana",
    errno.ECONNRESET: "sambungan diputus", errno.ENETUNREACH: "jaringan tidak terjangkau",
    errno.EHOSTUNREACH: "komputernya tidak terjangkau",
}  # fmt: skip


def trouble(error: Exception) -> Said:
    """Say what the system found wrong: ERROR in its own words, in Indonesian too where it is a usual one."""
    # urllib wraps what the system said.
    inner = getattr(error, "reason", None)
    if isinstance(inner, Exception):
        error = inner
    spelled = (error.strerror if isinstance(error, OSError) else None) or str(error)
    if isinstance(error, TimeoutError):
        return Said("terlalu lama tidak menjawab", spelled or "timed out")
    if isinstance(error, gaierror):
        return Said("nama itu tidak dikenal di jaringan", spelled)
    known = _TROUBLES.get(error.errno or 0) if isinstance(error, OSError) else None
    return Said(known or spelled, spelled)


class Refusal(Exception):
    """Say in one sentence what is wrong, where, and how to mend it.

    Carries the sentence in Indonesian and in English. The command line turns it into exit code 2,
    a page into an answer of 4xx; it never travels with a stack trace.
    """

    def __init__(self, id: str, en: str) -> None:
        super().__init__(en)
        self.sentences = {"id": id, "en": en}

    def sentence(self, lang: str = "id") -> str:
        """Return the sentence in LANG ("id" or "en")."""
        return self.sentences.get(lang, self.sentences["id"])
