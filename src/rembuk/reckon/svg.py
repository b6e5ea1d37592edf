"""Put people's words into a picture without breaking it."""

from __future__ import annotations

import re
from html import escape as _escape

# What XML 1.0 has no way to write (section 2.2, "Characters").
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def escape(text: str) -> str:
    """Return TEXT for use between the tags of an SVG; characters XML forbids become the sign for unknown."""
    return _escape(_FORBIDDEN.sub("\ufffd", text), quote=False)
