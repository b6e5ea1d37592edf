"""What is left out of logs: the secrets that stand in addresses, and what is personal."""

from __future__ import annotations

import importlib
import logging
import re
from functools import cache

# A part of an address that is no slug, number or name of ours: long, and with a capital or a sign that only
# drawn or signed tokens have. Invitations, stop-links and every other door of one key look like this, and so
# does the key of an appeal, which stands behind the question mark.
_PART = re.compile(r"(?<=[/=])(?=[^\s/?&=]*[A-Z:])[A-Za-z0-9_:.~%-]{20,}(?=$|[/?&=\s\"'),])")
HIDDEN = "[rahasia]"


def without_secrets(text: str) -> str:
    """Return TEXT with every secret part of an address in it replaced."""
    return _PART.sub(HIDDEN, text)


class SecretAddresses(logging.Filter):
    """Hide the secrets of addresses in message, error and stack; the record itself always goes through."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change RECORD in place."""
        record.msg, record.args = without_secrets(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_secrets(record.exc_text)
        if record.stack_info:
            record.stack_info = without_secrets(record.stack_info)
        return True


class PersonalData(logging.Filter):
    """Mask names, numbers and addresses of people in what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change RECORD in place."""
        return bool(_mask().filter(record))


@cache
def _mask() -> logging.Filter:
    # Loaded with the first record: compiling its patterns was a fifth of what a command takes to begin.
    # The package before its part: two threads that load different parts first would meet one half loaded.
    importlib.import_module("lokal")
    from lokal.samaran.logging import SamaranFilter

    return SamaranFilter()
