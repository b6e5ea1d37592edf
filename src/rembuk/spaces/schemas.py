"""How programs get a space."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Path, Schema

from rembuk.places.schemas import PlaceAnswer, place_answer
from rembuk.shared.api import Listed
from rembuk.spaces.models import Space

Slug = Annotated[
    str, Path(..., pattern=r"^[-a-zA-Z0-9_]+$", max_length=40, description="name in the address")
]


class SpacePromise(Schema):
    """What the space promised about its own clocks, in working days."""

    sorting_days: int
    review_days: int
    reviewers: int


class SpaceAnswer(Schema):
    """A party, branch, candidate or movement."""

    slug: str
    name: str
    parent: str | None
    region: PlaceAnswer | None
    zone: str
    founded_at: datetime
    promise: SpacePromise
    page: str


class SpaceList(Listed[SpaceAnswer]):
    """Spaces by name."""


def space_answer(space: Space) -> SpaceAnswer:
    """Return SPACE, which has its parent and region with it, as programs get it."""
    return SpaceAnswer(
        slug=space.slug,
        name=space.name,
        parent=space.parent.slug if space.parent else None,
        region=place_answer(space.region) if space.region else None,
        zone=space.zone,
        founded_at=space.founded_at,
        promise=SpacePromise(
            sorting_days=space.sorting_days, review_days=space.review_days, reviewers=space.reviewers
        ),
        page=space.get_absolute_url(),
    )
