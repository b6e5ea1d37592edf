"""Does it hold: what a text must be, what may become more private."""

from __future__ import annotations

import unicodedata

from rembuk.shared.refusals import Refused
from rembuk.voices.models import Voice
from rembuk.voices.states import PRIVACY, Visibility
from rembuk.voices.wording import EMPTY, TOO_LONG, UNREADABLE

LONGEST_VOICE = 5_000
LONGEST_NAME = 80
# Channels whose senders were handed a receipt when they spoke.
BY_HAND = frozenset({"web", "field"})


def readable(text: str, *, longest: int = LONGEST_VOICE, field: str = "text") -> str:
    """Return TEXT trimmed and in Unicode form NFC, or refuse it.

    Refused: nothing but space, more than LONGEST letters, NUL and other control marks (line ends and tabs
    are fine), lone surrogates, which no database can keep.
    """
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\r\t" for letter in text):
        raise Refused(UNREADABLE, field=field)
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not plain:
        raise Refused(EMPTY, field=field)
    if len(plain) > longest:
        raise Refused(TOO_LONG % {"most": f"{longest:,}".replace(",", ".")}, field=field)
    return plain


def more_private(voice: Voice, visibility: str) -> bool:
    """Tell whether VISIBILITY hides more of VOICE than now."""
    return PRIVACY[Visibility(visibility)] > PRIVACY[Visibility(voice.visibility)]


def claimable(voice: Voice) -> bool:
    """Tell whether VOICE came from a network, so that its author has no receipt yet."""
    return voice.channel not in BY_HAND
