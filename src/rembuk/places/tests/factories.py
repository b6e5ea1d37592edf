"""Real places for tests: only those asked for, and what they lie in."""

from __future__ import annotations

from rembuk.places.actions import load_some
from rembuk.places.models import Place

SINDUADI = "34.04.06.2001"


def make_place(code: str = SINDUADI) -> Place:
    """Return the real place with CODE, loaded with the district, regency and province around it."""
    load_some([code])
    return Place.objects.get(code=code)
