"""Remember what was done on the board, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rembuk.ideas.models import BoardMove, Idea
from rembuk.shared.actors import Actor
from rembuk.spaces.models import Space
from rembuk.voices.models import Voice


def remember(
    kind: str,
    *,
    space: Space,
    voices: Iterable[Voice],
    by: Actor,
    at: datetime,
    idea: Idea | None = None,
    cluster_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
    decided: int = 0,
) -> None:
    """Keep a move of the person BY on the board of SPACE; DETAIL holds what undoing it needs.

    DECIDED is how many clusters it decided about.
    """
    if by.person_id is not None:
        keys = [voice.pk for voice in voices]
        BoardMove.objects.create(
            space=space, person_id=by.person_id, kind=kind, idea=idea, at=at, cluster_id=cluster_id,
            voices=keys, detail=dict(detail or {}), size=len(keys), clusters=decided,
        )  # fmt: skip
