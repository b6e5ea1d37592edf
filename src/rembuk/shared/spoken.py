"""Codes to be spoken: four common Indonesian words and a number between 10 and 99."""

from __future__ import annotations

import hmac
import re
import unicodedata
from functools import cache
from hashlib import sha256
from importlib.resources import files

from django.conf import settings

WORDS = 2048


@cache
def words() -> tuple[str, ...]:
    """Return our list of 2,048 short words."""
    found = tuple(files("rembuk.shared").joinpath("words.txt").read_text("ascii").split())
    if len(found) != WORDS or len(set(found)) != WORDS:
        raise RuntimeError("the list of words must hold 2,048 different words")
    return found


def code_for(key: str) -> str:
    """Return the code that belongs to KEY in this installation: 2048^4 x 90, some 50.5 bits.

    The same key gives the same code, so a form sent twice can show its code again although only a keyed
    hash of the code is kept. KEY must be random and long (an UUID).
    """
    number = int.from_bytes(hmac.digest(_secret("code"), key.encode(), sha256), "big")
    parts = []
    for _ in range(4):
        number, at = divmod(number, WORDS)
        parts.append(words()[at])
    return " ".join([*parts, str(10 + number % 90)])


def plain(code: str) -> str:
    """Return CODE as it was meant: any case, any spacing or hyphens, forms of letters folded."""
    folded = unicodedata.normalize("NFKC", code).casefold()
    return " ".join(re.findall(r"[a-z]+|[0-9]+", folded))


def code_hash(code: str) -> str:
    """Return the keyed hash under which CODE is kept, 64 hex digits."""
    return keyed("code kept", plain(code))


def keyed(purpose: str, value: str) -> str:
    """Return the keyed hash of VALUE for PURPOSE, 64 hex digits: of no use without the secret."""
    return hmac.digest(_secret(purpose), value.encode(), sha256).hex()


def _secret(purpose: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"rembuk spoken {purpose}".encode(), sha256)
