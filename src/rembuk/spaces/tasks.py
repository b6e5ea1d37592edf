"""The worker's part: addresses of those who were invited do not stay."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from rembuk.shared import queue
from rembuk.spaces import actions


@queue.due("spaces.invitations", every=timedelta(days=1))
def drop_invitations() -> None:
    """Delete the invitations whose days are over; again finds nothing."""
    actions.drop_invitations(at=timezone.now())
