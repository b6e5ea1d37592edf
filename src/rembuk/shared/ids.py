"""Codes that people read, speak and type."""

from __future__ import annotations

import secrets

# No 0/o, 1/l/i, no vowels that make words: 23 letters and 7 digits, read aloud without doubt.
ALPHABET = "bcdfghjkmnpqrstvwxyz2345679"


def address(length: int = 8) -> str:
    """Return a short public address that carries no rights (27^8, some 2.8e11 of them)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def addresses(count: int, length: int = 8) -> list[str]:
    """Return COUNT addresses; they may, very rarely, hold one twice."""
    letters = ""
    while len(letters) < count * length:
        drawn = secrets.token_bytes(count * length * 11 // 10 + 8)
        letters += drawn.translate(_LETTER, _UNEVEN).decode("ascii")
    return [letters[at : at + length] for at in range(0, count * length, length)]


# 243 = 9 x 27: bytes of 243 and more are dropped, so that no letter is likelier than another.
_LETTER = "".join(ALPHABET[byte % 27] for byte in range(256)).encode("ascii")
_UNEVEN = bytes(range(243, 256))
