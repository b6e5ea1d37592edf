"""Ideas for tests, made the way the product makes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from rembuk.ideas import actions
from rembuk.ideas.models import Call, Idea
from rembuk.shared.actors import CITIZEN, Actor
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
    space: Space, *, voices: int = 2, title: str = "Lampu di jalur pulang sekolah",
    wish: str = "Kami minta lampu di jalur itu.", by: Actor = COORDINATOR,
) -> Idea:  # fmt: skip
    """Return an idea accepted from a cluster of that many voices."""
    cluster = make_cluster(space, voices)
    rows = list(Voice.objects.filter(cluster=cluster))
    return actions.accept_as_idea(
        space=space,
        voices=rows,
        title=title,
        wish=wish,
        because="ketiganya menyebut ruas yang sama",
        place=None,
        by=by,
        at=AT,
    )


TODAY = date(2026, 11, 20)


def plan_for(first: date = TODAY, **fields: object) -> actions.Plan:
    """Return a plan that takes answers for two weeks from FIRST on."""
    given: dict[str, Any] = {
        "subject": "pendidikan",
        "question": "Apa yang membuat anak berangkat sekolah dengan aman?",
        "explanation": "Tiga kecelakaan terjadi di jalur pulang sekolah sejak Juli.",
        "afterwards": "Semua jawaban dibaca koordinator, dipilah menjadi gagasan, lalu ditelaah dua orang.",
        "region": None,
        "gather_from": first,
        "gather_until": first + timedelta(days=13),
        "sort_until": first + timedelta(days=20),
        "answer_by": first + timedelta(days=27),
        **fields,
    }
    return actions.Plan(**given)


def make_call(
    space: Space, first: date = TODAY, *, published: bool = True, at: datetime = AT, **fields: object
) -> Call:
    """Return a call that takes answers for two weeks from FIRST on."""
    call = actions.make_call(space=space, plan=plan_for(first, **fields), by=COORDINATOR, at=at)
    return actions.publish_call(call=call, by=COORDINATOR, at=at) if published else call


def make_answer(call: Call, text: str = "Pasang lampu di jalur sekolah", **fields: object) -> Voice:
    """Return a voice that answers CALL by the form."""
    given: dict[str, Any] = {"at": AT, "by": CITIZEN, **fields}
    return actions.answer_call(call=call, text=text, **given).voice
