"""Texts that make a parser of marks go back and forth."""

from __future__ import annotations

MARKED = (
    "[", "> ", "*", "[a](", "![", "- ", "<", "`", "[[[]]](x)", "a](", "_a", "*a ", "**a", "*a_b", "(",
    "[a](/b)", "<http://a.id>",
    "1. ", "# a\n", "a\n", "- a\n", "**a** ", "\\*", "[a](<", "[a](/b '",
    "***a***b", "a*b_", "- a\n  - b\n", "**a [b](/c) ", "&#x3c;", "[a]: /b\n", "a\n-\n",
    "~~a", "|a|b\n", "[a][b]", "\u202e[*",
)  # fmt: skip


def texts() -> list[str]:
    """Return each of these as long as a text may be, as long as its marks are still read, and far beyond."""
    far = ["[" * 60_000, "[" * 1_000_000, "[" * 5_000 + "](x)" * 1_200]
    return far + [(piece * 10_000)[:length] for piece in MARKED for length in (10_000, 2_400, 990)]
