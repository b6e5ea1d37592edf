"""Does it hold: what a text must be, what may become more private."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from rembuk.people.models import Person
from rembuk.shared.ids import ALPHABET
from rembuk.shared.refusals import Refused
from rembuk.shared.spoken import keyed
from rembuk.spaces.rules import may
from rembuk.voices.models import Attachment, Voice
from rembuk.voices.states import PRIVACY, Visibility
from rembuk.voices.wording import EMPTY, TOO_LONG, UNREADABLE

LONGEST_VOICE = 5_000
LONGEST_NAME = 80
# Channels whose senders were handed a receipt when they spoke.
BY_HAND = frozenset({"web", "field"})


@dataclass(frozen=True)
class Picture:
    """Hold a JPEG of our own drawing and its size in pixels."""

    content: bytes
    width: int
    height: int


def faded(channel: str, native_id: str) -> str:
    """Return what stands for the identity of an erased voice: by it the same post is known, and no more."""
    return f"~{keyed('erased post', f'{channel} {native_id}')}"


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


def paper_code(batch: int, number: int) -> str:
    """Return what stands in the corner of a paper form, "7-012-k": print, number, a letter that checks."""
    letter = ALPHABET[int(keyed("paper form", f"{batch}-{number}")[:8], 16) % len(ALPHABET)]
    return f"{batch}-{number:03d}-{letter}"


def paper_number(typed: str) -> tuple[int, int] | None:
    """Return print and number of a paper form TYPED in any spelling, or None where the letter is wrong."""
    # A digit stands apart to be the letter: "7-012" without one is not the first form with a 2.
    spelled = r"\s*(\d{1,9})[\s.-]+(\d{1,3})(?:[\s.-]+([a-z2-9])|([a-z]))\s*"
    found = re.fullmatch(spelled, typed.lower(), re.ASCII)
    if found is None:
        return None
    batch, number = int(found[1]), int(found[2])
    return (batch, number) if paper_code(batch, number).endswith(found[3] or found[4]) else None


def paper_key(batch: int, number: int) -> str:
    """Return the form key of a paper form: its receipt's code can be printed before anything is written."""
    return keyed("paper form key", f"{batch}-{number}")[:32]


def may_open(person: Person | AnonymousUser, row: Attachment) -> bool:
    """Tell whether PERSON may hear or see ROW: the desk all of its space, a field worker their own."""
    space = row.voice.space
    if may(person, space, "board.see"):
        return True
    return may(person, space, "voices.collect") and row.by == f"people.person:{person.pk}"


def may_be_answered(voice: Voice) -> bool:
    """Tell whether a reply to VOICE may stand on its network, where everybody sees whom it answers.

    Not once it is withdrawn, erased, hidden or for the team only, and not to words only passed on.
    """
    gone = voice.withdrawn_at or voice.erased_at or voice.hidden_at
    return not gone and not voice.echo and voice.visibility != Visibility.CONFIDENTIAL
