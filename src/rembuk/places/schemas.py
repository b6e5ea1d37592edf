"""How programs get a place."""

from __future__ import annotations

from typing import Annotated

from ninja import Path, Schema

from rembuk.places.models import Place
from rembuk.shared.api import Listed

Code = Annotated[
    str,
    Path(
        ...,
        pattern=r"^[0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?$",
        description="code of the ministry of home affairs, as 34.04.06.2001",
    ),
]


class PlaceAnswer(Schema):
    """A province (1), regency or city (2), district (3) or village (4)."""

    code: str
    name: str
    path: str
    level: int
    postal_code: str | None


class PlaceFound(Schema):
    """What a text may mean, best first."""

    items: list[PlaceAnswer]


class PlacesInside(Listed[PlaceAnswer]):
    """Places that lie directly in another."""


def place_answer(place: Place) -> PlaceAnswer:
    """Return PLACE as programs get it."""
    return PlaceAnswer(
        code=place.code,
        name=place.name,
        path=place.path,
        level=place.level,
        postal_code=place.postal_code or None,
    )
