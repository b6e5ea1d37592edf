"""A space sets how it judges; every version stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rembuk.ledger.actions import record_step
from rembuk.review import wording
from rembuk.review.models import Criterion, Rubric
from rembuk.review.queries import criteria_of, rubric_of
from rembuk.review.states import STANDARD
from rembuk.shared.actors import Actor
from rembuk.shared.references import ref
from rembuk.shared.refusals import Refused
from rembuk.spaces.models import Space

FEWEST, MOST = 2, 10
SETTINGS = ("scale", "far_apart", "bars_branch", "objection_window", "objection_days")


@dataclass(frozen=True)
class Measure:
    """Hold one criterion as it is asked for: its name, its guiding question and its weight of 1 to 9."""

    label: str
    guide: str
    weight: int = 1
    key: str = ""


def standing_rubric(space: Space, at: datetime) -> Rubric:
    """Return the rubric that holds in SPACE, writing the standard one where none has been set."""
    found = rubric_of(space)
    if found is not None:
        return found
    # Locks the space, so that two who begin at once write one.
    Space.objects.select_for_update().get(pk=space.pk)
    found = rubric_of(space)
    if found is not None:
        return found
    measures = [Measure(str(label), str(guide), 1, key) for key, (label, guide) in STANDARD.items()]
    return _write(space, measures, {"standard": True}, at)


@transaction.atomic
def set_rubric(
    *,
    space: Space,
    measures: Sequence[Measure],
    scale: int,
    far_apart: int,
    bars_branch: bool,
    objection_window: int,
    objection_days: int,
    by: Actor,
    at: datetime,
) -> Rubric:
    """Let a new version of the rubric hold in SPACE from AT; cases that run keep theirs."""
    settings = {
        "scale": scale, "far_apart": far_apart, "bars_branch": bars_branch,
        "objection_window": objection_window, "objection_days": objection_days,
    }  # fmt: skip
    days = (objection_window, objection_days)
    if not (3 <= scale <= 10 and 1 <= far_apart <= 100 and all(1 <= number <= 60 for number in days)):
        raise Refused(wording.BAD_RUBRIC)
    plain = [_checked(measure) for measure in measures]
    if not FEWEST <= len(plain) <= MOST:
        raise Refused(wording.NO_CRITERIA)
    if len({measure.label.casefold() for measure in plain}) < len(plain):
        raise Refused(wording.SAME_CRITERIA)
    before = standing_rubric(space, at)
    if _same(before, plain, settings):
        raise Refused(wording.SAME_RUBRIC)
    made = _write(space, _keyed(before, plain), settings, at)
    facts: dict[str, Any] = {
        "version": made.version,
        "criteria": [{"name": one.label, "weight": one.weight} for one in plain],
        **settings,
    }
    record_step(kind="review.rubric_set", about=ref(made), scope=ref(space), facts=facts, by=by, at=at)
    return made


def _checked(measure: Measure) -> Measure:
    label, guide = " ".join(measure.label.split()), " ".join(measure.guide.split())
    if not 2 <= len(label) <= 60 or not 10 <= len(guide) <= 200:
        raise Refused(wording.NO_CRITERIA)
    if not 1 <= measure.weight <= 9:
        raise Refused(wording.WEIGHT_RANGE)
    return Measure(label, guide, measure.weight)


def _same(before: Rubric, measures: Sequence[Measure], settings: dict[str, Any]) -> bool:
    held = [(str(one.name), str(one.question), one.weight) for one in criteria_of(before)]
    wanted = [(one.label, one.guide, one.weight) for one in measures]
    return held == wanted and all(getattr(before, name) == settings[name] for name in SETTINGS)


def _keyed(before: Rubric, measures: Sequence[Measure]) -> list[Measure]:
    """Give each measure a key of its own; one that kept its name keeps its key, so scores compare."""
    known = {str(one.name).casefold(): one.key for one in criteria_of(before)}
    taken: set[str] = set()
    keyed = []
    for measure in measures:
        key = known.get(measure.label.casefold()) or re.sub(r"[^a-z0-9]+", "_", measure.label.lower())[:16]
        key = key.strip("_") or "ukuran"
        while key in taken:
            key = f"{key[:16]}_{len(taken)}"
        taken.add(key)
        keyed.append(Measure(measure.label, measure.guide, measure.weight, key))
    return keyed


def _write(space: Space, measures: Sequence[Measure], settings: dict[str, Any], at: datetime) -> Rubric:
    version = Rubric.objects.filter(space=space).count() + 1
    rubric = Rubric.objects.create(space=space, version=version, made_at=at, **settings)
    Criterion.objects.bulk_create(
        Criterion(
            rubric=rubric, position=number, key=one.key, label=one.label, guide=one.guide, weight=one.weight
        )
        for number, one in enumerate(measures, 1)
    )
    return rubric
