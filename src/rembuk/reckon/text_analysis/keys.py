"""Find texts alike by an indexed table of small integers, and compare two texts.

Light: the standard library and this package's word tables only, so a web process may use it.
"""

from __future__ import annotations

import zlib
from itertools import combinations

from rembuk.reckon.text_analysis.meaning import Meaning, read

# A text is found by its weightiest terms, alone and two by two.
_TERMS = 8
_PAIRED = 6


def keys(text: str) -> list[int]:
    """Return at most 23 hashed keys of TEXT, each below 2**63, sorted.

    Two texts that say the same share keys; the more they share the nearer they are. Store them in a table
    (key, id) with an index on key, count the keys shared, and rank the best few by `similarity`.
    """
    meaning = read(text)
    heavy = sorted(meaning.terms, key=lambda term: (-meaning.terms[term], term))[:_TERMS]
    found = {_key(term) for term in heavy}
    found.update(_key("\x1f".join(sorted(pair))) for pair in combinations(heavy[:_PAIRED], 2))
    return sorted(found)


def _key(term: str) -> int:
    data = term.encode()
    return (zlib.crc32(data) << 31) | (zlib.crc32(data[::-1], 7) >> 1)


def similarity(first: str, second: str) -> float:
    """Return how far two texts say the same: 0 nothing shared, 1 the same terms.

    It is the cosine of their weighted terms; 0 where they name other places or ask for the opposite.
    """
    return alike(read(first), read(second))


def alike(first: Meaning, second: Meaning) -> float:
    """Return the cosine of two readings, 0 where a guard (place, opposite) stands between them."""
    if not first.terms or not second.terms or first.opposes(second):
        return 0.0
    shared = sum(weight * second.terms.get(term, 0.0) for term, weight in first.terms.items())
    norm = first.norm() * second.norm()
    return min(1.0, shared / norm) if norm else 0.0
