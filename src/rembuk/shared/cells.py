"""Cells of tables we give away: nothing in them that a spreadsheet would run (CWE-1236)."""

from __future__ import annotations

import unicodedata

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutral(value: str) -> str:
    """Return VALUE with an apostrophe before it where a spreadsheet would take it for a formula.

    Full-width forms count as what they look like. Our import takes the apostrophe away again.
    """
    start = unicodedata.normalize("NFKC", value[:1])
    return f"'{value}" if start in _STARTS and start else value
