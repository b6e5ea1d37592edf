"""Words of a place's own: what the people of one space write, put into words that the tables know.

Light: imports nothing but the standard library.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rembuk.reckon.refusal import Refusal

# A word of letters and digits, with hyphens and apostrophes between them.
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LONGEST_FORM, LONGEST_MEANING = 40, 80


def own_form(form: str) -> str:
    """Return FORM as the table keys it: one word in small letters; anything else is refused."""
    plain = form.strip().lower()
    if not _WORD.fullmatch(plain) or len(plain) > LONGEST_FORM:
        raise Refusal(
            id="Tulis satu kata saja, huruf dan angka, paling panjang 40 huruf.",
            en="Write one word only, letters and digits, at most 40 long.",
        )
    return plain


def rewritten(texts: Sequence[str], table: Mapping[str, str]) -> list[str]:
    """Return TEXTS with each word that TABLE (form in small letters -> meaning) holds put as it is meant.

    Linear in the length of the texts. What TABLE writes is not looked up again, so no two words can go round.
    """
    if not table:
        return list(texts)

    def meant(found: re.Match[str]) -> str:
        return table.get(found[0].lower(), found[0])

    return [_WORD.sub(meant, text) for text in texts]
