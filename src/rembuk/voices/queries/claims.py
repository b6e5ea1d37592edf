"""Claims on posts: what waits, and where the post stands on its network."""

from __future__ import annotations

from django.db.models import QuerySet

from rembuk.shared.refusals import NotThere
from rembuk.spaces.models import Space
from rembuk.voices.models import Claim
from rembuk.voices.states import ClaimState
from rembuk.voices.wording import NO_SUCH_CLAIM

GREATEST_ID = 2**63 - 1


def claims_of(space: Space) -> QuerySet[Claim]:
    """Return the claims of SPACE that wait for proof, each with its voice; none on what was withdrawn."""
    rows = Claim.objects.filter(voice__space=space, voice__withdrawn_at=None, state=ClaimState.WAITING)
    return rows.select_related("voice")


def claim_in(space: Space, number: int) -> Claim:
    """Return claim NUMBER of SPACE with its voice, or refuse."""
    rows = Claim.objects.select_related("voice").filter(voice__space=space, pk=number)
    found = rows.first() if number <= GREATEST_ID else None
    if found is None:
        raise NotThere(NO_SUCH_CLAIM)
    return found
