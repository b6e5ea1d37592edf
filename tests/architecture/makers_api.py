"""Makers for the rows of the API that no page has."""

from __future__ import annotations

from rembuk.ideas.tests.factories import make_idea
from rembuk.places.models import Place
from tests.architecture.makers import Made, World, maker


@maker("place")
def place(world: World) -> Made:
    """Make a province."""
    Place.objects.create(
        code="34", name="Daerah Istimewa Yogyakarta", level=1, path="Daerah Istimewa Yogyakarta"
    )
    return Made({"code": "34"})


@maker("place search")
def place_search(world: World) -> Made:
    """Look for a place."""
    return Made(query="?q=Sleman")


@maker("voice JSON")
def voice_json(world: World) -> Made:
    """Write a voice as a program does."""
    return Made({"slug": world.space.slug}, {"text": "Lampu mati", "visibility": "nameless", "key": "0" * 32})


@maker("idea number")
def idea_number(world: World) -> Made:
    """Make an idea and send nothing."""
    return Made({"number": make_idea(world.space).pk})
