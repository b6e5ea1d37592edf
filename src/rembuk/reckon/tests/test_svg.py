"""Words people wrote stand in a picture as they are, or it would not open."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from rembuk.reckon.svg import escape


@pytest.mark.parametrize(
    "text", ["Taman & <lapangan>", "a ]]> b", "naik\x0bturun", "\x00", "\ud800", "\uffff", "é 😀\t"]
)
def test_any_words_leave_the_picture_well_formed(text: str) -> None:
    read = ET.fromstring(f"<text>{escape(text)}</text>").text or ""
    assert len(read) == len(text)
    assert [a for a, b in zip(text, read, strict=True) if a != b and b != "\ufffd"] == []
