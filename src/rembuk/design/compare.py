"""Two versions of one text side by side: what went, what came, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4_000


@dataclass(frozen=True)
class Piece:
    """Hold a run of text and whether it is only on this side."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Pair:
    """Hold one passage as it was and as it is."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def same(self) -> bool:
        """Tell whether nothing changed in this passage."""
        return not any(piece.changed for piece in (*self.before, *self.after))


def side_by_side(before: str, after: str) -> list[Pair]:
    """Return the passages (lines) of BEFORE and AFTER in pairs, changed words marked on each side."""
    old, new = before.splitlines(), after.splitlines()
    pairs: list[Pair] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += [Pair((Piece(line, False),), (Piece(line, False),)) for line in old[a:b]]
            continue
        height = max(b - a, d - c)
        left, right = old[a:b] + [""] * height, new[c:d] + [""] * height
        pairs += [_words(left[at], right[at]) for at in range(height)]
    return [pair for pair in pairs if any(piece.text for piece in (*pair.before, *pair.after))]


def _words(before: str, after: str) -> Pair:
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return Pair((Piece(before, True),), (Piece(after, True),))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed = kind != "equal"
        if b > a:
            left.append(Piece("".join(old[a:b]), changed))
        if d > c:
            right.append(Piece("".join(new[c:d]), changed))
    return Pair(tuple(left), tuple(right))
