"""Write a text again as hurried people would: to train and to check the finding of copies.

Typing errors (a letter left out, doubled, wrong or exchanged with its neighbour) in one word of eight,
slang and shortened words, lengthened letters, words put before, links, emoji, capitals. Equal seeds give
equal texts.
"""

from __future__ import annotations

from functools import cache
from random import Random

from rembuk.reckon.text_analysis.tables import slang

_BEFORE = (
    "RT @warga12: ",
    "min ",
    "halo admin, ",
    "Fwd: ",
    "[INFO] ",
    "dari grup sebelah: ",
    "tolong dibaca ",
)
_AFTER = ("!!!", "...", "???", " #viral", " #suarawarga", " tolong viralkan")
_EMOJI = "😀😭🙏🔥😡👍"
_NEAR_KEYS = (
    "a:sq b:vn c:xv d:sf e:wr f:dg g:fh h:gj i:uo j:hk k:jl l:ko m:n n:bm o:ip p:o q:wa r:et s:ad t:ry "
    "u:yi v:cb w:qe x:zc y:tu z:x"
)
_NEAR = {pair[0]: pair[2:] for pair in _NEAR_KEYS.split()}


@cache
def _informal() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for form, meant in slang().items():
        if len(meant) == 1 and form.isalpha():
            table.setdefault(meant[0], []).append(form)
    return table


def noisy(text: str, random: Random) -> str:
    """Return TEXT as a hurried person would write it."""
    words = [_word(word, random) for word in text.split()]
    found = " ".join(words)
    if random.random() < 0.25:
        found = random.choice(_BEFORE) + found
    if random.random() < 0.3:
        found += " https://t.co/" + "".join(random.choice("abcdefghij0123456789") for _ in range(8))
    if random.random() < 0.3:
        found += " " + "".join(random.choice(_EMOJI) for _ in range(random.randint(1, 4)))
    if random.random() < 0.2:
        found += random.choice(_AFTER)
    return found.upper() if random.random() < 0.15 else found


def _word(word: str, random: Random) -> str:
    low = word.lower()
    if low in _informal() and random.random() < 0.6:
        return random.choice(_informal()[low])
    if len(word) > 3 and random.random() < 0.12:
        return _slip(word, random)
    if word[-1:].isalpha() and random.random() < 0.06:
        return word + word[-1] * random.randint(2, 6)
    return word


def _slip(word: str, random: Random) -> str:
    at, kind = random.randrange(1, len(word)), random.random()
    if kind < 0.3:
        return word[:at] + word[at + 1 :]
    if kind < 0.5:
        return word[:at] + word[at] + word[at:]
    if kind < 0.75:
        return word[:at] + random.choice(_NEAR.get(word[at].lower(), "aeiu")) + word[at + 1 :]
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
