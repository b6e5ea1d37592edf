"""Places for programs: search, one place, what lies in it."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from rembuk.places.models import Place
from rembuk.places.queries import LONGEST_QUERY, children, find, place_by_code
from rembuk.places.schemas import Code, PlaceAnswer, PlaceFound, PlacesInside, place_answer
from rembuk.places.wording import NO_PLACE
from rembuk.shared.api import Cursor, Limit, reads
from rembuk.shared.paging import page
from rembuk.shared.refusals import NotThere

router = Router(tags=["places"])
MOST = 20
Text = Annotated[
    str, Query(..., min_length=1, max_length=LONGEST_QUERY, description="name, code or postal code")
]


def _place(code: str) -> Place:
    found = place_by_code(code)
    if found is None:
        raise NotThere(NO_PLACE)
    return found


@reads(router, "/places", PlaceFound, _("Cari tempat dengan nama, kode, atau kode pos"), name="place-find")
def find_places(request: HttpRequest, q: Text) -> PlaceFound:
    """Answer what a text may mean, best first: at most 20 places."""
    return PlaceFound(items=[place_answer(place) for place in find(q, MOST)])


@reads(router, "/places/{code}", PlaceAnswer, _("Satu tempat"), name="place")
def one_place(request: HttpRequest, code: Code) -> PlaceAnswer:
    """Answer one place by its code."""
    return place_answer(_place(code))


@reads(
    router, "/places/{code}/places", PlacesInside, _("Tempat yang langsung di dalamnya"), name="places-inside"
)
def places_inside(request: HttpRequest, code: Code, cursor: Cursor, limit: Limit) -> PlacesInside:
    """List what lies directly in a place, by name."""
    found = page(children(_place(code)), order="name", after=cursor, size=limit, strict=True)
    return PlacesInside(items=[place_answer(row) for row in found.rows], next=found.after)
