"""Take affixes off a word, Indonesian first, with the commonest of Javanese, Sundanese, Betawi and Minang.

No list of root words is needed: every way of reading a word is offered, and the caller keeps the first that
its own table knows. Rules after Asian, Williams and Tahaghoghi, "Stemming Indonesian" (2005), made lighter.
"""

from __future__ import annotations

from collections.abc import Iterator

_PARTICLES = ("lah", "kah", "pun", "tah")
_ENDINGS = (
    "nya", "kan", "keun", "ake", "aken", "ipun", "ku", "mu", "an", "in", "na", "ne", "no", "nyo", "nye",
    "eun", "en", "kn", "i", "e", "o", "a",
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


_BY_LETTER: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _beginning, _roots in _BEGINNINGS:
    _BY_LETTER.setdefault(_beginning[0], []).append((_beginning, _roots))
_ENDS = tuple(dict.fromkeys((*_PARTICLES, *_ENDINGS)))
_LAST = frozenset(ending[-1] for ending in _ENDS)


def readings(word: str) -> Iterator[str]:
    """Yield what WORD may be without its affixes, the least cut first; none has fewer than 3 letters."""
    cut = [word]
    if word[-1] in _LAST:
        for ending in _ENDS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                base = word[: -len(ending)]
                cut.append(base)
                if ending in ("nya", "nyo", "nye", "lah", "kah", "pun") and len(base) > 5:
                    cut += [base[: -len(end)] for end in ("kan", "an", "i") if base.endswith(end)]
        yield from cut[1:]
    beginnings = _BY_LETTER.get(word[0], ())
    for base in cut:
        for beginning, roots in beginnings:
            if base.startswith(beginning):
                rest = base[len(beginning) :]
                for root in roots:
                    if len(root) + len(rest) >= 3:
                        yield root + rest


def light(word: str) -> str:
    """Return WORD without the affixes that are safe to cut from any word, known or not."""
    for ending in ("nya", "nyo", "nye", "lah", "kah", "pun"):
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
