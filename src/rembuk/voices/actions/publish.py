"""Show a voice to the public, masked, once it stands behind an idea."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from rembuk.reckon.text_analysis.keys import keys
from rembuk.reckon.text_analysis.personal import mask
from rembuk.shared.actors import Actor
from rembuk.voices.models import Voice, VoiceTerm
from rembuk.voices.states import Visibility

HANDLE = re.compile(r"(?<![\w@])@\w{2,30}")


def closed(text: str) -> str:
    """Return TEXT with personal data and the handles of accounts closed."""
    return HANDLE.sub("[akun ditutup]", mask(text))


@transaction.atomic
def publish(*, voices: Iterable[Voice], by: Actor, at: datetime) -> list[Voice]:
    """Fill `public_text` with personal data masked, and return the voices that may be shown from now on.

    Confidential and withdrawn voices are passed over: they stand behind the idea as a number only. The step
    is the caller's: it is part of accepting the idea.
    """
    rows = list(
        Voice.objects.select_for_update()
        .filter(pk__in=[voice.pk for voice in voices], withdrawn_at=None)
        .exclude(visibility=Visibility.CONFIDENTIAL)
        .order_by("pk")
    )
    for row in rows:
        row.public_text = closed(row.text)
        row.published_at = row.published_at or at
    Voice.objects.bulk_update(rows, ["public_text", "published_at"], batch_size=1_000)
    VoiceTerm.objects.filter(voice__in=rows).delete()
    VoiceTerm.objects.bulk_create(
        [
            VoiceTerm(voice=row, space_id=row.space_id, term=term)
            for row in rows
            for term in keys(row.public_text)
        ],
        batch_size=5_000,
    )
    return rows
