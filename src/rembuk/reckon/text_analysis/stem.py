"""Take affixes off a word, Indonesian first, with the commonest of Javanese, Sundanese, Betawi and Minang.

No list of root words is needed: every way of reading a word is offered, and the caller keeps the first that
its own table knows. Rules after Asian, Williams and Tahaghoghi, "Stemming Indonesian" (2005), made lighter.
"""

from __future__ import annotations

from collections.abc import Iterator

_PARTICLES = ("lah", "kah", "pun", "tah")
_ENDINGS = (
    "nya", "kan", "keun", "ake", "aken", "ipun", "ku", "mu", "an", "in", "na", "ne", "no", "nyo", "eun", "en",
    "kn", "i", "e", "o", "a",
)  # fmt: skip
# What stands before -> what the root may have begun with instead ("" = nothing lost).
_BEGINNINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("memper", ("",)), ("diper", ("",)), ("keber", ("",)), ("penge", ("",)), ("menge", ("",)),
    ("meny", ("s",)), ("peny", ("s",)), ("meng", ("", "k")), ("peng", ("", "k")),
    ("men", ("", "t")),
    ("pen", ("", "t")), ("mem", ("", "p")), ("pem", ("", "p")), ("nge", ("",)), ("ber", ("",)),
    ("ter", ("",)),
    ("per", ("",)), ("dipun", ("",)), ("me", ("",)), ("pe", ("",)), ("be", ("",)), ("te", ("",)),
    ("di", ("",)), ("ke", ("",)), ("se", ("",)), ("ny", ("s", "c")), ("ng", ("", "k")), ("ka", ("",)),
    ("sa", ("",)), ("ba", ("",)), ("ma", ("",)), ("n", ("t", "")), ("m", ("p", "b")),
    ("pa", ("",)), ("ta", ("",)),
)  # fmt: skip


def readings(word: str) -> Iterator[str]:
    """Yield what WORD may be without its affixes, the least cut first; none has fewer than 3 letters."""
    bases = [word]
    bases += [word[: -len(end)] for end in _PARTICLES if word.endswith(end) and len(word) - len(end) >= 3]
    cut = list(bases)
    for base in bases:
        for ending in _ENDINGS:
            if base.endswith(ending) and len(base) - len(ending) >= 3:
                cut.append(base[: -len(ending)])
                if ending == "nya" and base[:-3].endswith("kan") and len(base) > 8:
                    cut.append(base[:-6])
                if ending == "nya" and base[:-3].endswith("an") and len(base) > 7:
                    cut.append(base[:-5])
    yield from cut[1:]
    for base in cut:
        for beginning, roots in _BEGINNINGS:
            if base.startswith(beginning):
                rest = base[len(beginning) :]
                for root in roots:
                    if len(root) + len(rest) >= 3:
                        yield root + rest


def light(word: str) -> str:
    """Return WORD without the affixes that are safe to cut from any word, known or not."""
    for ending in ("nya", "lah", "kah", "pun"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    for beginning in ("meng", "meny", "mem", "men", "ber", "ter", "di"):
        if word.startswith(beginning) and len(word) - len(beginning) >= 4:
            word = word[len(beginning) :]
            break
    for ending in ("kan", "an"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
