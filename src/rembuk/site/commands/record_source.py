"""Where a command reads a published record from: a folder, or an address."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path

from rembuk.reckon.integrity.record import Fetch
from rembuk.reckon.refusal import Refusal, Said, trouble

# 256 entries of 65,535 bytes with their lengths: no file of a record is larger.
LARGEST_FILE = 256 * 65_537
WAIT = 30


def read_small(name: str) -> bytes:
    """Return the bytes of the file NAME, no more than the largest file of a record."""
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST_FILE)
    except OSError as error:
        raise Refusal(
            f"Berkas {name} tidak dapat dibaca ({trouble(error).id}); periksa nama dan izinnya.",
            f"The file {name} cannot be read ({trouble(error).en}); check its name and permissions.",
        ) from error


def read_key_word(word: str) -> str:
    """Return the key that WORD spells, or that the file WORD holds."""
    # A key has its pluses; what has none is the name of a file, there or not.
    spelled = word.encode() if "+" in word and not Path(word).exists() else read_small(word)
    return spelled.decode("utf-8", "replace")


def from_folder(name: str) -> Fetch:
    """Return a reader of the record exported to the folder NAME, or refuse."""
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
        except OSError as error:
            raise Refusal(
                f"Berkas {folder / path} tidak dapat dibaca ({trouble(error).id}); periksa izinnya.",
                f"The file {folder / path} cannot be read ({trouble(error).en}); check its permissions.",
            ) from error

    return fetch


def from_address(address: str) -> Fetch:
    """Return a reader of the record published at ADDRESS, or refuse; what is not there reads as None."""
    if not address.startswith(("http://", "https://")):
        raise Refusal(
            f"Alamat {address} bukan http atau https; periksa ejaannya.",
            f"The address {address} is not http or https; check its spelling.",
        )
    base = address.rstrip("/")

    def fetch(path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(f"{base}/{path}", timeout=WAIT) as answer:  # noqa: S310 - checked above
                data = bytes(answer.read(LARGEST_FILE + 1))
                # A line that broke would else look like a file that was tampered with.
                if answer.length and len(data) <= LARGEST_FILE:
                    raise _unreachable(
                        f"{base}/{path}",
                        Said(
                            f"terputus sesudah {len(data)} bita, kurang {answer.length}",
                            f"broke off after {len(data)} bytes, {answer.length} short",
                        ),
                    )
                return data
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise _unreachable(f"{base}/{path}", Said(f"HTTP {error.code}", f"HTTP {error.code}")) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise _unreachable(f"{base}/{path}", trouble(error)) from error

    return fetch


def _unreachable(address: str, why: Said) -> Refusal:
    return Refusal(
        f"{address} tidak terjangkau ({why.id}); periksa alamat dan jaringan, lalu ulangi.",
        f"{address} cannot be reached ({why.en}); check the address and the network, then try again.",
    )


def record_at(where: str) -> Fetch:
    """Return a reader of the record at WHERE, an address or a folder."""
    return from_address(where) if "://" in where else from_folder(where)


def published_at(where: str) -> Fetch:
    """Return a reader of the record at WHERE; refuse a place that shows neither a head nor a key."""
    fetch = record_at(where)
    if fetch("checkpoint") is None and fetch("key.vkey") is None:
        raise Refusal(
            f"Tidak ada catatan di {where}; periksa ejaannya. Alamatnya seperti https://suara.example.id/catatan/.",
            f"There is no record at {where}; check its spelling. An address is as https://voice.example.id/catatan/.",
        )
    return fetch
