"""The stored job of erasure: ask every holder, note each that is done, come again for the rest."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from rembuk.rights.actions import confirm_erasure
from rembuk.shared import holdings, outbox


@outbox.handler("rights.erase")
def erase(payload: dict[str, Any]) -> None:
    """Let every holding erase the subject; a holder that fails makes the queue come again."""
    subject = payload["subject"]
    held = holdings.everything()
    failed: Exception | None = None
    for holding in held:
        try:
            holding.erase(subject)
        except Exception as error:
            # The others are still asked; the first failure makes the queue try again.
            failed = failed or error
            continue
        confirm_erasure(
            subject=subject, holding=holding.name, all_of=[one.name for one in held], at=timezone.now()
        )
    if failed is not None:
        raise failed
