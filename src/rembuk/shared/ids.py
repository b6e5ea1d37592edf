"""Codes that people read, speak and type."""

from __future__ import annotations

import secrets

# No 0/o, 1/l/i, no vowels that make words: 23 letters and 7 digits, read aloud without doubt.
ALPHABET = "bcdfghjkmnpqrstvwxyz2345679"


def address(length: int = 8) -> str:
    """Return a short public address that carries no rights (27^8, some 2.8e11 of them)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
