"""Ideas for tests, made the way the product makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from rembuk.ideas import actions
from rembuk.ideas.models import Idea
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space
from rembuk.voices.models import Cluster, Voice
from rembuk.voices.tests.factories import make_voice

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
COORDINATOR = Actor("coordinator")
_numbers = count(1)


def make_cluster(space: Space, size: int = 3, text: str = "Lampu jalan di Selokan Mataram mati") -> Cluster:
    """Return a cluster of SIZE voices that waits on the board."""
    cluster = Cluster.objects.create(space=space, title=text, size=size, first_at=AT, last_at=AT)
    for _ in range(size):
        number = next(_numbers)
        make_voice(space, f"{text} ({number})", cluster=cluster, native_id=f"made-{number}", sorted_at=AT)
    return cluster


def make_idea(
    space: Space, *, voices: int = 2, title: str = "Lampu di jalur pulang sekolah", by: Actor = COORDINATOR
) -> Idea:
    """Return an idea accepted from a cluster of that many voices."""
    cluster = make_cluster(space, voices)
    rows = list(Voice.objects.filter(cluster=cluster))
    return actions.accept_as_idea(
        space=space,
        voices=rows,
        title=title,
        wish="Kami minta lampu di jalur itu.",
        because="ketiganya menyebut ruas yang sama",
        place=None,
        by=by,
        at=AT,
    )
