"""What a text must be to be kept, whatever the channel."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.utils.functional import Promise

from rembuk.channels.wording import BAD_TEXT, NO_TEXT, TOO_LONG_TEXT

LONGEST_TEXT = 20_000
# The Indonesian republic's first day; nobody posted before, so such a date is a slip of the pen.
EARLIEST = datetime(1945, 8, 17, tzinfo=UTC)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fault(text: str) -> Promise | None:
    """Return why TEXT cannot be kept, or None."""
    if len(text) > LONGEST_TEXT:
        return TOO_LONG_TEXT
    if _CONTROL.search(text):
        return BAD_TEXT
    if not text or text.isspace():
        return NO_TEXT
    return None
