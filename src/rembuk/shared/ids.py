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
    # 243 = 9 x 27: bytes of 243 and more are dropped, so that no letter is likelier than another.
    letters: list[str] = []
    while len(letters) < count * length:
        drawn = secrets.token_bytes(count * length * 11 // 10 + 8)
        letters += [_LETTER[byte] for byte in drawn if byte < 243]
    whole = "".join(letters[: count * length])
    return [whole[at : at + length] for at in range(0, count * length, length)]


_LETTER = [ALPHABET[byte % 27] for byte in range(243)]
