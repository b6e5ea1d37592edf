"""Find a voice by its receipt, its address, or voices alike."""

from __future__ import annotations

from dataclasses import dataclass

from rembuk.reckon.text_analysis.keys import keys, similarity
from rembuk.shared.postings import most_shared
from rembuk.shared.refusals import NotThere
from rembuk.shared.spoken import code_hash
from rembuk.spaces.models import Space
from rembuk.voices.models import Receipt, Voice, VoiceTerm
from rembuk.voices.states import Visibility
from rembuk.voices.wording import NO_SUCH_RECEIPT, NO_SUCH_VOICE

# Candidates that share most keys with the text; the best of them are then compared word by word.
CANDIDATES = 40
NEAR = 0.25


def by_receipt(code: str) -> Voice:
    """Return the voice whose receipt CODE opens, with its space and place, or refuse.

    The look-up is by a keyed hash, so its time says nothing about how much of a guess was right.
    """
    receipt = (
        Receipt.objects.select_related("voice__space", "voice__place")
        .filter(code_hash=code_hash(code))
        .first()
    )
    if receipt is None:
        raise NotThere(NO_SUCH_RECEIPT)
    return receipt.voice


def by_address(address: str) -> Voice:
    """Return the voice at a public ADDRESS with its space and place; confidential ones are not there."""
    voice = (
        Voice.objects.select_related("space", "place")
        .filter(address=address, erased_at=None)
        .exclude(visibility=Visibility.CONFIDENTIAL)
        .first()
    )
    if voice is None:
        raise NotThere(NO_SUCH_VOICE)
    return voice


@dataclass(frozen=True)
class Alike:
    """Hold a shown voice that says something near to a text: `score` 0 to 1."""

    voice_id: int
    text: str
    score: float


def alike(space: Space, text: str, limit: int = 5) -> list[Alike]:
    """Return the shown voices of SPACE that say nearest to TEXT, best first; two queries.

    Only voices that stand behind an idea are looked at, so nothing is given away before that.
    """
    terms = keys(text)
    if not terms:
        return []
    shared = most_shared(VoiceTerm, "voice_id", space=space.pk, terms=terms, limit=CANDIDATES)
    near = Voice.objects.filter(pk__in=shared, published_at__isnull=False, withdrawn_at=None, hidden_at=None)
    near = near.exclude(visibility=Visibility.CONFIDENTIAL)
    found = [
        Alike(pk, public_text, similarity(text, public_text))
        for pk, public_text in near.values_list("pk", "public_text")
    ]
    best = sorted(found, key=lambda one: (-one.score, one.voice_id))
    return [one for one in best if one.score >= NEAR][:limit]
