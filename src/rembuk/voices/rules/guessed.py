"""Which place does a text speak of? Guessed from the names in it; several that fit are kept as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rembuk.reckon.text_analysis.places import Place, from_lokal
from rembuk.voices.queries.board import shared_place


@dataclass(frozen=True)
class Guess:
    """Hold the code of a place, how likely it is, and the words with every code they may mean."""

    code: str
    probability: float
    because: str


def guess(text: str, region: str = "") -> Guess | None:
    """Return the place TEXT speaks of, or None where it names none, or several far apart.

    REGION is the code of the region of the space: of places with one name those inside it are meant.
    """
    found = from_lokal().find(text)
    named = [_fitting(place, region, [other for other in found if other is not place]) for place in found]
    if not named:
        return None
    codes = [code for code, _chance, _words in named]
    finest = max(codes, key=len)
    if not all(finest == code or finest.startswith(code + ".") for code in codes):
        finest = shared_place(min(codes), max(codes)) or ""
    if not finest:
        return None
    return Guess(
        finest,
        round(min(chance for _code, chance, _words in named), 4),
        ", ".join(dict.fromkeys(words for _code, _chance, words in named)),
    )


def _fitting(place: Place, region: str, beside: Sequence[Place]) -> tuple[str, float, str]:
    """Return the code meant, how likely, and the words with all codes; equals share the place around them.

    Of places with one name those are meant that lie in another place the text names, else in the region.
    """
    codes: Sequence[str] = (place.code, *place.alternatives)
    named = {code for other in beside for code in (other.code, *other.alternatives)}
    for around in (named, {region} - {""}):
        codes = [code for code in codes if any(code.startswith(f"{one}.") for one in around)] or codes
    equals = [code for code in codes if len(code) == len(codes[0])]
    words = f"{place.text} = {' / '.join(codes)}"
    shared = codes[0] if len(equals) == 1 else shared_place(min(equals), max(equals))
    return (shared, 1.0, words) if shared else (codes[0], 1 / len(equals), words)
