"""Where a command reads a published record from: a folder, or an address."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path

from rembuk.reckon.integrity.record import Fetch
from rembuk.reckon.refusal import Refusal

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
            f"Berkas {name} tidak dapat dibaca ({error.strerror}); periksa nama dan izinnya.",
            f"The file {name} cannot be read ({error.strerror}); check its name and permissions.",
        ) from error


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
                f"Berkas {folder / path} tidak dapat dibaca ({error.strerror}); periksa izinnya.",
                f"The file {folder / path} cannot be read ({error.strerror}); check its permissions.",
            ) from error

    return fetch


def from_address(address: str) -> Fetch:
    """Return a reader of the record published at ADDRESS, or refuse; what is not there reads as None."""
    if not address.startswith(("http://", "https://")):
        raise Refusal(
            f"Alamat {address} bukan http atau https.", f"The address {address} is not http or https."
        )
    base = address.rstrip("/")

    def fetch(path: str) -> bytes | None:
        try:
            with urllib.request.urlopen(f"{base}/{path}", timeout=WAIT) as answer:  # noqa: S310 - checked above
                data = bytes(answer.read(LARGEST_FILE + 1))
                # A line that broke would else look like a file that was tampered with.
                if answer.length and len(data) <= LARGEST_FILE:
                    raise _unreachable(f"{base}/{path}", f"{len(data)} B, +{answer.length} B")
                return data
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise _unreachable(f"{base}/{path}", f"HTTP {error.code}") from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise _unreachable(f"{base}/{path}", str(error)) from error

    return fetch


def _unreachable(address: str, why: str) -> Refusal:
    return Refusal(
        f"{address} tidak terjangkau ({why}); periksa alamat dan jaringan, lalu ulangi.",
        f"{address} cannot be reached ({why}); check the address and the network, then try again.",
    )


def record_at(where: str) -> Fetch:
    """Return a reader of the record at WHERE, an address or a folder."""
    return from_address(where) if "://" in where else from_folder(where)
