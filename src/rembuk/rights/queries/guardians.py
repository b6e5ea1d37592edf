"""Whether a parent or guardian said yes, who was asked, and how many wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from rembuk.people.queries import band_counts, held_count
from rembuk.people.states import Band
from rembuk.rights.models import GuardianAsk, GuardianWord
from rembuk.rights.wording import DEAD_GUARDIAN_LINK
from rembuk.shared.refusals import NotThere
from rembuk.shared.small_cells import SMALLEST_SENSITIVE, rounded
from rembuk.spaces.queries import token_hash

# How long a link waits for its first answer; one that was answered lives as long as the account.
ANSWER_WITHIN = timedelta(days=30)


def last_word(subject: str) -> GuardianWord | None:
    """Return the last yes or no of the parent or guardian of SUBJECT."""
    return GuardianWord.objects.filter(subject=subject).order_by("-pk").first()


def ask_of(subject: str) -> GuardianAsk | None:
    """Return which parent or guardian was asked for SUBJECT."""
    return GuardianAsk.objects.filter(subject=subject).first()


def ask_by_token(token: str, at: datetime) -> GuardianAsk:
    """Return the question that TOKEN opens at AT; a link never answered is dead after 30 days (404)."""
    found = GuardianAsk.objects.filter(key_hash=token_hash(token)).first()
    if found is None:
        raise NotThere(DEAD_GUARDIAN_LINK)
    if found.asked_at + ANSWER_WITHIN <= at and last_word(found.subject) is None:
        raise NotThere(DEAD_GUARDIAN_LINK)
    return found


def bands_shown() -> list[tuple[str, int]]:
    """Return how many accounts gave each band, down to full tens, so that nobody sees one child come or go.

    No exact sum stands beside them: it would tell what the tens leave out.
    """
    counts = band_counts()
    return [(str(band.label), rounded(counts[band], SMALLEST_SENSITIVE)) for band in Band]


def waiting_shown() -> int:
    """Return how many accounts wait for a parent, down to full tens."""
    return rounded(held_count(), SMALLEST_SENSITIVE)


def guardian_held(subject: str) -> Iterator[dict[str, Any]]:
    """Yield which parent was asked for SUBJECT, and what they said."""
    for ask in GuardianAsk.objects.filter(subject=subject):
        yield {"what": "guardian", "email": ask.email, "at": ask.asked_at}
    for word in GuardianWord.objects.filter(subject=subject).order_by("pk"):
        yield {"what": "guardian_word", "given": word.given, "text": word.words, "at": word.at}
